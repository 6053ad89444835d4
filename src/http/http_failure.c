/* The error that a failed exchange ends with. */
#include "base/limits.h"
#include "base/trace.h"
#include "http/library.h"
#include "http/curl_words.h"
#include "http/http_failure.h"

#include <errno.h>
#include <netdb.h>

/* A name that was looked up in less time is looked up once more. */
#define QUICK_US 1000000

/* libcurl has it since version 8.6, and the library may be newer than its header. */
#if LIBCURL_VERSION_NUM < 0x080600
#define CURLE_TOO_LARGE ((CURLcode)100)
#endif

const struct certificate_fault *http_failure_certificate(CURL *curl)
{
	static const struct certificate_fault
		time = { REASON_CERTIFICATE_TIME, "time",
			 "have it renewed, or correct the clock of this machine" },
		name = { REASON_CERTIFICATE_NAME, "name", "check the host in the URL" },
		authority = { REASON_CERTIFICATE_AUTHORITY, "authority",
			      "if it is signed by an authority of your own, set ca-file" };
	long result = 0;

	/* The numbers are those of openssl-verification-options(1). libcurl checks the name first,
	 * and leaves 1. */
	curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &result);
	return result == 9 || result == 10  ? &time
	       : result == 0 || result == 1 ? &name
					    : &authority;
}

/*
 * libcurl 7 calls a header line beyond its own limit out of memory. Once the answer has begun, that
 * is the likely cause. libcurl 8 has a code for it.
 */
static bool headers_too_long(const struct http_failure *f)
{
	curl_off_t begun_us = 0;

	if (f->code == CURLE_OUT_OF_MEMORY)
		curl_easy_getinfo(f->curl, CURLINFO_STARTTRANSFER_TIME_T, &begun_us);
	return f->refused == REFUSED_HEADERS || f->code == CURLE_TOO_LARGE || begun_us > 0;
}

/* Says why the answer is not HTTP; NULL: it is, or there was none. */
static const char *not_http(const struct http_failure *f, const char *why)
{
	if (f->refused == REFUSED_STATUS)
		return "the status line is not one of HTTP";
	if (f->refused == REFUSED_CODING)
		return "its transfer coding was not asked for";
	switch (f->code) {
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_BAD_CONTENT_ENCODING: /* of the transfer */
		return why;
	case CURLE_RECV_ERROR: /* of a connection that broke, too */
		return curl_words_bad_chunk(f->why) ? why : NULL;
	default:
		return NULL;
	}
}

static int ca_unusable(const char *ca_file, struct err *err)
{
	const char *from, *ca = ca_bundle(ca_file, &from);
	struct buf pem = BUF_INIT;
	int r = ca_read(ca_file, &pem, err);

	buf_free(&pem);
	if (r != 0)
		return r;
	return err_set(err, REASON_CA_FILE, "%s: %s has no certificate in it", from,
		       ca != NULL ? ca : "the list of the system");
}

bool http_failure_is_shortage(int errnum)
{
	return errnum == ENOMEM || errnum == ENOBUFS || errnum == EMFILE || errnum == ENFILE;
}

/* What the system lacked, as far as libcurl tells: it says so of connect(2), and of poll(2) in
 * words of its own. 0: nothing. */
static int shortage_of(const struct http_failure *f)
{
	long errnum = 0;

	if (f->shortage != 0)
		return f->shortage;
	if (f->code == CURLE_BAD_FUNCTION_ARGUMENT || f->code == CURLE_UNRECOVERABLE_POLL)
		return ENOMEM;
	curl_easy_getinfo(f->curl, CURLINFO_OS_ERRNO, &errnum);
	return http_failure_is_shortage((int)errnum) ? (int)errnum : 0;
}

/* What is short here is no fault of the server. */
static int too_little(int shortage, const char *host, struct err *err)
{
	return shortage == ENOMEM ? err_nomem(err)
				  : err_sys(err, REASON_SYSTEM, shortage, "cannot ask %s", host);
}

/*
 * libcurl does not tell a name that does not exist, which no other try can help, from a DNS that
 * does not answer. So the name is looked up here, once in a call. If libcurl's look-up took long,
 * DNS is at fault.
 */
static int no_address(struct http_failure *f, const char *host, struct err *err)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	curl_off_t took_us = 0;
	int why = EAI_AGAIN;

	curl_easy_getinfo(f->curl, CURLINFO_TOTAL_TIME_T, &took_us);
	if (!f->again && took_us < QUICK_US) {
		trace("http: %s is looked up once more", host);
		if ((why = getaddrinfo(host, NULL, &hints, &found)) == 0)
			freeaddrinfo(found);
	}
	if (why == EAI_MEMORY || (why == EAI_SYSTEM && http_failure_is_shortage(errno)))
		return too_little(why == EAI_MEMORY ? ENOMEM : errno, host, err);
	f->lasting = why == EAI_NONAME || why == EAI_NODATA;
	if (f->lasting)
		return err_set(err, REASON_HOST_UNKNOWN,
			       "the host %s is not known: check the name, and DNS", host);
	return err_set(err, REASON_DNS_FAILED,
		       "the host %s is not known, because DNS does not answer: check the network, "
		       "and call again later",
		       host);
}

