/* The table of everything that can be wrong with an answer, and what to do about each. */
#include "base/banned.h"
#include "base/limits.h"
#include "oauth/errors.h"
#include "http/redact.h"

/* As much of the server's words as is shown. */
#define DESCRIPTION_MAX 240

static const struct error_row rows[] = {
	/* RFC 6749, 5.2. Some servers answer bad credentials with invalid_request or invalid_grant,
	 * so these run the stack once more too. */
	{ "invalid_client", EXIT_DENIED, OAUTH_FAIL_REFUSED, "the server refused the client",
	  "check the client id and the secret" },
	{ "invalid_request", EXIT_DENIED, OAUTH_FAIL_REFUSED, "the server refused the request",
	  "check audience, param and the credentials" },
	{ "invalid_grant", EXIT_DENIED, OAUTH_FAIL_REFUSED, "the server refused the grant",
	  "check the credentials, and that the server offers client_credentials" },
	{ "unauthorized_client", EXIT_DENIED, OAUTH_FAIL_REFUSED,
	  "the client may not use client_credentials", "have it allowed at the server" },
	{ "access_denied", EXIT_DENIED, OAUTH_FAIL_REFUSED, "the server denied access",
	  "ask who runs the server whether the client may have this token" },
	{ "unsupported_grant_type", EXIT_DENIED, OAUTH_FAIL_REQUEST,
	  "the server does not offer client_credentials", "check issuer or token-endpoint" },
	{ "invalid_scope", EXIT_DENIED, OAUTH_FAIL_REQUEST, "the server refused the scope",
	  "correct scope in the profile" },
	/* RFC 8707, 2. */
	{ "invalid_target", EXIT_DENIED, OAUTH_FAIL_REQUEST, "the server refused the resource",
	  "correct resource or audience in the profile" },
	/* RFC 6749, 4.1.2.1, which servers borrow. */
	{ "server_error", EXIT_UNAVAILABLE, OAUTH_FAIL_SERVER, "the server has a fault",
	  "call again later" },
	{ "temporarily_unavailable", EXIT_UNAVAILABLE, OAUTH_FAIL_SERVER,
	  "the server is overloaded or under maintenance", "call again later" },
	{ ERROR_UNKNOWN, EXIT_DENIED, OAUTH_FAIL_REQUEST, "the server refused the request",
	  "see its documentation for this error" },

	{ ERROR_REFUSED, EXIT_DENIED, OAUTH_FAIL_REFUSED, "the server refused without a reason",
	  "check the client id and the secret" },
	{ ERROR_NOT_FOUND, EXIT_PROTOCOL, OAUTH_FAIL_REQUEST, "there is no token endpoint",
	  "check token-endpoint or issuer" },
	{ ERROR_REDIRECT, EXIT_PROTOCOL, OAUTH_FAIL_SERVER,
	  "the token endpoint redirects, and a secret does not follow",
	  "set token-endpoint to the right URL" },
	{ ERROR_TOO_OFTEN, EXIT_TEMPFAIL, OAUTH_FAIL_SERVER, "the server is asked too often",
	  "call again later" },
	{ ERROR_SERVER, EXIT_UNAVAILABLE, OAUTH_FAIL_SERVER, "the server has a fault",
	  "call again later" },
	{ ERROR_STATUS, EXIT_PROTOCOL, OAUTH_FAIL_REQUEST, "this is no answer of a token endpoint",
	  "check token-endpoint" },
	{ ERROR_NOT_JSON, EXIT_PROTOCOL, OAUTH_FAIL_SERVER, "the answer is not one JSON object",
	  "check token-endpoint" },
	{ ERROR_NO_TOKEN, EXIT_PROTOCOL, OAUTH_FAIL_SERVER, "the answer has no access_token",
	  "check token-endpoint" },
	{ ERROR_BAD_TOKEN, EXIT_PROTOCOL, OAUTH_FAIL_SERVER,
	  "the access_token is empty, longer than 16384 bytes, or has bytes that no header may hold",
	  "tell who runs the server" },
	{ ERROR_BAD_TYPE, EXIT_PROTOCOL, OAUTH_FAIL_SERVER, "the token_type is not Bearer",
	  "tell who runs the server" },
};
#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

