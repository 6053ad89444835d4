/* A request to an endpoint of the server, as one try sends it. */
#include "base/banned.h"
#include "base/url.h"
#include "oauth/request.h"

#define PART_MAX (256u * 1024)

void request_begin(struct token_request *request)
{
	*request = (struct token_request){
		.form = BUF_SECRET(PART_MAX),
		.authorization = BUF_SECRET(PART_MAX),
	};
}

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

bool request_failed(const struct token_request *request)
{
	return buf_error(&request->form) || buf_error(&request->authorization);
}

void request_clear(struct token_request *request)
{
	buf_free(&request->form);
	buf_free(&request->authorization);
	*request = (struct token_request){ .hint = NULL };
}
