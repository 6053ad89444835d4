/* One run of git's credential protocol (git-credential(1)) over stdin and stdout: the request, the
 * token, the answer. */
#include "helpers/git_protocol.h"
#include "base/challenge.h"
#include "base/log.h"
#include "base/output.h"
#include "base/text.h"
#include "base/url.h"
#include "client/environment.h"
#include "client/client.h"
#include "config/config.h"
#include "acquire/profile_key.h"

#include <strings.h>
#include <unistd.h>

/* Strings point into the text; NULL: not sent. */
struct git_request {
	struct kv kv;
	/* An empty host, or a protocol other than http and https: no profile can have it. */
	bool foreign;
	const char *profile;
	/* As sent, if url= names the target. */
	const char *url;
	const char *protocol, *host, *path;
	const char *username;
	/* password=, or credential=. */
	const char *token;
	/* capability[]=authtype was sent. */
	bool authtype;
	/* The schemes that wwwauth[] offers. */
	bool www_basic, www_bearer;
};

static bool is_web(const char *scheme, size_t len)
{
	return (len == 5 && strncasecmp(scheme, "https", 5) == 0) ||
	       (len == 4 && strncasecmp(scheme, "http", 4) == 0);
}

static void take_line(struct git_request *rq, const struct kv_line *line)
{
	const char *key = line->key, *value = line->value;
	const struct {
		const char *key, **to;
	} texts[] = {
		{ "url", &rq->url },         { "protocol", &rq->protocol },
		{ "host", &rq->host },       { "path", &rq->path },
		{ "profile", &rq->profile }, { "username", &rq->username },
		{ "password", &rq->token },  { "credential", &rq->token },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strcmp(key, texts[i].key) != 0)
			continue;
		/* url= sets protocol=, host= and path=. The last line of a key counts. */
		if (i == 0)
			rq->protocol = rq->host = rq->path = NULL;
		else if (i <= 3)
			rq->url = NULL;
		*texts[i].to = value;
		return;
	}
	if (strcmp(key, "capability[]") == 0) {
		if (*value == '\0')
			rq->authtype = false;
		else if (strcmp(value, "authtype") == 0)
			rq->authtype = true;
	} else if (strcmp(key, "wwwauth[]") == 0) {
		if (*value == '\0')
			rq->www_basic = rq->www_bearer = false;
		rq->www_basic |= challenge_offers(value, "Basic");
		rq->www_bearer |= challenge_offers(value, "Bearer");
	}
}

/* Checks that the target is well-formed, and notes whether a profile could have it. */
static int check_target(struct git_request *rq, struct err *err)
{
	struct url *parsed = NULL;
	int r = 0;

	if (rq->url != NULL) {
		const char *colon = strstr(rq->url, "://");
		if (colon != NULL && !is_web(rq->url, (size_t)(colon - rq->url))) {
			rq->foreign = true;
			return 0;
		}
		if ((r = url_parse(rq->url, &parsed, err)) != 0)
			return r;
		if (text_has_control(parsed->path,
				     url_decode(parsed->path, strlen(parsed->path), "")))
			r = err_set(err, REASON_GIT_REQUEST,
				    "the URL's path decodes to a control byte");
		url_free(&parsed);
		return r;
	}
	if (rq->protocol == NULL && rq->host == NULL) {
		if (rq->profile != NULL)
			return 0;
		return err_set(err, REASON_GIT_REQUEST,
			       "the request names no target: send url=, or protocol= and host=");
	}
	if (rq->protocol == NULL)
		return err_set(err, REASON_GIT_REQUEST,
			       "the request has no protocol=: send protocol=https");
	if (rq->host == NULL)
		return err_set(err, REASON_GIT_REQUEST, "the request has no host=: send host=NAME");
	rq->foreign = rq->host[0] == '\0' || !is_web(rq->protocol, strlen(rq->protocol));
	return 0;
}

/*
 * Parses the text (changed in place; it must outlive the request) into a request that is { 0 }.
 * Returns 0, or EXIT_DATA: a line that kv_parse refuses; a target named by neither url=, nor
 * protocol= and host=, nor profile=; a url= that is malformed or decodes to a control byte. Of url=
 * and the words it stands for, what comes last counts, as git-credential(1) says; an empty key=[]
 * resets the list of that key. The caller frees its kv in both cases.
 */
static int parse(struct buf *text, struct git_request *rq, struct err *err)
{
	int r;

	if ((r = kv_parse(text, &rq->kv, err)) != 0)
		return r;
	for (size_t i = 0; i < rq->kv.n; i++)
		take_line(rq, &rq->kv.lines[i]);
	return check_target(rq, err);
}

/*
 * Writes the answer to get. With GIT_AUTH_AUTO the token is a password if the server asks for Basic
 * and not for Bearer. username is used unless the request has its own. expires_s (seconds since
 * 1970) is left out if 0. Only a caller that understands authtype, credential and ephemeral gets
 * them. b should be a BUF_SECRET; check buf_error.
 */
