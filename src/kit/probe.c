/* Asking a plugin what it is, outside any profile. */
#include "base/banned.h"
#include "kit/probe.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/paths.h"
#include "base/proc.h"
#include "stack/run.h"

/* It may load large libraries on a busy machine. */
#define PROBE_MS 10000

/* What get is told: nobody's. */
#define PROBE_ORIGIN "https://plugin-check.invalid"

/* What a source line of an env plugin may see, it may see here. */
static int put_var(const struct source *src, const char *name, void *arg)
{
	const char *value = getenv(name);
	char key[LIMIT_CONFIG_LINE + 8];

	(void)src;
	if (value != NULL) {
		snprintf(key, sizeof(key), "var=%s", name);
		kv_put_escaped(arg, key, value, strlen(value));
	}
	return 0;
}

static void put_line(const char *path, const struct ccred_arg *args, size_t nargs, struct buf *b)
{
	/* Read alone, as a line of a profile would be. */
	struct source src = {
		.plugin = (char *)(uintptr_t)path,
		.args = (struct ccred_arg *)(uintptr_t)args,
		.nargs = nargs,
	};
	struct profile profile = { .sources = &src, .nsources = 1 };

	run_put_args(&src, b);
	(void)profile_env(&profile, put_var, b);
	kv_put(b, "profile", "plugin-check");
	kv_put(b, "issuer", PROBE_ORIGIN);
	kv_put(b, "token_endpoint", PROBE_ORIGIN "/token");
	kv_put(b, "origin", PROBE_ORIGIN);
}

static int talk(const struct buf *request, int64_t deadline_ms, struct probe *p, struct err *err)
{
	char **envp = run_environment();
	struct proc_spec spec = {
		.path = path_source,
		.envp = envp,
		.quiet = true,
		.own_group = true,
		.die_with_parent = true,
	};
	struct proc proc = PROC_INIT;
	int status, r;

	if (envp == NULL)
		return err_nomem(err);
	if ((r = proc_start(&spec, &proc, err)) != 0)
		goto out;
	switch (proc_talk(&proc, request->data, request->len, LIMIT_ANSWER, deadline_ms, &p->text,
			  &status)) {
	case PROC_EXITED:
		break;
	case PROC_SIGNALED:
		r = err_set(err, EXIT_UNAVAILABLE, "it crashed (%s)", strsignal(status));
		break;
	case PROC_TIMEOUT:
		r = err_set(err, EXIT_UNAVAILABLE, "it did not answer within %d s",
			    PROBE_MS / 1000);
		break;
	default:
		r = err_set(err, EXIT_UNAVAILABLE, "it answered too much");
		break;
	}
out:
	run_environment_free(envp);
	return r;
}

/* They lie in our own buffer. */
static const char *unescaped(const char *value)
{
	return value != NULL && kv_unescape((char *)(uintptr_t)value) >= 0 ? value : NULL;
}

static int take_options(struct probe *p, struct err *err)
{
	struct probe_option *o = NULL;

	if ((p->options = calloc(p->kv.n, sizeof(*p->options))) == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < p->kv.n; i++) {
		const char *key = p->kv.lines[i].key, *value = p->kv.lines[i].value;
		if (strcmp(key, "option") == 0) {
			o = &p->options[p->noptions++];
			o->name = unescaped(value);
		} else if (o != NULL && strcmp(key, "type") == 0) {
			o->type = (uint32_t)strtoul(value, NULL, 10);
		} else if (o != NULL && strcmp(key, "required") == 0) {
			o->required = true;
		} else if (o != NULL && strcmp(key, "help") == 0) {
			o->help = unescaped(value);
		}
	}
	return 0;
}

static int take_answer(struct probe *p, struct err *err)
{
	const struct kv *kv = &p->kv;

	if (kv_parse(&p->text, &p->kv, NULL) != 0 || kv->n == 0 ||
	    strcmp(kv->lines[kv->n - 1].key, "result") != 0)
		return err_set(err, EXIT_UNAVAILABLE, "it ended the process without an answer");
	p->name = unescaped(kv_get(kv, "name"));
	p->version = unescaped(kv_get(kv, "version"));
	p->summary = unescaped(kv_get(kv, "summary"));
	p->minor = (uint32_t)kv_get_int(kv, "minor", 0);
	p->capabilities = (uint32_t)kv_get_int(kv, "capabilities", 0);
	p->result = (int)kv_get_int(kv, "result", CCRED_INTERNAL);
	p->refused = kv_get_int(kv, "refused", 0) != 0;
	p->said = unescaped(kv_get(kv, "text"));
	p->missing = unescaped(kv_get(kv, "missing"));
	p->sets_id = kv_get_int(kv, "sets_id", 0) != 0;
	p->sets_secret = kv_get_int(kv, "sets_secret", 0) != 0;
	p->told = kv_get_int(kv, "told", 0) != 0;
	p->wiped = kv_get_int(kv, "wiped", 0) != 0;
	p->left = kv_get(kv, "left");
	p->took_ms = kv_get_int(kv, "took", 0);
	if (p->name == NULL || p->version == NULL || p->summary == NULL)
		return err_set(err, EXIT_CONFIG, "%s",
			       p->said != NULL ? p->said : "it cannot be loaded");
	return take_options(p, err);
}

/* line: what follows the verb and the path, for check. */
static int ask(const char *verb, const char *path, const struct ccred_arg *args, size_t nargs,
	       struct probe *ret_probe, struct err *err)
{
	struct probe p = { .text = BUF_SECRET(LIMIT_ANSWER + 1) };
	struct buf request = BUF_SECRET(LIMIT_ANSWER);
	int64_t deadline_ms = clock_ms() + PROBE_MS;
	int r;

	kv_put(&request, "verb", verb);
	kv_put(&request, "plugin", path);
	if (strcmp(verb, "check") == 0)
		put_line(path, args, nargs, &request);
	kv_put_int(&request, "deadline", deadline_ms);
	kv_put_int(&request, "flags", CCRED_REQ_NONINTERACTIVE);
	if (buf_error(&request))
		r = err_set(err, EXIT_DATA,
			    "an argument holds a control byte, or they are too long");
	else if ((r = talk(&request, deadline_ms, &p, err)) == 0)
		r = take_answer(&p, err);
	buf_free(&request);
	if (r != 0)
		probe_clear(&p);
	else
		*ret_probe = p;
	return r;
}

int probe_describe(const char *path, struct probe *ret_probe, struct err *err)
{
	return ask("describe", path, NULL, 0, ret_probe, err);
}

int probe_check(const char *path, const struct ccred_arg *args, size_t nargs,
		struct probe *ret_probe, struct err *err)
{
	return ask("check", path, args, nargs, ret_probe, err);
}

void probe_clear(struct probe *probe)
{
	free(probe->options);
	kv_free(&probe->kv);
	buf_free(&probe->text);
	*probe = (struct probe){ 0 };
}
