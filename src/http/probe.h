/* Looks at the way to a server: its name, the proxy, its certificate. Nothing is asked of the
 * server. */
#pragma once

#include <stdint.h>

#include "base/err.h"

#define PROBE_ADDRESSES 8
#define PROBE_TEXT 512

/* The certificate of an authority that a server sent, signed by itself. */
struct http_authority {
	/* As the server sent it. */
	char name[PROBE_TEXT];
	/* SHA-256, as "AA:BB:..." */
	char fingerprint[100];
	/* The caller frees; NULL: it sent none. */
	char *pem;
};

/* The members are set as far as the look came. Texts of the server are as it sent them. */
struct http_probe {
	/* The variable that names the proxy; NULL: none is used. */
	const char *proxy;
	/* Numeric; behind a proxy there are none. more: how many did not fit. */
	char addresses[PROBE_ADDRESSES][64];
	size_t naddresses, more;
	/* The host of the URL is an address, not a name. */
	bool literal;
	int64_t resolve_ms;
	/* Its code: 0, or why there is no address. */
	struct err dns;

	/* Plain http, which has no certificate. */
	bool plain;
	/* The address of the server, or of the proxy, that answered; empty: none did. */
	char peer[64];
	/* With the handshake. */
	int64_t connect_ms;
	/* Such as "TLSv1.3 / TLS_AES_256_GCM_SHA384"; empty: not known. */
	char tls[64];
	/* Of the certificate; empty: not known. */
	char issuer[PROBE_TEXT], names[PROBE_TEXT];
	/* Seconds since 1970; 0: not known. */
	int64_t expires_s;
	/* What is wrong with the certificate: time, name or authority; NULL: none of these. */
	const char *fault;
	/* The file of authorities, and the word that names it; ca NULL: not known. */
	const char *ca, *ca_from;
	/* Its code: 0, or why there is no connection. Not set if there is no address. */
	struct err tls_err;
};

/*
 * Looks at the way to a URL as every request goes it. If the certificate is refused, the server is
 * asked for it once more without verifying, so that its fault can be told; nothing is sent over
 * that connection. Returns 0 if the way is open, else the code of dns or tls_err.
 */
int http_probe(const char *url, const char *ca_file, bool allow_http_loopback, int64_t deadline_ms,
	       struct http_probe *ret_probe);

/* Looks for one at the server of the URL. Nothing is verified, and nothing is sent. Returns 0, or as
 * http_send. */
int http_authority(const char *url, int64_t deadline_ms, struct http_authority *ret_authority,
		   struct err *err);
