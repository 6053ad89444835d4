/* Keys in a PKCS#11 token by libcrypto's engine, which Debian 12 has in place of a provider. */
/* Engines are deprecated, and OpenSSL 3.0 has nothing else for such keys. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "jose/token_engine.h"

#include <openssl/engine.h>
#include <openssl/err.h>

#ifdef OPENSSL_NO_ENGINE
EVP_PKEY *token_engine_load(const struct token_key *key, enum token_fault *ret_fault)
{
	(void)key;
	*ret_fault = TOKEN_NO_LIBRARY;
	return NULL;
}
#else
EVP_PKEY *token_engine_load(const struct token_key *key, enum token_fault *ret_fault)
{
	EVP_PKEY *found = NULL;
	ENGINE *engine;

	(void)OPENSSL_init_crypto(OPENSSL_INIT_ENGINE_DYNAMIC, NULL);
	*ret_fault = TOKEN_NO_LIBRARY;
	if ((engine = ENGINE_by_id("pkcs11")) == NULL)
		return NULL;
	/* It would write its own messages to stderr. */
	(void)ENGINE_ctrl_cmd_string(engine, "QUIET", NULL, 0);
	*ret_fault = TOKEN_NO_MODULE;
	if ((key->module == NULL ||
	     ENGINE_ctrl_cmd_string(engine, "MODULE_PATH", key->module, 0)) &&
	    ENGINE_init(engine)) {
		ERR_clear_error();
		found = ENGINE_load_private_key(engine, key->uri, token_ui(key->ask), key->ask_arg);
		if (found == NULL && (*ret_fault = token_fault()) == TOKEN_FAILED)
			*ret_fault = TOKEN_NO_KEY;
		/* The key keeps the engine. */
		ENGINE_finish(engine);
	}
	ENGINE_free(engine);
	return found;
}
#endif
