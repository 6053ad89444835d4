/* client_secret_basic: client id and secret in the header Authorization (RFC 6749, 2.3.1; RFC
 * 7617). */
#include "base/base64.h"
#include "base/url.h"
#include "oauth/auth_method.h"

/* Id and secret, form-encoded, with the colon between them. */
#define PAIR_MAX (128u * 1024)

static int check(const struct auth_attempt *attempt, struct err *err)
{
	const struct secret *id = attempt->credential->items[ITEM_CLIENT_ID];

	if (!attempt->config->basic_raw || memchr(id->data, ':', id->len) == NULL)
		return 0;
	return err_set(err, REASON_CLIENT_ID_COLON,
		       "basic-encoding raw cannot send a client id with a colon: use form");
}

static void put_pair(struct buf *pair, const struct secret *id, const struct secret *secret,
		     bool raw)
{
	void (*put)(struct buf * b, const void *data, size_t len) = raw ? buf_put : url_form_encode;

	put(pair, id->data, id->len);
	buf_putc(pair, ':');
	put(pair, secret->data, secret->len);
}

static int apply(struct token_request *request, const struct auth_attempt *attempt, struct err *err)
{
	const struct secret *id = attempt->credential->items[ITEM_CLIENT_ID],
			    *secret = attempt->credential->items[ITEM_CLIENT_SECRET];
	struct buf plain = BUF_SECRET(PAIR_MAX), pair = BUF_SECRET(PAIR_MAX);
	struct buf *header = &request->authorization;

	(void)err;
	put_pair(&plain, id, secret, true);
	put_pair(&pair, id, secret, attempt->config->basic_raw);
	buf_puts(header, "Authorization: Basic ");
	size_t begin = header->len;
	base64_put(header, buf_str(&pair), pair.len);
	header->failed |= buf_error(&plain) || buf_error(&pair);
	/* A server may leave the padding out when it repeats the header. */
	if (!buf_error(header))
		redact_add_whole(&request->secrets, header->data + begin,
				 strcspn(header->data + begin, "="));
	redact_add(&request->secrets, secret->data, secret->len);
	if (strcmp(buf_str(&pair), buf_str(&plain)) != 0)
		request->hint =
			"the id or secret has characters that form encoding changes (RFC "
			"6749, 2.3.1): if this server takes them raw, set basic-encoding raw";
	buf_free(&plain);
	buf_free(&pair);
	return 0;
}

const struct auth_method auth_basic = {
	.name = "client_secret_basic",
	.wants = AUTH_WANTS_SECRET,
	.checked = AUTH_CHECKED_SECRET,
	.proof = ITEM_CLIENT_SECRET,
	.needs = auth_needs_secret,
	.check = check,
	.identity = auth_identity_secret,
	.apply = apply,
};
