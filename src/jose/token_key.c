/* Keys in a PKCS#11 token by libcrypto's provider, and keys in a TPM. */
#include "jose/token_key.h"
#include "jose/token_engine.h"

#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/store.h>
#include <stdint.h>

/* Where to look, and what for: OSSL_STORE_INFO_PKEY or _PUBKEY. */
struct key_search {
	OSSL_LIB_CTX *context;
	const char *properties;
	int type;
	const UI_METHOD *ui;
	void *ui_arg;
};

/* The first key that the URI names. */
static EVP_PKEY *look(const char *uri, const struct key_search *s, enum token_fault *ret_fault)
{
	OSSL_STORE_CTX *store;
	OSSL_STORE_INFO *info;
	EVP_PKEY *found = NULL;

	ERR_clear_error();
	store = OSSL_STORE_open_ex(uri, s->context, s->properties, s->ui, s->ui_arg, NULL, NULL,
				   NULL);
	*ret_fault = store != NULL ? TOKEN_NO_KEY : TOKEN_NO_MODULE;
	if (store == NULL || !OSSL_STORE_expect(store, s->type))
		return NULL;
	while (found == NULL && (info = OSSL_STORE_load(store)) != NULL) {
		if (OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_PKEY)
			found = OSSL_STORE_INFO_get1_PKEY(info);
		else if (OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_PUBKEY)
			found = OSSL_STORE_INFO_get1_PUBKEY(info);
		OSSL_STORE_INFO_free(info);
	}
	OSSL_STORE_close(store);
	return found;
}

/*
 * A context that has the provider for PKCS#11; NULL: that is not installed. It is apart, because a
 * module that uses libcrypto itself, as SoftHSM does, would else get its own functions by way of
 * the token, and wait for itself. It stays as long as the process, which has keys of one module.
 */
static OSSL_LIB_CTX *context_of(const char *module)
{
/* An older one learns its module from openssl.cnf or the environment alone. */
#if OPENSSL_VERSION_PREREQ(3, 2)
	static OSSL_LIB_CTX *context;
	OSSL_PARAM params[] = { OSSL_PARAM_END, OSSL_PARAM_END };

	if (context != NULL || (context = OSSL_LIB_CTX_new()) == NULL)
		return context;
	if (module != NULL)
		params[0] = OSSL_PARAM_construct_utf8_string("pkcs11-module-path",
							     (char *)(uintptr_t)module, 0);
	if (OSSL_PROVIDER_load(context, "default") != NULL &&
	    OSSL_PROVIDER_load_ex(context, "pkcs11", params) != NULL)
		return context;
	OSSL_LIB_CTX_free(context);
	context = NULL;
#else
	(void)module;
#endif
	return NULL;
}

static EVP_PKEY *load(const char *uri, const char *type, const struct key_search *search,
		      enum token_fault *ret_fault)
{
	EVP_PKEY *found = NULL;
	char *whole = NULL;

	*ret_fault = TOKEN_FAILED;
	if (asprintf(&whole, "%s;type=%s", uri, type) >= 0)
		found = look(whole, search, ret_fault);
	free(whole);
	return found;
}

EVP_PKEY *token_key_load(const struct token_key *key, enum token_fault *ret_fault)
{
	struct key_search search = { context_of(key->module), NULL, OSSL_STORE_INFO_PKEY,
				     token_ui(key->ask), key->ask_arg };
	enum token_fault fault;
	EVP_PKEY *found, *public;

	if (search.context == NULL)
		return token_engine_load(key, ret_fault);
	if (strstr(key->uri, ":type=") != NULL || strstr(key->uri, ";type=") != NULL)
		return look(key->uri, &search, ret_fault);
	found = load(key->uri, "private", &search, ret_fault);
	if (found != NULL || *ret_fault != TOKEN_NO_KEY)
		return found;
	/* The provider does not say that the token refused the PIN. If it shows the public key to
	 * anybody, the private one is there. */
	search.type = OSSL_STORE_INFO_PUBKEY;
	search.ui = UI_null();
	if ((public = load(key->uri, "public", &search, &fault)) != NULL)
		*ret_fault = TOKEN_PIN_WRONG;
	EVP_PKEY_free(public);
	return NULL;
}

int tpm_load(void)
{
	/* The default one is no longer there by itself. */
	return OSSL_PROVIDER_try_load(NULL, "tpm2", 1) != NULL &&
			       OSSL_PROVIDER_load(NULL, "default") != NULL
		       ? 0
		       : -1;
}

EVP_PKEY *tpm_key_load(const struct token_key *key, enum token_fault *ret_fault)
{
	const struct key_search search = { NULL, TPM_PROPERTIES, OSSL_STORE_INFO_PKEY,
					   token_ui(key->ask), key->ask_arg };
	EVP_PKEY *found = NULL;

	*ret_fault = TOKEN_NO_LIBRARY;
	if (tpm_load() == 0 && (found = look(key->uri, &search, ret_fault)) == NULL)
		*ret_fault = TOKEN_NO_KEY;
	return found;
}
