/* The key plugin's files: PEM, DER, PKCS#12 and JWK. */
#include "key.h"

#include <openssl/provider.h>
#include <openssl/store.h>
#include <openssl/ui.h>

/* A chain of certificates is shorter. */
#define OBJECTS_MAX 32

/* Takes one object of a file. */
static void take(OSSL_STORE_INFO *info, EVP_PKEY **key, STACK_OF(X509) * chain)
{
	X509 *certificate = NULL;

	if (OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_PKEY && *key == NULL)
		*key = OSSL_STORE_INFO_get1_PKEY(info);
	else if (OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_CERT && chain != NULL)
		certificate = OSSL_STORE_INFO_get1_CERT(info);
	if (certificate != NULL && !sk_X509_push(chain, certificate))
		X509_free(certificate);
}

void key_read_store(const char *data, size_t len, const char *properties, struct word *passphrase,
		    EVP_PKEY **ret_key, STACK_OF(X509) * *ret_chain)
{
	UI_METHOD *ui = UI_UTIL_wrap_read_pem_callback(word_ask, 0);
	BIO *bytes = BIO_new_mem_buf(data, (int)len);
	OSSL_STORE_CTX *store = NULL;
	OSSL_STORE_INFO *info;

	*ret_key = NULL;
	*ret_chain = sk_X509_new_null();
	/* It asks by our method alone, and opens nothing: the bytes are there. */
	if (ui != NULL && bytes != NULL)
		store = OSSL_STORE_attach(bytes, "file", NULL, properties, ui, passphrase, NULL,
					  NULL, NULL);
	for (int n = 0; store != NULL && n < OBJECTS_MAX && !OSSL_STORE_eof(store); n++) {
		if ((info = OSSL_STORE_load(store)) != NULL)
			take(info, ret_key, *ret_chain);
		else if (OSSL_STORE_error(store))
			break;
		OSSL_STORE_INFO_free(info);
	}
	OSSL_STORE_close(store);
	BIO_free(bytes);
	UI_destroy_method(ui);
}

static int is_jwk(const char *data, size_t len)
{
	size_t i = 0;

	while (i < len && strchr(" \t\r\n", data[i]) != NULL)
		i++;
	return i < len && data[i] == '{';
}

/* There is no such file: what makes one. */
static int missing(const struct key *k, const struct ccred_request *request)
{
	char fix[SAY_FIX] = "";

	/* A call without a profile has a name that no profile has. */
	if (request->profile[0] != '(')
		say_fix(fix, "ccred key new %s", request->profile);
	return say_error(&k->say, CCRED_NOT_FOUND, "file_missing", fix, "%.400s does not exist",
			 k->path);
}

static int no_key(const struct key *k)
{
	const struct word *w = &k->passphrase;

	if (w->failure != CCRED_SUCCESS)
		return w->failure;
	if (w->given && w->file != NULL)
		return say_error(&k->say, CCRED_DENIED, "passphrase_wrong", NULL,
				 "%.300s: the passphrase in %.300s is not that of the key", k->path,
				 w->file);
	if (w->given)
		return say_error(&k->say, CCRED_DENIED, "passphrase_wrong", NULL,
				 "%.300s: the passphrase is wrong", k->path);
	return say_error(
		&k->say, CCRED_INVALID, "key_malformed", NULL,
		"%.300s: it holds no private key that can be read: it must be PEM, PKCS#12 "
		"or JWK, and whole",
		k->path);
}

/* PKCS#12 as older programs write it has RC2, which only OpenSSL's legacy provider knows. */
static void read_store(struct key *k, const char *data, size_t len)
{
	key_read_store(data, len, k->properties, &k->passphrase, &k->key, &k->chain);
	if (k->key != NULL || !k->passphrase.given || k->tpm ||
	    OSSL_PROVIDER_try_load(NULL, "legacy", 1) == NULL)
		return;
	sk_X509_pop_free(k->chain, X509_free);
	key_read_store(data, len, NULL, &k->passphrase, &k->key, &k->chain);
}

int key_from_file(struct key *k, const struct ccred_request *request)
{
	const char *why = NULL;
	char *data = NULL;
	size_t len = 0;
	int r = file_load(&k->say, k->path, k->flags, &data, &len);

	if (r != CCRED_SUCCESS)
		return r == CCRED_NOT_FOUND ? missing(k, request) : r;
	if (k->tpm && tpm_load() != 0)
		r = key_token_failed(k, TOKEN_NO_LIBRARY);
	else if (is_jwk(data, len))
		k->key = key_from_jwk(data, len, &why);
	else
		read_store(k, data, len);
	k->say.host->secret_free(data, FILE_ROOM);
	if (why != NULL)
		return say_error(&k->say, CCRED_INVALID, "key_malformed", NULL, "%.300s: %s",
				 k->path, why);
	return r != CCRED_SUCCESS || k->key != NULL ? r : no_key(k);
}
