/* Starting ccred-acquire and understanding its answer. */
#include "base/banned.h"
#include "client/spawn.h"
#include "base/clock.h"
#include "base/err_kv.h"
#include "base/kv.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/proc.h"
#include "base/trace.h"
#include "client/environment.h"

#include <signal.h>

/* ccred-acquire ends at its deadline by itself, with a better message than ours: it gets this long. */
#define GRACE_MS 500

/* Saying its version is a matter of loading its libraries. */
#define VERSION_TIMEOUT_S 10

/* Descriptors that the helper gets as 3 and so on. */
struct kept {
	int fds[2];
	size_t n;
};

static int put_var(const struct variable *v, struct buf *b, struct err *err)
{
	char key[LIMIT_CONFIG_LINE + 8];
	size_t begin = b->len;

	snprintf(key, sizeof(key), "var=%s", v->name);
	kv_put_escaped(b, key, v->value, strlen(v->value));
	if (buf_error(b) || b->len - begin > LIMIT_PROTO_LINE)
		return err_set(err, EXIT_DATA,
			       "the environment variable %s is too long: is it the right one?",
			       v->name);
	return 0;
}

int spawn_put_vars(const struct bound *bound, struct buf *b, struct err *err)
{
	int r = 0;

	for (size_t i = 0; bound != NULL && i < bound->nvariables && r == 0; i++)
		if (bound->variables[i].value != NULL)
			r = put_var(&bound->variables[i], b, err);
	return r;
}

static int write_request(const struct spawn *s, const struct kept *kept, struct buf *b,
			 struct err *err)
{
	kv_put(b, "profile", s->profile->name);
	kv_put(b, "tenant", s->profile->tenant);
	kv_put(b, "key", s->key);
	kv_put_int(b, "deadline", s->deadline_ms);
	if (s->interactive)
		kv_put_int(b, "interactive", 1);
	/* Behind the lock, if there is one. */
	if (trace_on())
		kv_put_int(b, "trace", 3 + (int)kept->n - 1);
	return spawn_put_vars(s->bound, b, err);
}

static int take_granted(const struct kv *kv, bool wants_token, struct obtained *ret_obtained,
			struct err *err)
{
	struct obtained o = { 0 };
	const char *token = kv_get(kv, "token"), *scope = kv_get(kv, "scope");

	if (wants_token && (token == NULL || token[0] == '\0'))
		return err_set(err, EXIT_SOFTWARE, "ccred-acquire answered without a token");
	if ((wants_token && secret_new(token, strlen(token), &o.token) != 0) ||
	    (scope != NULL && (o.scope = strdup(scope)) == NULL)) {
		obtained_clear(&o);
		return err_nomem(err);
	}
	if (o.scope != NULL && kv_unescape(o.scope) < 0)
		o.scope[0] = '\0';
	o.expires_s = kv_get_int(kv, "expires", 0);
	*ret_obtained = o;
	return 0;
}

/* Parses the answer, prints its warnings. Returns 0 with *ret_kv, which the caller frees, or the error
 * that the answer has. */
static int take_status(const struct spawn *s, struct buf *text, struct kv *ret_kv, struct err *err)
{
	struct kv kv = KV_INIT;
	int r;

	if (kv_parse(text, &kv, NULL) != 0 || kv_get(&kv, "status") == NULL) {
		r = err_set(err, EXIT_SOFTWARE, "ccred-acquire ended without an answer");
		goto fail;
	}
	for (size_t i = 0; i < kv.n; i++) {
		char *warning;
		if (strcmp(kv.lines[i].key, "warning") != 0 ||
		    (warning = strdup(kv.lines[i].value)) == NULL)
			continue;
		if (kv_unescape(warning) >= 0)
			log_warning(s->profile->name, warning);
		free(warning);
	}
	r = (int)kv_get_int(&kv, "status", EXIT_SOFTWARE);
	if (r == 0) {
		*ret_kv = kv;
		return 0;
	}
	err_kv_get(&kv, r, err);
	if (err->text[0] == '\0')
		err_set(err, r, "ccred-acquire failed without a reason");
fail:
	kv_free(&kv);
	return r;
}

static int take_answer(const struct spawn *s, bool wants_token, struct buf *text,
		       struct obtained *ret_obtained, struct err *err)
{
	struct kv kv;
	int r = take_status(s, text, &kv, err);

	if (r != 0)
		return r;
	r = take_granted(&kv, wants_token, ret_obtained, err);
	kv_free(&kv);
	return r;
}

/* One exchange: what ccred-acquire wrote is in text. */
static int talk(const struct spawn *s, const struct proc_spec *spec, const struct buf *request,
		struct buf *text, struct err *err)
{
	struct proc proc = PROC_INIT;
	int64_t begin = clock_ms();
	int status, r;

	trace("acquire: starting %s", spec->path);
	if ((r = proc_start(spec, &proc, err)) != 0)
		return r;
	switch (proc_talk(&proc, request->data, request->len, LIMIT_ANSWER,
			  s->deadline_ms + GRACE_MS, text, &status)) {
	case PROC_EXITED:
		break;
	case PROC_SIGNALED:
		r = err_set(err, EXIT_SOFTWARE, "ccred-acquire died of signal %d (%s)", status,
			    strsignal(status));
		break;
	case PROC_TIMEOUT:
		r = err_set(err, EXIT_TEMPFAIL,
			    "no token within %u s: call again, or raise timeout in the profile",
			    s->profile->timeout_s);
		break;
	default:
		r = err_set(err, EXIT_SOFTWARE, "ccred-acquire answered too much");
		break;
	}
	trace("acquire: ended after %lld ms: %s", (long long)(clock_ms() - begin),
	      r != 0 ? err->text : "it has answered");
	return r;
}

