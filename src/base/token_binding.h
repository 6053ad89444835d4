/* What a token is bound to. Whoever presents a bound one proves more than that they have it. */
#pragma once

enum token_binding {
	/* Nothing (RFC 6750). */
	TOKEN_BEARER,
	/* The client's certificate, which the TLS handshake shows (RFC 8705, 3). */
	TOKEN_OF_CERTIFICATE,
	/* A key, with which each request is signed: DPoP (RFC 9449). */
	TOKEN_OF_PROOF,
	N_TOKEN_BINDINGS,
};
