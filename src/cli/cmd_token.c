/* ccred token: prints a token, in the form that its reader wants. */
#include "base/token_format.h"
#include "cli/operand.h"

/* Whether the form is good for nothing without the proof that a request needs. */
static bool lacks_proof(const struct obtained *token, enum token_format format)
{
	return token->binding == TOKEN_OF_PROOF && token->proof == NULL &&
	       format != TOKEN_FORMAT_TOKEN && format != TOKEN_FORMAT_JSON;
}

static void put(struct buf *out, enum token_format format, const struct obtained *t)
{
	if (t->binding == TOKEN_OF_PROOF)
		token_format_put_proven(out, format, t->token, t->expires_s, t->scope, t->proof);
	else
		token_format_put(out, format, t->token, t->expires_s, t->scope);
	buf_putc(out, '\n');
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const char *word = args_value(args, "--format");
	enum token_format format = token_format_of(word != NULL ? word : "token");
	struct obtained token = { 0 };
	int r = token_obtain(args, false, context, &token, err);

	if (r == 0 && lacks_proof(&token, format))
		r = obtained_check_bearer(&token, err);
	if (r == 0)
		put(&context->out, format, &token);
	obtained_clear(&token);
	return r;
}

const struct command command_token = {
	.name = "token",
	.brief = "print a token",
	.about =
		"Prints an access token: from the cache, or a new one. Without --format it is the\n"
		"bare token. Without a profile, options or CCRED_* variables name the service.\n",
	.elsewhere = "print|fetch|get-token|access-token|print-access-token",
	.forms = FORMS({ .arguments = { ARGUMENT_SERVICE } }),
	.options = OPTIONS(
		{ "--format", "FORMAT", "the form", KIND_WORD,
		  "token|header|curl|json|headers-json" },
		{ "--method", "METHOD", "with a proof for this method and the URL (DPoP)" },
		{ "--nonce", "NONCE" }, { OPTION_TENANT }, { OPTION_MIN_VALID }, { OPTION_RENEW },
		{ "--again-means-rejected", NULL,
		  "if the caller had this token before, take it back" },
		OPTIONS_AD_HOC(AD_HOC_HELP)),
	.examples = "  ccred token acme --format curl | curl -K - https://api.example.com/v1\n",
	.run = run,
};
