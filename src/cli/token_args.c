/* The token that a command line asks for: what ccred token and ccred exec have in common. */
#include "base/banned.h"
#include "cli/token_args.h"
#include "base/json_out.h"
#include "base/limits.h"
#include "base/text.h"

#include <getopt.h>
#include <unistd.h>

/* Tokens live a day at the most, so more can never be met. */
#define MIN_VALID_MAX_S MAX_TOKEN_LIFETIME_S

int wanted_option(char *const *argv, int option, struct wanted *w, struct err *err)
{
	uint64_t seconds;

	switch (option) {
	case 't':
		w->tenant = optarg;
		return 0;
	case 'm':
		if (text_to_u64(optarg, MIN_VALID_MAX_S, &seconds) != 0)
			return err_set(err, EXIT_USAGE,
				       "--min-valid %s: a number of seconds from 0 to %d", optarg,
				       MIN_VALID_MAX_S);
		w->obtain.min_valid_s = (int64_t)seconds;
		return 0;
	case 'r':
		w->obtain.renew = true;
		return 0;
	case 'h':
		return -1;
	default:
		return cmd_bad_option(argv, option, err);
	}
}

int wanted_word(int argc, char *const *argv, struct wanted *w, struct err *err)
{
	if (optind == argc)
		return cmd_usage(argv, err, "the name of a profile, or a URL, is missing");
	if (optind + 1 < argc)
		return cmd_usage(argv, err, "one profile or URL, please");
	w->what = argv[optind];
	return 0;
}

int wanted_obtain(char *const *argv, struct wanted *w, struct cmd_context *context,
		  struct obtained *ret_obtained, struct err *err)
{
	struct profile *profile = NULL;
	int r;

	if ((r = cmd_find(argv, w->what, w->tenant, context, &profile, err)) != 0)
		return r;
	w->obtain.interactive = profile->interactive || isatty(STDERR_FILENO);
	r = obtain(profile, &w->obtain, ret_obtained, err);
	profile_free(&profile);
	return r;
}

void token_header(struct buf *b, const struct secret *token)
{
	buf_puts(b, "Authorization: Bearer ");
	buf_put(b, token->data, token->len);
	buf_putc(b, '\n');
}

void token_curl(struct buf *b, const struct secret *token)
{
	/* curl(1), --config: inside quotes, backslash and quote are escaped, as in JSON. */
	buf_puts(b, "header = \"Authorization: Bearer ");
	json_escape(b, token->data);
	buf_puts(b, "\"\n");
}
