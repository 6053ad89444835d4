/* What ccred token and ccred exec have in common: getting the token, and a line with it. */
#include "base/banned.h"
#include "cli/token.h"
#include "base/json_out.h"
#include "cli/find.h"
#include "cli/person.h"

#include <unistd.h>

int token_obtain(const struct args *args, bool wait, struct command_context *context,
		 struct obtained *ret_obtained, struct err *err)
{
	struct obtain_options options = {
		.min_valid_s = args_seconds(args, "--min-valid"),
		.renew = args_value(args, "--renew") != NULL,
		.wait = wait,
	};
	struct client client = person_asked();
	struct profile *profile = NULL;
	int r;

	if ((r = find_profile(args, context, &profile, err)) != 0)
		return r;
	options.interactive = profile->interactive || isatty(STDERR_FILENO);
	r = obtain(&client, profile, &options, ret_obtained, err);
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
