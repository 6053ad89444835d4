/* The github plugin: the ID token of a job of GitHub Actions, as an assertion. */
#include "lib/https.h"
#include "lib/json_strict.h"
#include "lib/say.h"

#include <json-c/json.h>
#include <stdarg.h>

#define URL_VARIABLE "ACTIONS_ID_TOKEN_REQUEST_URL"
#define TOKEN_VARIABLE "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
#define MAX_ANSWER 65536
/* Of a token that GitHub hands a job. */
#define MAX_TOKEN 16384

struct github {
	struct say say;
	/* Of the arguments, which outlive the call; NULL: not given. */
	const char *audience, *ca_file;
	int http_loopback;
	/* Of the environment. */
	const char *token;
	struct https_server server;
	/* It is shown without its query. */
	int shown_len;
	/* MAX_ANSWER bytes of secret memory. */
	char *answer;
	size_t len;
	long status;
};

static int github_open(const struct ccred_host *host, struct ccred_call *call,
		       const struct ccred_arg *const *args, void **ret_self)
{
	struct github *g = say_state(host, call, sizeof(*g));

	if (g == NULL)
		return CCRED_INTERNAL;
	g->audience = say_arg(args, "audience", NULL);
	g->ca_file = say_arg(args, "ca-file", NULL);
	g->http_loopback = strcmp(say_arg(args, "allow-http-loopback", "no"), "yes") == 0;
	*ret_self = g;
	return CCRED_SUCCESS;
}

static int take_variables(struct github *g)
{
	const char *url = getenv(URL_VARIABLE), *token = getenv(TOKEN_VARIABLE), *why;

	if (url == NULL || url[0] == '\0' || token == NULL || token[0] == '\0')
		return say_error(&g->say, CCRED_UNAVAILABLE, "job_unknown", NULL,
				 URL_VARIABLE
				 " and " TOKEN_VARIABLE " are not both set: this is no "
				 "job of GitHub Actions, or its permissions lack id-token: write");
	if ((why = https_take(&g->server, url, g->http_loopback, "it must be a URL")) != NULL)
		return say_error(&g->say, CCRED_INVALID, "url_invalid", NULL, URL_VARIABLE ": %s",
				 why);
	/* A line end would begin another header. */
	for (const char *p = token; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || p - token >= MAX_TOKEN)
			return say_error(&g->say, CCRED_INVALID, "token_malformed", NULL,
					 TOKEN_VARIABLE " is not one word of ASCII");
	g->shown_len = (int)strcspn(g->server.url, "?");
	g->token = token;
	return CCRED_SUCCESS;
}

__attribute__((format(printf, 4, 5))) static int fail(const struct github *g, int result,
						      const char *reason, const char *fmt, ...)
{
	char what[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return say_error(&g->say, result, reason, NULL, "%.*s: %s",
			 g->shown_len < 200 ? g->shown_len : 200, g->server.url, what);
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	struct github *g = arg;

	if (size * n > MAX_ANSWER - g->len)
		return 0;
	memcpy(g->answer + g->len, data, size * n);
	g->len += size * n;
	return size * n;
}

/* The URL with the audience in its query. The caller frees; NULL: no memory. */
static char *make_url(const struct github *g, const char *audience)
{
	char *encoded = curl_easy_escape(NULL, audience, 0), *url = NULL;

	if (encoded != NULL &&
	    asprintf(&url, "%s%caudience=%s", g->server.url,
		     strchr(g->server.url, '?') != NULL ? '&' : '?', encoded) < 0)
		url = NULL;
	curl_free(encoded);
	return url;
}

/* libcurl's copy of the header is wiped, as all that it frees. */
static struct curl_slist *make_headers(const struct github *g)
{
	static const char begin[] = "Authorization: Bearer ";
	size_t size = sizeof(begin) + strlen(g->token);
	char *line = g->say.host->secret_alloc(size);
	struct curl_slist *headers = NULL, *more;

	if (line == NULL)
		return NULL;
	snprintf(line, size, "%s%s", begin, g->token);
	headers = curl_slist_append(NULL, line);
	g->say.host->secret_free(line, size);
	if (headers != NULL &&
	    (more = curl_slist_append(headers, "Accept: application/json")) == NULL) {
		curl_slist_free_all(headers);
		headers = NULL;
	}
	return headers;
}

static int perform(struct github *g, CURL *curl, const char *url, struct curl_slist *headers)
{
	char why[CURL_ERROR_SIZE] = "";
	struct curl_slist *resolve = NULL;
	int64_t left = g->say.host->time_left(g->say.call);
	CURLcode c =
		https_set_rules(curl, &g->server, url, g->ca_file, left > 0 ? left : 1, &resolve);

	c |= curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	c |= curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	c |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	c |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, g);
	c = c != CURLE_OK ? CURLE_OUT_OF_MEMORY : curl_easy_perform(curl);
	curl_slist_free_all(resolve);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &g->status);
	if (c == CURLE_OK)
		return CCRED_SUCCESS;
	if (c == CURLE_OUT_OF_MEMORY)
		return say_no_memory(&g->say);
	if (c == CURLE_OPERATION_TIMEDOUT)
		return fail(g, CCRED_TRY_AGAIN, "no_answer",
			    "no answer in time: call again later, or raise source-timeout");
	if (c == CURLE_WRITE_ERROR)
		return fail(g, CCRED_INVALID, "answer_too_long", "the answer is too long");
	return fail(g, CCRED_UNAVAILABLE, "unreachable", "it cannot be asked: %.200s",
		    why[0] != '\0' ? why : curl_easy_strerror(c));
}

