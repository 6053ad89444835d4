/* The token endpoint: the client credentials grant of RFC 6749, 4.4, as the service documents
 * it. */
#include "server.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>

static void fail(struct reply *reply, const char *error, const char *text)
{
	oauth_error(reply, 400, error, text, strlen(text));
}

bool audience_leads_here(const char *audience)
{
	static const char *const tails[] = { "/v1", "/mcp" };
	size_t i, len = strlen(audience);

	for (i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
		if (len > strlen(tails[i]) &&
		    strcmp(audience + len - strlen(tails[i]), tails[i]) == 0)
			return true;
	return false;
}

static bool known_audience(const struct server *server, const struct pair *audience)
{
	size_t i;

	for (i = 0; i < server->naudiences; i++)
		if (pair_is(audience, server->audiences[i]))
			return true;
	/* The service's authentication page: "e.g.
	 * https://<mycompany>.api.prod.cadasto.io/openehr/v1". */
	return server->naudiences == 0 && strlen(audience->value) == audience->len &&
	       strncmp(audience->value, "http", 4) == 0 && audience_leads_here(audience->value);
}

/* RFC 6749, 3.3: tokens of visible ASCII without '"' and '\', one space between them. */
static bool scope_allowed(const char *allowed, const struct pair *scope)
{
	const char *p = scope->value, *end = scope->value + scope->len;

	for (;;) {
		const char *word = p;

		while (p<end && * p> 0x20 && *p < 0x7f && *p != '"' && *p != '\\')
			p++;
		if (p == word || !list_has(allowed, word, (size_t)(p - word)))
			return false;
		if (p == end)
			return true;
		if (*p++ != ' ')
			return false;
	}
}

/* RFC 6749, 5.1, and the service's authentication page, "Successful response". */
static void succeed(struct server *server, const char *token, const char *scope, const char *cnf,
		    struct reply *reply)
{
	const struct settings *now = &server->now;
	const char *type = now->token_type ? now->token_type : dpop_binds(cnf) ? "DPoP" : "Bearer";
	char *json = must_dup("{"), *body;

	if (strcmp(token, "absent") != 0)
		json_text_member(&json, "access_token", token);
	if (strcmp(type, "absent") != 0)
		json_text_member(&json, "token_type", type);
	if (now->expires_in == NULL) {
		json_number_member(&json, "expires_in", now->lifetime);
	} else if (strcmp(now->expires_in, "absent") != 0) {
		json_member(&json, "expires_in", now->expires_in);
	}
	json_text_member(&json, "scope", scope);
	body = must_printf("%s}", json);
	free(json);
	reply_set(reply, 200, "application/json", body, strlen(body));
}

static char *new_token(const struct server *server, const struct request *request,
		       const struct client *client, const char *audience, const char *scope,
		       const char *cnf)
{
	const struct settings *now = &server->now;
	char *issuer, *token;

	if (now->token != NULL)
		return must_dup(now->token);
	if (!now->jwt)
		return random_token(now->token_length);
	issuer = server_issuer(server, request);
	token = jwt_make(issuer, client, audience, scope, now->lifetime, cnf);
	free(issuer);
	return token;
}

/* RFC 9449, 5 and 8. Without a proof *ret_cnf is NULL. Returns false with the error in reply. */
static bool take_proof(struct server *server, const struct request *request, char **ret_cnf,
		       struct reply *reply)
{
	const char *fault;

	*ret_cnf = NULL;
	if (!server->now.dpop || request_header(request, "DPoP") == NULL)
		return true;
	fault = dpop_check(server, request, server->now.token_nonce, NULL, ret_cnf);
	if (fault != NULL)
		fail(reply, fault == dpop_wants_nonce ? "use_dpop_nonce" : "invalid_dpop_proof",
		     fault);
	if (fault == dpop_wants_nonce)
		headers_add(&reply->headers, "DPoP-Nonce", server->dpop_nonce);
	return fault == NULL;
}

static void issue(struct server *server, const struct request *request, struct client *client,
		  const char *audience, const char *scope, bool same, struct reply *reply)
{
	char *token, *cnf;

	if (!take_proof(server, request, &cnf, reply))
		return;
	if (cnf == NULL && server->now.bind)
		cnf = peer_confirmation(&request->peer);
	if (same && client->last_token != NULL) {
		succeed(server, client->last_token, scope, cnf, reply);
		free(cnf);
		return;
	}
	token = new_token(server, request, client, audience, scope, cnf);
	store_issue(&server->store, token, client->id, audience, scope, server->now.lifetime, cnf);
	server->count.tokens_issued++;
	succeed(server, token, scope, cnf, reply);
	free(cnf);
	free(client->last_token);
	client->last_token = token;
}

static void grant(struct server *server, const struct request *request, struct client *client,
		  const struct form *form, bool same, struct reply *reply)
{
	const struct pair *type = form_get(form, "grant_type");
	const struct pair *audience = form_get(form, "audience");
	const struct pair *scope = form_get(form, "scope");
	const struct pair *resource = form_get(form, "resource");
	const char *allowed = client->scopes ? client->scopes : server->scopes;

	/* RFC 8707: the URL of an API says whom the token is for, too. */
	if (audience == NULL && resource != NULL && known_audience(server, resource))
		audience = resource;
	if (type == NULL) /* RFC 6749, 5.2: "missing a required parameter" */
		fail(reply, "invalid_request", "The parameter grant_type is missing.");
	else if (!pair_is(type, "client_credentials"))
		/* RFC 6749, 5.2, has unsupported_grant_type; the service's authentication page
		 * rules. */
		fail(reply, "invalid_grant", "The grant_type must be client_credentials.");
	else if (audience == NULL && server->now.audience_required)
		/* the service's authentication page: required */
		fail(reply, "invalid_request", "The parameter audience is missing.");
	else if (audience != NULL && !known_audience(server, audience))
		fail(reply, "invalid_request", "The audience is not known here.");
	else if (scope == NULL && server->now.scope_required)
		fail(reply, "invalid_scope", "The parameter scope is missing.");
	else if (scope != NULL && !scope_allowed(allowed, scope))
		/* The service's authentication page: "Requested scope not allowed for this
		 * client". */
		fail(reply, "invalid_scope", "A requested scope is not allowed for this client.");
	else /* RFC 6749, 3.3: without a scope, a default is granted. */
		issue(server, request, client, audience ? audience->value : "",
		      scope ? scope->value : allowed, same, reply);
}

void token_answer(struct server *server, const struct request *request, bool same,
		  struct reply *reply)
{
	struct form form;
	struct client *client = client_form(server, request, &form, reply);

	if (client != NULL) {
		grant(server, request, client, &form, same, reply);
		form_free(&form);
	}
	reply_no_store(reply);
}
