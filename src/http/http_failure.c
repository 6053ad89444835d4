/* What an exchange that failed says to the user. */
#include "base/banned.h"
#include "base/limits.h"
#include "http/http_failure.h"
#include "http/ca.h"

/* By the number of openssl-verification-options(1). */
enum certificate_fault http_failure_certificate(CURL *curl)
{
	long result = 0;

	curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &result);
	if (result == 9 || result == 10)
		return CERTIFICATE_TIME;
	if (result == 0 || result == 1) /* libcurl looks at the name first, and leaves 1 */
		return CERTIFICATE_NAME;
	return CERTIFICATE_AUTHORITY;
}

static const char *certificate_advice(CURL *curl)
{
	switch (http_failure_certificate(curl)) {
	case CERTIFICATE_TIME:
		return "have it renewed, or correct the clock of this machine";
	case CERTIFICATE_NAME:
		return "check the host in the URL";
	default:
		return "if it is signed by an authority of your own, set ca-file";
	}
}

/* libcurl has its own limit for one header line, and calls a longer one out of memory: that is what it
 * most likely is once the answer has begun. */
static bool headers_too_long(const struct http_failure *f)
{
	curl_off_t begun_us = 0;

	if (f->code == CURLE_OUT_OF_MEMORY)
		curl_easy_getinfo(f->curl, CURLINFO_STARTTRANSFER_TIME_T, &begun_us);
	return f->headers_too_long || begun_us > 0;
}

/* Whether the server was reached, and what it said is not HTTP. */
static bool not_http(const struct http_failure *f)
{
	switch (f->code) {
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_BAD_CONTENT_ENCODING: /* of a Transfer-Encoding that nobody asked for */
		return true;
	case CURLE_RECV_ERROR:
		/* libcurl has no code of its own for this one; unknown, it counts as unreachable. */
		return strstr(f->why, "chunked-encod") != NULL;
	default:
		return false;
	}
}

int http_failure_say(const struct http_failure *f, const char *host, const char *ca_file,
		     struct err *err)
{
	const char *from, *ca = ca_bundle(ca_file, &from);
	const char *why = f->why[0] != '\0' ? f->why : curl_easy_strerror(f->code);

	if (f->body_too_long)
		return err_set(err, EXIT_PROTOCOL, "%s answered more than %u bytes: check the URL",
			       host, LIMIT_HTTP_BODY);
	if (headers_too_long(f))
		return err_set(err, EXIT_PROTOCOL,
			       "%s answered more than %u bytes of headers: check the URL", host,
			       LIMIT_HTTP_HEADERS);
	if (not_http(f))
		return err_set(err, EXIT_PROTOCOL, "%s does not speak HTTP (%s): check the URL",
			       host, why);
	switch (f->code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return err_set(err, EXIT_NOHOST,
			       "the host %s is not known: check the name, and DNS", host);
	case CURLE_COULDNT_RESOLVE_PROXY:
		return err_set(err, EXIT_NOHOST,
			       "the proxy is not known: check https_proxy and no_proxy");
	case CURLE_OPERATION_TIMEDOUT:
		return err_set(err, EXIT_TEMPFAIL, "%s did not answer in time: call again later",
			       host);
	case CURLE_SSL_CACERT_BADFILE:
		return err_set(
			err, EXIT_NOINPUT,
			"the CA file %s cannot be read, or has no certificate in it: check %s",
			ca != NULL ? ca : "of the system", from);
	case CURLE_PEER_FAILED_VERIFICATION:
		return err_set(err, EXIT_UNAVAILABLE,
			       "the certificate of %s is not trusted (%s): %s", host, why,
			       certificate_advice(f->curl));
	case CURLE_SSL_CONNECT_ERROR:
		return err_set(
			err, EXIT_UNAVAILABLE,
			"there is no TLS with %s (%s): check that the port is one of https, with "
			"TLS 1.2 or later",
			host, why);
	case CURLE_WRITE_ERROR:
	case CURLE_OUT_OF_MEMORY:
		return err_nomem(err);
	default:
		return err_set(
			err, EXIT_UNAVAILABLE,
			"%s cannot be reached (%s): check the URL, the network and the proxy", host,
			why);
	}
}
