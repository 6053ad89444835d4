/* One authenticated exchange with an endpoint: the request, made anew for each try, and its
 * answer. */
#include "base/trace.h"
#include "oauth/discovery.h"
#include "http/json.h"
#include "oauth/dpop.h"
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
	buf_free(&request->proof);
	*request = (struct token_request){ .hint = NULL };
}

static const char *url_of(const struct oauth_exchange *x)
{
	return auth_url(&x->attempt, x->method);
}

static int put_proof(const struct oauth_exchange *x, struct token_request *request, struct err *err)
{
	const struct dpop_use use = { .method = "POST", .url = url_of(x), .nonce = x->nonce };

	if (x->proof_key == NULL)
		return 0;
	buf_puts(&request->proof, "DPoP: ");
	return dpop_proof(x->proof_key, &use, &request->proof, err);
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
	if (r == 0)
		r = put_proof(x, request, err);
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
	trace("%s: POST %s, client id %s, auth %s%s", names[a->operation], url_of(x),
	      id != NULL ? id->data : "not sent", x->method->name, asked);
	if (x->certificate != NULL)
		trace("%s: the certificate of %s, x5t#S256 %s", names[a->operation],
		      x->certificate->name, x->certificate->thumbprint);
}

/* Whether the server refuses the proof only because it wants a nonce in it, which it names (RFC
 * 9449, 8). Takes the nonce. */
static bool wants_nonce(struct oauth_exchange *x)
{
	struct http_reply *reply = &x->reply;
	struct json_object *object = NULL;
	const char *code = NULL;

	if (x->proof_key == NULL || (reply->status != 400 && reply->status != 401) ||
	    reply->dpop_nonce == NULL || !dpop_is_nonce(reply->dpop_nonce) ||
	    json_read(buf_str(&reply->body), reply->body.len, &object) != 0)
		return false;
	bool wants = json_string(object, "error", &code) == JSON_OK &&
		     strcmp(code, "use_dpop_nonce") == 0;
	json_release(object);
	if (wants) {
		free(x->nonce);
		x->nonce = reply->dpop_nonce;
		reply->dpop_nonce = NULL;
	}
	return wants;
}

/* Chooses the method, and what it needs. The endpoint for clients with a certificate is checked as
 * the other one was. */
static int prepare(struct oauth_exchange *x, struct err *err)
{
	const struct auth_attempt *a = &x->attempt;
	const struct oauth_metadata *m = a->metadata;
	int r = auth_choose(a, &x->method, err);

	if (r == 0 && auth_url(a, x->method) != m->endpoints[a->operation].url)
		r = discovery_check_endpoint(a->config, m->document_url,
					     "endpoint in mtls_endpoint_aliases",
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
		.proof = &x->request.proof,
	};
	int r = prepare(x, err);

	/* A PIN that the token has refused is not sent again at once. */
	*ret_problem =
		(struct oauth_problem){ r == 0                            ? OAUTH_FAIL_NONE
					: err_is(err, REASON_PIN_REFUSED) ? OAUTH_FAIL_REFUSED
									  : OAUTH_FAIL_LOCAL };
	if (r != 0)
		return r;
	request.url = url_of(x);
	request.certificate = x->certificate;
	if (trace_on())
		trace_exchange(x);
	r = retry_send(a->config, &request, make, x, deadline_ms, &x->reply, ret_problem, err);
	if (r == 0 && wants_nonce(x)) {
		trace("http: once more, with the nonce that the server wants");
		r = retry_send(a->config, &request, make, x, deadline_ms, &x->reply, ret_problem,
			       err);
	}
	return r;
}

void exchange_clear(struct oauth_exchange *x)
{
	clear_request(&x->request);
	certificate_free(&x->certificate);
	http_reply_clear(&x->reply);
	free(x->nonce);
	x->nonce = NULL;
}