static int ask(struct github *g, const char *audience)
{
	struct curl_slist *headers = NULL;
	char *url = NULL;
	CURL *curl;
	int r;

	if (https_begin() != CURLE_OK)
		return fail(g, CCRED_INTERNAL, "library_failed",
			    "libcurl cannot be used: reinstall it");
	curl = curl_easy_init();
	if (curl == NULL || (g->answer = g->say.host->secret_alloc(MAX_ANSWER)) == NULL ||
	    (url = make_url(g, audience)) == NULL || (headers = make_headers(g)) == NULL)
		r = say_no_memory(&g->say);
	else
		r = perform(g, curl, url, headers);
	curl_slist_free_all(headers);
	free(url);
	curl_easy_cleanup(curl);
	curl_global_cleanup();
	return r;
}

/* What a status means that is no success. */
static int check_status(const struct github *g)
{
	if (g->status == 200)
		return CCRED_SUCCESS;
	if (g->status == 401 || g->status == 403)
		return fail(
			g, CCRED_DENIED, "login_refused",
			"GitHub refused the token of the job (status %ld): the job may have ended",
			g->status);
	if (g->status == 429 || g->status >= 500)
		return fail(g, CCRED_TRY_AGAIN, "server_failed",
			    "GitHub cannot answer just now (status %ld): call again later",
			    g->status);
	return fail(g, CCRED_INVALID, "answer_unexpected", "it answered with status %ld",
		    g->status);
}

static int take_answer(const struct github *g, const char *audience)
{
	const char *why = NULL;
	struct json_object *object;
	struct piece value = { 0 };
	int r;

	if ((r = check_status(g)) != CCRED_SUCCESS)
		return r;
	if ((object = json_strict_read(g->answer, g->len, &why)) == NULL)
		return fail(g, CCRED_INVALID, "answer_malformed", "the answer: %s", why);
	if (json_strict_text(object, "value", &value) != 0 || value.data == NULL)
		r = fail(g, CCRED_INVALID, "answer_malformed", "the answer has no value");
	else if ((r = g->say.host->set(g->say.call, CCRED_ITEM_ASSERTION, value.data, value.len)) ==
		 CCRED_INVALID)
		r = fail(g, r, "item_invalid", "the value of the answer cannot be used");
	else
		r = r == CCRED_SUCCESS
			    ? say_found(&g->say, "the ID token of this job for %s", audience)
			    : say_no_memory(&g->say);
	json_object_put(object);
	return r;
}

static int github_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct github *g = state;
	/* RFC 7523, 3: an assertion is for the authorization server. */
	const char *audience = g->audience               ? g->audience
			       : request->issuer != NULL ? request->issuer
							 : request->token_endpoint;
	int r;

	g->say.call = call;
	if (audience == NULL)
		return say_error(&g->say, CCRED_INVALID, "audience_unknown", NULL,
				 "nothing says whom the ID token is for: add audience=");
	if ((r = take_variables(g)) != CCRED_SUCCESS)
		return r;
	/* Who can write the file decides who is sent the token of the job. */
	if (g->ca_file != NULL &&
	    (r = g->say.host->check_file(call, g->ca_file, CCRED_OPEN_SHARED_MODE)) !=
		    CCRED_SUCCESS)
		return r;
	if ((r = ask(g, audience)) == CCRED_SUCCESS)
		r = take_answer(g, audience);
	g->say.host->secret_free(g->answer, MAX_ANSWER);
	g->answer = NULL;
	return r;
}

static void github_close(void *state)
{
	struct github *g = state;

	free(g->server.url);
	free(g);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "github",
	.open = github_open,
	.get = github_get,
	.close = github_close,
};