/* What the proxy answered instead of making a tunnel. Returns 0 if it did not refuse one. */
static int proxy_refuses(struct http_failure *f, const char *host, struct err *err)
{
	long status = 0;

	curl_easy_getinfo(f->curl, CURLINFO_HTTP_CONNECTCODE, &status);
	f->lasting = status >= 300 && status <= 499;
	if (status == 407)
		return err_set(err, REASON_PROXY_LOGIN,
			       "the proxy asks for a user and a password (status 407): put them "
			       "into https_proxy");
	if (f->lasting)
		return err_set(err, REASON_PROXY_REFUSED,
			       "the proxy does not connect to %s (status %ld): have it allowed "
			       "there, or put the host into no_proxy",
			       host, status);
	return 0;
}

/* A key that stays in its token, which is asked in the middle of the handshake. Returns 0 if it has
 * signed. */
static int key_failed(struct http_failure *f, struct err *err)
{
	const struct http_handshake *h = f->handshake;

	if (h == NULL || h->certificate == NULL || !h->asked || !h->failed)
		return 0;
	f->lasting = true;
	return err_set(err, REASON_CLIENT_CERTIFICATE,
		       "the key of the certificate of %s did not sign: is its token connected?",
		       h->certificate->name);
}

/* What the server has ended the handshake for. Returns 0 if it is not about the client. */
static int client_refused(struct http_failure *f, const char *host, struct err *err)
{
	/* A probe shows no certificate, and looks at nothing of the kind. */
	const struct http_certificate *c = f->handshake != NULL ? f->handshake->certificate : NULL;
	const char *refusal = f->handshake != NULL ? handshake_refusal(f->handshake) : NULL;

	if (refusal == NULL)
		return 0;
	f->client_refused = true;
	if (c == NULL)
		return err_set(
			err, REASON_CLIENT_CERTIFICATE_MISSING,
			"%s wants a certificate of the client: set client-auth "
			"tls_client_auth, with a source that has the certificate and its key",
			host);
	return err_set(
		err, REASON_CLIENT_CERTIFICATE_REFUSED,
		"%s refused the certificate of %s (it %s): have it registered there, or use the "
		"one that is",
		host, c->name, refusal);
}

int http_failure_set(struct http_failure *f, const char *host, const char *ca_file, struct err *err)
{
	const char *why = f->why[0] != '\0' ? f->why : curl_easy_strerror(f->code);
	const char *odd = not_http(f, why);
	const struct certificate_fault *fault;
	int r;

	int shortage = shortage_of(f);
	if (shortage != 0)
		return too_little(shortage, host, err);
	if ((r = proxy_refuses(f, host, err)) != 0 || (r = client_refused(f, host, err)) != 0 ||
	    (r = key_failed(f, err)) != 0)
		return r;
	if (f->refused == REFUSED_BODY)
		return err_set(err, REASON_ANSWER_TOO_LONG,
			       "%s answered more than %u bytes: check the URL", host,
			       LIMIT_HTTP_BODY);
	if (headers_too_long(f))
		return err_set(err, REASON_ANSWER_TOO_LONG,
			       "%s answered more than %u bytes or %u lines of headers: check the "
			       "URL",
			       host, LIMIT_HTTP_HEADERS, LIMIT_HTTP_HEADER_LINES);
	if (odd != NULL)
		return err_set(err, REASON_NOT_HTTP, "%s does not speak HTTP (%s): check the URL",
			       host, odd);
	switch (f->code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return no_address(f, host, err);
	case CURLE_COULDNT_RESOLVE_PROXY:
		return err_set(err, REASON_PROXY_UNKNOWN,
			       "the proxy is not known: check https_proxy and no_proxy");
	case CURLE_OPERATION_TIMEDOUT:
		return err_set(err, REASON_NO_ANSWER, "%s did not answer in time: call again later",
			       host);
	case CURLE_SSL_CACERT_BADFILE:
		return ca_unusable(ca_file, err);
	case CURLE_PEER_FAILED_VERIFICATION:
		fault = http_failure_certificate(f->curl);
		f->lasting = true;
		return err_set(err, (int)fault->reason,
			       "the certificate of %s is not trusted (%s): %s", host, why,
			       fault->advice);
	case CURLE_SSL_CONNECT_ERROR:
		return err_set(err, REASON_NO_TLS,
			       "there is no TLS with %s (%s): check that the port is one of "
			       "https, with TLS 1.2 or later",
			       host, why);
	case CURLE_WRITE_ERROR:
	case CURLE_OUT_OF_MEMORY:
		return err_nomem(err);
	default:
		return err_set(
			err, REASON_UNREACHABLE,
			"%s cannot be reached (%s): check the URL, the network and the proxy", host,
			why);
	}
}
