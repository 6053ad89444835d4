/* assertion: a ready-made assertion of somebody else proves who the client is (RFC 7521, 4.2; RFC
 * 7523, 2.2). */
#include "base/layout.h"
#include "http/json.h"
#include "oauth/claims.h"
#include "oauth/jwt.h"

#include <json-c/json.h>

/* Nobody has registered a name for it. Metadata use the name of the method that the server checks
 * in the same way, or one of their own. */
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
 * Whoever corrects one of the three, or the type, is let through at once. What is no JWT stands for
 * itself.
 */
static void identity(const struct credential *credential, struct buf *b)
{
	const struct secret *id = credential->items[ITEM_CLIENT_ID],
			    *type = credential->items[ITEM_ASSERTION_TYPE],
			    *assertion = credential->items[ITEM_ASSERTION];
	struct json_object *header = NULL, *payload = NULL;
	int r = jwt_read(assertion->data, assertion->len, &header, &payload);

	buf_printf(b, "%s\n%s\n", id != NULL ? id->data : "", type != NULL ? type->data : "");
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

/* The clocks of two machines may differ by so much. */
#define SKEW_S 60

/* Not a moment that a person has to read. */
#define LAST_S (INT64_MAX / 2)

/* Reads a NumericDate (RFC 7519, 2); -1: there is none. Returns false if it is no time. */
static bool get_time(struct json_object *payload, const char *name, int64_t *ret_s)
{
	*ret_s = -1;
	return json_amount(payload, name, LAST_S, ret_s) != JSON_OTHER;
}

static int check_times(struct json_object *payload, int64_t *expires_s, struct err *err)
{
	char time_text[LAYOUT_TIME_SIZE], clock_text[LAYOUT_TIME_SIZE];
	int64_t now = time(NULL), exp, nbf;

	if (!get_time(payload, "exp", &exp) || !get_time(payload, "nbf", &nbf))
		return err_set(err, REASON_ASSERTION_MALFORMED,
			       "its assertion has an exp or nbf that is no time");
	if (exp >= 0 && exp <= now)
		return err_set(err, REASON_ASSERTION_EXPIRED,
			       "its assertion expired %s ago, at %s: have a new one issued",
			       layout_time(now - exp, time_text), layout_clock(exp, clock_text));
	if (nbf > now + SKEW_S)
		return err_set(
			err, REASON_ASSERTION_EARLY,
			"its assertion becomes valid in %s, at %s: check the clock of this machine",
			layout_time(nbf - now, time_text), layout_clock(nbf, clock_text));
	if (exp > 0 && (*expires_s == 0 || exp < *expires_s))
		*expires_s = exp;
	return 0;
}

static const char *type_of(const struct oauth_config *config, const struct credential *credential)
{
	const struct secret *type = credential->items[ITEM_ASSERTION_TYPE];

	return type != NULL                     ? type->data
	       : config->assertion_type != NULL ? config->assertion_type
						: JWT_BEARER;
}

int assertion_check(const struct oauth_config *config, struct credential *set, struct err *err)
{
	const struct secret *assertion = set->items[ITEM_ASSERTION];
	struct json_object *header = NULL, *payload = NULL;
	int r;

	if (assertion == NULL)
		return 0;
	r = jwt_read(assertion->data, assertion->len, &header, &payload);
	if (r == 0)
		r = check_times(payload, &set->expires_s[ITEM_ASSERTION], err);
	else if (r > 0)
		r = err_nomem(err);
	else if (strcmp(type_of(config, set), JWT_BEARER) == 0)
		r = err_set(err, REASON_ASSERTION_MALFORMED,
			    "its assertion is no JWT: check where it comes from, or say what it is "
			    "with assertion-type");
	else
		r = 0;
	json_release(header);
	json_release(payload);
	return r;
}

static int apply(struct token_request *request, const struct auth_attempt *attempt, struct err *err)
{
	const struct secret *id = attempt->credential->items[ITEM_CLIENT_ID],
			    *assertion = attempt->credential->items[ITEM_ASSERTION];

	(void)err;
	if (id != NULL)
		request_put_bytes(request, "client_id", id->data, id->len);
	request_put(request, "client_assertion_type",
		    type_of(attempt->config, attempt->credential));
	request_put_bytes(request, "client_assertion", assertion->data, assertion->len);
	redact_add(&request->secrets, assertion->data, assertion->len);
	auth_show(attempt, assertion->data, assertion->len);
	request->hint =
		"the server must trust the issuer of the assertion, know its subject, and be "
		"its audience";
	return 0;
}

const struct auth_method auth_assertion = {
	.name = "assertion",
	.offered_as = offered_as,
	.wants = "an assertion",
	.checked = "the assertion",
	.proof = ITEM_ASSERTION,
	.needs = needs,
	.identity = identity,
	.apply = apply,
};
