/* A request of git's credential protocol, taken apart. */
#include "base/banned.h"
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

	if (strcmp(key, "protocol") == 0) {
		rq->protocol = value;
		rq->url = NULL;
	} else if (strcmp(key, "host") == 0) {
		rq->host = value;
		rq->url = NULL;
	} else if (strcmp(key, "path") == 0) {
		rq->path = value;
		rq->url = NULL;
	} else if (strcmp(key, "url") == 0) {
		rq->url = value;
		rq->protocol = rq->host = rq->path = NULL;
	} else if (strcmp(key, "profile") == 0) {
		rq->profile = value;
	} else if (strcmp(key, "username") == 0) {
		rq->username = value;
	} else if (strcmp(key, "password") == 0 || strcmp(key, "credential") == 0) {
		rq->token = value;
	} else if (strcmp(key, "capability[]") == 0) {
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

int git_request_parse(struct buf *text, struct git_request *ret_request, struct err *err)
{
	struct git_request rq = { 0 };
	int r;

	if (text->len == 0) {
		rq.empty = true;
		*ret_request = rq;
		return 0;
	}
	if ((r = kv_parse(text, &rq.kv, err)) != 0)
		return r;
	for (size_t i = 0; i < rq.kv.n; i++)
		take_line(&rq, &rq.kv.lines[i]);
	if ((r = check_target(&rq, err)) != 0) {
		git_request_clear(&rq);
		return r;
	}
	*ret_request = rq;
	return 0;
}

void git_request_clear(struct git_request *request)
{
	kv_free(&request->kv);
	*request = (struct git_request){ 0 };
}
