/* A request of git's credential protocol, taken apart, and the answer to it. */
#include "helpers/git_request.h"
#include "base/text.h"
#include "base/url.h"

#include <strings.h>

static bool is_web(const char *scheme, size_t len)
{
	return (len == 5 && strncasecmp(scheme, "https", 5) == 0) ||
	       (len == 4 && strncasecmp(scheme, "http", 4) == 0);
}

/*
 * Whether a scheme of this name begins here. In front of '=' the word is the name of a parameter.
 */
static bool is_scheme(const char *word, const char *scheme)
{
	size_t len = strlen(scheme);

	if (strncasecmp(word, scheme, len) != 0 || strchr(" ,", word[len]) == NULL)
		return false;
	word += len;
	return word[strspn(word, " ")] != '=';
}

/* RFC 9110, 11.6.1: a header is a list of challenges, and a challenge may hold commas too. */
static bool offers(const char *header, const char *scheme)
{
	bool quoted = false, begins = true;

	for (const char *p = header; *p != '\0'; p++) {
		if (begins && strchr(" ,", *p) == NULL) {
			if (is_scheme(p, scheme))
				return true;
			begins = false;
		}
		if (*p == '"')
			quoted = !quoted;
		else if (*p == '\\' && quoted && p[1] != '\0')
			p++;
		else if (*p == ',' && !quoted)
			begins = true;
	}
	return false;
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
		rq->www_basic |= offers(value, "Basic");
		rq->www_bearer |= offers(value, "Bearer");
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

int git_request_parse(struct buf *text, struct git_request *rq, struct err *err)
{
	int r;

	if ((r = kv_parse(text, &rq->kv, err)) != 0)
		return r;
	for (size_t i = 0; i < rq->kv.n; i++)
		take_line(rq, &rq->kv.lines[i]);
	return check_target(rq, err);
}

void git_answer(struct buf *b, const struct git_request *request, enum git_auth auth,
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
