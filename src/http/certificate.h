/* The certificate that a client shows in the TLS handshake, with its key (RFC 8705, 2). */
#pragma once

#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"

struct evp_pkey_st;
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
	/* Of the token that the key stays in, which may ask again for each signature; NULL:
	 * none. */
	struct secret *pin;
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
 * Does the same, and gets the key: PEM without a passphrase, or, if key is NULL, the one that an
 * absolute path or a pkcs11: URI names (RFC 7512), with module-path and pin-source in it. Checks
 * that key and certificate belong together and that the certificate is valid now: OpenSSL would
 * connect without a certificate, and say nothing. EXIT_CONFIG, EXIT_TEMPFAIL (expired), EXIT_OS,
 * EXIT_DENIED (REASON_PIN_REFUSED: a token locks itself after some tries), or as of a secret file
 * that has the PIN.
 */
int certificate_load(const struct secret *chain, const struct secret *key,
		     const struct secret *key_uri, struct http_certificate **ret_certificate,
		     struct err *err);

void certificate_free(struct http_certificate **certificate);
