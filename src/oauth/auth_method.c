/* Functions that several methods of client authentication share. */
#include "base/clock.h"
#include "base/url.h"
#include "oauth/auth_method.h"

void request_put_bytes(struct token_request *request, const char *name, const void *value,
		       size_t len)
{
	struct buf *form = &request->form;

	if (form->len > 0)
		buf_putc(form, '&');
	url_form_encode(form, name, strlen(name));
	buf_putc(form, '=');
	url_form_encode(form, value, len);
}

void request_put(struct token_request *request, const char *name, const char *value)
{
	if (value != NULL)
		request_put_bytes(request, name, value, strlen(value));
}

void auth_show(const struct auth_attempt *attempt, const void *assertion, size_t len)
{
	const char *dot = memrchr(assertion, '.', len);

	if (attempt->sent == NULL || dot == NULL)
		return;
	secret_free(attempt->sent);
	(void)secret_new(assertion, (size_t)(dot - (const char *)assertion) + 1, attempt->sent);
}

bool auth_needs_secret(const struct credential *credential)
{
	return credential_has(credential, ITEM_CLIENT_ID) &&
	       credential_has(credential, ITEM_CLIENT_SECRET);
}

void auth_identity_item(const struct credential *credential, int item, struct buf *b)
{
	const struct secret *value = credential->items[item];

	buf_printf(b, "%zu:", value != NULL ? value->len : 0);
	if (value != NULL)
		buf_put(b, value->data, value->len);
}

/* Neither item can hold a line end, so that the two cannot run into each other. */
void auth_identity_secret(const struct credential *credential, struct buf *b)
{
	const struct secret *id = credential->items[ITEM_CLIENT_ID],
			    *secret = credential->items[ITEM_CLIENT_SECRET];

	buf_put(b, id->data, id->len);
	buf_putc(b, '\n');
	buf_put(b, secret->data, secret->len);
}
