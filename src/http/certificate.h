/* The certificate that a client shows in the TLS handshake, with its key (RFC 8705, 2). */
#pragma once

#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"

struct evp_pkey_st;
struct ssl_ctx_st;
struct stack_st_X509;
struct x509_st;

/* base64url of SHA-256, with a NUL. */
#define CERTIFICATE_THUMBPRINT_SIZE 44

struct http_certificate {
	/* The client's own, and those that lead to its authority. */
	struct x509_st *own;
	struct stack_st_X509 *others;
	/* NULL: only the chain was read. */
	struct evp_pkey_st *key;
	/* The subject, for people. */
	char name[256];
	/* Of the client's own: what x5t#S256 has (RFC 8705, 3.1). */
	char thumbprint[CERTIFICATE_THUMBPRINT_SIZE];
	/* Seconds since 1970. */
	int64_t expires_s;
};

/*
 * Takes a chain of PEM apart: the client's own certificate first. Returns 0, EXIT_CONFIG (it is no
 * chain) or EXIT_OS.
 */
int certificate_read(const struct secret *chain, struct http_certificate **ret_certificate,
		     struct err *err);

/*
 * Does the same, and gets the key: PEM without a passphrase, or, if key is NULL, the one that a
 * pkcs11: URI names (RFC 7512), with module-path and pin-source in it. Checks that key and
 * certificate belong together and that the certificate is valid now: OpenSSL would connect without a
 * certificate, and say nothing. EXIT_CONFIG, EXIT_TEMPFAIL (expired) or EXIT_OS.
 */
int certificate_load(const struct secret *chain, const struct secret *key,
		     const struct secret *key_uri, struct http_certificate **ret_certificate,
		     struct err *err);

void certificate_free(struct http_certificate **certificate);

/* What the server has done about the client's certificate. Set up with certificate (NULL: none is
 * shown). */
struct http_handshake {
	const struct http_certificate *certificate;
	/* It has asked for one. */
	bool asked;
	/* The alert that it ended the connection with (RFC 8446, 6.2); 0: none. */
	int alert;
};

/* Has the connections of a context show the certificate, and note the rest. Returns false if the
 * library does not take them. */
bool handshake_prepare(struct ssl_ctx_st *context, struct http_handshake *handshake);

/* Why the server refuses the client, in words that follow its name: "does not know the authority".
 * NULL: the alert is not about a certificate of the client. */
const char *handshake_refusal(const struct http_handshake *handshake);