const struct error_row *error_rows(size_t *ret_n)
{
	*ret_n = N_ROWS;
	return rows;
}

const struct error_row *error_find(const char *name)
{
	size_t i = 0;

	while (i + 1 < N_ROWS && strcmp(rows[i].name, name) != 0)
		i++;
	return &rows[i];
}

const struct error_row *error_find_code(const char *code)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (strcmp(rows[i].name, code) == 0 && strchr(code, ' ') == NULL)
			return &rows[i];
	return error_find(ERROR_UNKNOWN);
}

const char *error_of_status(long status)
{
	if (status >= 300 && status <= 399)
		return ERROR_REDIRECT;
	if (status == 401 || status == 403)
		return ERROR_REFUSED;
	if (status == 404 || status == 405 || status == 410)
		return ERROR_NOT_FOUND;
	if (status == 429)
		return ERROR_TOO_OFTEN;
	if (status >= 500 && status <= 599)
		return ERROR_SERVER;
	return ERROR_STATUS;
}

bool error_outranks_code(const char *name)
{
	return strcmp(name, ERROR_REDIRECT) == 0 || strcmp(name, ERROR_TOO_OFTEN) == 0 ||
	       strcmp(name, ERROR_SERVER) == 0;
}

/* What was sent, but for the credentials. */
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
		buf_printf(b, ", %s=...", config->param_names[i]);
	buf_putc(b, ')');
}

static void put_details(struct buf *b, const struct error_row *row,
			const struct response_context *c)
{
	const struct oauth_config *config = c->config;

	if (strcmp(row->name, "invalid_client") == 0 || strcmp(row->name, ERROR_REFUSED) == 0) {
		if (config->secret_from != NULL && config->secret_from[0] != '\0')
			buf_printf(b, " that %s supplied", config->secret_from);
	} else if (strcmp(row->name, "invalid_scope") == 0) {
		buf_printf(b, " (asked: %s; offered: %s)",
			   config->scope != NULL ? config->scope : "none",
			   c->metadata->scopes != NULL ? c->metadata->scopes : "not said");
	} else if (c->token == NULL && (strcmp(row->name, "invalid_request") == 0 ||
					strcmp(row->name, "invalid_grant") == 0)) {
		put_sent(b, config);
	}
}

static void put_hint(const struct error_row *row, const struct response_context *c, struct err *err)
{
	const struct oauth_metadata *m = c->metadata;

	if (row->failure == OAUTH_FAIL_REFUSED && c->request->encoded)
		err_hint(err,
			 "the id or secret has characters that form encoding changes (RFC 6749, "
			 "2.3.1): if this server takes them raw, set basic-encoding raw");
	else if (c->token == NULL && m->grants_known && !m->grant_client_credentials)
		err_hint(err, "the server's metadata do not offer client_credentials");
}

int error_say(const struct error_row *row, const struct response_context *context,
	      const struct http_reply *reply, const char *code, const char *description,
	      struct oauth_problem *ret_problem, struct err *err)
{
	struct buf b = BUF_INIT;
	char words[DESCRIPTION_MAX], name[80];

	buf_puts(&b, row->what);
	if (code != NULL) {
		buf_printf(&b, " (%s", clean_words(context, code, name, sizeof(name)));
		if (description != NULL && description[0] != '\0')
			buf_printf(&b, ": %s",
				   clean_words(context, description, words, sizeof(words)));
		buf_putc(&b, ')');
	} else if (reply->status != 200) {
		buf_printf(&b, " (status %ld)", reply->status);
	} else if (reply->html) {
		buf_puts(&b, " (it is a web page)");
	}
	buf_printf(&b, ": %s", row->advice);
	put_details(&b, row, context);
	if (buf_error(&b))
		err_set(err, row->exit, "%s: %s", row->what, row->advice);
	else
		err_set(err, row->exit, "%s", buf_str(&b));
	put_hint(row, context, err);
	buf_free(&b);
	ret_problem->failure = row->failure;
	ret_problem->error = row->name;
	ret_problem->retry_after_s =
		strcmp(row->name, ERROR_TOO_OFTEN) == 0 || row->failure == OAUTH_FAIL_SERVER
			? reply->retry_after_s
			: 0;
	return row->exit;
}
