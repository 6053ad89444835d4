/* ccred token: prints a token, in the form that its reader wants. */
#include "base/banned.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "base/limits.h"
#include "base/output.h"
#include "cli/token_args.h"

#include <getopt.h>

const char cmd_token_usage[] =
	"usage: ccred token [OPTION...] PROFILE|URL\n"
	"Prints an access token: from the cache, or a new one.\n"
	"\n"
	"  --tenant NAME        what {tenant} stands for in the profile\n"
	"  --format FORMAT      token (default), header, curl or json\n"
	"  --min-valid SECONDS  valid for that long at least; else exit code 73\n"
	"  --renew              never from the cache: a new token, or the error\n"
	"\n"
	"examples:\n"
	"  ccred token cadasto\n"
	"  ccred token https://acme.api.example/v1 --min-valid 600\n"
	"  ccred token cadasto --format curl | curl -K - https://acme.api.example/v1\n";

static const char *const formats[] = { "token", "header", "curl", "json", NULL };

struct token_options {
	struct wanted wanted;
	const char *format;
};

static int take_format(const char *word, struct token_options *o, struct err *err)
{
	for (size_t i = 0; formats[i] != NULL; i++) {
		if (strcmp(word, formats[i]) == 0) {
			o->format = formats[i];
			return 0;
		}
	}
	return err_set(err, EXIT_USAGE, "unknown --format %s: token, header, curl or json", word);
}

/* Returns 0, an error, or -1 when the help was asked for. */
static int parse(int argc, char **argv, struct token_options *o, struct err *err)
{
	static const struct option longs[] = {
		WANTED_OPTIONS,
		{ "format", required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 },
	};
	int option, r;

	o->format = formats[0];
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		r = option == 'f' ? take_format(optarg, o, err)
				  : wanted_option(argv, option, &o->wanted, err);
		if (r != 0)
			return r;
	}
	return wanted_word(argc, argv, &o->wanted, err);
}

static void print_json(struct buf *b, const struct obtained *o)
{
	struct clock_now now;

	buf_puts(b, "{\"access_token\":\"");
	json_escape(b, o->token->data);
	buf_puts(b, "\",\"token_type\":\"Bearer\"");
	if (o->expires_s > 0) {
		clock_now(&now);
		int64_t left = o->expires_s > now.wall_s ? o->expires_s - now.wall_s : 0;
		buf_printf(b, ",\"expires_in\":%lld,\"expires_at\":%lld", (long long)left,
			   (long long)o->expires_s);
	}
	if (o->scope != NULL) {
		buf_puts(b, ",\"scope\":\"");
		json_escape(b, o->scope);
		buf_putc(b, '"');
	}
	buf_puts(b, "}\n");
}

static void print(struct buf *b, const char *format, const struct obtained *o)
{
	if (strcmp(format, "json") == 0) {
		print_json(b, o);
	} else if (strcmp(format, "header") == 0) {
		token_header(b, o->token);
	} else if (strcmp(format, "curl") == 0) {
		token_curl(b, o->token);
	} else {
		buf_put(b, o->token->data, o->token->len);
		buf_putc(b, '\n');
	}
}

int cmd_token(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	struct buf out = BUF_SECRET(LIMIT_ANSWER);
	struct token_options o = { 0 };
	struct obtained token = { 0 };
	int r;

	if ((r = parse(argc, argv, &o, err)) != 0)
		return r < 0 ? cmd_help(context, err) : r;
	if ((r = wanted_obtain(argv, &o.wanted, context, &token, err)) != 0)
		goto out;
	print(&out, o.format, &token);
	r = output_write(&out, err);
out:
	obtained_clear(&token);
	buf_free(&out);
	return r;
}
