/* Finds the endpoint of a request, counts it, and answers it or does the fault that is due. */
#include "server.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>

static bool is_path(const char *path, const char *a, const char *b)
{
	size_t len = strlen(a);

	return strncmp(path, a, len) == 0 && strcmp(path + len, b) == 0;
}

static enum endpoint find_endpoint(const struct server *server, const char *path)
{
	const char *base = server->issuer_path;

	if (strcmp(path, "/_control") == 0)
		return EP_CONTROL;
	if (strcmp(path, "/_status") == 0)
		return EP_STATUS;
	if (server->now.token_path != NULL && strcmp(path, server->now.token_path) == 0)
		return EP_TOKEN;
	if (is_path(path, base, "/oauth/token") || strcmp(path, "/oauth/token") == 0)
		return EP_TOKEN;
	if (is_path(path, base, "/oauth/revoke"))
		return EP_REVOKE;
	if (is_path(path, base, "/oauth/introspect"))
		return EP_INTROSPECT;
	/* RFC 8414, 3.1: the well-known part goes between the host and the path of the issuer. */
	if (is_path(path, "/.well-known/oauth-authorization-server", base))
		return EP_OAUTH;
	/* OpenID Connect Discovery, 4, and SMART App Launch: it goes behind the path. */
	if (is_path(path, base, "/.well-known/openid-configuration"))
		return EP_OIDC;
	if (is_path(path, base, "/.well-known/smart-configuration"))
		return EP_SMART;
	if (strncmp(path, API_METADATA, strlen(API_METADATA)) == 0)
		return EP_API_METADATA;
	if (strcmp(path, "/mcp") == 0 ||
	    strncmp(path, "/openehr/v1/", strlen("/openehr/v1/")) == 0 ||
	    strncmp(path, "/v1/", strlen("/v1/")) == 0)
		return EP_RESOURCE;
	return EP_UNKNOWN;
}

/* The fault that this request meets, its count taken down; NULL: none. */
static struct fault *next_fault(struct settings *now, enum endpoint on)
{
	struct fault *fault = &now->faults[on];

	if (fault->kind == FAULT_NONE || fault->count == 0)
		fault = &now->faults[EP_ALL];
	if (fault->kind == FAULT_NONE || fault->count == 0)
		return NULL;
	if (fault->count > 0)
		fault->count--;
	return fault;
}

static bool switched_off(const struct settings *now, enum endpoint ep)
{
	return (ep == EP_SMART && !now->smart) || (ep == EP_OAUTH && !now->oauth) ||
	       (ep == EP_OIDC && !now->oidc) || (ep == EP_API_METADATA && !now->api_metadata);
}

static void answer_rightly(struct server *server, const struct request *request, enum endpoint ep,
			   bool same, struct reply *reply)
{
	if (ep == EP_TOKEN)
		token_answer(server, request, same, reply);
	else if (ep == EP_RESOURCE)
		resource_answer(server, request, reply);
	else if (ep == EP_REVOKE)
		revoke_answer(server, request, reply);
	else if (ep == EP_INTROSPECT)
		introspect_answer(server, request, reply);
	else if (ep == EP_UNKNOWN || switched_off(&server->now, ep))
		reply_text(reply, 404, "text/plain", "There is nothing here.\n");
	else if (ep == EP_API_METADATA)
		api_metadata_answer(server, request, reply);
	else
		metadata_answer(server, request, ep, reply);
}

void server_answer(struct server *server, const struct request *request, struct reply *reply)
{
	enum endpoint ep = find_endpoint(server, request->path);
	struct fault *fault = NULL;
	bool instead;

	if (ep == EP_CONTROL) {
		control_answer(server, request, reply);
		return;
	}
	if (ep == EP_STATUS) {
		status_answer(server, reply);
		return;
	}
	server->count.requests++;
	if (ep == EP_TOKEN)
		server->count.token_requests++;
	else if (ep == EP_RESOURCE)
		server->count.resource_requests++;
	else if (ep == EP_SMART || ep == EP_OAUTH || ep == EP_OIDC)
		server->count.metadata_requests++;

	if (ep != EP_UNKNOWN)
		fault = next_fault(&server->now, ep);
	/* A slow or a cut answer is the right one, badly delivered; the others issue nothing. */
	instead = fault != NULL && fault->kind != FAULT_SLOW && fault->kind != FAULT_CUT &&
		  fault->kind != FAULT_SAME_TOKEN;
	if (!instead)
		answer_rightly(server, request, ep, fault && fault->kind == FAULT_SAME_TOKEN,
			       reply);
	if (fault != NULL)
		fault_answer(fault, ep, reply);
	server_record(server, request, reply);
}
