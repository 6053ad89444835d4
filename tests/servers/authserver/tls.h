/* The throwaway certification authority and the server certificates that it signs, in memory
 * only. */
#pragma once

#include <stddef.h>

struct ca;

/* What a listener shows: PEM texts. */
struct identity {
	char *cert;
	char *key;
};

enum cert_kind {
	CERT_GOOD, /* 127.0.0.1, ::1, localhost and the wildcards under test.localhost */
	CERT_EXPIRED, /* the same names, ended yesterday */
	CERT_WRONGNAME, /* valid, for elsewhere.example only */
};

/* Makes a CA with a P-256 key; dies if GnuTLS fails. ca_free releases it. */
struct ca *ca_new(const char *name);
void ca_free(struct ca *ca);

/* The CA's certificate as PEM; the caller frees. */
char *ca_pem(const struct ca *ca);

/* Signs a fresh server certificate that ends in days, if it is not expired, and has these host
 * names too; identity_free releases it. */
void ca_issue(const struct ca *ca, enum cert_kind kind, long days, char *const *names,
	      size_t nnames, struct identity *ret_identity);

/* The same for a client, without a name of a host but "client.test". It ends in days, or ended
 * before if they are negative. ca NULL: it is signed by itself. */
void ca_issue_client(const struct ca *ca, const char *cn, long days, struct identity *ret_identity);
void identity_free(struct identity *identity);
