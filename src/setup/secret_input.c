/* A client secret, and an id with it, on stdin. */
#include "base/banned.h"
#include "setup/secret_input.h"
#include "base/fs.h"
#include "base/kv.h"
#include "base/limits.h"

#include <unistd.h>

/* Both lines, with their keys. */
#define LIMIT_STDIN (LIMIT_CLIENT_ID + LIMIT_CLIENT_SECRET + 1024u)

static const char id_key[] = "client_id=", secret_key[] = "client_secret=";

static int take_lines(struct buf *text, struct credential *b, struct err *err)
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
	else if (secret_new(secret, strlen(secret), &b->items[ITEM_CLIENT_SECRET]) != 0 ||
		 (id != NULL && id[0] != '\0' &&
		  secret_new(id, strlen(id), &b->items[ITEM_CLIENT_ID]) != 0))
		r = err_nomem(err);
	kv_free(&kv);
	return r;
}

/* One line, which may lack its end. */
static int take_bare(const struct buf *text, struct credential *b, struct err *err)
{
	size_t len = strcspn(text->data, "\n");

	if (len == 0)
		return err_set(err, REASON_SECRET_INPUT,
			       "stdin has no secret: write it in one line");
	if (len + 1 < text->len)
		return err_set(
			err, REASON_SECRET_INPUT,
			"stdin is not one line: write the secret, or client_id=ID and client_secret=SECRET, a line each");
	return secret_new(text->data, len, &b->items[ITEM_CLIENT_SECRET]) != 0 ? err_nomem(err) : 0;
}

/* A secret may hold '=' itself. */
static bool has_keys(const struct buf *text)
{
	return strncmp(buf_str(text), id_key, strlen(id_key)) == 0 ||
	       strncmp(buf_str(text), secret_key, strlen(secret_key)) == 0;
}

int secret_input_read(bool bare, struct credential *b, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_STDIN + 1);
	int r = bare ? fs_read_all(STDIN_FILENO, LIMIT_STDIN, "stdin", &text, err)
		     : kv_read(STDIN_FILENO, LIMIT_STDIN, "stdin", &text, err);

	if (r == 0 && bare && !has_keys(&text))
		r = text.len > 0 ? take_bare(&text, b, err)
				 : err_set(err, REASON_SECRET_INPUT,
					   "stdin is empty: write the secret to it");
	else if (r == 0)
		r = take_lines(&text, b, err);
	buf_free(&text);
	return r;
}