/* What is wanted, beside what struct spawn says. */
struct want {
	const char *mode; /* of the wire; NULL: a token */
	const struct credential *given; /* what mode=prove is about; else NULL */
	const struct secret *token; /* what revoke is about; else NULL */
};

static void put_want(const struct want *w, struct buf *b)
{
	kv_put(b, "mode", w->mode);
	if (w->given != NULL) {
		kv_put_escaped(b, "client_id", w->given->items[ITEM_CLIENT_ID]->data,
			       w->given->items[ITEM_CLIENT_ID]->len);
		kv_put_escaped(b, "client_secret", w->given->items[ITEM_CLIENT_SECRET]->data,
			       w->given->items[ITEM_CLIENT_SECRET]->len);
	}
	if (w->token != NULL)
		kv_putn(b, "token", w->token->data, w->token->len);
}

static int start(const struct spawn *s, const struct want *want, struct buf *text, struct err *err)
{
	struct buf request = BUF_SECRET(LIMIT_ANSWER);
	struct kept kept = { .n = 0 };
	char *config = NULL, **envp = NULL;
	int r;

	if (s->lock_fd >= 0)
		kept.fds[kept.n++] = s->lock_fd;
	if (trace_on())
		kept.fds[kept.n++] = trace_to;
	if (s->config == NULL || asprintf(&config, "CCRED_CONFIG=%s", s->config) >= 0)
		envp = environment_without(s->bound, config);
	else
		config = NULL;
	struct proc_spec spec = {
		.path = path_acquire,
		.envp = envp,
		.keep = kept.fds,
		.nkeep = kept.n,
		.quiet = true,
		.die_with_parent = true,
	};
	put_want(want, &request);
	if (envp == NULL)
		r = err_nomem(err);
	else if ((r = write_request(s, &kept, &request, err)) == 0)
		r = talk(s, &spec, &request, text, err);
	free(envp);
	free(config);
	buf_free(&request);
	return r;
}

int spawn_acquire(const struct spawn *s, struct obtained *ret_obtained, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER + 1);
	struct want want = { .mode = NULL };
	int r = start(s, &want, &text, err);

	if (r == 0)
		r = take_answer(s, true, &text, ret_obtained, err);
	buf_free(&text);
	return r;
}

int spawn_discover(const struct spawn *s, struct buf *text, struct kv *ret_kv, struct err *err)
{
	struct want want = { .mode = "discover" };
	int r = start(s, &want, text, err);

	return r != 0 ? r : take_status(s, text, ret_kv, err);
}

int spawn_prove(const struct spawn *s, const struct credential *given, struct obtained *ret_granted,
		struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER + 1);
	struct want want = { .mode = "prove", .given = given };
	int r = start(s, &want, &text, err);

	if (r == 0)
		r = take_answer(s, false, &text, ret_granted, err);
	buf_free(&text);
	return r;
}

int spawn_version(struct buf *ret_text, struct err *err)
{
	const struct profile none = { .timeout_s = VERSION_TIMEOUT_S };
	struct spawn s = {
		.profile = &none,
		.lock_fd = -1,
		.deadline_ms = clock_ms() + VERSION_TIMEOUT_S * 1000,
	};
	struct buf text = BUF_INIT;
	struct kv kv = KV_INIT;
	const char *version;
	struct want want = { .mode = "version" };
	int r = start(&s, &want, &text, err);

	if (r == EXIT_TEMPFAIL)
		err_set(err, r, "%s does not answer", path_acquire);
	if (r != 0)
		goto out;
	if (kv_parse(&text, &kv, NULL) != 0 || (version = kv_get(&kv, "version")) == NULL)
		r = err_set(err, EXIT_SOFTWARE,
			    "%s does not say its version: is it of this installation?",
			    path_acquire);
	else
		buf_puts(ret_text, version);
out:
	kv_free(&kv);
	buf_free(&text);
	return r;
}

/* Nothing counts as revoked that is not said to be. */
static int take_revoked(const struct kv *kv, char **ret_unoffered, struct err *err)
{
	const char *why = kv_get(kv, "unoffered");
	char *own = NULL;

	if (why == NULL && kv_get_int(kv, "revoked", 0) != 1)
		return err_set(err, EXIT_SOFTWARE, "ccred-acquire does not say what it did");
	if (why != NULL && (own = strdup(why)) == NULL)
		return err_nomem(err);
	if (own != NULL && kv_unescape(own) < 0)
		own[0] = '\0';
	*ret_unoffered = own;
	return 0;
}

int spawn_revoke(const struct spawn *s, const struct secret *token, char **ret_unoffered,
		 struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER + 1);
	struct want want = { .mode = "revoke", .token = token };
	struct kv kv;
	int r = start(s, &want, &text, err);

	if (r == 0 && (r = take_status(s, &text, &kv, err)) == 0) {
		r = take_revoked(&kv, ret_unoffered, err);
		kv_free(&kv);
	}
	buf_free(&text);
	return r;
}
