/* The table of everything that can be wrong with an answer, and what to do about each. */
#include "oauth/errors.h"
#include "oauth/retry.h"

/* How much of the server's words is shown. */
#define DESCRIPTION_MAX 240

/* The advice that Retry-After makes more exact. */
static const char later[] = "call again later";

static const struct error_row rows[] = {
	/* RFC 6749, 5.2. Some servers answer bad credentials with invalid_request or invalid_grant:
	 * for these the stack runs once more, too. */
	{ REASON_INVALID_CLIENT, "invalid_client", OAUTH_FAIL_REFUSED,
	  "the server refused the client", "check " },
	{ REASON_INVALID_REQUEST, "invalid_request", OAUTH_FAIL_REFUSED,
	  "the server refused the request", "check audience, param and the credentials" },
	{ REASON_INVALID_GRANT, "invalid_grant", OAUTH_FAIL_REFUSED, "the server refused the grant",
	  "check the credentials, and that the server offers client_credentials" },
	{ REASON_UNAUTHORIZED_CLIENT, "unauthorized_client", OAUTH_FAIL_REFUSED,
	  "the client may not use client_credentials", "have it allowed at the server" },
	{ REASON_ACCESS_DENIED, "access_denied", OAUTH_FAIL_REFUSED, "the server denied access",
	  "ask who runs the server whether the client may have this token" },
	{ REASON_UNSUPPORTED_GRANT_TYPE, "unsupported_grant_type", OAUTH_FAIL_REQUEST,
	  "the server does not offer client_credentials", "check issuer or token-endpoint" },
	{ REASON_INVALID_SCOPE, "invalid_scope", OAUTH_FAIL_REQUEST, "the server refused the scope",
	  "correct the scope" },
	/* RFC 8707, 2. */
	{ REASON_INVALID_TARGET, "invalid_target", OAUTH_FAIL_REQUEST,
	  "the server refused the resource", "correct the resource or the audience" },
	/* RFC 6749, 4.1.2.1: servers use them here, too. */
	{ REASON_SERVER_ERROR, "server_error", OAUTH_FAIL_SERVER, "the server has a fault", later },
	{ REASON_TEMPORARILY_UNAVAILABLE, "temporarily_unavailable", OAUTH_FAIL_SERVER,
	  "the server is overloaded or under maintenance", later },
	/* RFC 9449, 8. */
	{ REASON_DPOP_REQUIRED, "use_dpop_nonce", OAUTH_FAIL_SERVER,
	  "the server wants a proof of a key (DPoP)", "set dpop yes" },
	{ REASON_DPOP_NONCE, NULL, OAUTH_FAIL_SERVER,
	  "the server wants a nonce in the proof (DPoP), and gives none that it takes",
	  "tell who runs the server" },
	/* RFC 9449, 5. */
	{ REASON_DPOP_PROOF, "invalid_dpop_proof", OAUTH_FAIL_REQUEST,
	  "the server refused the proof of the key (DPoP)", "check the clock of this machine" },
	{ REASON_OAUTH_ERROR, NULL, OAUTH_FAIL_REFUSED, "the server refused the request",
	  "see its documentation for this error" },

	{ REASON_CLIENT_REFUSED, NULL, OAUTH_FAIL_REFUSED, "the server refused without a reason",
	  "check " },
	{ REASON_ENDPOINT_MISSING, NULL, OAUTH_FAIL_REFUSED, "there is no token endpoint",
	  "check token-endpoint or issuer" },
	{ REASON_ENDPOINT_REDIRECTS, NULL, OAUTH_FAIL_SERVER,
	  "the token endpoint redirects, and a credential does not follow",
	  "set token-endpoint to the right URL" },
	{ REASON_RATE_LIMITED, NULL, OAUTH_FAIL_SERVER, "the server is asked too often", later },
	{ REASON_SERVER_FAULT, NULL, OAUTH_FAIL_SERVER, "the server has a fault", later },
	{ REASON_ANSWER_STATUS, NULL, OAUTH_FAIL_REFUSED, "this is no answer of a token endpoint",
	  "check token-endpoint" },
	{ REASON_ANSWER_NOT_JSON, NULL, OAUTH_FAIL_SERVER, "the answer is not one JSON object",
	  "check token-endpoint" },
	{ REASON_TOKEN_MISSING, NULL, OAUTH_FAIL_SERVER, "the answer has no access_token",
	  "check token-endpoint" },
	{ REASON_TOKEN_MALFORMED, NULL, OAUTH_FAIL_SERVER,
	  "the access_token is empty, longer than 16384 bytes, or has bytes that no header may hold",
	  "tell who runs the server" },
	{ REASON_TOKEN_TYPE, NULL, OAUTH_FAIL_SERVER, "the token_type is not Bearer",
	  "tell who runs the server" },
	{ REASON_TOKEN_NOT_BOUND, NULL, OAUTH_FAIL_SERVER,
	  "the token_type is not DPoP, so anyone who has the token could use it",
	  "have the server bind the tokens of this client, or leave out dpop" },
};
#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

