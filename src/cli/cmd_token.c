/* ccred token: prints a token, in the form that its reader wants. */
#include "base/limits.h"
#include "cli/operand.h"
#include "client/present.h"

/* Whether the form is good for nothing: it lacks the proof that a request needs, or the certificate
 * that a connection must show. JSON says what the token is bound to. */
static bool is_useless(const struct obtained *token, enum token_format format)
{
	if (token->binding == TOKEN_OF_CERTIFICATE)
		return format != TOKEN_FORMAT_CURL && format != TOKEN_FORMAT_JSON;
	return token->binding == TOKEN_OF_PROOF && token->proof == NULL &&
	       format != TOKEN_FORMAT_TOKEN && format != TOKEN_FORMAT_JSON;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const char *word = args_value(args, "--format");
	enum token_format format = token_format_of(word != NULL ? word : "token");
	struct obtained token = { 0 };
	struct profile *profile = NULL;
	struct ad_hoc ad_hoc = { 0 };
	struct buf text = BUF_SECRET(LIMIT_ANSWER);
	int r;

	if (args_value(args, "--method") != NULL && format == TOKEN_FORMAT_TOKEN)
		return args_usage(args, err,
				  "the bare token has no proof: add --format header, curl, json or "
				  "headers-json");
	r = service_obtain(args, false, context, &ad_hoc, &profile, &token, err);

	if (r == 0 && is_useless(&token, format))
		r = obtained_check_bearer(&token, err);
	if (r == 0 && (r = present_token(profile, &token, format, &text, err)) == 0) {
		buf_putc(&text, '\n');
		buf_put(&context->out, text.data, text.len);
		context->out.failed |= buf_error(&text);
	}
	buf_free(&text);
	obtained_clear(&token);
	profile_free(&profile);
	ad_hoc_clear(&ad_hoc);
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
		{ "--method", "METHOD", "add a proof (DPoP) for this method; with --nonce NONCE" },
		{ "--nonce", "NONCE" }, { OPTION_TENANT }, { OPTION_MIN_VALID }, { OPTION_RENEW },
		{ "--again-means-rejected", NULL,
		  "if the caller had this token before, take it back" },
		OPTIONS_AD_HOC(AD_HOC_HELP)),
	.examples = "  ccred token acme --format curl | curl -K - https://api.example.com/v1\n",
	.run = run,
};
