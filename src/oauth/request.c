/* Requests as bytes: for a token, and about one. */
#include "base/banned.h"
#include "base/limits.h"
#include "oauth/request.h"
#include "base/url.h"

#define FORM_MAX (256u * 1024)

static void put(struct buf *form, const char *name, const void *value, size_t len)
{
	if (form->len > 0)
		buf_putc(form, '&');
	url_form_encode(form, name, strlen(name));
	buf_putc(form, '=');
	url_form_encode(form, value, len);
}

static void put_text(struct buf *form, const char *name, const char *value)
{
	if (value != NULL)
		put(form, name, value, strlen(value));
}

/* Metadata that say nothing mean basic (RFC 8414, 2); what they leave out is not tried. */
bool oauth_uses_basic(const struct oauth_config *config, const struct oauth_metadata *metadata)
{
	if (config->client_auth != OAUTH_AUTH_AUTO)
		return config->client_auth == OAUTH_AUTH_BASIC;
	return !metadata->auth_known || metadata->auth_basic;
}

static void put_form(const struct oauth_config *config, struct buf *form)
{
	put_text(form, "grant_type", "client_credentials");
	put_text(form, "audience", config->audience);
	for (size_t i = 0; i < config->nresources; i++)
		put_text(form, "resource", config->resources[i]);
	put_text(form, "scope", config->scope);
	for (size_t i = 0; i < config->nparams; i++)
		put_text(form, config->param_names[i], config->param_values[i]);
}

static bool changed(const struct buf *encoded, const struct secret *plain)
{
	return encoded->len != plain->len || memcmp(encoded->data, plain->data, plain->len) != 0;
}

static bool op_uses_basic(const struct oauth_config *config, const struct oauth_metadata *metadata,
			  const struct oauth_endpoint *endpoint)
{
	if (config->client_auth == OAUTH_AUTH_AUTO && endpoint->auth_known)
		return endpoint->auth_basic;
	return oauth_uses_basic(config, metadata);
}

static void request_begin(struct token_request *rq, bool basic)
{
	*rq = (struct token_request){
		.basic = basic,
		.form = BUF_SECRET(FORM_MAX),
		.user = BUF_SECRET(FORM_MAX),
		.password = BUF_SECRET(FORM_MAX),
	};
}

/* Puts the credentials behind what the form says already. On failure the request is cleared. */
static int request_end(const struct oauth_config *config, const struct secret *client_id,
		       const struct secret *client_secret, struct token_request *rq,
		       struct err *err)
{
	if (!rq->basic) {
		put(&rq->form, "client_id", client_id->data, client_id->len);
		put(&rq->form, "client_secret", client_secret->data, client_secret->len);
	} else if (config->basic_raw) {
		if (memchr(client_id->data, ':', client_id->len) != NULL) {
			token_request_clear(rq);
			return err_set(
				err, EXIT_DATA,
				"basic-encoding raw cannot send a client id with a colon: use form");
		}
		buf_put(&rq->user, client_id->data, client_id->len);
		buf_put(&rq->password, client_secret->data, client_secret->len);
	} else {
		url_form_encode(&rq->user, client_id->data, client_id->len);
		url_form_encode(&rq->password, client_secret->data, client_secret->len);
		rq->encoded =
			changed(&rq->user, client_id) || changed(&rq->password, client_secret);
	}
	if (buf_error(&rq->form) || buf_error(&rq->user) || buf_error(&rq->password)) {
		token_request_clear(rq);
		return err_nomem(err);
	}
	return 0;
}

int token_request_make(const struct oauth_config *config, const struct oauth_metadata *metadata,
		       const struct secret *client_id, const struct secret *client_secret,
		       struct token_request *ret_request, struct err *err)
{
	struct token_request rq;
	int r;

	request_begin(&rq, oauth_uses_basic(config, metadata));
	put_form(config, &rq.form);
	if ((r = request_end(config, client_id, client_secret, &rq, err)) == 0)
		*ret_request = rq;
	return r;
}

int token_op_make(const struct oauth_config *config, const struct oauth_metadata *metadata,
		  enum oauth_operation operation, const struct secret *client_id,
		  const struct secret *client_secret, const struct secret *token,
		  struct token_request *ret_request, struct err *err)
{
	const struct oauth_endpoint *endpoint =
		operation == OAUTH_REVOKE ? &metadata->revocation : &metadata->introspection;
	struct token_request rq;
	int r;

	request_begin(&rq, op_uses_basic(config, metadata, endpoint));
	put(&rq.form, "token", token->data, token->len);
	put_text(&rq.form, "token_type_hint", "access_token");
	if ((r = request_end(config, client_id, client_secret, &rq, err)) == 0)
		*ret_request = rq;
	return r;
}

void token_request_clear(struct token_request *request)
{
	buf_free(&request->form);
	buf_free(&request->user);
	buf_free(&request->password);
}

int oauth_describe(const struct oauth_config *config, const struct oauth_metadata *metadata,
		   const struct secret *client_id, const struct secret *client_secret,
		   struct buf *b, struct err *err)
{
	struct token_request rq;
	int r = token_request_make(config, metadata, client_id, client_secret, &rq, err);

	if (r != 0)
		return r;
	buf_puts(b, metadata->token_endpoint);
	buf_puts(b, rq.basic ? "\nbasic\n" : "\npost\n");
	buf_put(b, buf_str(&rq.user), rq.user.len);
	buf_putc(b, '\n');
	buf_put(b, buf_str(&rq.password), rq.password.len);
	buf_putc(b, '\n');
	buf_put(b, rq.form.data, rq.form.len);
	token_request_clear(&rq);
	return buf_error(b) ? err_nomem(err) : 0;
}
