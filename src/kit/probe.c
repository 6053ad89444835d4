/* Calling a plugin outside any configured profile. */
#include "kit/probe.h"
#include "base/clock.h"
#include "base/talk.h"
#include "base/text.h"
#include "stack/run.h"
#include "stack/wire.h"

/* It may load large libraries on a busy machine. */
#define PROBE_MS 10000

/* Nobody's server. */
#define NOBODY "https://plugin-check.invalid"

/* What a line of a profile could see, it may see here. */
static const char *value(const void *arg, const char *name)
{
	(void)arg;
	return getenv(name);
}

/* A string of ours where the profile has one of its own. */
static char *borrowed(const char *text)
{
	return (char *)(uintptr_t)text;
}

int nobody_begin(struct nobody *n, const struct nobody_spec *spec, struct err *err)
{
	int r;

	*n = (struct nobody){
		.source = { .file = borrowed("plugin"),
			    .control_text = borrowed("required"),
			    .plugin = borrowed(spec->name),
			    .args = (struct argument *)(uintptr_t)spec->args,
			    .nargs = spec->nargs },
		.profile = { .name = borrowed("plugin-check"),
			     .issuer = borrowed(NOBODY),
			     .token_endpoint = borrowed(NOBODY "/token"),
			     .origin = borrowed(spec->origin != NULL ? spec->origin : NOBODY),
			     .tenant = borrowed(spec->tenant),
			     .sources = &n->source,
			     .nsources = 1 },
	};
	if ((r = bind_file(&n->profile, spec->path, value, NULL, &n->bound, err)) != 0)
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

	run_take_said(kv, &p->said);
	p->result = source_result(kv);
	p->refused = kv_get_int(kv, "refused", 0) != 0;
	for (size_t i = 0; i < kv->n; i++)
		if (strcmp(kv->lines[i].key, "set") == 0)
			p->sets |= 1u << credential_item_find(kv->lines[i].value);
	p->ignored_set = kv_get_int(kv, "ignored_set", 0) != 0;
	p->unreasoned = kv_get_int(kv, "unreasoned", 0) != 0;
	p->told = kv_get_int(kv, "told", 0) != 0;
	p->wiped = kv_get_int(kv, "wiped", 0) != 0;
	p->took_ms = kv_get_int(kv, "took", 0);
	if (left != NULL)
		text_escape(left, strlen(left), p->left, sizeof(p->left));
}

static int talk(const struct nobody *n, struct buf *request, int64_t deadline_ms,
		struct probe *ret_probe, struct err *err)
{
	struct source_spec spec = { .plugin = n->source.plugin };
	struct source_process *process = NULL;
	struct source_answer answer;
	char line[SAID_LINE_MAX];
	int r;

	if ((r = source_start(&spec, &process, err)) != 0)
		return r;
	source_ask(process, request, deadline_ms, &answer);
	source_close(&process);
	if (answer.failure == RESULT_SUCCESS)
		take_answer(&answer.kv, ret_probe);
	if (answer.failure != RESULT_SUCCESS) {
		*err = answer.err;
		r = err_recode(err, EXIT_UNAVAILABLE);
	} else if (ret_probe->result == RESULT_CRASHED || ret_probe->result == RESULT_TIMEOUT) {
		r = err_set(err, REASON_PLUGIN_FAILED, "%s", said_line(&ret_probe->said, line));
	} else if (ret_probe->result == RESULT_BROKEN) {
		r = err_set(err, REASON_PLUGIN_MODULE, "%s", said_line(&ret_probe->said, line));
	}
	source_answer_clear(&answer);
	return r;
}

static int ask(const struct nobody *n, const char *verb, struct probe *ret_probe, struct err *err)
{
	struct buf request = BUF_SECRET(WIRE_MAX);
	int64_t deadline_ms = clock_ms() + PROBE_MS;
	const struct profile *p = &n->profile;
	int r;

	talk_begin(&request);
	kv_put_text(&request, "verb", verb);
	run_put_line(n->bound, &n->bound->lines[0], &request);
	kv_put_text(&request, "profile", p->name);
	kv_put_text(&request, "issuer", p->issuer);
	kv_put_text(&request, "token_endpoint", p->token_endpoint);
	kv_put_text(&request, "origin", p->origin);
	kv_put_int(&request, "deadline", deadline_ms);
	*ret_probe = (struct probe){ .result = RESULT_INTERNAL };
	if (buf_error(&request))
		r = err_set(err, REASON_NO_MEMORY, "out of memory, or the arguments are too long");
	else
		r = talk(n, &request, deadline_ms, ret_probe, err);
	buf_free(&request);
	return r;
}

int probe_load(const struct nobody *n, struct err *err)
{
	struct probe ignored;

	return ask(n, "load", &ignored, err);
}

int probe_get(const struct nobody *n, struct probe *ret_probe, struct err *err)
{
	return ask(n, "check", ret_probe, err);
}
