/* The end of ccred setup: a token as callers get it, and the next steps. */
#include "setup/setup.h"
#include "base/clock.h"
#include "base/layout.h"
#include "base/text.h"
#include "base/output.h"
#include "config/config.h"

#include <unistd.h>

/* A word for a shell. */
static void put_word(struct buf *b, const char *word)
{
	size_t size = TEXT_SHELL_WORD(strlen(word));
	char *at = buf_reserve(b, size);

	if (at != NULL)
		b->len += strlen(text_shell_word(word, at, size));
}

/* Lines to paste that use the profile. */
static void put_usage(const struct profile *p, struct buf *b)
{
	struct buf helper = BUF_INIT;

	if (p->ntargets == 0) {
		buf_printf(b, "\ntoken      ccred token %s\n", p->name);
		return;
	}
	/* A target is an origin in its canonical form, and a path. */
	const char *target = p->targets[0], *host = strstr(target, "://") + 3;
	buf_printf(&helper, "credential.%.*s.helper", (int)(host + strcspn(host, "/") - target),
		   target);
	buf_puts(b, "\ngit        git config --global ");
	put_word(b, buf_str(&helper));
	buf_printf(b, " ccred\ncurl       ccred token %s --format curl | curl -fsS -K - ", p->name);
	put_word(b, target);
	buf_putc(b, '\n');
	b->failed |= buf_error(&helper);
	buf_free(&helper);
}

static void put_token(const struct obtained *token, struct buf *b)
{
	char scope[ERR_TEXT_MAX], time[LAYOUT_TIME_SIZE];
	struct clock_now now;

	clock_now(&now);
	if (token->expires_s > now.wall_s)
		buf_printf(b, "token      valid for %s",
			   layout_time(token->expires_s - now.wall_s, time));
	else
		buf_puts(b, "token      granted");
	if (token->scope != NULL && token->scope[0] != '\0')
		buf_printf(b, ", scope %s",
			   text_escape(token->scope, strlen(token->scope), scope, sizeof(scope)));
	buf_putc(b, '\n');
}

/* Gets a token as every later caller does. */
int setup_use(const struct setup *s, const char *said, struct err *err)
{
	struct obtain_options options = { .interactive = isatty(STDERR_FILENO) };
	struct obtained token = { 0 };
	struct profile *p = NULL;
	struct buf b = BUF_INIT;
	char clean[ERR_LINE_MAX];
	int r;

	if ((r = config_find_word(s->name, NULL, NULL, &p, err)) != 0 ||
	    (r = obtain(s->client, p, &options, &token, err)) != 0) {
		err_prefix(err, "the profile is in place, but a call of it fails");
		goto out;
	}
	buf_printf(&b, "profile    %s (%s:%u)\n", p->name,
		   text_escape(p->file, strlen(p->file), clean, sizeof(clean)), p->line);
	for (size_t i = 0; i < p->ntargets; i++)
		buf_printf(&b, "target     %s\n",
			   text_escape(p->targets[i], strlen(p->targets[i]), clean, sizeof(clean)));
	if (s->endpoint != NULL)
		buf_printf(&b, "endpoint   %s\n",
			   text_escape(s->endpoint, strlen(s->endpoint), clean, sizeof(clean)));
	buf_printf(&b, "secret     %s\n", said);
	put_token(&token, &b);
	put_usage(p, &b);
	if (s->unused != NULL)
		buf_printf(&b, "\n%s is no longer used: remove it\n",
			   text_escape(s->unused, strlen(s->unused), clean, sizeof(clean)));
	r = output_write(&b, err);
out:
	buf_free(&b);
	obtained_clear(&token);
	profile_free(&p);
	return r;
}
