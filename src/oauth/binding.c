/* Whether a token is bound to the client's certificate. */
#include "oauth/binding.h"
#include "base/text.h"
#include "http/json.h"

/* The certificate that a JWT names, in a copy fit for a message; empty: none. Returns 0, -1 (the token
 * does not say what it is) or EXIT_OS. */
static int confirmed(const struct secret *token, char *out, size_t size)
{
	struct json_object *header = NULL, *payload = NULL, *cnf = NULL;
	const char *thumbprint = NULL;
	int r = jwt_read(token->data, token->len, &header, &payload);

	out[0] = '\0';
	if (r != 0)
		return r;
	if (json_inner(payload, "cnf", &cnf) == JSON_OK &&
	    json_string(cnf, "x5t#S256", &thumbprint) == JSON_OK)
		text_escape(thumbprint, strlen(thumbprint), out, size);
	json_release(header);
	json_release(payload);
	return 0;
}

int binding_find(const struct oauth_exchange *x, struct oauth_token *t,
		 struct oauth_problem *ret_problem, struct err *err)
{
	const struct http_certificate *shown = x->certificate;
	char thumbprint[2 * CERTIFICATE_THUMBPRINT_SIZE];
	int r = confirmed(t->token, thumbprint, sizeof(thumbprint));

	if (r == EXIT_OS) {
		ret_problem->failure = OAUTH_FAIL_LOCAL;
		return err_nomem(err);
	}
	/* A client may have it so, or not: that the server can bind tokens tells no more. */
	if (r != 0 && t->binding == TOKEN_BEARER && shown != NULL &&
	    x->attempt.metadata->certificate_bound)
		t->binding = TOKEN_OF_CERTIFICATE;
	if (thumbprint[0] == '\0')
		return 0;
	if (shown != NULL && strcmp(thumbprint, shown->thumbprint) == 0) {
		t->binding = TOKEN_OF_CERTIFICATE;
		return 0;
	}
	ret_problem->failure = OAUTH_FAIL_SERVER;
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
