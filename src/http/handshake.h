/* The TLS handshake of one exchange, as far as libcurl does not tell it. */
#pragma once

#include <curl/curl.h>

#include "http/certificate.h"

/* What the server has done about the client's certificate. Set up with certificate (NULL: none is
 * shown). */
struct http_handshake {
	const struct http_certificate *certificate;
	/* Of the URL; NULL: whoever answers is the server. */
	const char *host;
	/* It has asked for one. */
	bool asked;
	/* The alert that it ended the connection with (RFC 8446, 6.2); 0: none. */
	int alert;
	/* This side could not go on: the key has not signed. */
	bool failed;
};

/* Has the connections of a handle show the certificate, and note the rest. Returns 0, EXIT_OS, or
 * EXIT_SOFTWARE if there is a certificate and libcurl has another TLS library than OpenSSL. */
int handshake_watch(CURL *curl, struct http_handshake *handshake, struct err *err);

/* Why the server refuses the client, in words that follow "it": "does not know its authority".
 * NULL: the alert is not about a certificate of the client. */
const char *handshake_refusal(const struct http_handshake *handshake);
