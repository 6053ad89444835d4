/* ccred token: prints a token, in the form that its reader wants. */
#include "base/token_format.h"
#include "cli/operand.h"

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const char *format = args_value(args, "--format");
	struct obtained token = { 0 };
	int r = token_obtain(args, false, context, &token, err);

	if (r == 0) {
		token_format_put(&context->out, token_format_of(format != NULL ? format : "token"),
				 token.token, token.expires_s, token.scope);
		buf_putc(&context->out, '\n');
	}
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
	.options = OPTIONS({ "--format", "FORMAT", "the form", KIND_WORD,
			     "token|header|curl|json|headers-json" },
			   { OPTION_TENANT }, { OPTION_MIN_VALID }, { OPTION_RENEW },
			   { "--again-means-rejected", NULL,
			     "if the caller had this token before, take it back" },
			   OPTIONS_AD_HOC(AD_HOC_HELP)),
	.examples = "  ccred token acme\n"
		    "  ccred token acme --format curl | curl -K - https://api.example.com/v1\n",
	.run = run,
};
