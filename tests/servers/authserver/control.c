/* POST /_control, which tests steer the server with, and GET /_status, which they count with. */
/*
 * Fields of the control form, all optional, done from left to right; the answer is "ok", or 400 and
 * the field that is wrong. No request to either path is recorded, counted, or delayed.
 *
 *   clear=1              ends every fault
 *   fault=KIND           the next requests meet it instead of the right answer:
 *       stall            no answer until the client leaves
 *       slow             the right answer, a byte every delay-ms= (200)
 *       cut              the right answer, ended after half of the body
 *       huge             256 MiB of one JSON string
 *       garbage          bytes that are no JSON; content-type=, status=
 *       html             a sign-in page, status 200
 *       redirect         to location=, with status= (302)
 *       400 ... 599      that status, with a text, or nothing for empty=1
 *       error            error= (server_error), description= (any bytes), status= (400, or 401)
 *       body             body= verbatim, content-type= (application/json), status= (200)
 *       same-token       the client's last token once more, even revoked or expired
 *       reset            the connection is reset
 *     on=                token (default), smart, oauth, oidc, resource, revoke, introspect,
 *                        api-metadata, or all
 *     count=             how many requests; without it, until cleared or replaced
 *     retry-after=       a header for those that answer with something of their own
 *   defaults=1           takes the defaults of all settings below back, and ends every fault
 *   lifetime=            of new tokens, in seconds; what expires_in says too
 *   expires-in=          verbatim JSON; token-type=, token= (of the next tokens): verbatim text;
 *                        "absent": the field is left out; "default": the default again
 *   dpop=                on: a token that is asked for with a proof is bound to its key; off (default):
 *                        proofs are not looked at
 *   dpop-algs=           of proofs, in the metadata (ES256 if dpop is on); absent and default as above
 *   token-nonce=, api-nonce=
 *                        on: a proof at the token endpoint, or at the API, needs the nonce that the
 *                        answer to the one before names; loop: it needs another one each time
 *   mtls-aliases=, certificate-bound=
 *                        on or off (default): in the metadata, the endpoints of url_mutual for clients
 *                        with a certificate, and that tokens are bound to it
 *   bind=                on (default) or off: the token of a client that shows a certificate is bound
 *                        to it
 *   tls-subject=ID:DN, tls-dns=ID:NAME, tls-certificate=ID:THUMBPRINT
 *                        how a client is known by its certificate: by a name in one that the CA has
 *                        signed, or by the SHA-256 of this one
 *   token-length=        of random tokens (43);  jwt= on or off: new tokens are JWTs
 *   issuer=, token-endpoint=, auth-methods=, scopes-supported=
 *                        in the metadata; lists are space-separated; absent and default as above
 *   token-path=          the path of the token endpoint, there and here, from the root
 *   issuer-path=         as the option, or nothing; "defaults" leaves it
 *   revocation-endpoint=, revocation-auth=, introspection-endpoint=, introspection-auth=
 *                        the same; by default the endpoints are there, and their methods absent
 *   smart=, oauth=, oidc= on or off: off is 404
 *   api-metadata=        on or off (default): the metadata of an API at any path, named by the
 *                        challenge of /mcp and the others
 *   api-resource=, api-servers=, api-scopes=
 *                        in these metadata; lists as above; by default the URL of that path, the
 *                        issuer, and all scopes
 *   api-document=        the URL in the challenge, or "absent"
 *   assertion-audience=  issuer (default) or endpoint: what the aud of an assertion must be
 *   assertion-algs=      the algorithms of assertions that are taken and offered (all, and not said)
 *   assertion-typ=       the typ that they must have (JWT)
 *   assertion-max=       seconds that their exp may be ahead (300)
 *   basic=               form (RFC 6749, 2.3.1), raw, or refuse;  post= on or off
 *   audience-required=, scope-required=   on or off
 *   date-offset=         seconds by which the Date header is wrong, or "absent"
 *   latency-ms=          before each answer
 *   client=ID:SECRET     adds a client or replaces its secret
 *   client-keys=ID:FILE  registers public keys for it, PEM or a JWK Set, in place of those before
 *   client-federated=ID:ISSUER SUBJECT
 *                        it also proves itself by this issuer's assertions of this subject, whose
 *                        keys are the registered ones
 *   client-methods=ID:METHODS
 *                        what it may use: client_secret_jwt private_key_jwt ...
 *   revoke=TOKEN|all
 */
#include "server.h"
#include "util.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

void settings_default(struct settings *now, long lifetime)
{
	*now = (struct settings){
		.lifetime = lifetime,
		.token_length = 43,
		.basic = BASIC_FORM,
		.post = true,
		.audience_required = true,
		.assertion_max = 300,
		.bind = true,
		.smart = true,
		.oauth = true,
		.oidc = true,
	};
}

