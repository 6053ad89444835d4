/* private_key_jwt: a JWT signed by a key that stays with its source (RFC 7523, 2.2). */
#include "base/limits.h"
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

/* The key itself is public knowledge; its name is the next best. None of the items can hold a line
 * end but a key in PEM, which comes last. */
static void identity(const struct credential *credential, struct buf *b)
{
	const struct secret *id = credential->items[ITEM_CLIENT_ID],
			    *key = credential->items[ITEM_PUBLIC_KEY];

	if (key == NULL)
		key = credential->items[ITEM_KEY_ID];
	buf_put(b, id->data, id->len);
	buf_putc(b, '\n');
	if (key != NULL)
		buf_put(b, key->data, key->len);
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
			    *certificate = attempt->credential->items[ITEM_CERTIFICATE];
	char alg[JWT_ALG_SIZE], print[JWT_PRINT_SIZE];
	int r = algorithm(attempt, alg, err);

	if (r == 0 && certificate != NULL && !jwt_certificate_print(certificate, print))
		r = err_set(err, REASON_ITEM_INVALID, "the certificate of the key is no PEM");
	return r != 0 ? r
		      : jwt_apply(request, attempt, alg, kid != NULL ? kid->data : NULL,
				  certificate != NULL ? print : NULL, sign, err);
}

const struct auth_method auth_private_key = {
	.name = "private_key_jwt",
	.proof = ITEM_ALGORITHM,
	.needs = needs,
	.check = check,
	.identity = identity,
	.apply = apply,
};
