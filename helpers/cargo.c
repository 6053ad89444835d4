/* The dialect of cargo, its credential provider protocol: a greeting, then one line of JSON each way. */
#include "helpers/helper.h"
#include "base/json_in.h"
#include "base/json_out.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/output.h"

#include <string.h>

/* Cargo asks its next provider after not-found and url-not-supported, and gives up after the others. */
static void put_err(struct buf *b, const char *kind, const char *message)
{
	json_begin(b, NULL, '{');
	json_begin(b, "Err", '{');
	json_text(b, "kind", kind);
	if (message != NULL)
		json_text(b, "message", message);
	buf_puts(b, "}}\n");
}

static void put_ok(struct buf *b, const char *kind)
{
	json_begin(b, NULL, '{');
	json_begin(b, "Ok", '{');
	json_text(b, "kind", kind);
}

/* The whole value of the Authorization header, of one token for all operations. */
static int get(struct helper *h, struct err *err)
{
	struct buf *b = &h->out, value = BUF_SECRET(LIMIT_ANSWER);
	struct obtained token = { 0 };
	int r;

	if ((r = helper_obtain(h, NULL, &token, err)) != 0)
		return r;
	buf_puts(&value, "Bearer ");
	buf_put(&value, token.token->data, token.token->len);
	put_ok(b, "get");
	json_all(b, "token", buf_str(&value));
	json_text(b, "cache", token.expires_s > 0 ? "expires" : "session");
	if (token.expires_s > 0)
		json_number(b, "expiration", token.expires_s);
	json_boolean(b, "operation_independent", true);
	buf_puts(b, "}}\n");
	r = buf_error(&value) ? err_nomem(err) : 0;
	buf_free(&value);
	obtained_clear(&token);
	return r;
}

static int answer(struct helper *h, const char *kind, const char *index, struct err *err)
{
	int r = 0;

	if (strncmp(index, "sparse+", 7) == 0)
		index += 7;
	if ((r = helper_find_server(h, index, err)) != 0)
		return r;
	if (h->profile == NULL) {
		put_err(&h->out, "url-not-supported", NULL);
	} else if (strcmp(kind, "get") == 0) {
		r = get(h, err);
	} else if (strcmp(kind, "logout") == 0) {
		if ((r = helper_take_back(h, NULL, err)) == 0) {
			put_ok(&h->out, "logout");
			buf_puts(&h->out, "}}\n");
		}
	} else if (strcmp(kind, "login") == 0) {
		r = err_set(err, REASON_USAGE,
			    "profile %s gets the tokens of this registry: it needs no cargo login",
			    h->profile->name);
	} else {
		put_err(&h->out, "operation-not-supported", NULL);
	}
	return r;
}

static int read_part(const struct buf *line, const char *path, struct buf *value, struct err *err)
{
	int r = json_in_text(buf_str(line), line->len, path, value, err);

	if (r < 0)
		return err_set(err, REASON_MALFORMED_MESSAGE, "the request has no %s", path);
	if (r != 0)
		err_prefix(err, "the request");
	return r;
}

static int serve(struct helper *h, struct err *err)
{
	struct buf line = BUF_SECRET(LIMIT_PROTO_REQUEST + 1), kind = BUF_INIT, index = BUF_INIT;
	int r;

	if ((r = helper_read_line(&line, err)) == 0 && line.len > 0 &&
	    (r = read_part(&line, "kind", &kind, err)) == 0 &&
	    (r = read_part(&line, "registry.index-url", &index, err)) == 0)
		r = answer(h, buf_str(&kind), buf_str(&index), err);
	buf_free(&index);
	buf_free(&kind);
	buf_free(&line);
	return r;
}

/*
 * Cargo looks at the answer only if the exit code is 0. It starts the program once a request, with the
 * argument --cargo-plugin.
 */
static int run(struct helper *h, struct err *err)
{
	struct buf hello = BUF_INIT;
	char line[ERR_LINE_MAX];
	int r;

	buf_puts(&hello, "{\"v\":[1]}\n");
	r = output_write(&hello, err);
	buf_free(&hello);
	if (r != 0 || (r = serve(h, err)) == 0)
		return r;
	bool next = h->profile != NULL && h->profile->on_failure_next;
	if (next)
		log_warning_err(h->profile->name, err);
	buf_reset(&h->out);
	put_err(&h->out, next ? "not-found" : "other", err_line(err, line, sizeof(line)));
	return 0;
}

static void configure(const struct helper_subject *s, struct buf *b)
{
	buf_printf(b,
		   "# in ~/.cargo/config.toml; NAME is the registry's name in Cargo.toml\n"
		   "[registries.NAME]\nindex = \"sparse+%s/\"\n"
		   "credential-provider = \"cargo-credential-ccred\"\n",
		   s->url);
}

const struct dialect dialect_cargo = {
	.name = "cargo",
	.program = "cargo-credential-ccred",
	.tools = "cargo",
	.run = run,
	.configure = configure,
};