/* Errors that have another meaning for an operation on a token. For all others the table of the
 * token endpoint counts. */
static const struct error_row op_rows[] = {
	/* RFC 7009, 2.2.1. */
	{ REASON_UNSUPPORTED_TOKEN_TYPE, "unsupported_token_type", OAUTH_FAIL_REQUEST,
	  "the server does not revoke access tokens", "ccred forget drops it here", "forget" },
	{ REASON_INVALID_REQUEST, "invalid_request", OAUTH_FAIL_REFUSED,
	  "the server refused the request",
	  "check the credentials, and that the token was issued to this client" },
	{ REASON_UNAUTHORIZED_CLIENT, "unauthorized_client", OAUTH_FAIL_REQUEST,
	  "the client may not do this", "have it allowed at the server" },
	{ REASON_ACCESS_DENIED, "access_denied", OAUTH_FAIL_REQUEST, "the server denied access",
	  "have it allowed at the server" },
	{ REASON_ENDPOINT_MISSING, NULL, OAUTH_FAIL_SERVER,
	  "there is nothing at the endpoint that the metadata name", "tell who runs the server" },
	{ REASON_ENDPOINT_REDIRECTS, NULL, OAUTH_FAIL_SERVER,
	  "the endpoint redirects, and a token does not follow", "tell who runs the server" },
	{ REASON_ANSWER_STATUS, NULL, OAUTH_FAIL_SERVER, "this is no answer of such an endpoint",
	  "tell who runs the server" },
	{ REASON_ANSWER_NOT_JSON, NULL, OAUTH_FAIL_SERVER, "the answer is not one JSON object",
	  "tell who runs the server" },
	{ REASON_ACTIVE_MISSING, NULL, OAUTH_FAIL_SERVER,
	  "the answer does not say whether the token is active (RFC 7662, 2.2)",
	  "tell who runs the server" },
};
#define N_OP_ROWS (sizeof(op_rows) / sizeof(op_rows[0]))

const struct error_row *error_rows(size_t *ret_n)
{
	*ret_n = N_ROWS;
	return rows;
}

static const struct error_row *find(const struct error_row *all, size_t n, enum reason reason,
				    const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (code == NULL ? all[i].reason == reason
				 : all[i].code != NULL && strcmp(all[i].code, code) == 0)
			return &all[i];
	return NULL;
}

const struct error_row *error_find(const struct oauth_exchange *x, enum reason reason,
				   const char *code)
{
	const struct error_row *row =
		x->token != NULL ? find(op_rows, N_OP_ROWS, reason, code) : NULL;

	if (row == NULL)
		row = find(rows, N_ROWS, reason, code);
	/* The request had a proof, with the nonce if one was named. */
	if (row != NULL && row->reason == REASON_DPOP_REQUIRED && x->proof_key != NULL)
		row = find(rows, N_ROWS, REASON_DPOP_NONCE, NULL);
	return row != NULL ? row : find(rows, N_ROWS, REASON_OAUTH_ERROR, NULL);
}

/* The request without the credential and the values of param. */
static void put_sent(struct buf *b, const struct oauth_config *config)
{
	buf_puts(b, " (sent: grant_type=client_credentials");
	if (config->audience != NULL)
		buf_printf(b, ", audience=%s", config->audience);
	for (size_t i = 0; i < config->nresources; i++)
		buf_printf(b, ", resource=%s", config->resources[i]);
	if (config->scope != NULL)
		buf_printf(b, ", scope=%s", config->scope);
	for (size_t i = 0; i < config->nparams; i++)
		buf_printf(b, ", %s=...", config->params[i].name);
	buf_putc(b, ')');
}

