/* One authenticated exchange with an endpoint: the request, made anew for each try, and its
 * answer. */
#include "base/trace.h"
#include "oauth/discovery.h"
#include "oauth/exchange.h"
#include "oauth/retry.h"

#define PART_MAX (256u * 1024)

static void put_grant(const struct oauth_config *config, struct token_request *request)
{
	request_put(request, "grant_type", "client_credentials");
	request_put(request, "audience", config->audience);
	for (size_t i = 0; i < config->nresources; i++)
		request_put(request, "resource", config->resources[i]);
	request_put(request, "scope", config->scope);
	for (size_t i = 0; i < config->nparams; i++)
		request_put(request, config->params[i].name, config->params[i].value);
}

static void clear_request(struct token_request *request)
{
	buf_free(&request->form);
	buf_free(&request->authorization);
	*request = (struct token_request){ .hint = NULL };
}

int exchange_make(struct oauth_exchange *x, struct err *err)
{
	struct token_request *request = &x->request;
	int r;

	clear_request(request);
	*request = (struct token_request){
		.form = BUF_SECRET(PART_MAX),
		.authorization = BUF_SECRET(PART_MAX),
	};
	/* It may have expired since the try before. */
	if (!x->method->needs(x->attempt.credential))
		return err_set(err, REASON_CREDENTIAL_EXPIRED,
			       "the credential has expired: call again");
	if (x->token == NULL) {
		put_grant(x->attempt.config, request);
	} else {
		request_put_bytes(request, "token", x->token->data, x->token->len);
		request_put(request, "token_type_hint", "access_token");
		redact_add(&request->secrets, x->token->data, x->token->len);
	}
	r = x->method->apply(request, &x->attempt, err);
	if (r == 0 && (buf_error(&request->form) || buf_error(&request->authorization)))
		r = err_nomem(err);
	if (r != 0)
		clear_request(request);
	return r;
}

/* A retry_make_fn. */
static int make(void *arg, struct err *err)
{
	return exchange_make(arg, err);
}

static void trace_exchange(const struct oauth_exchange *x)
{
	static const char *const names[] = {
		[OAUTH_GRANT] = "token request",
		[OAUTH_REVOKE] = "revocation",
		[OAUTH_INTROSPECT] = "introspection",
	};
	const struct auth_attempt *a = &x->attempt;
	const struct secret *id = a->credential->items[ITEM_CLIENT_ID];
	const char *scope = a->config->scope, *audience = a->config->audience;
	char asked[1024] = "";

	if (x->token == NULL)
		snprintf(asked, sizeof(asked), ", scope %s, audience %s",
			 scope != NULL ? scope : "not asked",
			 audience != NULL ? audience : "not asked");
	trace("%s: POST %s, client id %s, auth %s%s", names[a->operation], auth_url(a, x->method),
	      id != NULL ? id->data : "not sent", x->method->name, asked);
	if (x->certificate != NULL)
		trace("%s: the certificate of %s, x5t#S256 %s", names[a->operation],
		      x->certificate->name, x->certificate->thumbprint);
}

/* Chooses the method, and what it needs. The endpoint for clients with a certificate is checked as the
 * other one was. */
static int prepare(struct oauth_exchange *x, struct err *err)
{
	const struct auth_attempt *a = &x->attempt;
	const struct oauth_metadata *m = a->metadata;
	int r = auth_choose(a, &x->method, err);

	if (r == 0 && auth_url(a, x->method) != m->endpoints[a->operation].url)
		r = discovery_check_endpoint(a->config, m->document_url, "mtls_endpoint_aliases",
					     auth_url(a, x->method), err);
	if (r == 0 && auth_shows_certificate(a, x->method))
		r = auth_load_certificate(a->credential, &x->certificate, err);
	return r;
}

int exchange_run(struct oauth_exchange *x, int64_t deadline_ms, struct oauth_problem *ret_problem,
		 struct err *err)
{
	const struct auth_attempt *a = &x->attempt;
	struct http_request request = {
		.form = &x->request.form,
		.authorization = &x->request.authorization,
	};
	int r = prepare(x, err);

	*ret_problem = (struct oauth_problem){ r != 0 ? OAUTH_FAIL_LOCAL : OAUTH_FAIL_NONE };
	if (r != 0)
		return r;
	request.url = auth_url(a, x->method);
	request.certificate = x->certificate;
	if (trace_on())
		trace_exchange(x);
	return retry_send(a->config, &request, make, x, deadline_ms, &x->reply, ret_problem, err);
}

void exchange_clear(struct oauth_exchange *x)
{
	clear_request(&x->request);
	certificate_free(&x->certificate);
	http_reply_clear(&x->reply);
}
