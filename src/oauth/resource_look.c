/* Asks an API for its metadata: by its challenge, or at the well-known places. */
#include "base/challenge.h"
#include "base/trace.h"
#include "base/url.h"
#include "oauth/resource.h"
#include "oauth/retry.h"

/* Asks for the document at one place. *ret_status: of an answer that is no document; 0: it is one. */
static int ask(const struct oauth_config *config, const char *api, const char *url,
	       int64_t deadline_ms, long *ret_status, struct resource_metadata *ret_metadata,
	       struct err *err)
{
	struct http_request request = { .url = url };
	struct http_reply reply = HTTP_REPLY_INIT;
	struct oauth_problem ignored;
	enum document read = DOCUMENT_NONE;
	int r = retry_send(config, &request, NULL, NULL, deadline_ms, &reply, &ignored, err);

	if (r == 0 && reply.status == 200)
		read = resource_read(config, api, url, &reply.body, ret_metadata, err);
	if (read == DOCUMENT_BAD)
		r = err->code;
	if (r == 0)
		trace("resource: %s: %s", url, read == DOCUMENT_USED ? "used" : "there is none");
	*ret_status = read == DOCUMENT_USED ? 0 : reply.status;
	http_reply_clear(&reply);
	return r;
}

/* Asks for the document that the API names. */
static int ask_named(const struct oauth_config *config, const char *api, const char *named,
		     int64_t deadline_ms, struct resource_metadata *ret_metadata, struct err *err)
{
	long status = 0;
	int r = ask(config, api, named, deadline_ms, &status, ret_metadata, err);

	if (r == 0 && status != 0)
		r = err_set(err, REASON_RESOURCE_METADATA,
			    "%s names its metadata at %.200s, and there are none (%ld)", api, named,
			    status);
	return r;
}

/* Asks at the two well-known places, which are one for the URL of a server. *ret_status is 0 if
 * the document is there. */
static int ask_well_known(const struct oauth_config *config, const char *api, int64_t deadline_ms,
			  long *ret_status, struct resource_metadata *ret_metadata, struct err *err)
{
	char *urls[] = { resource_document_url(api, false), resource_document_url(api, true) };
	int r = 0;

	if (urls[0] == NULL || urls[1] == NULL)
		r = err_nomem(err);
	for (int i = 0; i < 2 && r == 0 && *ret_status != 0; i++)
		if (i == 0 || strcmp(urls[0], urls[1]) != 0)
			r = ask(config, api, urls[i], deadline_ms, ret_status, ret_metadata, err);
	free(urls[0]);
	free(urls[1]);
	return r;
}

static char *origin_of(const char *text)
{
	struct url *url = NULL;
	char *origin = url_parse(text, &url, NULL) == 0 ? url_origin(url) : NULL;

	url_free(&url);
	return origin;
}

int resource_look(const struct oauth_config *config, const char *api, const char *named,
		  int64_t deadline_ms, struct resource_metadata *ret_metadata, struct err *err)
{
	struct oauth_config rules = *config;
	long status = -1;
	int r = 0;

	rules.issuer = api;
	if (named != NULL)
		r = discovery_check_endpoint(&rules, api, "resource_metadata", named, err);
	if (named != NULL && r == 0)
		return ask_named(config, api, named, deadline_ms, ret_metadata, err);
	if (r != 0 && !err_is(err, REASON_ENDPOINT_ELSEWHERE))
		return r;
	*err = (struct err){ 0 };
	r = ask_well_known(config, api, deadline_ms, &status, ret_metadata, err);
	if (r != 0 || status == 0)
		return r;
	if (named == NULL)
		return err_set(err, REASON_METADATA_MISSING,
			       "%s does not say of which authorization server it takes tokens",
			       api);
	ret_metadata->elsewhere = origin_of(named);
	return ret_metadata->elsewhere != NULL ? 0 : err_nomem(err);
}

int resource_discover(const struct oauth_config *config, const char *api, int64_t deadline_ms,
		      struct resource_metadata *ret_metadata, struct err *err)
{
	struct http_request request = { .url = api, .body_unread = true };
	struct http_reply reply = HTTP_REPLY_INIT;
	struct oauth_problem ignored;
	struct buf named = BUF_INIT, scopes = BUF_INIT;
	bool names = false;
	int r = retry_send(config, &request, NULL, NULL, deadline_ms, &reply, &ignored, err);

	if (r == 0 && reply.challenge != NULL) {
		names = challenge_parameter(reply.challenge, "Bearer", "resource_metadata", &named);
		(void)challenge_parameter(reply.challenge, "Bearer", "scope", &scopes);
	}
	if (r == 0)
		r = resource_look(config, api, names ? buf_str(&named) : NULL, deadline_ms,
				  ret_metadata, err);
	/* What this call wants comes before all that the API knows. */
	if (r == 0)
		r = resource_take_scopes(ret_metadata, buf_str(&scopes), err);
	http_reply_clear(&reply);
	buf_free(&named);
	buf_free(&scopes);
	return r;
}