static void put_details(struct buf *b, const struct error_row *row, const struct oauth_exchange *x)
{
	const struct oauth_config *config = x->attempt.config;
	const char *offered = x->attempt.metadata->scopes;
	char words[ERR_TEXT_MAX];

	switch (row->reason) {
	case REASON_INVALID_CLIENT:
	case REASON_CLIENT_REFUSED:
		buf_puts(b, x->method->checked);
		if (config->proof_from != NULL && config->proof_from[0] != '\0')
			buf_printf(b, " that %s supplied", config->proof_from);
		break;
	case REASON_INVALID_SCOPE:
		if (config->scope != NULL && strchr(config->scope, ',') != NULL)
			buf_puts(b, ", where blanks separate scopes");
		buf_printf(b, " (asked: %s; offered: %s)",
			   config->scope != NULL ? config->scope : "none",
			   offered != NULL ? redact_words(&x->request.secrets, offered, words,
							  sizeof(words))
					   : "not said");
		break;
	case REASON_INVALID_REQUEST:
	case REASON_INVALID_GRANT:
		if (x->token == NULL)
			put_sent(b, config);
		break;
	default:
		break;
	}
}

static void add_hint(const struct error_row *row, const struct oauth_exchange *x, struct err *err)
{
	const struct oauth_metadata *m = x->attempt.metadata;
	const struct secret *secret = x->attempt.credential->items[ITEM_CLIENT_SECRET];
	bool sent = x->method->proof == ITEM_CLIENT_SECRET;
	const char *suspicion = sent ? credential_suspicion(secret) : NULL;

	if (row->failure == OAUTH_FAIL_REFUSED && suspicion != NULL)
		err_hint(err, CREDENTIAL_SUSPICION, suspicion);
	else if (row->failure == OAUTH_FAIL_REFUSED && x->certificate != NULL &&
		 !x->reply.certificate_asked)
		err_hint(err, "the server did not ask for the certificate in the handshake: its "
			      "endpoint for clients with one may be another");
	else if (row->failure == OAUTH_FAIL_REFUSED && x->request.hint != NULL)
		err_hint(err, "%s", x->request.hint);
	else if (x->token == NULL && m->grants_known && !m->grant_client_credentials)
		err_hint(err, "the server's metadata do not offer client_credentials");
}

/* The server's words, if there are any. */
static void put_words(struct buf *b, const struct oauth_exchange *x, const char *code,
		      const char *description)
{
	const struct redact_list *secrets = &x->request.secrets;
	char words[DESCRIPTION_MAX], name[80];

	if (code != NULL) {
		buf_puts(b, " (");
		if (x->reply.status >= 500)
			buf_printf(b, "status %ld, ", x->reply.status);
		buf_printf(b, "%s", redact_words(secrets, code, name, sizeof(name)));
		if (description != NULL && description[0] != '\0')
			buf_printf(b, ": %s",
				   redact_words(secrets, description, words, sizeof(words)));
		buf_putc(b, ')');
	} else if (x->reply.status != 200) {
		buf_printf(b, " (status %ld)", x->reply.status);
	} else if (x->reply.html) {
		buf_puts(b, " (it is a web page)");
	}
}

int error_say(const struct error_row *row, const struct oauth_exchange *x, const char *code,
	      const char *description, struct oauth_problem *ret_problem, struct err *err)
{
	const char *args = x->attempt.config->profile_args;
	bool fixed = row->command != NULL && args != NULL;
	char words[RETRY_WORDS_SIZE];
	const char *advice =
		row->advice == later ? retry_words(x->reply.retry_after_s, words) : row->advice;
	struct buf b = BUF_INIT;

	buf_puts(&b, row->text);
	put_words(&b, x, code, description);
	if (!fixed) {
		buf_printf(&b, ": %s", advice);
		put_details(&b, row, x);
	}
	if (buf_error(&b))
		err_set(err, (int)row->reason, "%s: %s", row->text, advice);
	else
		err_set(err, (int)row->reason, "%s", buf_str(&b));
	if (fixed)
		err_fix(err, "ccred %s %s", row->command, args);
	add_hint(row, x, err);
	buf_free(&b);
	ret_problem->failure = row->failure;
	ret_problem->retry_after_s =
		row->reason == REASON_RATE_LIMITED || row->failure == OAUTH_FAIL_SERVER
			? x->reply.retry_after_s
			: 0;
	return reason_code(row->reason);
}
