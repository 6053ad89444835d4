/* Keys that a person or a plugin writes: a JWK with its private part, a public key, and the URI of
 * a key in a token. */
#include "fuzz/fuzz.h"

#include "acquire/public_key.h"
#include "jose/jose.h"
#include "jose/token_key.h"
#include "plugins/key/key.h"

/* What is a key has a JWK that is read as the same key. */
static void check_private(const char *text, size_t size)
{
	const char *why = NULL;
	EVP_PKEY *key = key_from_jwk(text, size, &why);
	struct public_key public = { 0 };
	char *jwk = key != NULL ? jose_public_jwk(key) : NULL;
	char algorithms[JOSE_ALGORITHMS];

	must((key == NULL) == (why != NULL));
	if (key != NULL && jose_algorithms(key, algorithms) == NULL) {
		must(jwk != NULL && public_key_read(jwk, &public, NULL) == 0);
		must(strcmp(public.jwk, jwk) == 0);
		public_key_clear(&public);
	}
	free(jwk);
	EVP_PKEY_free(key);
}

static void check_public(const char *text)
{
	struct public_key key = { 0 }, again = { 0 };
	struct err err = { 0 };
	int r = public_key_read(text, &key, &err);

	if (r != 0) {
		must_say(r, &err);
		return;
	}
	must(public_key_read(key.jwk, &again, NULL) == 0);
	must(strcmp(key.jwk, again.jwk) == 0 && strcmp(key.thumbprint, again.thumbprint) == 0);
	public_key_clear(&key);
	public_key_clear(&again);
}

static bool same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void check_uri(const char *text)
{
	char *uri, *module, *pin_file, *uri2, *module2, *pin_file2, *whole;

	if (token_uri_split(text, &uri, &module, &pin_file) != 0)
		return;
	must(strchr(uri, '?') == NULL);
	must((whole = token_uri_join(uri, module, pin_file)) != NULL);
	must(token_uri_split(whole, &uri2, &module2, &pin_file2) == 0);
	must(same(uri, uri2) && same(module, module2) && same(pin_file, pin_file2));
	free(whole);
	free(uri);
	free(module);
	free(pin_file);
	free(uri2);
	free(module2);
	free(pin_file2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = copy_of(data, size);

	check_private(text, size);
	check_public(text);
	check_uri(text);
	free(text);
	return 0;
}
