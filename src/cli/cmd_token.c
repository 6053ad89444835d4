/* ccred token: prints a token, in the form that its reader wants. */
#include "base/banned.h"
#include "cli/cmd.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "cli/obtain.h"
#include "cli/output.h"

#include <getopt.h>
#include <unistd.h>

const char cmd_token_usage[] =
	"usage: ccred token [OPTION...] PROFILE|URL\n"
	"Prints an access token: from the cache, or a new one.\n"
	"\n"
	"  --tenant NAME        what {tenant} stands for in the profile\n"
	"  --format FORMAT      token (default), header, curl or json\n"
	"  --min-valid SECONDS  valid for that long at least; exit code 73 if that cannot be\n"
	"  --renew              never from the cache: a new token, or the error\n"
	"\n"
	"examples:\n"
	"  ccred token cadasto\n"
	"  ccred token https://acme.api.example/v1 --min-valid 600\n"
	"  ccred token cadasto --format curl | curl -K - https://acme.api.example/v1/things\n";

/* Tokens live a day at the most, so more can never be met. */
#define MIN_VALID_MAX_S MAX_TOKEN_LIFETIME_S

static const char *const formats[] = { "token", "header", "curl", "json", NULL };

struct token_options {
	const char *tenant;
	const char *format;
	struct obtain_options obtain;
	const char *what; /* PROFILE or URL */
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
		{ "tenant", required_argument, NULL, 't' },
		{ "format", required_argument, NULL, 'f' },
		{ "min-valid", required_argument, NULL, 'm' },
		{ "renew", no_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	uint64_t seconds;
	int option, r;

	o->format = formats[0];
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		switch (option) {
		case 't':
			o->tenant = optarg;
			break;
		case 'f':
			if ((r = take_format(optarg, o, err)) != 0)
				return r;
			break;
		case 'm':
			if (text_to_u64(optarg, MIN_VALID_MAX_S, &seconds) != 0)
				return err_set(err, EXIT_USAGE,
					       "--min-valid %s: a number of seconds from 0 to %d",
					       optarg, MIN_VALID_MAX_S);
			o->obtain.min_valid_s = (int64_t)seconds;
			break;
		case 'r':
			o->obtain.renew = true;
			break;
		case 'h':
			return -1;
		default:
			return cmd_bad_option(argv, option, err);
		}
	}
	if (optind == argc)
		return cmd_usage(argv, err, "the name of a profile, or a URL, is missing");
	if (optind + 1 < argc)
		return cmd_usage(argv, err, "one profile or URL, please");
	o->what = argv[optind];
	return 0;
}

static void print_json(struct buf *b, const struct obtained *o)
{
	struct clock_now now;

	buf_puts(b, "{\"access_token\":\"");
	output_json_text(b, o->token->data);
	buf_puts(b, "\",\"token_type\":\"Bearer\"");
	if (o->expires_s > 0) {
		clock_now(&now);
		int64_t left = o->expires_s > now.wall_s ? o->expires_s - now.wall_s : 0;
		buf_printf(b, ",\"expires_in\":%lld,\"expires_at\":%lld", (long long)left,
			   (long long)o->expires_s);
	}
	if (o->scope != NULL) {
		buf_puts(b, ",\"scope\":\"");
		output_json_text(b, o->scope);
		buf_putc(b, '"');
	}
	buf_puts(b, "}\n");
}

static void print(struct buf *b, const char *format, const struct obtained *o)
{
	if (strcmp(format, "json") == 0) {
		print_json(b, o);
	} else if (strcmp(format, "header") == 0) {
		buf_puts(b, "Authorization: Bearer ");
		buf_put(b, o->token->data, o->token->len);
		buf_putc(b, '\n');
	} else if (strcmp(format, "curl") == 0) {
		/* curl(1), --config: inside quotes, backslash and quote are escaped, as in JSON. */
		buf_puts(b, "header = \"Authorization: Bearer ");
		output_json_text(b, o->token->data);
		buf_puts(b, "\"\n");
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
	struct profile *profile = NULL;
	int r;

	if ((r = parse(argc, argv, &o, err)) != 0)
		return r < 0 ? cmd_help(context, err) : r;
	if ((r = cmd_find(argv, o.what, o.tenant, context, &profile, err)) != 0)
		goto out;
	o.obtain.interactive = profile->interactive || isatty(STDERR_FILENO);
	if ((r = obtain(profile, &o.obtain, &token, err)) != 0)
		goto out;
	print(&out, o.format, &token);
	r = output_write(&out, err);
out:
	obtained_clear(&token);
	profile_free(&profile);
	buf_free(&out);
	return r;
}
