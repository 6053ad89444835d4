/* Running one source line for real: the talk with its ccred-source process. */
#include "base/banned.h"
#include "stack/run.h"
#include "base/clock.h"
#include "base/kv.h"
#include "base/limits.h"
#include "base/paths.h"
#include "base/proc.h"
#include "base/text.h"
#include "base/trace.h"
#include "plugin/plugin_file.h"

#include <unistd.h>

/*
 * What a plugin finds in its environment; all else stays with the caller. PATH is ours. The two that lead
 * to the session's bus are the keyring's; it asks a person by that bus, and needs no display.
 */
static const char *const passed[] = {
	"HOME",
	"USER",
	"LOGNAME",
	"LANG",
	"LC_ALL",
	"LC_MESSAGES",
	"TZ",
	"XDG_RUNTIME_DIR",
	"XDG_CONFIG_HOME",
	"DBUS_SESSION_BUS_ADDRESS",
};
#define N_PASSED (sizeof(passed) / sizeof(passed[0]))
#define OWN_PATH "PATH=/usr/local/bin:/usr/bin:/bin"

/* What one call of a plugin is about. */
struct call {
	const char *verb; /* get, store, erase */
	const struct source *src;
	const struct stack_request *request;
	const struct bundle *known; /* the id so far; for store what is to be kept */
	int64_t deadline_ms;
};

/* The variables that this one line may see. */
struct line_vars {
	const struct source *src;
	const struct run_context *context;
	struct buf *request;
};

static int put_var(const struct source *src, const char *name, void *arg)
{
	struct line_vars *v = arg;
	char key[LIMIT_CONFIG_LINE + 8];

	if (src != v->src || v->context == NULL)
		return 0;
	for (size_t i = 0; i < v->context->nvars; i++) {
		const struct run_var *var = &v->context->vars[i];
		if (strcmp(var->name, name) != 0)
			continue;
		snprintf(key, sizeof(key), "var=%s", name);
		kv_put_escaped(v->request, key, var->value, strlen(var->value));
	}
	return 0;
}

void run_put_args(const struct source *src, struct buf *b)
{
	for (size_t i = 0; i < src->nargs; i++) {
		char key[LIMIT_CONFIG_LINE + 8];
		snprintf(key, sizeof(key), "arg=%s", src->args[i].name);
		kv_put_escaped(b, key, src->args[i].value, strlen(src->args[i].value));
	}
}

static void put_request(const struct call *call, const char *path, struct buf *b)
{
	const struct source *src = call->src;
	const struct stack_request *request = call->request;
	const struct bundle *known = call->known;
	const struct profile *p = request->profile;
	struct line_vars vars = { src, request->arg, b };

	kv_put(b, "verb", call->verb);
	kv_put(b, "plugin", path);
	run_put_args(src, b);
	(void)profile_env(p, put_var, &vars);
	kv_put(b, "profile", p->name);
	kv_put(b, "issuer", p->issuer);
	kv_put(b, "token_endpoint", request->token_endpoint);
	kv_put(b, "origin", p->origin);
	kv_put(b, "tenant", p->tenant);
	if (known->client_id != NULL)
		kv_putn(b, "client_id", known->client_id->data, known->client_id->len);
	if (strcmp(call->verb, "store") == 0)
		kv_putn(b, "client_secret", known->client_secret->data, known->client_secret->len);
	kv_put(b, "scope", p->scope);
	kv_put_int(b, "deadline", call->deadline_ms);
	kv_put_int(b, "flags",
		   (request->interactive ? 0 : CCRED_REQ_NONINTERACTIVE) |
			   (request->refresh ? CCRED_REQ_REFRESH : 0));
}

char **run_environment(void)
{
	char **envp = calloc(N_PASSED + 2, sizeof(*envp));
	size_t n = 0;

	if (envp == NULL)
		return NULL;
	for (size_t i = 0; i < N_PASSED; i++) {
		const char *value = getenv(passed[i]);
		struct buf b = BUF_INIT;
		if (value == NULL)
			continue;
		buf_printf(&b, "%s=%s", passed[i], value);
		if (!buf_error(&b) && (envp[n] = strdup(buf_str(&b))) != NULL)
			n++;
		buf_free(&b);
	}
	envp[n] = strdup(OWN_PATH);
	return envp;
}

void run_environment_free(char **envp)
{
	for (size_t i = 0; envp != NULL && envp[i] != NULL; i++)
		free(envp[i]);
	free(envp);
}

static void say(struct line_result *line, int result, const char *text)
{
	line->result = result;
	text_escape(text, strlen(text), line->text, sizeof(line->text));
}

/* Takes an escaped item of the answer; the host has checked it, and a plugin cannot write here. */
static int take_item(const char *text, struct secret **item)
{
	struct buf copy = BUF_SECRET(4 * LIMIT_CLIENT_SECRET);
	long len;
	int r = -1;

	buf_puts(&copy, text);
	if (!buf_error(&copy) && copy.data != NULL && (len = kv_unescape(copy.data)) > 0) {
		secret_free(item);
		r = secret_new(copy.data, (size_t)len, item);
	}
	buf_free(&copy);
	return r;
}

/* What the plugin said for the trace, one line of it an event. */
static void trace_log(const struct source *src, const struct kv *kv)
{
	const char *log = kv_get(kv, "log");
	char *text = trace_on() && log != NULL ? strdup(log) : NULL;

	if (text == NULL || kv_unescape(text) < 0)
		goto out;
	for (char *p = text; *p != '\0';) {
		size_t len = strcspn(p, "\n");
		trace("source: %s:%u: %s: log: %.*s", src->file, src->line, src->plugin, (int)len,
		      p);
		p += len + (p[len] == '\n');
	}
out:
	free(text);
}