static void answer(struct buf *b, const struct git_request *request, enum git_auth auth,
		   const char *username, const struct secret *token, int64_t expires_s)
{
	bool bearer = request->authtype && auth != GIT_AUTH_BASIC &&
		      !(auth == GIT_AUTH_AUTO && request->www_basic && !request->www_bearer);

	/* Keeps the token out of git's own cache, also as a password: ccred has a cache. */
	if (request->authtype) {
		kv_put(b, "capability[]", "authtype");
		kv_put(b, "ephemeral", "1");
	}
	if (bearer) {
		kv_put(b, "authtype", "Bearer");
		kv_putn(b, "credential", token->data, token->len);
	} else {
		bool own = request->username != NULL && request->username[0] != '\0';
		kv_put(b, "username", own ? request->username : username);
		kv_putn(b, "password", token->data, token->len);
	}
	if (expires_s > 0)
		kv_put_int(b, "password_expiry_utc", expires_s);
}

/*
 * *ret_profile stays NULL if no profile has the target. A caller of get is warned if several have
 * it.
 */
static int find(const struct git_request *rq, bool asked, struct profile **ret_profile,
		struct err *err)
{
	struct config_query query = {
		.name = rq->profile,
		.url = rq->url,
		.protocol = rq->protocol,
		.host = rq->host,
		.path = rq->path,
	};
	enum config_match match;
	int r;

	if (rq->foreign)
		return 0;
	if ((r = config_find(&query, &match, ret_profile, err)) != 0)
		return r;
	if (match == CONFIG_AMBIGUOUS && asked) {
		log_warning_err(NULL, err);
		log_hint(err->hint);
	}
	return 0;
}

static int get(const struct git_request *rq, const struct profile *profile, struct buf *out,
	       struct err *err)
{
	const struct client client = { .warn = log_client_warning,
				       .person = isatty(STDERR_FILENO) };
	struct obtain_options options = { .interactive = profile->interactive };
	struct obtained token = { 0 };
	int r;

	if ((r = obtain(&client, profile, &options, &token, err)) != 0)
		return r;
	answer(out, rq, profile->git_auth, profile->username, token.token, token.expires_s);
	obtained_clear(&token);
	return 0;
}

struct erasing {
	const struct profile *profile;
	struct bound *bound;
	/* NULL: all of the profile. */
	const char *token;
};

static bool answers_with(const struct cache *cache, const struct cache_key *key, const char *token)
{
	struct cache_token there = { 0 };
	bool same = cache_is_valid(cache_look(cache, key, -1, &there)) &&
		    there.token->len == strlen(token) &&
		    memcmp(there.token->data, token, there.token->len) == 0;

	cache_token_clear(&there);
	return same;
}

/* A cache_fn. */
static int erase_there(const struct cache *cache, bool passed, void *arg, struct err *err)
{
	const struct erasing *e = arg;
	struct cache_key *key = NULL;
	size_t count;
	int r;

	if ((r = profile_key(e->bound, cache, &key, err)) != 0)
		return r;
	/* One that was passed over learns only of what it has: it may be read-only. */
	if (e->token != NULL && (!passed || answers_with(cache, key, e->token)))
		r = cache_reject(cache, key, e->token, strlen(e->token), err);
	else if (e->token == NULL && (passed || (r = cache_forget(cache, key, err)) == 0))
		r = cache_forget_profile(cache, e->profile->name, e->profile->tenant, &count, err);
	cache_key_free(&key);
	return r;
}

static int erase(const struct git_request *rq, const struct profile *profile, struct err *err)
{
	struct erasing e = { .profile = profile };
	int r;

	if (rq->token != NULL && rq->token[0] != '\0')
		e.token = rq->token;
	if ((r = environment_bind(profile, NULL, &e.bound, err)) == 0)
		r = cache_each(profile->cache_dir, erase_there, &e, err);
	bind_free(&e.bound);
	return r;
}

int git_protocol_run(const char *verb, char *about, size_t about_size, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_PROTO_REQUEST + 1), out = BUF_SECRET(LIMIT_ANSWER);
	struct git_request rq = { 0 };
	struct profile *profile = NULL;
	bool asked = strcmp(verb, "get") == 0, erasing = strcmp(verb, "erase") == 0;
	struct err ignored;
	int r;

	if (strcmp(verb, "capability") == 0) {
		buf_puts(&out, "version 0\ncapability authtype\n");
		r = output_write(&out, err);
		goto out;
	}
	/* gitcredentials(7): a helper ignores the operations that it does not know. */
	if (!asked && !erasing && strcmp(verb, "store") != 0)
		return 0;
	if ((r = kv_read(STDIN_FILENO, LIMIT_PROTO_REQUEST, "the request", &text, err)) != 0 ||
	    text.len == 0 || (r = parse(&text, &rq, err)) != 0 || (!asked && !erasing))
		goto out;
	if ((r = find(&rq, asked, &profile, err)) == 0) {
		if (profile == NULL)
			goto out;
		snprintf(about, about_size, "%s", profile->name);
		r = asked ? get(&rq, profile, &out, err) : erase(&rq, profile, err);
	}
	/* Without this answer git would ask a person for the password. */
	if (r != 0 && asked && (profile == NULL || !profile->on_failure_next)) {
		buf_reset(&out);
		kv_put(&out, "quit", "1");
		(void)output_write(&out, &ignored);
	} else if (r == 0) {
		r = output_write(&out, err);
	}
out:
	profile_free(&profile);
	kv_free(&rq.kv);
	buf_free(&text);
	buf_free(&out);
	return r;
}
