/* One exchange of the vault plugin with its server, over libcurl. */
#include "vault.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_HEADERS 65536

/* One exchange while it runs. */
struct exchange {
	struct vault *v;
	struct curl_slist *headers, *resolve;
	size_t len, headers_len;
	int too_long;
	char why[CURL_ERROR_SIZE];
};

int vault_http_open(struct vault *v)
{
	char *keylog = getenv("SSLKEYLOGFILE");

	/* vary= may bring it in, and the keys of the session would be written there. */
	if (keylog != NULL)
		*keylog = '\0';
	v->set_up = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
	v->answer = v->say.host->secret_alloc(VAULT_MAX_ANSWER + 1);
	if (!v->set_up || v->answer == NULL || (v->curl = curl_easy_init()) == NULL)
		return vault_fail(v, CCRED_INTERNAL, "library_failed", "libcurl cannot be set up");
	return CCRED_SUCCESS;
}

void vault_http_close(struct vault *v)
{
	curl_easy_cleanup(v->curl);
	v->curl = NULL;
	v->say.host->secret_free(v->answer, VAULT_MAX_ANSWER + 1);
	v->answer = NULL;
	if (v->set_up)
		curl_global_cleanup();
	v->set_up = 0;
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	if (size * n > VAULT_MAX_ANSWER - x->len) {
		x->too_long = 1;
		return 0;
	}
	memcpy(x->v->answer + x->len, data, size * n);
	x->len += size * n;
	return size * n;
}

static size_t on_header(char *data, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	(void)data;
	x->headers_len += size * n;
	x->too_long |= x->headers_len > MAX_HEADERS;
	return x->too_long ? 0 : size * n;
}

static int on_progress(void *arg, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal,
		       curl_off_t ulnow)
{
	const struct exchange *x = arg;

	(void)dltotal;
	(void)dlnow;
	(void)ultotal;
	(void)ulnow;
	return x->v->say.host->time_left(x->v->say.call) == 0;
}

/* Returns CURLE_OUT_OF_MEMORY, or CURLE_OK. libcurl's copy is wiped, as all that it frees. */
static CURLcode add_header(struct exchange *x, const char *name, const char *value)
{
	size_t size = strlen(name) + strlen(value) + 1;
	char *line = x->v->say.host->secret_alloc(size);
	struct curl_slist *more = NULL;

	if (line != NULL) {
		snprintf(line, size, "%s%s", name, value);
		more = curl_slist_append(x->headers, line);
	}
	x->v->say.host->secret_free(line, size);
	if (more == NULL)
		return CURLE_OUT_OF_MEMORY;
	x->headers = more;
	return CURLE_OK;
}

static CURLcode set_content(struct exchange *x, const char *body)
{
	struct vault *v = x->v;
	CURLcode c = add_header(x, "Accept: ", "application/json");

	/* Agents and proxies can demand it, as no browser sends it by itself. */
	c |= add_header(x, "X-Vault-Request: ", "true");
	if (v->namespace != NULL)
		c |= add_header(x, "X-Vault-Namespace: ", v->namespace);
	if (v->token.data != NULL)
		c |= add_header(x, "X-Vault-Token: ", v->token.data);
	if (body != NULL) {
		c |= add_header(x, "Content-Type: ", "application/json");
		c |= add_header(x, "Expect:", "");
		c |= curl_easy_setopt(v->curl, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
		c |= curl_easy_setopt(v->curl, CURLOPT_POSTFIELDS, body);
	}
	c |= curl_easy_setopt(v->curl, CURLOPT_HTTPHEADER, x->headers);
	return c;
}

static CURLcode set_target(struct exchange *x)
{
	struct vault *v = x->v;
	CURLcode c = curl_easy_setopt(v->curl, CURLOPT_URL, v->url);
	char pin[64];
	char *port = NULL;
	CURLU *u;

	c |= curl_easy_setopt(v->curl, CURLOPT_PROTOCOLS_STR, v->plain ? "http" : "https");
	/* Plain http would show a proxy all of it. */
	if (v->plain)
		c |= curl_easy_setopt(v->curl, CURLOPT_PROXY, "");
	if (v->ca_file != NULL) {
		c |= curl_easy_setopt(v->curl, CURLOPT_CAINFO, v->ca_file);
		/* Else libcurl would go on and trust the system's directory besides. */
		c |= curl_easy_setopt(v->curl, CURLOPT_CAPATH, NULL);
	}
	if (!v->localhost)
		return c;
	/* A name that somebody's resolver might answer otherwise. */
	if ((u = curl_url()) == NULL || curl_url_set(u, CURLUPART_URL, v->url, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK)
		c |= CURLE_OUT_OF_MEMORY;
	snprintf(pin, sizeof(pin), "localhost:%.5s:127.0.0.1,::1", port != NULL ? port : "");
	curl_free(port);
	curl_url_cleanup(u);
	if ((x->resolve = curl_slist_append(NULL, pin)) == NULL)
		c |= CURLE_OUT_OF_MEMORY;
	return c | curl_easy_setopt(v->curl, CURLOPT_RESOLVE, x->resolve);
}

static CURLcode set_rules(struct exchange *x, int64_t timeout_ms)
{
	CURL *curl = x->v->curl;
	CURLcode c = curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);

	c |= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	c |= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	/* The library of HTTP/2 keeps headers in memory of its own. */
	c |= curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	c |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	c |= curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	c |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	/* A resolver that hangs is not waited for when the time is over. */
	c |= curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
	c |= curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	c |= curl_easy_setopt(curl, CURLOPT_USERAGENT, "ccred");
	c |= curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, x->why);
	c |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	c |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
	c |= curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	c |= curl_easy_setopt(curl, CURLOPT_HEADERDATA, x);
	c |= curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	c |= curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	c |= curl_easy_setopt(curl, CURLOPT_XFERINFODATA, x);
	return c;
}

