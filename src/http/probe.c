/* Looks at the way to a server: its name, the proxy, its certificate. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/trace.h"
#include "http/library.h"
#include "http/curl_words.h"
#include "http/http_failure.h"
#include "http/http_rules.h"
#include "http/probe.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

/* An address that no host has (RFC 5737). */
#define NOWHERE "192.0.2.1"

/* One look, and its libcurl handle. */
struct look {
	struct http_probe *d;
	const char *ca_file;
	const char *text;
	struct url *url;
	int64_t timeout_ms;
	CURL *curl;
	struct http_handshake handshake;
	struct curl_slist *resolve, *pin;
	char why[CURL_ERROR_SIZE];
	/* The first address that libcurl would connect to. */
	char first[64];
};

/* Stands in for socket(2): notes the addresses, and connects to none of them. */
static curl_socket_t on_address(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct look *l = arg;
	struct http_probe *d = l->d;
	char text[64];

	(void)purpose;
	if (getnameinfo(&address->addr, address->addrlen, text, sizeof(text), NULL, 0,
			NI_NUMERICHOST) != 0)
		return CURL_SOCKET_BAD;
	if (l->first[0] == '\0')
		memcpy(l->first, text, sizeof(text));
	if (d->naddresses < PROBE_ADDRESSES)
		memcpy(d->addresses[d->naddresses++], text, sizeof(text));
	else
		d->more++;
	return CURL_SOCKET_BAD;
}

static void end(struct look *l)
{
	curl_easy_cleanup(l->curl);
	curl_slist_free_all(l->resolve);
	curl_slist_free_all(l->pin);
	l->curl = NULL;
	l->resolve = l->pin = NULL;
}

/* Makes a handle with the rules of every request; the caller ends it, in case of failure too. */
static CURLcode begin(struct look *l)
{
	struct http_rules rules = { l->text, l->url, l->ca_file, l->timeout_ms, 0, l->why };

	end(l);
	l->why[0] = l->first[0] = '\0';
	l->handshake = (struct http_handshake){ 0 };
	if ((l->curl = curl_easy_init()) == NULL)
		return CURLE_OUT_OF_MEMORY;
	if (handshake_watch(l->curl, &l->handshake, NULL) != 0)
		return CURLE_OUT_OF_MEMORY;
	return http_rules_set(l->curl, &rules, &l->resolve);
}

/* Tries once more, as a request does: libcurl does not tell a shortage from a name that is not
 * known. */
static CURLcode perform(struct look *l)
{
	CURLcode c = curl_easy_perform(l->curl);

	return c == CURLE_COULDNT_RESOLVE_HOST ? curl_easy_perform(l->curl) : c;
}

static CURLcode find_addresses(struct look *l)
{
	CURLcode c = curl_easy_setopt(l->curl, CURLOPT_OPENSOCKETFUNCTION, on_address);

	c |= curl_easy_setopt(l->curl, CURLOPT_OPENSOCKETDATA, l);
	return c != CURLE_OK ? c : perform(l);
}

/* A server that wants a certificate of the client has shown its own: the way is open. */
static int fail(struct look *l, CURLcode code, struct err *err)
{
	struct http_failure f = { code, l->curl, l->why, REFUSED_NOTHING, 0, false, &l->handshake };
	int r = http_failure_set(&f, l->url->host, l->ca_file, err);

	if (!f.client_refused)
		return r;
	*err = (struct err){ 0 };
	return 0;
}

static const char *proxy_variable(void)
{
	/* libcurl's order. */
	static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy",
					     "ALL_PROXY" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		if (value != NULL && value[0] != '\0')
			return names[i];
	}
	return NULL;
}

/* Whether the host of a URL is this address of IPv6, in brackets. */
static bool same_v6(const char *host, const char *text)
{
	struct in6_addr a, b;
	size_t len = strlen(host);
	char inside[64];

	if (host[0] != '[' || len - 2 >= sizeof(inside))
		return false;
	snprintf(inside, sizeof(inside), "%.*s", (int)(len - 2), host + 1);
	return inet_pton(AF_INET6, inside, &a) == 1 && inet_pton(AF_INET6, text, &b) == 1 &&
	       memcmp(&a, &b, sizeof(a)) == 0;
}

