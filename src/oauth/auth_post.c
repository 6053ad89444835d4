/* client_secret_post: client id and secret in the form (RFC 6749, 2.3.1). */
#include "oauth/auth_method.h"

static int apply(struct token_request *request, const struct auth_attempt *attempt, struct err *err)
{
	const struct secret *id = attempt->credential->items[ITEM_CLIENT_ID],
			    *secret = attempt->credential->items[ITEM_CLIENT_SECRET];

	(void)err;
	request_put_bytes(request, "client_id", id->data, id->len);
	request_put_bytes(request, "client_secret", secret->data, secret->len);
	redact_add(&request->secrets, secret->data, secret->len);
	return 0;
}

const struct auth_method auth_post = {
	.name = "client_secret_post",
	.wants = AUTH_WANTS_SECRET,
	.checked = AUTH_CHECKED_SECRET,
	.proof = ITEM_CLIENT_SECRET,
	.needs = auth_needs_secret,
	.identity = auth_identity_secret,
	.apply = apply,
};
