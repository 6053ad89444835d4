/* The key plugin: it holds a private key, which is in a file, a token or a TPM, and signs with
 * it. */
#include "key.h"

#include "jose/pem.h"

#include <openssl/err.h>

const char *key_place(const struct key *k)
{
	return k->path != NULL ? k->path : k->uri;
}

/* Returns what is wrong with the arguments together, or NULL. */
static const char *check_arguments(const struct key *k)
{
	int pkcs11 = k->uri != NULL && strncmp(k->uri, "pkcs11:", 7) == 0;

	if ((k->path != NULL) == (k->uri != NULL))
		return "the line needs either path= or uri=";
	if (k->uri == NULL)
		return k->module != NULL || (k->pin.file != NULL && !k->tpm)
			       ? "module= and pin-file= are for a key in a token: use uri="
			       : NULL;
	if (strstr(k->uri, "pin-value=") != NULL)
		return "a PIN must not stand in the configuration: put it into a file of your own, and "
		       "name that with pin-file=";
	if (pkcs11 && strchr(k->uri, '?') != NULL)
		return "uri= must end before the question mark: name the module with module=, and the "
		       "file of the PIN with pin-file=";
	if (k->passphrase.file != NULL)
		return "passphrase-file= is for a key in a file: use pin-file=";
	if (k->tpm)
		return strncmp(k->uri, "handle:", 7) == 0 ? NULL
							  : "with provider=tpm2, uri= must be "
							    "handle:0x81...";
	return pkcs11 ? NULL : "uri= must begin with pkcs11:, or with handle: and provider=tpm2";
}

static int key_open(const struct ccred_host *host, struct ccred_call *call,
		    const struct ccred_arg *const *args, void **ret_self)
{
	struct key *k = say_state(host, call, sizeof(*k));
	const char *why;

	if (k == NULL)
		return CCRED_INTERNAL;
	k->path = say_arg(args, "path", NULL);
	k->uri = say_arg(args, "uri", NULL);
	k->kid = say_arg(args, "kid", NULL);
	k->alg = say_arg(args, "alg", NULL);
	k->certificate = say_arg(args, "certificate", NULL);
	k->module = say_arg(args, "module", NULL);
	k->tpm = say_arg(args, "provider", NULL) != NULL;
	k->properties = k->tpm ? TPM_PROPERTIES : NULL;
	if (strcmp(say_arg(args, "shared-mode", "no"), "yes") == 0)
		k->flags = CCRED_OPEN_SHARED_MODE;
	k->passphrase = (struct word){ &k->say, say_arg(args, "passphrase-file", NULL),
				       "passphrase-file", "passphrase of the key", key_place(k) };
	k->pin = (struct word){ &k->say,      say_arg(args, "pin-file", NULL),
				"pin-file",   "PIN of the token",
				key_place(k), .once = 1 };
	if ((why = check_arguments(k)) != NULL) {
		say_error(&k->say, CCRED_INVALID, "arguments_invalid", NULL, "%s", why);
		free(k);
		return CCRED_INVALID;
	}
	token_init();
	*ret_self = k;
	return CCRED_SUCCESS;
}

static int has(const char *const *methods, const char *method)
{
	for (; methods != NULL && *methods != NULL; methods++)
		if (strcmp(*methods, method) == 0)
			return 1;
	return 0;
}

static int has_tls(const char *const *methods)
{
	return has(methods, "tls_client_auth") || has(methods, "self_signed_tls_client_auth");
}

/* Whether the key is to prove the client in TLS: ccred needs it itself then. */
static int is_for_tls(const struct key *k, const struct ccred_request *request)
{
	if (request->methods_wanted != NULL)
		return has_tls(request->methods_wanted);
	return has_tls(request->methods_offered) &&
	       !has(request->methods_offered, "private_key_jwt") &&
	       (k->certificate != NULL || k->chain != NULL);
}

static int set_text(const struct key *k, int item, const char *text)
{
	return k->say.host->set(k->say.call, item, text, strlen(text));
}

/* The algorithms: those of the key, or the one of alg=. */
static int find_algorithms(struct key *k)
{
	const char *why = jose_algorithms(k->key, k->algorithms);
	char *pss;

	if (why != NULL)
		return say_error(&k->say, CCRED_INVALID, "key_unusable", NULL, "%.300s: %s",
				 key_place(k), why);
	/* A TPM chooses the salt's length itself, and not the one of JWS (RFC 7518, 3.5). */
	if (k->tpm && (pss = strstr(k->algorithms, " PS")) != NULL)
		*pss = '\0';
	if (k->alg != NULL && !jose_list_has(k->algorithms, k->alg))
		return say_error(&k->say, CCRED_INVALID, "algorithm_impossible", NULL,
				 "%.300s: %s cannot sign %s: use one of %s, or none", key_place(k),
				 jose_kind(k->key), k->alg, k->algorithms);
	if (k->alg != NULL)
		snprintf(k->algorithms, sizeof(k->algorithms), "%s", k->alg);
	return CCRED_SUCCESS;
}