/*
 * Finds out whether libcurl uses a proxy, which it alone decides: with the host pinned to nowhere,
 * it connects to another address only for a proxy. Returns 0, or EXIT_NOHOST if the proxy has no
 * address.
 */
static int find_proxy(struct look *l, struct err *err)
{
	struct buf pin = BUF_INIT;
	CURLcode c = begin(l);

	buf_printf(&pin, "%s:%u:" NOWHERE, l->url->host, l->url->port);
	if (c == CURLE_OK && (l->pin = curl_slist_append(NULL, buf_str(&pin))) != NULL &&
	    (c = curl_easy_setopt(l->curl, CURLOPT_RESOLVE, l->pin)) == CURLE_OK)
		c = find_addresses(l);
	buf_free(&pin);
	l->d->naddresses = l->d->more = 0;
	/* libcurl cannot pin an address of IPv6. */
	if (strcmp(l->first, NOWHERE) == 0 || same_v6(l->url->host, l->first) ||
	    proxy_variable() == NULL)
		return 0;
	l->d->proxy = proxy_variable();
	return l->first[0] != '\0' ? 0 : fail(l, c, err);
}

static int look_up(struct look *l, struct err *err)
{
	curl_off_t took_us = 0;
	CURLcode c = begin(l);

	if (c == CURLE_OK)
		c = find_addresses(l);
	if (l->d->naddresses == 0 && c == CURLE_OPERATION_TIMEDOUT)
		return err_set(err, REASON_NO_ANSWER,
			       "the name %s was not found out in time: check DNS", l->url->host);
	if (l->d->naddresses == 0)
		return fail(l, c, err);
	curl_easy_getinfo(l->curl, CURLINFO_NAMELOOKUP_TIME_T, &took_us);
	l->d->resolve_ms = took_us / 1000;
	return 0;
}

/* No option of libcurl tells the TLS version and cipher of each TLS library; the log does. */
static int on_debug(CURL *curl, curl_infotype type, char *data, size_t size, void *arg)
{
	struct look *l = arg;

	(void)curl;
	if (type == CURLINFO_TEXT)
		curl_words_tls(data, size, l->d->tls, sizeof(l->d->tls));
	return 0;
}

static void take_field(const char *line, struct http_probe *d)
{
	const char *value;

	if ((value = curl_words_field(line, "Issuer")) != NULL) {
		snprintf(d->issuer, sizeof(d->issuer), "%s", value);
	} else if ((value = curl_words_field(line, "X509v3 Subject Alternative Name")) != NULL) {
		snprintf(d->names, sizeof(d->names), "%s", value);
	} else if ((value = curl_words_field(line, "Expire date")) != NULL) {
		time_t at = curl_getdate(value, NULL);
		d->expires_s = at > 0 ? at : 0;
	}
}

/* Some TLS libraries do not show the certificate. */
static void take_certificate(struct look *l)
{
	struct curl_certinfo *all = NULL;

	if (curl_easy_getinfo(l->curl, CURLINFO_CERTINFO, &all) != CURLE_OK || all == NULL ||
	    all->num_of_certs < 1)
		return;
	for (struct curl_slist *s = all->certinfo[0]; s != NULL; s = s->next)
		take_field(s->data, l->d);
}

