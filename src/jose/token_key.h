/* Private keys that stay where they are: in a PKCS#11 token, or in a TPM. */
#pragma once

#include "jose/token_fault.h"

/* Loads the key. It takes the provider for PKCS#11 if that is installed (OpenSSL 3.2 or
 * later), else the engine. NULL: why. */
EVP_PKEY *token_key_load(const struct token_key *key, enum token_fault *ret_fault);

/* Loads the provider for keys in a TPM. Returns -1 if it is not installed. */
int tpm_load(void);
#define TPM_PROPERTIES "?provider=tpm2"

EVP_PKEY *tpm_key_load(const struct token_key *key, enum token_fault *ret_fault);

/*
 * The URI with which ccred's programs hand such a key on (RFC 7512, 2.4): module-path and
 * pin-source=file:, percent-encoded. module and pin_file may be NULL. The caller frees it.
 */
char *token_uri_join(const char *uri, const char *module, const char *pin_file);

/* The parts of such a URI, which the caller frees; NULL: not there. Returns -1 if it is malformed,
 * or holds anything else behind its question mark. */
int token_uri_split(const char *uri, char **ret_uri, char **ret_module, char **ret_pin_file);
