/* A public key as a plugin says it, a JWK or PEM. */
#include "acquire/public_key.h"
#include "http/json.h"
#include "jose/pem.h"

/* A value as the required members have them: base64url, or the name of a curve. */
static const char *member(struct json_object *jwk, const char *name)
{
	const char *text = NULL;

	if (json_string(jwk, name, &text) != JSON_OK || text[0] == '\0' ||
	    text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			      "0123456789-_")] != '\0')
		return NULL;
	return text;
}

/* The required members by their type, in the order of RFC 7638, 3.2. */
static const struct {
	const char *kty;
	const char *members[5];
} kinds[] = {
	{ "EC", { "crv", "kty", "x", "y" } },
	{ "OKP", { "crv", "kty", "x" } },
	{ "RSA", { "e", "kty", "n" } },
};

/* NULL: it is no JWK of a public key. */
static char *required(struct json_object *jwk)
{
	const char *kty = member(jwk, "kty"), *value;
	struct buf b = BUF_INIT;
	char *text = NULL;

	for (size_t i = 0; kty != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].kty, kty) != 0)
			continue;
		for (size_t k = 0; kinds[i].members[k] != NULL; k++) {
			if ((value = member(jwk, kinds[i].members[k])) == NULL)
				goto out;
			buf_printf(&b, "%c\"%s\":\"%s\"", k == 0 ? '{' : ',', kinds[i].members[k],
				   value);
		}
		buf_putc(&b, '}');
		text = buf_error(&b) ? NULL : strdup(buf_str(&b));
	}
out:
	buf_free(&b);
	return text;
}

int public_key_read(const char *text, struct public_key *ret_key, struct err *err)
{
	struct json_object *jwk = NULL;
	EVP_PKEY *pem;
	int r = json_read(text, strlen(text), &jwk);

	jose_begin();
	if (r == EXIT_OS)
		return err_nomem(err);
	if (r == 0) {
		ret_key->jwk = required(jwk);
		json_release(jwk);
	} else if ((pem = jose_read_public_pem(text)) != NULL) {
		ret_key->jwk = jose_public_jwk(pem);
		EVP_PKEY_free(pem);
	}
	if (ret_key->jwk != NULL && jose_hash(ret_key->jwk, ret_key->thumbprint) == 0)
		return 0;
	public_key_clear(ret_key);
	if (jose_no_memory())
		return err_nomem(err);
	return err_set(err, REASON_ITEM_INVALID,
		       "the public key of the source is neither a JWK nor PEM of a key that can "
		       "sign");
}

void public_key_clear(struct public_key *key)
{
	free(key->jwk);
	*key = (struct public_key){ 0 };
}
