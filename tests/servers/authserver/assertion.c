/* Authenticates clients by an assertion (RFC 7521, 4.2; RFC 7523, 3), as a strict server does. */
/*
 * How a test registers a key: POST /_control with client-keys=ID:FILE, whose file has the public
 * key as PEM or a JWK Set; it is read at once, and replaces the client's keys.
 * client-methods=ID:METHODS says what the client may use. A client without a secret is made by
 * that, too.
 */
#include "jws.h"
#include "server.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What the clock of a client may be ahead. */
#define AHEAD_S 5

static bool claim_is(const struct jws *jws, const char *name, const char *wanted)
{
	const char *text = jws_text(jws->payload, name);

	return text != NULL && wanted != NULL && strcmp(text, wanted) == 0;
}

/* Why the moments of the assertion are wrong; NULL: they are right. max_s: what exp may be
 * ahead. */
static const char *fault_of_time(const struct jws *jws, int64_t max_s)
{
	int64_t now = (int64_t)time(NULL), exp, iat, nbf;

	if (!jws_number(jws->payload, "exp", &exp))
		return "The assertion has no exp.";
	if (exp <= now)
		return "The assertion has expired.";
	if (exp > now + max_s + AHEAD_S)
		return "The assertion is valid for too long.";
	if (jws_number(jws->payload, "iat", &iat) && iat > now + AHEAD_S)
		return "The iat of the assertion is in the future.";
	if (jws_number(jws->payload, "nbf", &nbf) && nbf > now + AHEAD_S)
		return "The assertion is not valid yet.";
	return NULL;
}

/* draft-ietf-oauth-rfc7523bis: one text, which is the issuer; or, as older servers have it, the
 * endpoint. */
static bool audience_is_right(const struct server *server, const struct request *request,
			      const struct jws *jws)
{
	const char *setting = server->now.assertion_audience;
	bool endpoint = setting != NULL && strcmp(setting, "endpoint") == 0;
	char *wanted = endpoint ? must_printf("%s%s", request->origin, request->path)
				: server_issuer(server, request);
	bool right = claim_is(jws, "aud", wanted);

	free(wanted);
	return right;
}

/* Of an assertion of somebody else: a list will do, too. */
static bool audience_has_us(const struct server *server, const struct request *request,
			    const struct jws *jws)
{
	char *wanted = server_issuer(server, request);
	bool right = claim_is(jws, "aud", wanted);
	struct json_object *list = json_object_object_get(jws->payload, "aud");

	for (size_t i = 0; json_object_is_type(list, json_type_array) &&
			   i < json_object_array_length(list) && !right;
	     i++) {
		struct json_object *one = json_object_array_get_idx(list, i);
		right = json_object_is_type(one, json_type_string) &&
			strcmp(json_object_get_string(one), wanted) == 0;
	}
	free(wanted);
	return right;
}

static bool alg_is_allowed(const struct server *server, const struct jws *jws)
{
	const char *alg = jws->alg, *allowed = server->now.assertion_algs;

	return allowed == NULL || strcmp(allowed, "absent") == 0 ||
	       list_has(allowed, alg, strlen(alg));
}

static bool typ_is_right(const struct server *server, const struct jws *jws)
{
	const char *typ = jws_text(jws->header, "typ"), *wanted = server->now.assertion_typ;

	return typ != NULL && strcmp(typ, wanted != NULL ? wanted : "JWT") == 0;
}

/* Whether the client signed it, by the method that its alg tells. */
static bool signature_is_right(const struct client *client, const struct jws *jws)
{
	bool mac = strncmp(jws->alg, "HS", 2) == 0;

	if (!client_may_use(client, mac ? "client_secret_jwt" : "private_key_jwt"))
		return false;
	return mac ? client->secret != NULL && jws_verify_secret(jws, client->secret)
		   : client->keys != NULL && jws_verify_keys(jws, client->keys);
}

/* Why the assertion does not prove the client; NULL: it does. The jti is used up by one that is
 * right in everything else. */
static const char *fault_of(struct server *server, const struct request *request,
			    const struct client *client, const struct jws *jws)
{
	const char *jti = jws_text(jws->payload, "jti"), *fault;

	if (!typ_is_right(server, jws))
		return "The typ of the assertion is wrong.";
	if (!alg_is_allowed(server, jws))
		return "The alg of the assertion is not allowed.";
	if (!signature_is_right(client, jws))
		return "The signature of the assertion is wrong.";
	if (!audience_is_right(server, request, jws))
		return "The aud of the assertion is wrong.";
	if ((fault = fault_of_time(jws, server->now.assertion_max)) != NULL)
		return fault;
	if (jti == NULL || jti[0] == '\0')
		return "The assertion has no jti.";
	return store_use_jti(&server->store, client->id, jti) ? NULL
							      : "The assertion was used before.";
}

/* The same for one that somebody else has issued, and that the client uses until it expires. */
static const char *fault_of_federated(const struct server *server, const struct request *request,
				      const struct client *client, const struct jws *jws)
{
	if (client->keys == NULL || !jws_verify_keys(jws, client->keys))
		return "The signature of the assertion is wrong.";
	if (!audience_has_us(server, request, jws))
		return "The aud of the assertion is wrong.";
	return fault_of_time(jws, 86400);
}

static void refuse(struct reply *reply, const char *text)
{
	oauth_error(reply, 401, "invalid_client", text, strlen(text));
}

struct client *assertion_authenticate(struct server *server, const struct request *request,
				      const struct form *form, struct reply *reply)
{
	static const char bearer[] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
	const struct pair *assertion = form_get(form, "client_assertion");
	const struct pair *type = form_get(form, "client_assertion_type");
	const struct pair *id = form_get(form, "client_id");
	struct client *client = NULL;
	struct client *federated = NULL;
	const char *fault, *iss, *sub;
	struct jws jws;

	if (type == NULL || !pair_is(type, bearer)) {
		refuse(reply, "The client_assertion_type is not known.");
		return NULL;
	}
	if (!jws_parse(assertion->value, assertion->len, &jws)) {
		refuse(reply, "The assertion is no JWT.");
		return NULL;
	}
	/* RFC 7523, 3: the client is the subject; it signs by itself if it is the issuer, too. */
	iss = jws_text(jws.payload, "iss");
	sub = jws_text(jws.payload, "sub");
	if (iss != NULL && sub != NULL)
		federated = store_federated(&server->store, iss, sub);
	if (federated != NULL)
		client = federated;
	else if (sub != NULL)
		client = store_client(&server->store, sub, strlen(sub));
	if (client == NULL || (federated == NULL && !claim_is(&jws, "iss", sub)))
		fault = "The iss and the sub of the assertion are not a client.";
	else if (id != NULL && !pair_is(id, client->id)) /* RFC 7521, 4.2 */
		fault = "The client_id is not that of the assertion.";
	else if (federated != NULL)
		fault = fault_of_federated(server, request, client, &jws);
	else
		fault = fault_of(server, request, client, &jws);
	if (fault != NULL)
		refuse(reply, fault);
	jws_clear(&jws);
	return fault == NULL ? client : NULL;
}
