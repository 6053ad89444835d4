/* One exchange of the vault plugin with its server, over libcurl. */
#include "vault.h"

#define MAX_HEADERS 65536

/* One exchange while it runs. */
struct exchange {
	struct vault *v;
	struct curl_slist *headers, *resolve;
	size_t headers_len;
	char why[CURL_ERROR_SIZE];
};

int vault_http_open(struct vault *v)
{
	v->answer = v->say.host->secret_alloc(VAULT_MAX_ANSWER + 1);
	if (https_begin() != CURLE_OK || v->answer == NULL || (v->curl = curl_easy_init()) == NULL)
		return vault_fail(v, CCRED_INTERNAL, "library_failed",
				  "libcurl cannot be used: reinstall it");
	return CCRED_SUCCESS;
}

void vault_http_close(struct vault *v)
{
	curl_easy_cleanup(v->curl);
	v->curl = NULL;
	v->say.host->secret_free(v->answer, VAULT_MAX_ANSWER + 1);
	v->answer = NULL;
	curl_global_cleanup();
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	struct vault *v = ((struct exchange *)arg)->v;

	if (size * n > VAULT_MAX_ANSWER - v->len)
		return 0;
	memcpy(v->answer + v->len, data, size * n);
	v->len += size * n;
	return size * n;
}

static size_t on_header(char *data, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	(void)data;
	x->headers_len += size * n;
	return x->headers_len > MAX_HEADERS ? 0 : size * n;
}

/* Adds none if value is NULL. Returns CURLE_OUT_OF_MEMORY, or CURLE_OK. libcurl's copy is wiped, as
 * all that it frees. */
static CURLcode add_header(struct exchange *x, const char *name, const char *value)
{
	const struct ccred_host *host = x->v->say.host;
	size_t size = strlen(name) + (value != NULL ? strlen(value) : 0) + 1;
	struct curl_slist *more = NULL;
	char *line;

	if (value == NULL)
		return CURLE_OK;
	if ((line = host->secret_alloc(size)) != NULL) {
		snprintf(line, size, "%s%s", name, value);
		more = curl_slist_append(x->headers, line);
	}
	host->secret_free(line, size);
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
	c |= add_header(x, "X-Vault-Namespace: ", v->namespace);
	c |= add_header(x, "X-Vault-Token: ", v->token);
	if (body != NULL) {
		c |= add_header(x, "Content-Type: ", "application/json");
		c |= add_header(x, "Expect:", "");
		c |= curl_easy_setopt(v->curl, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
		c |= curl_easy_setopt(v->curl, CURLOPT_POSTFIELDS, body);
	}
	c |= curl_easy_setopt(v->curl, CURLOPT_HTTPHEADER, x->headers);
	return c;
}

static CURLcode set_rules(struct exchange *x, int64_t timeout_ms)
{
	const struct vault *v = x->v;
	CURL *curl = v->curl;
	CURLcode c = https_set_rules(curl, &v->server, v->url, v->ca_file, timeout_ms, &x->resolve);

	c |= curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, x->why);
	c |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	c |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
	c |= curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	c |= curl_easy_setopt(curl, CURLOPT_HEADERDATA, x);
	return c;
}

/* What an exchange that failed means. */
static const struct meaning {
	CURLcode code; /* CURLE_OK: any other */
	int result;
	const char *reason, *what, *advice;
} meanings[] = {
	{ CURLE_OPERATION_TIMEDOUT, CCRED_TRY_AGAIN, "no_answer", "no answer in time",
	  "call again later, or raise source-timeout" },
	{ CURLE_COULDNT_RESOLVE_HOST, CCRED_UNAVAILABLE, "host_unknown", "the host is not known",
	  "check address=, and DNS" },
	{ CURLE_SSL_CACERT_BADFILE, CCRED_UNAVAILABLE, "ca_file_unusable",
	  "the file of authorities cannot be read, or has no certificate in it", "check ca-file=" },
	{ CURLE_PEER_FAILED_VERIFICATION, CCRED_UNAVAILABLE, "certificate_untrusted",
	  "the certificate is not trusted",
	  "check address=; for an authority of your own, set ca-file=" },
	{ CURLE_SSL_CONNECT_ERROR, CCRED_UNAVAILABLE, "tls_failed", "the server does not speak TLS",
	  "check that the port is one of https, with TLS 1.2 or later" },
	{ CURLE_UNSUPPORTED_PROTOCOL, CCRED_INVALID, "not_http", "it does not speak HTTP",
	  "check address=" },
	{ CURLE_WEIRD_SERVER_REPLY, CCRED_INVALID, "not_http", "it does not speak HTTP",
	  "check address=" },
	{ CURLE_OUT_OF_MEMORY, CCRED_INTERNAL, "no_memory",
	  "there is no memory left, or a header is too long", "check address=" },
	/* Our write function takes no more bytes. */
	{ CURLE_WRITE_ERROR, CCRED_INVALID, "answer_too_long", "the answer is too long",
	  "check address= and path=" },
	{ CURLE_OK, CCRED_UNAVAILABLE, "unreachable", "it cannot be reached",
	  "check address=, and the network" },
};

static int fail(const struct exchange *x, CURLcode c)
{
	const struct meaning *m = meanings;

	while (m->code != c && m->code != CURLE_OK)
		m++;
	if (x->why[0] != '\0' && m->result != CCRED_TRY_AGAIN)
		return vault_fail(x->v, m->result, m->reason, "%s (%.120s): %s", m->what, x->why,
				  m->advice);
	return vault_fail(x->v, m->result, m->reason, "%s: %s", m->what, m->advice);
}

static int take_reply(struct vault *v, const char *method)
{
	char *location = NULL;
	char line[512];

	v->answer[v->len] = '\0';
	curl_easy_getinfo(v->curl, CURLINFO_RESPONSE_CODE, &v->status);
	curl_easy_getinfo(v->curl, CURLINFO_REDIRECT_URL, &location);
	vault_clean(v, location != NULL ? location : "", v->location, sizeof(v->location));
	snprintf(line, sizeof(line), "%s %.300s: status %ld, %zu bytes", method, v->url, v->status,
		 v->len);
	v->say.host->log(v->say.call, line);
	return CCRED_SUCCESS;
}

int vault_exchange(struct vault *v, const char *body, int64_t timeout_ms, const char *fmt, ...)
{
	struct exchange x = { .v = v };
	CURLcode c = CURLE_OPERATION_TIMEDOUT;
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = vault_set_url(v, fmt, ap);
	va_end(ap);
	if (r != CCRED_SUCCESS)
		return r;
	/* The connection stays. */
	curl_easy_reset(v->curl);
	v->len = 0;
	if (timeout_ms > 0) {
		c = set_rules(&x, timeout_ms);
		c |= set_content(&x, body);
		c = c != CURLE_OK ? CURLE_OUT_OF_MEMORY : curl_easy_perform(v->curl);
	}
	r = c == CURLE_OK ? take_reply(v, body != NULL ? "POST" : "GET") : fail(&x, c);
	curl_slist_free_all(x.headers);
	curl_slist_free_all(x.resolve);
	return r;
}
