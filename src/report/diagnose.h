/* Looking at the way to a server, for ccred doctor: its name, its certificate, and what is behind it. */
#ifndef CCRED_REPORT_DIAGNOSE_H
#define CCRED_REPORT_DIAGNOSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "oauth/oauth.h"

#define DIAGNOSE_ADDRESSES 8
#define DIAGNOSE_TEXT 512

/* Each part is there as far as the look came; texts of the server are as it sent them. */
struct diagnosis {
	const char *proxy; /* the variable that names it; NULL: none is used */
	char addresses[DIAGNOSE_ADDRESSES][64]; /* numeric; behind a proxy none */
	size_t naddresses, more; /* more: those that there was no room for */
	bool literal; /* the host is an address itself */
	int64_t resolve_ms;
	struct err dns; /* its code: 0, or why there is no address */

	bool plain; /* http, which has no certificate */
	char peer[64]; /* who answered: the server, or the proxy; empty: nobody */
	int64_t connect_ms; /* handshake included */
	char tls[64]; /* such as "TLSv1.3 / TLS_AES_256_GCM_SHA384"; empty: not known */
	char issuer[DIAGNOSE_TEXT], names[DIAGNOSE_TEXT]; /* of the certificate; empty: not known */
	int64_t expires_s; /* seconds since 1970; 0: not known */
	const char *fault; /* time, name or authority; NULL: none of these */
	const char *ca,
		*ca_from; /* the file of authorities, and where that is said; ca NULL: not known */
	struct err tls_err; /* its code: 0, or why there is no connection; not set if dns is */
};

/*
 * Looks at the way to a URL as every request of this configuration goes it, without sending one. A
 * certificate that is not trusted is asked for once more without verifying it, so that it can be said
 * what is wrong with it; nothing is sent over that connection, and it is closed. Returns 0 if the way is
 * open, else the code of dns or tls_err.
 */
int diagnose_way(const struct oauth_config *config, const char *url, int64_t deadline_ms,
		 struct diagnosis *ret_diagnosis);

/* What a protected API made of a token (RFC 6750, 3). */
struct api_answer {
	long status;
	const char
		*error; /* invalid_request, invalid_token or insufficient_scope; NULL: not said */
	char scope[DIAGNOSE_TEXT]; /* that it wants, without control bytes; empty: not said */
};

/*
 * A GET with the token; a redirect is not followed, and what the body says is not looked at. Returns 0
 * with an answer of any status, or as http_send. The caller knows that the token is for this URL.
 */
int diagnose_api(const struct oauth_config *config, const char *url, const struct secret *token,
		 int64_t deadline_ms, struct api_answer *ret_answer, struct err *err);

#endif
