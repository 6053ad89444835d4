/* The protected resource: Bearer tokens as RFC 6750 wants them checked, and bound ones as RFC 8705
 * and RFC 9449 do. */
#include "server.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The service's authentication page, "Example response (list of uploaded templates)". */
static const char templates[] = "[\n"
				"  {\n"
				"    \"template_id\": \"vital_signs.v1\",\n"
				"    \"concept\": \"Vital Signs\",\n"
				"    \"archetype_id\": \"openEHR-EHR-COMPOSITION.encounter.v1\"\n"
				"  }\n"
				"]\n";
/* What the API of the README's tour says, /v1. */
static const char orders[] = "[{\"order\":1042,\"total\":\"19.90\"}]\n";

/* RFC 9728, 5.1: where the metadata are, as a parameter of a challenge. */
static char *document(const struct server *server, const struct request *request)
{
	const struct settings *now = &server->now;

	if (!now->api_metadata ||
	    (now->api_document != NULL && strcmp(now->api_document, "absent") == 0))
		return must_dup("");
	if (now->api_document != NULL)
		return must_printf(", resource_metadata=\"%s\"", now->api_document);
	return must_printf(", resource_metadata=\"%s" API_METADATA "%s\"", request->origin,
			   request->path);
}

/* RFC 6750, 3 and 3.1: the challenge, with an error only where a token was shown. */
static void challenge(const struct server *server, const struct request *request,
		      struct reply *reply, unsigned status, const char *error, const char *text)
{
	const char *authorization = request_header(request, "Authorization");
	bool dpop = authorization != NULL && strncasecmp(authorization, "DPoP ", 5) == 0;
	char *value, *body, *where = document(server, request);

	if (error == NULL) {
		reply_text(reply, status, "text/plain", "A Bearer token is needed.\n");
		value = must_printf("Bearer realm=\"openehr\"%s", where);
	} else {
		value = must_printf(
			"%s realm=\"openehr\", error=\"%s\", error_description=\"%s\"%s%s",
			dpop ? "DPoP" : "Bearer", error, text,
			status == 403 ? ", scope=\"api.read\"" : "", where);
		body = must_printf("{\"error\":\"%s\",\"error_description\":\"%s\"}", error, text);
		reply_set(reply, status, "application/json", body, strlen(body));
	}
	headers_add(&reply->headers, "WWW-Authenticate", value);
	free(value);
	free(where);
}

/* The audience is the URL of the API: its scheme and host vary in tests, its path must lead
 * here. */
static bool for_this_api(const struct server *server, const struct token *token)
{
	size_t i;

	for (i = 0; i < server->naudiences; i++)
		if (strcmp(token->audience, server->audiences[i]) == 0)
			return true;
	return server->naudiences == 0 && audience_leads_here(token->audience);
}

/* RFC 8705, 3: a token that is bound to a certificate comes with it. */
static bool is_confirmed(const struct request *request, const struct token *token)
{
	char *shown = peer_confirmation(&request->peer);
	bool ok = token->cnf == NULL || dpop_binds(token->cnf) ||
		  (shown != NULL && strcmp(shown, token->cnf) == 0);

	free(shown);
	return ok;
}

/* RFC 9449, 7.1: a token that is bound to a key comes with a proof, and no other does. Returns
 * false with the error in reply. */
static bool take_proof(struct server *server, const struct request *request,
		       const struct token *token, bool dpop, struct reply *reply)
{
	const char *fault = NULL;
	char *cnf = NULL;

	if (dpop != dpop_binds(token->cnf))
		fault = "The token is sent in the wrong scheme.";
	else if (dpop)
		fault = dpop_check(server, request, server->now.api_nonce, token->value, &cnf);
	if (fault == NULL && dpop && strcmp(cnf, token->cnf) != 0)
		fault = "The token is bound to another key.";
	free(cnf);
	if (fault != NULL)
		challenge(server, request, reply, 401,
			  fault == dpop_wants_nonce ? "use_dpop_nonce"
			  : dpop                    ? "invalid_dpop_proof"
						    : "invalid_token",
			  fault);
	if (fault == dpop_wants_nonce)
		headers_add(&reply->headers, "DPoP-Nonce", server->dpop_nonce);
	return fault == NULL;
}

void resource_answer(struct server *server, const struct request *request, struct reply *reply)
{
	const char *authorization = request_header(request, "Authorization");
	bool dpop = authorization != NULL && strncasecmp(authorization, "DPoP ", 5) == 0;
	/* A FHIR server's tokens have no audience (SMART Backend Services). */
	bool fhir = strstr(request->path, "/Patient/") != NULL;
	const char *scope = fhir ? "system/Patient.rs" : "api.read";
	struct token *token;

	if (authorization == NULL || (!dpop && strncasecmp(authorization, "Bearer ", 7) != 0)) {
		challenge(server, request, reply, 401, NULL, NULL);
		return;
	}
	if (request_header_count(request, "Authorization") > 1) { /* RFC 6750, 3.1 */
		challenge(server, request, reply, 400, "invalid_request",
			  "The Authorization header is repeated.");
		return;
	}
	authorization += dpop ? 5 : 7;
	authorization += strspn(authorization, " ");
	token = store_token(&server->store, authorization);
	if (token == NULL)
		challenge(server, request, reply, 401, "invalid_token", "The token is not known.");
	else if (token->revoked)
		challenge(server, request, reply, 401, "invalid_token", "The token was revoked.");
	else if (now_ms() >= token->expires)
		challenge(server, request, reply, 401, "invalid_token", "The token has expired.");
	else if (!take_proof(server, request, token, dpop, reply))
		return;
	else if (!is_confirmed(request, token))
		challenge(server, request, reply, 401, "invalid_token",
			  "The token is bound to another certificate.");
	else if (!fhir && !for_this_api(server, token))
		challenge(server, request, reply, 401, "invalid_token",
			  "The token is for another audience.");
	else if (!list_has(token->scope, scope, strlen(scope)))
		challenge(server, request, reply, 403, "insufficient_scope",
			  fhir ? "The scope system/Patient.rs is needed."
			       : "The scope api.read is needed.");
	else if (fhir)
		reply_text(reply, 200, "application/fhir+json",
			   "{\"resourceType\":\"Patient\",\"id\":\"1\"}\n");
	else
		reply_text(reply, 200, "application/json",
			   strncmp(request->path, "/v1/", 4) == 0 ? orders : templates);
}
