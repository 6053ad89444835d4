/* The key plugin's tokens: PKCS#11 and TPM. */
#include "key.h"

static int no_library(const struct key *k)
{
	if (k->tpm)
		return say_error(&k->say, CCRED_UNAVAILABLE, "provider_missing", NULL,
				 "OpenSSL's provider tpm2 is not installed: install tpm2-openssl");
	return say_error(&k->say, CCRED_UNAVAILABLE, "provider_missing", NULL,
			 "OpenSSL cannot use tokens here: install pkcs11-provider, or on Debian 12 "
			 "libengine-pkcs11-openssl");
}

int key_token_failed(const struct key *k, enum token_fault fault)
{
	const char *place = key_place(k);

	if (k->pin.failure != CCRED_SUCCESS)
		return k->pin.failure;
	switch (fault) {
	case TOKEN_NO_LIBRARY:
		return no_library(k);
	case TOKEN_NO_MODULE:
		return say_error(&k->say, CCRED_UNAVAILABLE, "module_unusable", NULL,
				 "%.300s cannot be loaded as a PKCS#11 module, or does not start",
				 k->module != NULL ? k->module : "p11-kit-proxy.so");
	case TOKEN_NO_KEY:
		return say_error(
			&k->say, CCRED_NOT_FOUND, "key_missing", NULL,
			"%.300s: no private key was found there: is the token connected, and "
			"are the names in the URI right?",
			place);
	case TOKEN_ABSENT:
		return say_error(
			&k->say, CCRED_UNAVAILABLE, "token_absent", NULL,
			"%.300s: the token is not there, or was pulled out: connect it, and "
			"call again",
			place);
	case TOKEN_PIN_WRONG:
		return say_error(
			&k->say, CCRED_DENIED, "pin_wrong", NULL,
			"%.300s: the token refused the PIN. It was sent once: a token locks "
			"itself after a few wrong ones",
			place);
	case TOKEN_PIN_LOCKED:
		return say_error(
			&k->say, CCRED_DENIED, "pin_locked", NULL,
			"%.300s: the token has locked its PIN, or the PIN has expired: set a "
			"new one with the token's own tool",
			place);
	case TOKEN_FAILED:
		break;
	}
	return say_error(&k->say, CCRED_UNAVAILABLE, "key_failed", NULL,
			 "%.300s: the key did not sign: the token or libcrypto refused it%s", place,
			 k->pin.given ? ": is the PIN right?" : "");
}

/* The key in a TPM has a password: the provider asks for it if the URI says so. */
static char *with_password(const struct key *k)
{
	int asks = k->tpm && k->pin.file != NULL && strchr(k->uri, '?') == NULL;
	char *uri = NULL;

	return asprintf(&uri, "%s%s", k->uri, asks ? "?pass" : "") < 0 ? NULL : uri;
}

int key_from_token(struct key *k)
{
	char *uri = with_password(k);
	const struct token_key token = { uri, k->module, word_ask, &k->pin };
	enum token_fault fault = TOKEN_FAILED;
	int r = CCRED_SUCCESS;

	if (uri == NULL)
		return say_no_memory(&k->say);
	if (k->module != NULL)
		r = k->say.host->check_file(k->say.call, k->module, CCRED_OPEN_SHARED_MODE);
	if (r == CCRED_SUCCESS)
		k->key = k->tpm ? tpm_key_load(&token, &fault) : token_key_load(&token, &fault);
	if (r == CCRED_SUCCESS && k->key == NULL)
		r = key_token_failed(k, fault);
	k->pin.right = k->key != NULL;
	free(uri);
	return r;
}
