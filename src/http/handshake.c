/* The TLS handshake of one exchange, as far as libcurl does not tell it: it shows the client's
 * certificate, and notes what the server does about it. */
#include "http/curl_words.h"
#include "http/handshake.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

/* Whether the other side is not the server: a proxy with TLS, whose connection libcurl sets up in
 * the same way. */
static bool is_other(const SSL *ssl, const struct http_handshake *h)
{
	X509 *peer = SSL_get0_peer_certificate(ssl);
	char host[256];
	size_t len;

	if (h->host == NULL || peer == NULL)
		return false;
	/* Certificates have neither the brackets of an IPv6 address nor the dot at the end of a
	 * name. */
	snprintf(host, sizeof(host), "%s", h->host + (h->host[0] == '['));
	len = strlen(host);
	if (len > 0 && (host[len - 1] == ']' || host[len - 1] == '.'))
		host[len - 1] = '\0';
	return X509_check_host(peer, host, 0, 0, NULL) != 1 &&
	       X509_check_ip_asc(peer, host, 0) != 1;
}

/* An SSL_CTX_set_cert_cb function: called if the other side asks for a certificate. */
static int on_asked(SSL *ssl, void *arg)
{
	struct http_handshake *h = arg;

	if (is_other(ssl, h))
		SSL_certs_clear(ssl);
	else
		h->asked = true;
	return 1;
}

/* Where a context keeps its handshake: the function below gets no argument of ours. */
static int slot = -1;

/* An SSL_CTX_set_info_callback function. */
static void on_event(const SSL *ssl, int where, int value)
{
	struct http_handshake *h = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), slot);

	if (h == NULL || is_other(ssl, h))
		return;
	if (where == SSL_CB_READ_ALERT && (value >> 8) == SSL3_AL_FATAL)
		h->alert = value & 0xff;
	if (where == SSL_CB_WRITE_ALERT && (value & 0xff) == SSL_AD_INTERNAL_ERROR)
		h->failed = true;
}

static bool prepare(SSL_CTX *context, struct http_handshake *h)
{
	const struct http_certificate *c = h->certificate;

	if (slot < 0 && (slot = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL)) < 0)
		return false;
	if (SSL_CTX_set_ex_data(context, slot, h) != 1)
		return false;
	SSL_CTX_set_info_callback(context, on_event);
	SSL_CTX_set_cert_cb(context, on_asked, h);
	/* Without the last check OpenSSL shows no certificate if the key is of another one. */
	return c == NULL || (SSL_CTX_use_certificate(context, c->own) == 1 &&
			     SSL_CTX_set1_chain(context, c->others) == 1 &&
			     SSL_CTX_use_PrivateKey(context, c->key) == 1 &&
			     SSL_CTX_check_private_key(context) == 1);
}

/* Before a handshake. */
static CURLcode on_context(CURL *curl, void *context, void *arg)
{
	(void)curl;
	return prepare(context, arg) ? CURLE_OK : CURLE_SSL_CERTPROBLEM;
}

/* Another TLS library cannot be given our certificate. Without one nothing is lost. */
int handshake_watch(CURL *curl, struct http_handshake *h, struct err *err)
{
	const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
	const char *tls = v->ssl_version != NULL ? v->ssl_version : "no TLS";

	if (!curl_words_openssl(tls))
		return h->certificate == NULL
			       ? 0
			       : err_set(err, REASON_HTTP_LIBRARY,
					 "this libcurl has %s, which cannot show a certificate of the "
					 "client: install libcurl4, which has OpenSSL",
					 tls);
	return curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, on_context) == CURLE_OK &&
			       curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, h) == CURLE_OK
		       ? 0
		       : err_nomem(err);
}

const char *handshake_refusal(const struct http_handshake *h)
{
	switch (h->alert) {
	case SSL_AD_BAD_CERTIFICATE:
		return "says that it is a bad one";
	case SSL_AD_UNSUPPORTED_CERTIFICATE:
		return "does not support its kind";
	case SSL_AD_CERTIFICATE_REVOKED:
		return "says that it was revoked";
	case SSL_AD_CERTIFICATE_EXPIRED:
		return "says that it has expired";
	case SSL_AD_CERTIFICATE_UNKNOWN:
		return "does not accept it";
	case SSL_AD_UNKNOWN_CA:
		return "does not know its authority";
	case SSL_AD_ACCESS_DENIED:
		return "denies it access";
	case SSL3_AD_NO_CERTIFICATE:
	case SSL_AD_CERTIFICATE_REQUIRED:
		return "got none";
	/* What a server before TLS 1.3 says if it got none. */
	case SSL_AD_HANDSHAKE_FAILURE:
		return h->asked && h->certificate == NULL ? "got none" : NULL;
	default:
		return NULL;
	}
}
