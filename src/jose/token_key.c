/* Keys in a PKCS#11 token by libcrypto's provider, and keys in a TPM. */
#include "jose/token_key.h"
#include "jose/token_engine.h"

#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/store.h>
#include <stdint.h>

/* The first private key that the URI names. */
static EVP_PKEY *load(const char *uri, const char *properties, const struct token_key *key,
		      enum token_fault *ret_fault)
{
	UI_METHOD *ui = token_ui(key->ask);
	OSSL_STORE_CTX *store = NULL;
	OSSL_STORE_INFO *info;
	EVP_PKEY *found = NULL;

	ERR_clear_error();
	if (ui != NULL &&
	    (store = OSSL_STORE_open_ex(uri, NULL, properties, ui, key->ask_arg, NULL, NULL,
					NULL)) != NULL &&
	    OSSL_STORE_expect(store, OSSL_STORE_INFO_PKEY)) {
		while (found == NULL && !OSSL_STORE_eof(store)) {
			if ((info = OSSL_STORE_load(store)) == NULL)
				break;
			if (OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_PKEY)
				found = OSSL_STORE_INFO_get1_PKEY(info);
			OSSL_STORE_INFO_free(info);
		}
	}
	if (found == NULL && (*ret_fault = token_fault()) == TOKEN_FAILED)
		*ret_fault = TOKEN_NO_KEY;
	OSSL_STORE_close(store);
	return found;
}

/* The default one is no longer there by itself. */
static int with_default(OSSL_PROVIDER *provider)
{
	return provider != NULL && OSSL_PROVIDER_load(NULL, "default") != NULL ? 0 : -1;
}

/* Before OpenSSL 3.2 a provider learns its module from openssl.cnf or the environment alone. */
static int load_provider(const char *module)
{
#if OPENSSL_VERSION_PREREQ(3, 2)
	OSSL_PARAM params[] = { OSSL_PARAM_END, OSSL_PARAM_END };

	if (module != NULL)
		params[0] = OSSL_PARAM_construct_utf8_string("pkcs11-module-path",
							     (char *)(uintptr_t)module, 0);
	return with_default(OSSL_PROVIDER_try_load_ex(NULL, "pkcs11", params, 1));
#else
	(void)module;
	return -1;
#endif
}

EVP_PKEY *token_key_load(const struct token_key *key, enum token_fault *ret_fault)
{
	int typed = strstr(key->uri, ":type=") != NULL || strstr(key->uri, ";type=") != NULL;
	EVP_PKEY *found;
	char *uri = NULL;

	if (load_provider(key->module) != 0)
		return token_engine_load(key, ret_fault);
	*ret_fault = TOKEN_FAILED;
	if (asprintf(&uri, "%s%s", key->uri, typed ? "" : ";type=private") < 0)
		return NULL;
	found = load(uri, NULL, key, ret_fault);
	free(uri);
	return found;
}

int tpm_load(void)
{
	return with_default(OSSL_PROVIDER_try_load(NULL, "tpm2", 1));
}

EVP_PKEY *tpm_key_load(const struct token_key *key, enum token_fault *ret_fault)
{
	*ret_fault = TOKEN_NO_LIBRARY;
	return tpm_load() == 0 ? load(key->uri, TPM_PROPERTIES, key, ret_fault) : NULL;
}
