/* What keys in PKCS#11 tokens and TPMs need, and why they fail. */
#pragma once

#include "jose/jose.h"

#include <openssl/pem.h>
#include <openssl/ui.h>

/* OPENSSL_CONF and openssl.cnf count for nothing: call it before anything else of libcrypto. */
void token_init(void);

enum token_fault {
	/* The engine or provider for such keys is not installed. */
	TOKEN_NO_LIBRARY = 1,
	/* The PKCS#11 module cannot be loaded. */
	TOKEN_NO_MODULE,
	TOKEN_NO_KEY,
	/* The token is not in its reader, or was pulled out. */
	TOKEN_ABSENT,
	TOKEN_PIN_WRONG,
	TOKEN_PIN_LOCKED,
	TOKEN_FAILED,
};

struct token_key {
	/* A pkcs11: URI (RFC 7512) without a query; for a TPM handle:0x81.... */
	const char *uri;
	/* The PKCS#11 module, an absolute path; NULL: p11-kit's, which knows all others. */
	const char *module;
	/* Answers with the PIN when the token wants it; -1: there is none. It may be called again
	 * when the key signs, so that ask_arg must stay as long as the key. */
	pem_password_cb *ask;
	void *ask_arg;
};

/* What libcrypto asks with. A key may do so as long as it lives, so it is made once and stays: the
 * callback is the same for all keys of a program. NULL: no memory. */
UI_METHOD *token_ui(pem_password_cb *ask);

/* What a failed signature is due to, as far as the token has said so. */
enum token_fault token_fault(void);

/* What to tell a person of it, in words that follow the key and a colon. */
const char *token_fault_words(enum token_fault fault);
