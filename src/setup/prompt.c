/* Words to a person at the terminal, a secret that is asked for there, and one on stdin. */
#include "setup/prompt.h"
#include "base/fs.h"
#include "base/kv.h"
#include "base/limits.h"
#include "base/terminal.h"

#include <stdarg.h>
#include <strings.h>
#include <unistd.h>

/* Both lines, with their keys. */
#define LIMIT_STDIN (LIMIT_CLIENT_ID + LIMIT_CLIENT_SECRET + 1024u)

void prompt_say(const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) >= 0) {
		terminal_say(text);
		free(text);
	}
	va_end(ap);
}

void prompt_say_error(const struct err *err)
{
	char line[ERR_LINE_MAX];

	prompt_say("  %s\n", err_line(err, line, sizeof(line)));
	if (err->hint[0] != '\0')
		prompt_say("  %s\n", err->hint);
}

int prompt_yes(const char *question, const char *instead, bool *ret_yes, struct err *err)
{
	struct buf line = { .max = 64 };
	int r = terminal_read(question, true, 63, instead, &line, err);

	if (r == 0)
		*ret_yes = strcasecmp(buf_str(&line), "y") == 0 ||
			   strcasecmp(buf_str(&line), "yes") == 0;
	buf_free(&line);
	return r;
}

int prompt_secret(const char *question, bool echo, size_t max, const char *instead,
		  struct secret **ret_answer, struct err *err)
{
	struct buf line = BUF_SECRET(max + 1);
	int r = terminal_read(question, echo, max, instead, &line, err);

	if (r == 0 && line.len == 0)
		r = err_set(err, REASON_NOTHING_ENTERED,
			    "nothing was entered: nothing has changed");
	else if (r == 0)
		r = secret_new(line.data, line.len, ret_answer) != 0 ? err_nomem(err) : 0;
	buf_free(&line);
	return r;
}

static int take_lines(struct buf *text, struct credential *given, struct err *err)
{
	struct kv kv = KV_INIT;
	const char *id, *secret;
	int r;

	if ((r = kv_parse(text, &kv, err)) != 0)
		return r;
	id = kv_get(&kv, "client_id");
	secret = kv_get(&kv, "client_secret");
	if (secret == NULL || secret[0] == '\0')
		r = err_set(
			err, REASON_SECRET_INPUT,
			"stdin has no client_secret=: write client_id=ID and client_secret=SECRET, a line each");
	else if ((r = credential_set(given, ITEM_CLIENT_SECRET, secret, strlen(secret), NULL,
				     err)) == 0 &&
		 id != NULL && id[0] != '\0')
		r = credential_set(given, ITEM_CLIENT_ID, id, strlen(id), NULL, err);
	kv_free(&kv);
	return r;
}

/* One line, which may lack its end. */
static int take_bare(const struct buf *text, struct credential *given, struct err *err)
{
	size_t len = strcspn(text->data, "\n");

	if (len == 0)
		return err_set(err, REASON_SECRET_INPUT,
			       "stdin has no secret: write it in one line");
	if (len + 1 < text->len)
		return err_set(
			err, REASON_SECRET_INPUT,
			"stdin is not one line: write the secret, or client_id=ID and client_secret=SECRET, a line each");
	return credential_set(given, ITEM_CLIENT_SECRET, text->data, len, NULL, err);
}

/* What other systems put into files makes no line what it looks like. */
static int check_text(struct buf *text, struct err *err)
{
	if (text->len == 0)
		return err_set(err, REASON_SECRET_INPUT, "stdin is empty: write the secret to it");
	if (strncmp(buf_str(text), "\xef\xbb\xbf", 3) == 0)
		return err_set(err, REASON_SECRET_INPUT,
			       "stdin begins with a byte order mark, as files of Windows do: leave "
			       "it out");
	if (memchr(text->data, '\r', text->len) != NULL)
		return err_set(err, REASON_SECRET_INPUT,
			       "stdin has a carriage return, as lines of Windows do: leave it out");
	return 0;
}

int prompt_stdin(struct credential *given, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_STDIN + 1);
	int r = kv_read(STDIN_FILENO, LIMIT_STDIN, "stdin", &text, err);

	if (r == 0)
		r = check_text(&text, err);
	/* A secret may hold '=' itself. */
	if (r == 0 && strncmp(buf_str(&text), "client_id=", 10) != 0 &&
	    strncmp(buf_str(&text), "client_secret=", 14) != 0)
		r = take_bare(&text, given, err);
	else if (r == 0)
		r = take_lines(&text, given, err);
	buf_free(&text);
	return r;
}