/* Connects, and sends nothing. */
static CURLcode shake_hands(struct look *l, bool verify)
{
	CURLcode c = begin(l);

	c |= curl_easy_setopt(l->curl, CURLOPT_CONNECT_ONLY, 1L);
	c |= curl_easy_setopt(l->curl, CURLOPT_CERTINFO, 1L);
	c |= curl_easy_setopt(l->curl, CURLOPT_VERBOSE, 1L);
	c |= curl_easy_setopt(l->curl, CURLOPT_DEBUGFUNCTION, on_debug);
	c |= curl_easy_setopt(l->curl, CURLOPT_DEBUGDATA, l);
	if (!verify) {
		c |= curl_easy_setopt(l->curl, CURLOPT_SSL_VERIFYPEER, 0L);
		c |= curl_easy_setopt(l->curl, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	if (c == CURLE_OK)
		c = perform(l);
	take_certificate(l);
	return c;
}

static int connect_to(struct look *l, struct err *err)
{
	struct http_probe *d = l->d;
	int64_t start = clock_ms();
	CURLcode c = shake_hands(l, true);
	const char *peer = NULL;

	d->connect_ms = clock_ms() - start;
	curl_easy_getinfo(l->curl, CURLINFO_PRIMARY_IP, &peer);
	snprintf(d->peer, sizeof(d->peer), "%s", peer != NULL ? peer : "");
	if (c == CURLE_OK)
		return 0;
	int r = fail(l, c, err);
	if (r != 0 && c == CURLE_PEER_FAILED_VERIFICATION) {
		d->fault = http_failure_certificate(l->curl)->word;
		(void)shake_hands(l, false);
	}
	return r;
}

int http_probe(const char *url, const char *ca_file, bool allow_http_loopback, int64_t deadline_ms,
	       struct http_probe *ret_probe)
{
	struct look l = { .d = ret_probe, .ca_file = ca_file, .text = url };
	struct http_probe *d = ret_probe;
	struct in_addr v4;
	int r;

	*d = (struct http_probe){ 0 };
	if ((r = url_parse(url, &l.url, &d->dns)) != 0 ||
	    (r = http_check_scheme(url, l.url, allow_http_loopback, &d->dns)) != 0)
		goto out;
	d->plain = !l.url->https;
	d->literal = l.url->host[0] == '[' || inet_pton(AF_INET, l.url->host, &v4) == 1;
	if (!d->plain && (d->ca = ca_bundle(ca_file, &d->ca_from)) == NULL)
		d->ca = curl_version_info(CURLVERSION_NOW)->cainfo;
	l.timeout_ms = clock_left(deadline_ms) / 3 + 1;
	trace("http: looks at the way to %s", l.url->host);
	if ((!d->plain && (r = find_proxy(&l, &d->dns)) != 0) ||
	    (d->proxy == NULL && !d->literal && (r = look_up(&l, &d->dns)) != 0))
		goto out;
	r = connect_to(&l, &d->tls_err);
	trace("http: connection to %s: %s", l.url->host, r == 0 ? "good" : d->tls_err.text);
out:
	end(&l);
	url_free(&l.url);
	return r;
}

/* Reads a certificate. Returns false if it is not an authority's, signed by itself. A wrong
 * signature is found when it is used. */
static bool read_authority(const char *pem, char fingerprint[100])
{
	const uint32_t wanted = EXFLAG_CA | EXFLAG_SS;
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	BIO *bio = BIO_new_mem_buf(pem, -1);
	X509 *x = bio != NULL ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	bool is = x != NULL && (X509_get_extension_flags(x) & wanted) == wanted &&
		  X509_digest(x, EVP_sha256(), hash, &len) == 1;

	for (unsigned i = 0; is && i < len; i++)
		snprintf(fingerprint + 3 * i, 4, "%02X%s", hash[i], i + 1 < len ? ":" : "");
	X509_free(x);
	BIO_free(bio);
	return is;
}

static bool take_authority(const struct curl_slist *fields, struct http_authority *ret)
{
	const char *issuer = NULL, *pem = NULL, *value;

	for (; fields != NULL; fields = fields->next) {
		if ((value = curl_words_field(fields->data, "Issuer")) != NULL)
			issuer = value;
		else if ((value = curl_words_field(fields->data, "Cert")) != NULL)
			pem = value;
	}
	if (issuer == NULL || pem == NULL || !read_authority(pem, ret->fingerprint))
		return false;
	snprintf(ret->name, sizeof(ret->name), "%s", issuer);
	return (ret->pem = strdup(pem)) != NULL;
}

int http_authority(const char *url, int64_t deadline_ms, struct http_authority *ret_authority,
		   struct err *err)
{
	struct http_probe ignored = { 0 };
	struct look l = { .d = &ignored, .text = url, .timeout_ms = clock_left(deadline_ms) };
	struct curl_certinfo *all = NULL;
	CURLcode c;
	int r;

	if ((r = url_parse(url, &l.url, err)) != 0)
		return r;
	if ((c = shake_hands(&l, false)) != CURLE_OK)
		r = fail(&l, c, err);
	else if (curl_easy_getinfo(l.curl, CURLINFO_CERTINFO, &all) == CURLE_OK && all != NULL)
		for (int i = 0; i < all->num_of_certs; i++)
			if (take_authority(all->certinfo[i], ret_authority))
				break;
	end(&l);
	url_free(&l.url);
	return r;
}
