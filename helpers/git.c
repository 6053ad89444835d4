/* The dialect of git: its credential protocol, git-credential(1), over stdin and stdout. */
#include "helpers/helper.h"
#include "base/challenge.h"
#include "base/kv.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "base/url.h"

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

/* One that asks is told if several profiles have the target. */
static int find(struct helper *h, const struct git_request *rq, bool asked, struct err *err)
{
	const struct config_query query = {
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
	if ((r = config_find(&query, &match, &h->profile, err)) != 0)
		return r;
	if (match == CONFIG_AMBIGUOUS && asked) {
		log_warning_err(NULL, err);
		log_hint(err->hint);
	}
	return 0;
}

static int get(struct helper *h, const struct git_request *rq, struct err *err)
{
	struct obtained token = { 0 };
	int r;

	if ((r = helper_obtain(h, NULL, &token, err)) != 0)
		return r;
	answer(&h->out, rq, h->profile->git_auth, h->profile->username, token.token,
	       token.expires_s);
	obtained_clear(&token);
	return 0;
}

static int erase(struct helper *h, const struct git_request *rq, struct err *err)
{
	bool one = rq->token != NULL && rq->token[0] != '\0';

	return helper_take_back(h, one ? rq->token : NULL, err);
}

static int run(struct helper *h, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_PROTO_REQUEST + 1);
	struct git_request rq = { 0 };
	bool asked, erasing;
	int r;

	if (h->argc != 1)
		return helper_usage(&dialect_git,
				    "git starts this program with get, store or erase", err);
	asked = strcmp(h->argv[0], "get") == 0;
	erasing = strcmp(h->argv[0], "erase") == 0;
	if (strcmp(h->argv[0], "capability") == 0) {
		buf_puts(&h->out, "version 0\ncapability authtype\n");
		return 0;
	}
	/* gitcredentials(7): a helper ignores the operations that it does not know. */
	if (!asked && !erasing && strcmp(h->argv[0], "store") != 0)
		return 0;
	if ((r = kv_read(STDIN_FILENO, LIMIT_PROTO_REQUEST, "the request", &text, err)) != 0 ||
	    text.len == 0 || (r = parse(&text, &rq, err)) != 0 || (!asked && !erasing))
		goto out;
	if ((r = find(h, &rq, asked, err)) == 0 && h->profile != NULL)
		r = asked ? get(h, &rq, err) : erase(h, &rq, err);
	/* Without this answer git would ask a person for the password. */
	if (r != 0 && asked && (h->profile == NULL || !h->profile->on_failure_next))
		kv_put(&h->out, "quit", "1");
out:
	kv_free(&rq.kv);
	buf_free(&text);
	return r;
}

static void configure(const struct helper_subject *s, struct buf *b)
{
	buf_printf(b,
		   "# in ~/.gitconfig\n[credential \"%s\"]\n\thelper =\n\thelper = ccred\n"
		   "\tuseHttpPath = true\n",
		   s->url);
}

static void command(const struct helper_subject *s, struct buf *words)
{
	buf_printf(words, "git%cconfig%c--global%ccredential.%s.helper%cccred%c", 0, 0, 0, s->url,
		   0, 0);
}

const struct dialect dialect_git = {
	.name = "git",
	.program = "git-credential-ccred",
	.tools = "git",
	.run = run,
	.configure = configure,
	.command = command,
};
