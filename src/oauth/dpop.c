/* Proofs of the key that a token is bound to (RFC 9449). */
#include "base/base64.h"
#include "base/json_out.h"
#include "jose/jose.h"
#include "jose/raw.h"
#include "oauth/dpop.h"
#include "oauth/jwt.h"

#include <string.h>
#include <time.h>

#define NONCE_MAX 1024
#define SIGNATURE_SIZE 64

/* A key of the cache that is none was damaged there. */
static int load(const struct secret *key, EVP_PKEY **ret_key, struct err *err)
{
	if (key->len != JOSE_RAW_SIZE)
		return err_set(err, REASON_PROOF_KEY,
			       "the key of the token is damaged: ask for a new token");
	*ret_key = jose_raw_load((const unsigned char *)key->data);
	return *ret_key != NULL ? 0 : err_nomem(err);
}

int dpop_key_new(struct secret **ret_key, struct err *err)
{
	unsigned char raw[JOSE_RAW_SIZE];
	EVP_PKEY *key = jose_generate(DPOP_ALG);
	int r = key != NULL && jose_raw_save(key, raw) == 0 &&
				secret_new(raw, sizeof(raw), ret_key) == 0
			? 0
			: err_nomem(err);

	explicit_bzero(raw, sizeof(raw));
	EVP_PKEY_free(key);
	return r;
}

/* Scheme, host and path. A URL without a path is asked for as "/" (RFC 9110, 4.2.3). */
static void put_url(struct buf *b, const char *url)
{
	const char *host = strstr(url, "://");
	size_t len = strcspn(url, "?#");
	struct buf text = BUF_INIT;

	buf_put(&text, url, len);
	if (host != NULL && memchr(host + 3, '/', len - (size_t)(host + 3 - url)) == NULL)
		buf_putc(&text, '/');
	json_all(b, "htu", buf_str(&text));
	b->failed |= buf_error(&text);
	buf_free(&text);
}

/* RFC 9449, 4.2: the hash of the token binds the proof to it. */
static void put_hash(struct buf *b, const struct secret *token)
{
	char hash[JOSE_HASH];

	if (jose_hash(token->data, hash) == 0)
		json_all(b, "ath", hash);
	else
		b->failed = true;
}

static int put_claims(struct buf *b, const struct dpop_use *use, struct err *err)
{
	struct buf jti = BUF_INIT;
	int r = jwt_put_id(&jti, err);

	if (r != 0)
		goto out;
	json_begin(b, NULL, '{');
	json_all(b, "jti", buf_str(&jti));
	json_all(b, "htm", use->method);
	put_url(b, use->url);
	json_number(b, "iat", time(NULL));
	if (use->token != NULL)
		put_hash(b, use->token);
	if (use->nonce != NULL)
		json_all(b, "nonce", use->nonce);
	buf_putc(b, '}');
out:
	buf_free(&jti);
	return r;
}

int dpop_proof(const struct secret *key, const struct dpop_use *use, struct buf *b, struct err *err)
{
	unsigned char signature[SIGNATURE_SIZE];
	size_t len = sizeof(signature);
	struct buf header = BUF_INIT, claims = BUF_INIT, input = BUF_INIT;
	EVP_PKEY *loaded = NULL;
	char *jwk = NULL;
	int r = load(key, &loaded, err);

	if (r != 0)
		goto out;
	if ((jwk = jose_public_jwk(loaded)) == NULL) {
		r = err_nomem(err);
		goto out;
	}
	buf_printf(&header, "{\"typ\":\"dpop+jwt\",\"alg\":\"" DPOP_ALG "\",\"jwk\":%s}", jwk);
	if ((r = put_claims(&claims, use, err)) != 0)
		goto out;
	base64url_put(&input, header.data, header.len);
	buf_putc(&input, '.');
	base64url_put(&input, claims.data, claims.len);
	if (buf_error(&header) || buf_error(&claims) || buf_error(&input) ||
	    jose_sign(loaded, DPOP_ALG, NULL, input.data, input.len, signature, &len) != 0) {
		r = err_nomem(err);
		goto out;
	}
	buf_put(b, input.data, input.len);
	buf_putc(b, '.');
	base64url_put(b, signature, len);
	r = buf_error(b) ? err_nomem(err) : 0;
out:
	EVP_PKEY_free(loaded);
	free(jwk);
	buf_free(&header);
	buf_free(&claims);
	buf_free(&input);
	return r;
}

bool dpop_is_nonce(const char *text)
{
	size_t len = strlen(text);

	for (const char *p = text; *p != '\0'; p++)
		if (*p < 0x21 || *p > 0x7e || *p == '"' || *p == '\\')
			return false;
	return len > 0 && len <= NONCE_MAX;
}

int dpop_thumbprint(const struct secret *key, char out[DPOP_THUMBPRINT_SIZE], struct err *err)
{
	EVP_PKEY *loaded = NULL;
	char *jwk = NULL;
	int r = load(key, &loaded, err);

	if (r == 0 && ((jwk = jose_public_jwk(loaded)) == NULL || jose_hash(jwk, out) != 0))
		r = err_nomem(err);
	free(jwk);
	EVP_PKEY_free(loaded);
	return r;
}