/* What an exchange that failed means. */
static const struct meaning {
	CURLcode code;
	int result;
	const char *reason, *what, *advice;
} * find_meaning(const struct exchange *x, CURLcode c)
{
	static const struct meaning failures[] = {
		{ CURLE_OPERATION_TIMEDOUT, CCRED_TRY_AGAIN, "no_answer", "no answer in time",
		  "call again later, or raise source-timeout" },
		{ CURLE_ABORTED_BY_CALLBACK, CCRED_TRY_AGAIN, "no_answer", "no answer in time",
		  "call again later, or raise source-timeout" },
		{ CURLE_COULDNT_RESOLVE_HOST, CCRED_UNAVAILABLE, "host_unknown",
		  "the host is not known", "check address=, and DNS" },
		{ CURLE_SSL_CACERT_BADFILE, CCRED_UNAVAILABLE, "ca_file_unusable",
		  "the file of authorities cannot be read, or has no certificate in it",
		  "check ca-file=" },
		{ CURLE_PEER_FAILED_VERIFICATION, CCRED_UNAVAILABLE, "certificate_untrusted",
		  "the certificate is not trusted",
		  "check address=; for an authority of your own, set ca-file=" },
		{ CURLE_SSL_CONNECT_ERROR, CCRED_UNAVAILABLE, "tls_failed", "there is no TLS",
		  "check that the port is one of https, with TLS 1.2 or later" },
		{ CURLE_UNSUPPORTED_PROTOCOL, CCRED_INVALID, "not_http", "it does not speak HTTP",
		  "check address=" },
		{ CURLE_WEIRD_SERVER_REPLY, CCRED_INVALID, "not_http", "it does not speak HTTP",
		  "check address=" },
		{ CURLE_OUT_OF_MEMORY, CCRED_INTERNAL, "no_memory",
		  "no memory, or a header that is too long", "check address=" },
	};

	static const struct meaning too_long = { CURLE_OK, CCRED_INVALID, "answer_too_long",
						 "the answer is too long",
						 "check address= and path=" };
	static const struct meaning other = { CURLE_OK, CCRED_UNAVAILABLE, "unreachable",
					      "it cannot be reached",
					      "check address=, and the network" };

	if (x->too_long)
		return &too_long;
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (failures[i].code == c)
			return &failures[i];
	return &other;
}

static int fail(const struct exchange *x, CURLcode c, struct vault_failure *ret_failure)
{
	const struct meaning *m = find_meaning(x, c);

	ret_failure->reason = m->reason;
	if (x->why[0] != '\0' && m->result != CCRED_TRY_AGAIN)
		snprintf(ret_failure->text, VAULT_TEXT, "%s (%.120s): %s", m->what, x->why,
			 m->advice);
	else
		snprintf(ret_failure->text, VAULT_TEXT, "%s: %s", m->what, m->advice);
	return m->result;
}

static void take_reply(struct exchange *x, int post, struct vault_reply *reply)
{
	struct vault *v = x->v;
	char *location = NULL;
	char line[512];

	*reply = (struct vault_reply){ .len = x->len };
	v->answer[x->len] = '\0';
	curl_easy_getinfo(v->curl, CURLINFO_RESPONSE_CODE, &reply->status);
	curl_easy_getinfo(v->curl, CURLINFO_REDIRECT_URL, &location);
	if (location != NULL)
		vault_clean(v, location, strlen(location), reply->location,
			    sizeof(reply->location));
	snprintf(line, sizeof(line), "%s %.300s: status %ld, %zu bytes", post ? "POST" : "GET",
		 v->url, reply->status, x->len);
	v->say.host->log(v->say.call, line);
}

int vault_exchange(struct vault *v, const char *body, int64_t timeout_ms,
		   struct vault_reply *ret_reply, struct vault_failure *ret_failure)
{
	struct exchange x = { .v = v };
	CURLcode c = CURLE_OPERATION_TIMEDOUT;
	int r = CCRED_SUCCESS;

	/* The connection stays. */
	curl_easy_reset(v->curl);
	if (timeout_ms > 0) {
		c = set_target(&x);
		c |= set_rules(&x, timeout_ms);
		c |= set_content(&x, body);
		c = c != CURLE_OK ? CURLE_OUT_OF_MEMORY : curl_easy_perform(v->curl);
	}
	if (c == CURLE_OK)
		take_reply(&x, body != NULL, ret_reply);
	else
		r = fail(&x, c, ret_failure);
	curl_slist_free_all(x.headers);
	curl_slist_free_all(x.resolve);
	return r;
}
