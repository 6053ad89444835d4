/* The dialect of pnpm, its tokenHelper: no arguments, so that the name of the program is all it has. */
#include "helpers/helper.h"

#include <stdlib.h>

static int run(struct helper *h, struct err *err)
{
	struct obtained token = { 0 };
	int r;

	if (h->argc != 1)
		return helper_usage(&dialect_pnpm,
				    "pnpm starts this program as ccred-token-PROFILE", err);
	if ((r = helper_find_word(h, h->argv[0], NULL, err)) != 0 ||
	    (r = helper_obtain(h, NULL, &token, err)) != 0)
		return r;
	/* Older versions send what they read as the whole header, newer ones take both. */
	buf_puts(&h->out, "Bearer ");
	buf_put(&h->out, token.token->data, token.token->len);
	buf_putc(&h->out, '\n');
	obtained_clear(&token);
	return 0;
}

static const char *name_of(const struct helper_subject *s)
{
	return s->profile != NULL ? s->profile : "PROFILE";
}

static void configure(const struct helper_subject *s, struct buf *b)
{
	const char *home = getenv("HOME");

	buf_printf(b,
		   "# once, in a shell\nmkdir -p ~/.local/bin\n"
		   "ln -s \"$(command -v ccred-helper)\" ~/.local/bin/ccred-token-%s\n"
		   "# in ~/.npmrc: the path is absolute\n"
		   "%s/:tokenHelper=%s/.local/bin/ccred-token-%s\n",
		   name_of(s), strstr(s->url, "://") + 1, home != NULL ? home : "/home/USER",
		   name_of(s));
}

const struct dialect dialect_pnpm = {
	.name = "pnpm",
	.program = "ccred-token-*",
	.tools = "pnpm",
	.run = run,
	.configure = configure,
};
