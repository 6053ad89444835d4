/* client_secret_jwt: a JWT with a MAC of the client secret (RFC 7523, 2.2; OpenID Connect Core,
 * 9). */
#include "oauth/jwt.h"

#include <openssl/hmac.h>

static const char algorithms[] = "HS256 HS384 HS512";

static int check(const struct auth_attempt *attempt, struct err *err)
{
	char alg[JWT_ALG_SIZE];

	return jwt_algorithm(attempt, algorithms, "a secret", alg, err);
}

/* A jwt_sign_fn. */
static int sign(const struct auth_attempt *attempt, const char *alg, const void *data, size_t len,
		struct secret **ret_signature, struct err *err)
{
	const struct secret *secret = attempt->credential->items[ITEM_CLIENT_SECRET];
	const EVP_MD *hash = strcmp(alg, "HS512") == 0   ? EVP_sha512()
			     : strcmp(alg, "HS384") == 0 ? EVP_sha384()
							 : EVP_sha256();
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (HMAC(hash, secret->data, (int)secret->len, data, len, mac, &n) == NULL)
		return err_set(err, REASON_SYSTEM, "libcrypto cannot make a MAC with %s", alg);
	return secret_new(mac, n, ret_signature) != 0 ? err_nomem(err) : 0;
}

static int apply(struct token_request *request, const struct auth_attempt *attempt, struct err *err)
{
	const struct secret *secret = attempt->credential->items[ITEM_CLIENT_SECRET];
	char alg[JWT_ALG_SIZE];
	int r = jwt_algorithm(attempt, algorithms, "a secret", alg, err);

	if (r == 0)
		r = jwt_apply(request, attempt,
			      &(struct jwt_signing){
				      .method = &auth_secret_jwt,
				      .alg = alg,
				      .sign = sign,
			      },
			      err);
	request->hint =
		"the server may want another aud (assertion-audience endpoint), and its clock must "
		"agree with this machine's";
	redact_add(&request->secrets, secret->data, secret->len);
	return r;
}

const struct auth_method auth_secret_jwt = {
	.name = "client_secret_jwt",
	/* A server that is registered for it takes no other method. */
	.named_only = true,
	.wants = AUTH_WANTS_SECRET,
	.checked = AUTH_CHECKED_SECRET,
	.proof = ITEM_CLIENT_SECRET,
	.needs = auth_needs_secret,
	.check = check,
	.identity = auth_identity_secret,
	.apply = apply,
};