/* Sets the public key, and its name. */
static int set_public(const struct key *k, EVP_PKEY *key)
{
	char *jwk = jose_public_jwk(key), thumbprint[JOSE_HASH];
	int r;

	if (jwk == NULL || jose_hash(jwk, thumbprint) != 0)
		r = say_error(&k->say, CCRED_INVALID, "key_unusable", NULL,
			      "%.300s: its public key cannot be read", key_place(k));
	else if ((r = set_text(k, CCRED_ITEM_PUBLIC_KEY, jwk)) == CCRED_SUCCESS &&
		 (k->kid == NULL || strcmp(k->kid, "-") != 0))
		r = set_text(k, CCRED_ITEM_KEY_ID, k->kid != NULL ? k->kid : thumbprint);
	free(jwk);
	return r;
}

static int set_private(const struct key *k)
{
	size_t len = 0;
	char *pem = jose_private_pem(k->key, &len);
	int r;

	if (pem == NULL)
		return say_no_memory(&k->say);
	r = k->say.host->set(k->say.call, CCRED_ITEM_PRIVATE_KEY, pem, len);
	explicit_bzero(pem, len);
	free(pem);
	return r;
}

/* A token's key stays there: ccred is told where. */
static int set_uri(const struct key *k)
{
	char *uri;
	int r;

	if (k->pin.file == NULL)
		return say_error(
			&k->say, CCRED_INVALID, "pin_file_needed", NULL,
			"%.300s: for mutual TLS the PIN must be in a file: add pin-file=FILE "
			"to the source line",
			k->uri);
	if ((uri = token_uri_join(k->uri, k->module, k->pin.file)) == NULL)
		return say_no_memory(&k->say);
	r = set_text(k, CCRED_ITEM_KEY_URI, uri);
	free(uri);
	return r;
}

static int get_for_tls(struct key *k)
{
	EVP_PKEY *public = k->key != NULL ? jose_public(k->key) : NULL;
	int there = 0, r;

	if ((r = key_set_certificate(k, public, &there)) != CCRED_SUCCESS)
		goto out;
	if (!there) {
		r = say_error(&k->say, CCRED_INVALID, "certificate_missing", NULL,
			      "%.300s: mutual TLS needs the certificate of the key: add "
			      "certificate=FILE to the source line",
			      key_place(k));
		goto out;
	}
	/* The token is not opened twice: the certificate knows the public key. */
	if ((r = set_public(k, public != NULL ? public
					      : X509_get0_pubkey(sk_X509_value(k->chain, 0)))) ==
	    CCRED_SUCCESS)
		r = k->key != NULL ? set_private(k) : set_uri(k);
out:
	EVP_PKEY_free(public);
	return r;
}

static int get_for_signing(struct key *k)
{
	EVP_PKEY *public = jose_public(k->key);
	int there, r = CCRED_SUCCESS;

	/* The certificates in the key's own file are for TLS alone. */
	if (k->certificate != NULL)
		r = key_set_certificate(k, public, &there);
	if (r == CCRED_SUCCESS)
		r = set_public(k, public);
	if (r == CCRED_SUCCESS)
		r = set_text(k, CCRED_ITEM_ALGORITHM, k->algorithms);
	EVP_PKEY_free(public);
	return r;
}

static int key_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct key *k = state;
	int r = CCRED_SUCCESS;

	k->say.call = call;
	jose_begin();
	if (k->tpm && is_for_tls(k, request))
		return say_error(&k->say, CCRED_INVALID, "key_unusable", NULL,
				 "%.300s: a key in a TPM cannot be used for mutual TLS",
				 key_place(k));
	if (k->path != NULL)
		r = key_from_file(k, request);
	else if (k->tpm || !is_for_tls(k, request))
		r = key_from_token(k);
	if (r == CCRED_SUCCESS && k->key != NULL)
		r = find_algorithms(k);
	if (r == CCRED_SUCCESS)
		r = is_for_tls(k, request) ? get_for_tls(k) : get_for_signing(k);
	if (r == CCRED_SUCCESS)
		return say_found(&k->say, "%s", key_place(k));
	/* Without memory a good file looks like a bad one, and its passphrase like a wrong one. What
	 * a token said is not doubted. */
	return k->path != NULL && (r == CCRED_INVALID || r == CCRED_DENIED) && jose_no_memory()
		       ? say_no_memory(&k->say)
		       : r;
}

static int key_sign(void *state, struct ccred_call *call, const struct ccred_request *request,
		    const struct ccred_signing *signing)
{
	unsigned char signature[JOSE_SIGNATURE];
	size_t len = sizeof(signature);
	struct key *k = state;

	(void)request;
	k->say.call = call;
	if (!jose_list_has(k->algorithms, signing->algorithm))
		return say_error(&k->say, CCRED_INVALID, "algorithm_impossible", NULL,
				 "%.300s: the key signs with %s, and not with %.64s", key_place(k),
				 k->algorithms, signing->algorithm);
	ERR_clear_error();
	if (jose_sign(k->key, signing->algorithm, k->properties, signing->data, signing->len,
		      signature, &len) != 0)
		return key_token_failed(k, token_fault());
	return k->say.host->set(call, CCRED_ITEM_SIGNATURE, signature, len);
}

static void key_close(void *state)
{
	struct key *k = state;

	/* A key that stays in a TPM takes one of its few slots. */
	EVP_PKEY_free(k->key);
	sk_X509_pop_free(k->chain, X509_free);
	word_free(&k->passphrase);
	word_free(&k->pin);
	free(k);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "key",
	.open = key_open,
	.get = key_get,
	.sign = key_sign,
	.close = key_close,
};
