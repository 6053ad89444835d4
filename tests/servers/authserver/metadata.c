/* The metadata documents: SMART, RFC 8414, OpenID Connect Discovery, and that of an API. */
#include "server.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool server_set_issuer_path(struct server *server, const char *path)
{
	size_t len = strlen(path);

	if (len == 1 || (len > 0 && (path[0] != '/' || path[len - 1] == '/')))
		return false;
	free(server->issuer_path);
	server->issuer_path = must_dup(path);
	return true;
}

char *server_issuer(const struct server *server, const struct request *request)
{
	if (server->now.issuer != NULL)
		return must_dup(server->now.issuer);
	return must_printf("%s%s", request->origin, server->issuer_path);
}

/* Appends ,"name":value; takes value over. A value of NULL leaves the field out. */
static void add(char **json, const char *name, char *value)
{
	char *longer;

	if (value == NULL)
		return;
	longer = must_printf("%s%s\"%s\":%s", *json, (*json)[1] ? "," : "", name, value);
	free(value);
	free(*json);
	*json = longer;
}

static void add_text(char **json, const char *name, const char *text)
{
	if (strcmp(text, "absent") != 0)
		add(json, name, json_quote(text, strlen(text)));
}

static void add_list(char **json, const char *name, const char *list)
{
	if (strcmp(list, "absent") != 0)
		add(json, name, json_list(list));
}

/* The methods of the token endpoint; the caller frees. */
static char *auth_methods(const struct server *server)
{
	const struct settings *now = &server->now;
	const char *keys = store_has_keys(&server->store) ? "private_key_jwt " : "";

	if (now->auth_methods != NULL)
		return must_dup(now->auth_methods);
	return must_printf("%s%s%s", keys, now->basic == BASIC_REFUSE ? "" : "client_secret_basic ",
			   now->post ? "client_secret_post" : "");
}

/* An endpoint that is there unless a test says otherwise, and its methods, which are not said
 * unless. */
static void add_endpoint(char **json, const char *base, const char *name, const char *path,
			 const char *url, const char *auth_name, const char *auth)
{
	char *own = must_printf("%s%s", base, path);

	add_text(json, name, url ? url : own);
	add_list(json, auth_name, auth ? auth : "absent");
	free(own);
}

/* RFC 8705, 5: where clients go that show a certificate. */
static char *aliases(const struct server *server)
{
	char *base =
		must_printf("https://127.0.0.1:%u%s", server->mutual_port, server->issuer_path);
	char *json = must_printf("{\"token_endpoint\":\"%s/oauth/token\","
				 "\"revocation_endpoint\":\"%s/oauth/revoke\","
				 "\"introspection_endpoint\":\"%s/oauth/introspect\"}",
				 base, base, base);

	free(base);
	return json;
}

void metadata_answer(struct server *server, const struct request *request, enum endpoint which,
		     struct reply *reply)
{
	const struct settings *now = &server->now;
	char *base = must_printf("%s%s", request->origin, server->issuer_path);
	char *issuer = server_issuer(server, request), *json = must_dup("{"), *url, *body;

	if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0) {
		reply_text(reply, 405, "text/plain", "Use GET.\n");
		headers_add(&reply->headers, "Allow", "GET, HEAD");
		goto out;
	}
	/*
	 * RFC 8414, 2, and OpenID Connect Discovery, 3: issuer is required. The service's
	 * authentication page shows none in its SMART document, and SMART needs one for sign-on
	 * only.
	 */
	if (which != EP_SMART || now->issuer != NULL)
		add_text(&json, "issuer", issuer);
	url = must_printf("%s/oauth/authorize", base);
	add_text(&json, "authorization_endpoint", url);
	free(url);
	if (now->token_endpoint != NULL)
		url = must_dup(now->token_endpoint);
	else if (now->token_path != NULL)
		url = must_printf("%s%s", request->origin, now->token_path);
	else
		url = must_printf("%s/oauth/token", base);
	add_text(&json, "token_endpoint", url);
	free(url);
	/* The service's authentication page, "Service discovery". */
	add_list(&json, "grant_types_supported", "client_credentials");
	add_list(&json, "scopes_supported",
		 now->scopes_supported ? now->scopes_supported : server->scopes);
	url = auth_methods(server);
	add_list(&json, "token_endpoint_auth_methods_supported", url);
	free(url);
	add_list(&json, "token_endpoint_auth_signing_alg_values_supported",
		 now->assertion_algs ? now->assertion_algs : "absent");
	add_list(&json, "dpop_signing_alg_values_supported",
		 now->dpop_algs ? now->dpop_algs
		 : now->dpop    ? "ES256"
				: "absent");
	add_endpoint(&json, base, "revocation_endpoint", "/oauth/revoke", now->revocation_endpoint,
		     "revocation_endpoint_auth_methods_supported", now->revocation_auth);
	add_endpoint(&json, base, "introspection_endpoint", "/oauth/introspect",
		     now->introspection_endpoint, "introspection_endpoint_auth_methods_supported",
		     now->introspection_auth);
	if (now->mtls_aliases)
		add(&json, "mtls_endpoint_aliases", aliases(server));
	if (now->certificate_bound)
		add(&json, "tls_client_certificate_bound_access_tokens", must_dup("true"));
	if (which == EP_SMART) {
		/* SMART App Launch: capabilities is required; the page also names
		 * org.openehr.rest. */
		add_list(&json, "capabilities", "client-confidential-symmetric");
		add(&json, "services",
		    must_printf("{\"org.openehr.rest\":{\"baseUrl\":\"%s/openehr/v1\"}}",
				request->origin));
	} else {
		add_list(&json, "response_types_supported", "token");
	}
	if (which == EP_OIDC) {
		/* OpenID Connect Discovery, 3: required there. */
		url = must_printf("%s/oauth/jwks", base);
		add_text(&json, "jwks_uri", url);
		free(url);
		add_list(&json, "subject_types_supported", "public");
		add_list(&json, "id_token_signing_alg_values_supported", "RS256");
	}
	body = must_printf("%s}", json);
	reply_set(reply, 200, "application/json", body, strlen(body));
out:
	free(json);
	free(issuer);
	free(base);
}

void api_metadata_answer(struct server *server, const struct request *request, struct reply *reply)
{
	const struct settings *now = &server->now;
	char *api = must_printf("%s%s", request->origin, request->path + strlen(API_METADATA));
	char *issuer = server_issuer(server, request), *json = must_dup("{"), *body;

	add_text(&json, "resource", now->api_resource ? now->api_resource : api);
	add_list(&json, "authorization_servers", now->api_servers ? now->api_servers : issuer);
	add_list(&json, "scopes_supported", now->api_scopes ? now->api_scopes : server->scopes);
	body = must_printf("%s}", json);
	reply_set(reply, 200, "application/json", body, strlen(body));
	free(json);
	free(issuer);
	free(api);
}
