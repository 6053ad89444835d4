/* The key plugin's tokens: PKCS#11 and TPM. */
#include "key.h"

/* The result of the call, and the reason. */
static const struct {
	int result;
	const char *reason;
} meanings[] = {
	[TOKEN_NO_LIBRARY] = { CCRED_UNAVAILABLE, "provider_missing" },
	[TOKEN_NO_MODULE] = { CCRED_UNAVAILABLE, "module_unusable" },
	[TOKEN_NO_KEY] = { CCRED_NOT_FOUND, "key_missing" },
	[TOKEN_ABSENT] = { CCRED_UNAVAILABLE, "token_absent" },
	[TOKEN_PIN_WRONG] = { CCRED_DENIED, "pin_wrong" },
	[TOKEN_PIN_LOCKED] = { CCRED_DENIED, "pin_locked" },
	[TOKEN_FAILED] = { CCRED_UNAVAILABLE, "key_failed" },
};

int key_token_failed(const struct key *k, enum token_fault fault)
{
	int result = meanings[fault].result;
	const char *reason = meanings[fault].reason;

	if (k->pin.failure != CCRED_SUCCESS)
		return k->pin.failure;
	if (fault == TOKEN_NO_LIBRARY && k->tpm)
		return say_error(&k->say, result, reason, NULL,
				 "OpenSSL's provider tpm2 is not installed: install tpm2-openssl");
	if (fault == TOKEN_NO_MODULE)
		return say_error(&k->say, result, reason, NULL,
				 "%.300s cannot be loaded as a PKCS#11 module, or does not start",
				 k->module != NULL ? k->module : "p11-kit-proxy.so");
	return say_error(&k->say, result, reason, NULL, "%.300s: %s%s", key_place(k),
			 token_fault_words(fault),
			 fault == TOKEN_FAILED && k->pin.given ? ": is the PIN right?" : "");
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
