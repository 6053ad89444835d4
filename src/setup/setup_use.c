/* The end of ccred setup: a token as callers get it, and the next steps; or how to go on. */
#include "setup/setup.h"
#include "base/clock.h"
#include "base/layout.h"
#include "base/text.h"
#include "base/output.h"
#include "config/config.h"
#include "setup/prompt.h"

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
	if (p->ca_file != NULL) {
		buf_puts(b, "--cacert ");
		put_word(b, p->ca_file);
		buf_putc(b, ' ');
	}
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

static void put_line(struct buf *b, const char *label, const char *text)
{
	char clean[ERR_LINE_MAX];

	if (setup_said(text))
		buf_printf(b, "%-11s%s\n", label,
			   text_escape(text, strlen(text), clean, sizeof(clean)));
}

/* Gets a token as every later caller does. But a secret that the person puts somewhere is not
 * there yet. */
static int use(const struct setup *s, const struct profile *p, struct buf *b, struct err *err)
{
	struct obtain_options options = { .interactive = isatty(STDERR_FILENO) };
	struct obtained token = { 0 };
	int r = 0;

	if (s->store != SETUP_STORE_ENV && s->store != SETUP_STORE_SYSTEMD && !s->unregistered &&
	    (r = obtain(s->client, p, &options, &token, err)) == 0)
		put_token(&token, b);
	obtained_clear(&token);
	return r;
}

/* The server does not take the key yet. */
static int put_registration(const struct setup *s, const struct profile *p, struct buf *b,
			    struct err *err)
{
	int r;

	buf_puts(
		b,
		"\nThe server does not know the key yet. Register this JWK Set for the client:\n\n");
	if ((r = setup_put_jwks(s, p, b, err)) == 0)
		buf_printf(b, "\nThen this proves it:\n\n  ccred token --renew %s\n", p->name);
	return r;
}

int setup_use(const struct setup *s, const char *said, struct err *err)
{
	struct profile *p = NULL;
	struct buf b = BUF_INIT, token = BUF_INIT;
	char clean[ERR_LINE_MAX];
	int r;

	if ((r = config_find_word(s->name, NULL, NULL, &p, err)) != 0 ||
	    (r = use(s, p, &token, err)) != 0) {
		err_prefix(err, "the profile is in place, but a call of it fails");
		goto out;
	}
	buf_printf(&b, "profile    %s (%s:%u)\n", p->name,
		   text_escape(p->file, strlen(p->file), clean, sizeof(clean)), p->line);
	for (size_t i = 0; i < p->ntargets; i++)
		put_line(&b, "target", p->targets[i]);
	put_line(&b, "endpoint", s->endpoint);
	put_line(&b, "method", p->client_auth);
	put_line(&b, "ca-file", p->ca_file);
	put_line(&b, s->store == SETUP_STORE_NONE ? "key" : "secret", said);
	buf_puts(&b, buf_str(&token));
	if (s->unregistered && (r = put_registration(s, p, &b, err)) != 0)
		goto out;
	b.failed |= buf_error(&token);
	put_usage(p, &b);
	if (s->unused != NULL)
		buf_printf(&b, "\n%s is no longer used: remove it\n",
			   text_escape(s->unused, strlen(s->unused), clean, sizeof(clean)));
	r = output_write(&b, err);
out:
	buf_free(&token);
	buf_free(&b);
	profile_free(&p);
	return r;
}

int setup_show(const struct setup *s, struct err *err)
{
	struct buf b = BUF_INIT;
	char *paths[2] = { NULL };
	char clean[ERR_LINE_MAX];
	int r;

	buf_printf(&b, "# This would be written to %s:\n",
		   text_escape(s->file.path, strlen(s->file.path), clean, sizeof(clean)));
	if ((r = setup_block(s, &b, err)) == 0 && s->store == SETUP_STORE_FILE &&
	    (r = setup_block_secret_paths(s, s->name, paths, err)) == 0)
		buf_printf(&b, "# The secret would be written to %s\n",
			   text_escape(paths[0], strlen(paths[0]), clean, sizeof(clean)));
	if (r == 0 && setup_makes_key(s)) {
		paths[0] = setup_key_path(s, s->name);
		buf_printf(&b, "# The key would be made in %s\n",
			   paths[0] != NULL
				   ? text_escape(paths[0], strlen(paths[0]), clean, sizeof(clean))
				   : "");
	}
	if (r == 0 && s->ca_made != NULL)
		buf_printf(&b, "# The authority's certificate would be written to %s\n",
			   text_escape(s->ca_file, strlen(s->ca_file), clean, sizeof(clean)));
	if (r == 0)
		r = output_write(&b, err);
	free(paths[0]);
	free(paths[1]);
	buf_free(&b);
	return r;
}

/* The option with each value of a text. */
static void put_option(struct buf *b, enum setup_text which, const char *text)
{
	const struct setup_option *o = &setup_options[which];
	size_t len;

	do {
		len = o->many ? strcspn(text, "\n") : strlen(text);
		char *one = strndup(text, len);
		buf_printf(b, " %s ", o->name);
		if (one == NULL)
			b->failed = true;
		else
			put_word(b, one[0] != '\0' ? one : "-");
		free(one);
		text += len;
	} while (*text++ == '\n');
}

void setup_say_rest(const struct setup *s)
{
	bool server = s->issuer != NULL || setup_said(s->token_endpoint);
	bool tried = !server && s->tried != NULL;
	struct buf b = BUF_INIT;

	if (!s->answered)
		return;
	buf_puts(
		&b,
		"\nTo go on later with these answers (the secret is asked for again):\n  ccred setup");
	/* Beside an issuer the URL would be the target. */
	if (s->url != NULL && !server && s->target == NULL &&
	    (!tried || strcmp(s->tried, s->url) == 0)) {
		buf_putc(&b, ' ');
		put_word(&b, s->url);
	} else if (tried) {
		put_option(&b, SETUP_ISSUER, s->tried);
	}
	for (int i = SETUP_PRESET; i < N_SETUP_OPTIONS; i++)
		if (s->texts[i] != NULL && (s->of_preset & 1u << i) == 0 &&
		    !(i == SETUP_CA_FILE && s->ca_made != NULL))
			put_option(&b, (enum setup_text)i, s->texts[i]);
	buf_printf(&b, "%s%s\n\n", s->http ? " --allow-http-loopback" : "",
		   s->replace ? " --replace" : "");
	if (!buf_error(&b))
		prompt_say("%s", buf_str(&b));
	buf_free(&b);
}
