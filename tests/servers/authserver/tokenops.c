/* Revocation (RFC 7009) and introspection (RFC 7662) of the tokens that were issued. */
#include "server.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The token that the form is about, NULL if it is none of ours; false if the form names none. */
static bool find_token(struct server *server, const struct form *form, struct token **ret_token,
		       struct reply *reply)
{
	static const char text[] = "The parameter token is missing.";
	const struct pair *token = form_get(form, "token");

	if (token == NULL) {
		oauth_error(reply, 400, "invalid_request", text, strlen(text));
		return false;
	}
	*ret_token = store_token(&server->store, token->value);
	return true;
}

static void revoke(const struct client *client, struct token *token, struct reply *reply)
{
	static const char text[] = "The token was issued to another client.";

	/* RFC 7009, 2.1: it must be the client's own; 2.2: an unknown one is no error. */
	if (token != NULL && strcmp(token->client, client->id) != 0) {
		oauth_error(reply, 400, "invalid_request", text, strlen(text));
		return;
	}
	if (token != NULL)
		token->revoked = true;
	reply_set(reply, 200, NULL, must_dup(""), 0);
}

void revoke_answer(struct server *server, const struct request *request, struct reply *reply)
{
	struct token *token;
	struct form form;
	struct client *client = client_form(server, request, &form, reply);

	if (client != NULL) {
		if (find_token(server, &form, &token, reply))
			revoke(client, token, reply);
		form_free(&form);
	}
	reply_no_store(reply);
}

/* RFC 7662, 2.2. */
static char *describe(const struct token *token, const char *issuer)
{
	long now = (long)time(NULL), left = (long)((token->expires - now_ms()) / 1000);
	char *json = must_dup("{"), *whole;

	json_member(&json, "active", "true");
	json_text_member(&json, "scope", token->scope);
	json_text_member(&json, "client_id", token->client);
	json_text_member(&json, "token_type", dpop_binds(token->cnf) ? "DPoP" : "Bearer");
	json_number_member(&json, "exp", now + left);
	json_text_member(&json, "sub", token->client);
	json_text_member(&json, "aud", token->audience);
	json_text_member(&json, "iss", issuer);
	if (token->cnf != NULL)
		json_member(&json, "cnf", token->cnf);
	whole = must_printf("%s}", json);
	free(json);
	return whole;
}

void introspect_answer(struct server *server, const struct request *request, struct reply *reply)
{
	struct token *token;
	struct form form;

	if (client_form(server, request, &form, reply) != NULL) {
		if (find_token(server, &form, &token, reply)) {
			char *issuer = server_issuer(server, request), *json;
			/* RFC 7662, 2.2: of any other token nothing more is told. */
			json = token != NULL && !token->revoked && now_ms() < token->expires
				       ? describe(token, issuer)
				       : must_dup("{\"active\":false}");
			reply_set(reply, 200, "application/json", json, strlen(json));
			free(issuer);
		}
		form_free(&form);
	}
	reply_no_store(reply);
}