void settings_free(struct settings *now)
{
	size_t i;

	free(now->expires_in);
	free(now->token_type);
	free(now->token);
	free(now->issuer);
	free(now->token_endpoint);
	free(now->token_path);
	free(now->auth_methods);
	free(now->dpop_algs);
	free(now->scopes_supported);
	free(now->assertion_audience);
	free(now->assertion_algs);
	free(now->assertion_typ);
	free(now->revocation_endpoint);
	free(now->revocation_auth);
	free(now->introspection_endpoint);
	free(now->introspection_auth);
	free(now->api_resource);
	free(now->api_servers);
	free(now->api_scopes);
	free(now->api_document);
	for (i = 0; i < FAULT_SLOTS; i++)
		fault_free(&now->faults[i]);
}

static bool on_off(const char *text, bool *ret_value)
{
	if (strcmp(text, "on") != 0 && strcmp(text, "off") != 0)
		return false;
	*ret_value = strcmp(text, "on") == 0;
	return true;
}

/* The settings that hold a text; "default" takes the default back. */
static char **text_setting(struct settings *now, const char *name)
{
	struct {
		const char *name;
		char **text;
	} all[] = {
		{ "expires-in", &now->expires_in },
		{ "token-type", &now->token_type },
		{ "token", &now->token },
		{ "issuer", &now->issuer },
		{ "token-endpoint", &now->token_endpoint },
		{ "token-path", &now->token_path },
		{ "auth-methods", &now->auth_methods },
		{ "dpop-algs", &now->dpop_algs },
		{ "scopes-supported", &now->scopes_supported },
		{ "assertion-audience", &now->assertion_audience },
		{ "assertion-algs", &now->assertion_algs },
		{ "assertion-typ", &now->assertion_typ },
		{ "revocation-endpoint", &now->revocation_endpoint },
		{ "revocation-auth", &now->revocation_auth },
		{ "introspection-endpoint", &now->introspection_endpoint },
		{ "introspection-auth", &now->introspection_auth },
		{ "api-resource", &now->api_resource },
		{ "api-servers", &now->api_servers },
		{ "api-scopes", &now->api_scopes },
		{ "api-document", &now->api_document },
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i].name, name) == 0)
			return all[i].text;
	return NULL;
}

static bool set_basic(struct settings *now, const char *value)
{
	if (strcmp(value, "form") == 0)
		now->basic = BASIC_FORM;
	else if (strcmp(value, "raw") == 0)
		now->basic = BASIC_RAW;
	else if (strcmp(value, "refuse") == 0)
		now->basic = BASIC_REFUSE;
	else
		return false;
	return true;
}

/* ID:VALUE */
static bool set_certificate(struct server *server, const char *name, const char *value)
{
	const char *colon = strchr(value, ':');
	struct client *c =
		colon != NULL ? store_client(&server->store, value, (size_t)(colon - value)) : NULL;
	char **to;

	if (c == NULL)
		return false;
	to = strcmp(name, "tls-subject") == 0 ? &c->tls_subject
	     : strcmp(name, "tls-dns") == 0   ? &c->tls_dns
					      : &c->tls_certificate;
	free(*to);
	*to = colon[1] != '\0' ? must_dup(colon + 1) : NULL;
	return true;
}

static bool set_date(struct settings *now, const char *value)
{
	now->no_date = strcmp(value, "absent") == 0;
	return now->no_date || parse_number(value, -INT_MAX, INT_MAX, &now->date_offset);
}

