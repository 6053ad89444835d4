/* private_key_jwt: a JWT signed by a key that stays with its source (RFC 7523, 2.2). */
#include "oauth/jwt.h"

static bool needs(const struct credential *credential)
{
	return credential_has(credential, ITEM_CLIENT_ID) &&
	       credential_has(credential, ITEM_ALGORITHM);
}

static int algorithm(const struct auth_attempt *attempt, char out[JWT_ALG_SIZE], struct err *err)
{
	return jwt_algorithm(attempt, attempt->credential->items[ITEM_ALGORITHM]->data, "the key",
			     out, err);
}

static int check(const struct auth_attempt *attempt, struct err *err)
{
	char alg[JWT_ALG_SIZE];

	return algorithm(attempt, alg, err);
}

/* The key itself is public knowledge. Whoever corrects its name or its certificate sends something
 * else. */
static void identity(const struct credential *credential, struct buf *b)
{
	auth_identity_item(credential, ITEM_CLIENT_ID, b);
	auth_identity_item(credential, ITEM_KEY_ID, b);
	auth_identity_item(credential, ITEM_CERTIFICATE, b);
	auth_identity_item(credential, ITEM_PUBLIC_KEY, b);
}

/* A jwt_sign_fn. */
static int sign(const struct auth_attempt *attempt, const char *alg, const void *data, size_t len,
		struct secret **ret_signature, struct err *err)
{
	const struct auth_signer *signer = attempt->signer;

	if (signer == NULL)
		return err_set(err, REASON_CLIENT_AUTH, "the source of the key cannot sign");
	return signer->sign(signer->arg, alg, data, len, ret_signature, err);
}

static int apply(struct token_request *request, const struct auth_attempt *attempt, struct err *err)
{
	const struct secret *kid = attempt->credential->items[ITEM_KEY_ID],
			    *pem = attempt->credential->items[ITEM_CERTIFICATE];
	struct http_certificate *certificate = NULL;
	char alg[JWT_ALG_SIZE];
	int r = algorithm(attempt, alg, err);

	if (r == 0 && pem != NULL)
		r = certificate_read(pem, &certificate, err);
	if (r == 0)
		r = jwt_apply(request, attempt,
			      &(struct jwt_signing){
				      .method = &auth_private_key,
				      .alg = alg,
				      .kid = kid != NULL ? kid->data : NULL,
				      .x5t_s256 = pem != NULL ? certificate->thumbprint : NULL,
				      .sign = sign,
			      },
			      err);
	request->hint =
		"register the key with the server, as ccred key jwks PROFILE prints it; or the server "
		"wants another aud (assertion-audience endpoint), or its clock differs from this "
		"machine's";
	certificate_free(&certificate);
	return r;
}

const struct auth_method auth_private_key = {
	.name = "private_key_jwt",
	.wants = "a client id and a key that can sign",
	.checked = "the key",
	.proof = ITEM_ALGORITHM,
	.needs = needs,
	.check = check,
	.identity = identity,
	.apply = apply,
};
