/* ccred token: prints a token, in the form that its reader wants. */
#include "base/clock.h"
#include "base/json_out.h"
#include "cli/operand.h"

static void put_json(struct buf *b, const struct obtained *o)
{
	struct clock_now now;

	json_begin(b, NULL, '{');
	json_all(b, "access_token", o->token->data);
	json_text(b, "token_type", "Bearer");
	if (o->expires_s > 0) {
		clock_now(&now);
		json_number(b, "expires_in",
			    o->expires_s > now.wall_s ? o->expires_s - now.wall_s : 0);
		json_number(b, "expires_at", o->expires_s);
	}
	if (o->scope != NULL)
		json_all(b, "scope", o->scope);
	buf_puts(b, "}\n");
}

static void put(struct buf *b, const char *format, const struct obtained *o)
{
	if (strcmp(format, "json") == 0) {
		put_json(b, o);
	} else if (strcmp(format, "header") == 0) {
		token_header(b, o->token);
	} else if (strcmp(format, "curl") == 0) {
		token_curl(b, o->token);
	} else {
		buf_put(b, o->token->data, o->token->len);
		buf_putc(b, '\n');
	}
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const char *format = args_value(args, "--format");
	struct obtained token = { 0 };
	int r = token_obtain(args, false, context, &token, err);

	if (r == 0)
		put(&context->out, format != NULL ? format : "token", &token);
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
	.options =
		OPTIONS({ "--format", "FORMAT", "the form", KIND_WORD, "token|header|curl|json" },
			{ OPTION_TENANT }, { OPTION_MIN_VALID }, { OPTION_RENEW },
			OPTIONS_AD_HOC(AD_HOC_HELP)),
	.examples = "  ccred token acme\n"
		    "  ccred token acme --format curl | curl -K - https://api.example.com/v1\n",
	.run = run,
};