static bool set(struct server *server, const struct pair *pair)
{
	struct settings *now = &server->now;
	const char *name = pair->name, *value = pair->value;
	char **text = text_setting(now, name);
	long n;

	if (text != NULL) {
		free(*text);
		*text = strcmp(value, "default") == 0 ? NULL : must_dup(value);
		return true;
	}
	if (strcmp(name, "lifetime") == 0)
		return parse_number(value, 0, INT_MAX, &now->lifetime);
	if (strcmp(name, "assertion-max") == 0)
		return parse_number(value, 0, INT_MAX, &now->assertion_max);
	if (strcmp(name, "token-length") == 0) {
		if (!parse_number(value, 0, 16 << 20, &n))
			return false;
		now->token_length = (size_t)n;
		return true;
	}
	if (strcmp(name, "latency-ms") == 0) {
		if (!parse_number(value, 0, INT_MAX, &n))
			return false;
		now->latency_ms = (unsigned)n;
		return true;
	}
	if (strcmp(name, "basic") == 0)
		return set_basic(now, value);
	if (strcmp(name, "post") == 0)
		return on_off(value, &now->post);
	if (strcmp(name, "jwt") == 0)
		return on_off(value, &now->jwt);
	if (strcmp(name, "dpop") == 0)
		return on_off(value, &now->dpop);
	if (strcmp(name, "token-nonce") == 0)
		return dpop_set_nonce(value, &now->token_nonce);
	if (strcmp(name, "api-nonce") == 0)
		return dpop_set_nonce(value, &now->api_nonce);
	if (strcmp(name, "bind") == 0)
		return on_off(value, &now->bind);
	if (strcmp(name, "mtls-aliases") == 0)
		return on_off(value, &now->mtls_aliases);
	if (strcmp(name, "certificate-bound") == 0)
		return on_off(value, &now->certificate_bound);
	if (strncmp(name, "tls-", 4) == 0)
		return set_certificate(server, name, value);
	if (strcmp(name, "audience-required") == 0)
		return on_off(value, &now->audience_required);
	if (strcmp(name, "scope-required") == 0)
		return on_off(value, &now->scope_required);
	if (strcmp(name, "issuer-path") == 0)
		return server_set_issuer_path(server, value);
	if (strcmp(name, "smart") == 0)
		return on_off(value, &now->smart);
	if (strcmp(name, "oauth") == 0)
		return on_off(value, &now->oauth);
	if (strcmp(name, "oidc") == 0)
		return on_off(value, &now->oidc);
	if (strcmp(name, "api-metadata") == 0)
		return on_off(value, &now->api_metadata);
	if (strcmp(name, "date-offset") == 0)
		return set_date(now, value);
	if (strcmp(name, "client") == 0)
		return store_client_line(&server->store, value, NULL) == 0;
	if (strcmp(name, "client-keys") == 0)
		return store_client_keys(&server->store, value) == 0;
	if (strcmp(name, "client-federated") == 0)
		return store_client_federated(&server->store, value) == 0;
	if (strcmp(name, "client-methods") == 0)
		return store_client_methods(&server->store, value) == 0;
	if (strcmp(name, "revoke") == 0) {
		store_revoke(&server->store, strcmp(value, "all") == 0 ? NULL : value);
		return true;
	}
	return false;
}

/* The name of the field that is wrong, or NULL; all before it has been done. */
static const char *apply(struct server *server, const struct form *form)
{
	struct fault fault = FAULT_INIT;
	enum endpoint on = EP_TOKEN;
	const char *bad = NULL;
	size_t i;
	bool ok;

	for (i = 0; i < form->n && bad == NULL; i++) {
		const struct pair *pair = &form->pairs[i];

		if (strcmp(pair->name, "clear") == 0) {
			size_t slot;

			for (slot = 0; slot < FAULT_SLOTS; slot++)
				fault_free(&server->now.faults[slot]);
		} else if (strcmp(pair->name, "defaults") == 0) {
			settings_free(&server->now);
			settings_default(&server->now, server->lifetime);
		} else if (fault_part(&fault, &on, pair, &ok)) {
			bad = ok ? NULL : pair->name;
		} else if (!set(server, pair)) {
			bad = pair->name;
		}
	}
	if (fault.kind == FAULT_REDIRECT && fault.location == NULL)
		bad = "location";
	if (bad == NULL && fault.kind != FAULT_NONE) {
		fault_free(&server->now.faults[on]);
		server->now.faults[on] = fault;
	} else {
		fault_free(&fault);
	}
	return bad;
}

void control_answer(struct server *server, const struct request *request, struct reply *reply)
{
	const char *bad;
	struct form form;

	if (strcmp(request->method, "POST") != 0) {
		reply_text(reply, 405, "text/plain", "Use POST.\n");
		return;
	}
	if (request->too_large ||
	    form_parse(request->body ? request->body : "", request->len, &form) != 0) {
		reply_text(reply, 400, "text/plain",
			   "bad form: encode it (curl --data-urlencode)\n");
		return;
	}
	bad = apply(server, &form);
	if (bad == NULL) {
		reply_text(reply, 200, "text/plain", "ok\n");
	} else {
		char *text = must_printf("bad: %s\n", bad);

		reply_set(reply, 400, "text/plain", text, strlen(text));
	}
	form_free(&form);
}

void status_answer(struct server *server, struct reply *reply)
{
	const struct counters *c = &server->count;
	char *text = must_printf("requests=%" PRIu64 "\ntoken_requests=%" PRIu64
				 "\nmetadata_requests=%" PRIu64 "\nresource_requests=%" PRIu64
				 "\ntokens_issued=%" PRIu64 "\n",
				 c->requests, c->token_requests, c->metadata_requests,
				 c->resource_requests, c->tokens_issued);

	reply_set(reply, 200, "text/plain", text, strlen(text));
}
