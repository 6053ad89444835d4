/* assertion: a ready-made assertion of somebody else proves who the client is (RFC 7521, 4.2; RFC 7523,
 * 2.2). */
#include "http/json.h"
#include "oauth/auth_method.h"
#include "oauth/claims.h"

#include <json-c/json.h>

#define JWT_BEARER "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

/* Nobody has registered a name for it. Metadata use the name of the method that the server checks in
 * the same way, or one of their own. */
static const char *const offered_as[] = { "private_key_jwt", "assertion", "spiffe_jwt", NULL };

static bool needs(const struct credential *credential)
{
	return credential_has(credential, ITEM_ASSERTION);
}

/* The NUL behind it, which no claim holds, ends each. */
static void put_claim(struct buf *b, struct json_object *payload, const char *name)
{
	struct json_object *value = NULL;
	const char *text = json_object_object_get_ex(payload, name, &value)
				   ? json_object_to_json_string(value)
				   : "";

	if (text == NULL)
		b->failed = true;
	else
		buf_put(b, text, strlen(text) + 1);
}

/*
 * A fresh assertion of the same issuer and subject, for the same audience, is the same client.
 * Whoever mends one of the three is let through at once. What is no JWT stands for itself.
 */
static void identity(const struct credential *credential, struct buf *b)
{
	const struct secret *id = credential->items[ITEM_CLIENT_ID],
			    *assertion = credential->items[ITEM_ASSERTION];
	struct json_object *header = NULL, *payload = NULL;
	int r = jwt_read(assertion->data, assertion->len, &header, &payload);

	if (id != NULL)
		buf_put(b, id->data, id->len);
	buf_putc(b, '\n');
	if (r == 0) {
		put_claim(b, payload, "iss");
		put_claim(b, payload, "sub");
		put_claim(b, payload, "aud");
	} else if (r < 0) {
		buf_put(b, assertion->data, assertion->len);
	} else {
		b->failed = true;
	}
	json_release(header);
	json_release(payload);
}

static int apply(struct token_request *request, const struct auth_attempt *attempt, struct err *err)
{
	const struct secret *id = attempt->credential->items[ITEM_CLIENT_ID],
			    *type = attempt->credential->items[ITEM_ASSERTION_TYPE],
			    *assertion = attempt->credential->items[ITEM_ASSERTION];
	const char *configured = attempt->config->assertion_type;

	(void)err;
	if (id != NULL)
		request_put_bytes(request, "client_id", id->data, id->len);
	request_put(request, "client_assertion_type",
		    type != NULL         ? type->data
		    : configured != NULL ? configured
					 : JWT_BEARER);
	request_put_bytes(request, "client_assertion", assertion->data, assertion->len);
	redact_add(&request->secrets, assertion->data, assertion->len);
	request->hint =
		"the server must trust the issuer of the assertion, know its subject, and be "
		"its audience";
	return 0;
}

const struct auth_method auth_assertion = {
	.name = "assertion",
	.offered_as = offered_as,
	.proof = ITEM_ASSERTION,
	.needs = needs,
	.identity = identity,
	.apply = apply,
};
