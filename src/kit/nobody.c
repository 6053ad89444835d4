/* Calling a plugin outside any configured profile. */
#include "kit/nobody.h"
#include "base/clock.h"
#include "base/text.h"
#include "stack/inherit.h"
#include "stack/run_line.h"

/* It may load large libraries on a busy machine. */
#define PROBE_MS 10000

/* Nobody's server. */
#define NOBODY "https://plugin-check.invalid"

/* A string of ours where the profile has one of its own. */
static char *borrowed(const char *text)
{
	return (char *)(uintptr_t)text;
}

int nobody_begin(struct nobody *n, const struct nobody_spec *spec, struct err *err)
{
	char *origin = borrowed(spec->origin != NULL ? spec->origin : NOBODY);
	char *endpoint = spec->origin != NULL ? origin : borrowed(NOBODY "/token");
	int r;

	*n = (struct nobody){
		.source = { .file = borrowed("plugin"),
			    .control_text = borrowed("required"),
			    .plugin = borrowed(spec->description->name),
			    .args = (struct argument *)(uintptr_t)spec->args,
			    .nargs = spec->nargs },
		.profile = { .name = borrowed(NOBODY_PROFILE),
			     .issuer = origin,
			     .token_endpoint = endpoint,
			     .origin = origin,
			     .tenant = borrowed(spec->tenant),
			     .sources = &n->source,
			     .nsources = 1 },
	};
	/* What a line of a profile could see, it may see here. */
	r = bind_file(&n->profile, spec->description->path, inherit_value, NULL, &n->bound, err);
	if (r != 0)
		return r;
	if (n->bound->lines[0].why != NULL) {
		*err = *n->bound->lines[0].why;
		r = err->code;
		nobody_end(n);
	}
	return r;
}

void nobody_end(struct nobody *n)
{
	bind_free(&n->bound);
}

static void take_answer(const struct kv *kv, struct probe *p)
{
	const char *left = kv_get(kv, "left");

	p->sets = (unsigned)kv_get_int(kv, "sets", 0);
	p->ignored_set = kv_get_int(kv, "ignored_set", 0) != 0;
	p->unreasoned = kv_get_int(kv, "unreasoned", 0) != 0;
	p->told = kv_get_int(kv, "told", 0) != 0;
	p->wiped = kv_get_int(kv, "wiped", 0) != 0;
	p->took_ms = kv_get_int(kv, "took", 0);
	if (left != NULL)
		text_escape(left, strlen(left), p->left, sizeof(p->left));
}

static int ask(const struct nobody *n, const char *verb, struct probe *ret_probe, struct err *err)
{
	const struct stack_request request = { .bound = n->bound,
					       .token_endpoint = n->profile.token_endpoint };
	const struct credential unknown = { 0 };
	const struct run_call call = { verb, &n->source, &request, &unknown,
				       clock_ms() + PROBE_MS };
	struct source_answer answer;
	char line[SAID_LINE_MAX];
	bool answered;

	*ret_probe = (struct probe){ .line.result = RESULT_INTERNAL };
	run_call(&call, &ret_probe->line, &answer);
	take_answer(&answer.kv, ret_probe);
	/* Then the failure is one of ours, and not the plugin's. */
	answered = kv_get(&answer.kv, "result") != NULL;
	source_answer_clear(&answer);
	said_line(&ret_probe->line.said, line);
	switch (ret_probe->line.result) {
	case RESULT_CRASHED:
	case RESULT_TIMEOUT:
		return err_set(err, REASON_PLUGIN_FAILED, "%s", line);
	case RESULT_BROKEN:
		return err_set(err, REASON_PLUGIN_MODULE, "%s", line);
	case RESULT_INTERNAL:
		return answered ? 0 : err_set(err, REASON_SYSTEM, "%s", line);
	default:
		return 0;
	}
}

int probe_load(const struct nobody *n, struct err *err)
{
	struct probe probe;
	int r = ask(n, "load", &probe, err);

	if (r == 0 && probe.line.result != RESULT_SUCCESS)
		r = err_set(err, REASON_PLUGIN_FAILED, "%s", probe.line.said.text);
	return r;
}

int probe_get(const struct nobody *n, struct probe *ret_probe, struct err *err)
{
	return ask(n, "check", ret_probe, err);
}
