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

/* What that is, in words; NULL: nothing. */
static inline const char *token_binding_text(enum token_binding binding)
{
	return binding == TOKEN_OF_CERTIFICATE ? "a certificate"
	       : binding == TOKEN_OF_PROOF     ? "a key (DPoP)"
					       : (const char *)0;
}

/* The same for programs, a word that stays. */
static inline const char *token_binding_word(enum token_binding binding)
{
	return binding == TOKEN_OF_CERTIFICATE ? "certificate"
	       : binding == TOKEN_OF_PROOF     ? "dpop"
					       : (const char *)0;
}