static void take_answer(const struct source *src, struct buf *answer, struct line_result *line)
{
	struct kv kv = KV_INIT;

	if (kv_parse(answer, &kv, NULL) != 0 || kv.n == 0 ||
	    strcmp(kv.lines[kv.n - 1].key, "result") != 0) {
		say(line, CCRED_CRASHED,
		    "it ended without an answer: this is a fault of the plugin");
		goto out;
	}
	for (size_t i = 0; i < kv.n; i++) {
		const struct kv_line *l = &kv.lines[i];
		if ((strcmp(l->key, "client_id") == 0 &&
		     take_item(l->value, &line->set.client_id) != 0) ||
		    (strcmp(l->key, "client_secret") == 0 &&
		     take_item(l->value, &line->set.client_secret) != 0)) {
			say(line, CCRED_INTERNAL, "out of memory");
			goto out;
		}
	}
	trace_log(src, &kv);
	line->result = (int)kv_get_int(&kv, "result", CCRED_INTERNAL);
	line->refused = kv_get_int(&kv, "refused", 0) != 0;
	/* It lies in our own buffer; all of it is taken back before it is cut. */
	char *said = (char *)(uintptr_t)kv_get(&kv, "text");
	if (said != NULL) {
		long len = kv_unescape(said);
		text_escape(said, len > 0 ? (size_t)len : 0, line->text, sizeof(line->text));
	}
out:
	kv_free(&kv);
	if (line->result != CCRED_SUCCESS)
		bundle_clear(&line->set);
}

static void talk(const struct source *src, struct proc *proc, const struct buf *request,
		 int64_t deadline_ms, struct line_result *line)
{
	struct buf answer = BUF_SECRET(LIMIT_ANSWER + 1);
	char text[128];
	int64_t begin = clock_ms();
	int status;

	switch (proc_talk(proc, request->data, request->len, LIMIT_ANSWER, deadline_ms, &answer,
			  &status)) {
	case PROC_EXITED:
		take_answer(src, &answer, line);
		break;
	case PROC_SIGNALED:
		snprintf(text, sizeof(text), "it crashed (%s): this is a fault of the plugin",
			 strsignal(status));
		say(line, CCRED_CRASHED, text);
		break;
	case PROC_TIMEOUT:
		snprintf(text, sizeof(text),
			 "no answer within %.1f s: raise source-timeout, or see what it waits for",
			 (double)(clock_ms() - begin) / 1000);
		say(line, CCRED_TIMEOUT, text);
		break;
	default:
		say(line, CCRED_CRASHED, "it answered too much: this is a fault of the plugin");
		break;
	}
	buf_free(&answer);
}

static void run_call(const struct call *call, struct line_result *ret_result)
{
	const struct profile *p = call->request->profile;
	const struct source *src = call->src;
	const struct run_context *context = call->request->arg;
	int64_t grace_ms = context != NULL ? context->grace_ms : 0;
	struct buf b = BUF_SECRET(LIMIT_ANSWER);
	struct proc proc = PROC_INIT;
	struct proc_spec spec = {
		.path = path_source,
		.quiet = true,
		.own_group = true,
		.die_with_parent = true,
	};
	struct err err = { 0 };
	char **envp = run_environment();
	char *path = NULL;
	int r;

	r = plugin_locate(src->plugin, path_plugins, p->plugin_path, p->nplugin_path, &path, &err);
	if (r != 0) {
		ret_result->missing = r == EXIT_NOINPUT;
		say(ret_result, CCRED_INTERNAL, err.text);
		goto out;
	}
	put_request(call, path, &b);
	if (envp == NULL || buf_error(&b)) {
		say(ret_result, CCRED_INTERNAL, "out of memory, or the arguments are too large");
		goto out;
	}
	spec.envp = envp;
	if (proc_start(&spec, &proc, &err) != 0) {
		say(ret_result, CCRED_INTERNAL, err.text);
		goto out;
	}
	talk(src, &proc, &b, call->deadline_ms + grace_ms, ret_result);
out:
	run_environment_free(envp);
	free(path);
	buf_free(&b);
}

void run_source(const struct source *src, const struct stack_request *request,
		const struct bundle *known, int64_t deadline_ms, struct line_result *ret_result)
{
	struct call call = { "get", src, request, known, deadline_ms };

	run_call(&call, ret_result);
}

void run_store(const struct source *src, const struct stack_request *request,
	       const struct bundle *given, int64_t deadline_ms, struct line_result *ret_result)
{
	struct call call = { "store", src, request, given, deadline_ms };
	const struct secret *id = given->client_id, *secret = given->client_secret;

	if (id == NULL || !bundle_item_valid(CCRED_ITEM_CLIENT_ID, id->data, id->len)) {
		say(ret_result, CCRED_INVALID,
		    "the client id is missing, too long, or holds a control byte or bytes that are "
		    "not UTF-8");
		return;
	}
	if (secret == NULL ||
	    !bundle_item_valid(CCRED_ITEM_CLIENT_SECRET, secret->data, secret->len)) {
		say(ret_result, CCRED_INVALID,
		    "the secret is empty, too long, or holds a control byte or bytes that are not "
		    "UTF-8");
		return;
	}
	run_call(&call, ret_result);
	bundle_clear(&ret_result->set);
}

void run_erase(const struct source *src, const struct stack_request *request,
	       const struct bundle *known, int64_t deadline_ms, struct line_result *ret_result)
{
	struct call call = { "erase", src, request, known, deadline_ms };

	run_call(&call, ret_result);
	bundle_clear(&ret_result->set);
}
