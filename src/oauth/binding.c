/* Whether a token is bound to the client's certificate, or to the key of its proof. */
#include "oauth/binding.h"
#include "base/text.h"
#include "http/json.h"
#include "oauth/dpop.h"

/* Whom a JWT names by this confirmation (RFC 7800), in a copy fit for a message; empty: nobody.
 * Returns 0, -1 (the token does not say what it is) or EXIT_OS. */
static int confirmed(const struct secret *token, const char *by, char *out, size_t size)
{
	struct json_object *header = NULL, *payload = NULL, *cnf = NULL;
	const char *thumbprint = NULL;
	int r = jwt_read(token->data, token->len, &header, &payload);

	out[0] = '\0';
	if (r != 0)
		return r;
	if (json_inner(payload, "cnf", &cnf) == JSON_OK &&
	    json_string(cnf, by, &thumbprint) == JSON_OK)
		text_escape(thumbprint, strlen(thumbprint), out, size);
	json_release(header);
	json_release(payload);
	return 0;
}

static int find_certificate(const struct oauth_exchange *x, struct oauth_token *t, struct err *err)
{
	const struct http_certificate *shown = x->certificate;
	char thumbprint[2 * CERTIFICATE_THUMBPRINT_SIZE];
	int r = confirmed(t->token, "x5t#S256", thumbprint, sizeof(thumbprint));

	if (r == EXIT_OS)
		return err_nomem(err);
	/* A client may have it so, or not: that the server can bind tokens tells no more. */
	if (r != 0 && shown != NULL && x->attempt.metadata->certificate_bound)
		t->binding = TOKEN_OF_CERTIFICATE;
	if (thumbprint[0] == '\0')
		return 0;
	if (shown != NULL && strcmp(thumbprint, shown->thumbprint) == 0) {
		t->binding = TOKEN_OF_CERTIFICATE;
		return 0;
	}
	return shown != NULL
		       ? err_set(err, REASON_TOKEN_BINDING,
				 "the token is bound to another certificate (x5t#S256 %s) than that of %s "
				 "(%s): tell who runs the server",
				 thumbprint, shown->name, shown->thumbprint)
		       : err_set(err, REASON_TOKEN_BINDING,
				 "the token is bound to a certificate (x5t#S256 %s), and none was shown: "
				 "set client-auth tls_client_auth, or have the client given bearer "
				 "tokens",
				 thumbprint);
}

/* RFC 9449, 6.1. */
static int check_key(const struct oauth_exchange *x, const struct oauth_token *t, struct err *err)
{
	char thumbprint[2 * DPOP_THUMBPRINT_SIZE], own[DPOP_THUMBPRINT_SIZE];
	int r = confirmed(t->token, "jkt", thumbprint, sizeof(thumbprint));

	if (r == EXIT_OS)
		return err_nomem(err);
	if (r != 0 || thumbprint[0] == '\0')
		return 0;
	if ((r = dpop_thumbprint(x->proof_key, own, err)) != 0 || strcmp(thumbprint, own) == 0)
		return r;
	return err_set(
		err, REASON_TOKEN_BINDING,
		"the token is bound to another key (jkt %s) than the one that was proven (%s): "
		"tell who runs the server",
		thumbprint, own);
}

int binding_find(const struct oauth_exchange *x, struct oauth_token *t,
		 struct oauth_problem *ret_problem, struct err *err)
{
	int r = t->binding == TOKEN_OF_PROOF ? check_key(x, t, err) : find_certificate(x, t, err);

	if (r != 0)
		ret_problem->failure = r == EXIT_OS ? OAUTH_FAIL_LOCAL : OAUTH_FAIL_SERVER;
	return r;
}
