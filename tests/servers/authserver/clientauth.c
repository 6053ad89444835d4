/* Authenticates clients at the token endpoint and its likes: RFC 6749, 2.3.1, Basic or form fields,
 * never both; or an assertion. */
#include "server.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <gnutls/gnutls.h>

static int sextet(char c)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

char *base64_decode(const char *text, size_t *ret_len)
{
	size_t len = strlen(text), pad = 0, i, out = 0;
	unsigned bits = 0;
	char *data;

	if (len == 0 || len % 4 != 0)
		return NULL;
	while (pad < 2 && text[len - 1 - pad] == '=')
		pad++;
	data = must_alloc(len);
	for (i = 0; i < len; i++) {
		int six = i >= len - pad ? 0 : sextet(text[i]);

		if (six < 0) {
			free(data);
			return NULL;
		}
		bits = bits << 6 | (unsigned)six;
		if (i % 4 == 3) {
			data[out++] = (char)(bits >> 16);
			data[out++] = (char)(bits >> 8);
			data[out++] = (char)bits;
		}
	}
	out -= pad;
	data[out] = '\0';
	*ret_len = out;
	return data;
}

static struct client *refuse(struct reply *reply)
{
	static const char text[] = "Client authentication failed.";

	/* The service's authentication page, "Error responses", word for word. */
	oauth_error(reply, 401, "invalid_client", text, strlen(text));
	return NULL;
}

static struct client *malformed(struct reply *reply, const char *text)
{
	oauth_error(reply, 400, "invalid_request", text, strlen(text));
	return NULL;
}

static struct client *check(struct server *server, const char *method, const char *id,
			    size_t id_len, const char *secret, size_t len, struct reply *reply)
{
	struct client *client = store_client(&server->store, id, id_len);

	if (client == NULL || !client_secret_is(client, secret, len) ||
	    !client_may_use(client, method))
		return refuse(reply);
	return client;
}

static struct client *basic(struct server *server, const char *credentials, struct reply *reply)
{
	size_t len, id_len, secret_len;
	char *text = base64_decode(credentials, &len), *colon;
	struct client *client;

	if (text == NULL)
		return malformed(reply, "The Basic credentials are not base64.");
	/* RFC 7617, 2: the user-id ends at the first colon. */
	colon = memchr(text, ':', len);
	if (colon == NULL) {
		client = malformed(reply, "The Basic credentials have no colon.");
		goto out;
	}
	*colon = '\0';
	id_len = (size_t)(colon - text);
	secret_len = len - id_len - 1;
	/* RFC 6749, 2.3.1: both were form-encoded, and what appendix B escapes cannot be there
	 * raw. */
	if (server->now.basic == BASIC_FORM &&
	    (!form_is_escaped(text, id_len) || !form_is_escaped(colon + 1, secret_len) ||
	     form_decode(text, id_len, &id_len) != 0 ||
	     form_decode(colon + 1, secret_len, &secret_len) != 0)) {
		client = malformed(reply, "The Basic credentials are not form-encoded.");
		goto out;
	}
	client = check(server, "client_secret_basic", text, id_len, colon + 1, secret_len, reply);
out:
	gnutls_memset(text, 0, len);
	free(text);
	return client;
}

struct client *client_authenticate(struct server *server, const struct request *request,
				   const struct form *form, struct reply *reply)
{
	const char *authorization = request_header(request, "Authorization");
	const struct pair *id = form_get(form, "client_id");
	const struct pair *secret = form_get(form, "client_secret");

	/* RFC 6749, 2.3: no more than one method in a request. */
	if (form_get(form, "client_assertion") != NULL)
		return authorization != NULL || secret != NULL
			       ? malformed(reply, "An assertion is not alone.")
			       : assertion_authenticate(server, request, form, reply);
	if (authorization != NULL && (id != NULL || secret != NULL))
		return malformed(reply,
				 "Client credentials are both in the header and in the body.");
	if (request_header_count(request, "Authorization") > 1)
		return malformed(reply, "The Authorization header is repeated.");
	if (authorization != NULL) {
		/* RFC 9110, 11.1: the scheme in any case; RFC 6749, 5.2: an unsupported method. */
		if (strncasecmp(authorization, "Basic ", 6) != 0 ||
		    server->now.basic == BASIC_REFUSE)
			return refuse(reply);
		authorization += 6;
		authorization += strspn(authorization, " ");
		return basic(server, authorization, reply);
	}
	if (id != NULL && secret == NULL) { /* RFC 8705, 2 */
		struct client *client = store_client(&server->store, id->value, id->len);

		return client != NULL && peer_is(&request->peer, client) ? client : refuse(reply);
	}
	if (id == NULL || secret == NULL || !server->now.post)
		return refuse(reply);
	return check(server, "client_secret_post", id->value, id->len, secret->value, secret->len,
		     reply);
}

static bool is_form(const struct request *request)
{
	static const char form[] = "application/x-www-form-urlencoded";
	const char *type = request_header(request, "Content-Type");

	if (type == NULL || request_header_count(request, "Content-Type") != 1 ||
	    strncasecmp(type, form, strlen(form)) != 0)
		return false;
	type += strlen(form);
	type += strspn(type, " \t");
	return *type == '\0' || *type == ';';
}

struct client *client_form(struct server *server, const struct request *request,
			   struct form *ret_form, struct reply *reply)
{
	struct client *client = NULL;
	struct form form;

	if (strcmp(request->method, "POST") != 0) {
		reply_text(reply, 405, "text/plain", "Use POST.\n");
		headers_add(&reply->headers, "Allow", "POST");
		return NULL;
	}
	if (!is_form(request)) /* RFC 6749, 4.4.2 */
		malformed(reply, "The Content-Type must be application/x-www-form-urlencoded.");
	else if (request->too_large)
		malformed(reply, "The body is too large.");
	else if (form_parse(request->body ? request->body : "", request->len, &form) != 0)
		malformed(reply, "The body is not form-encoded.");
	else {
		if (form_repeated(&form) != NULL) /* RFC 6749, 3.2 */
			malformed(reply, "A parameter is repeated.");
		else
			client = client_authenticate(server, request, &form, reply);
		if (client != NULL)
			*ret_form = form;
		else
			form_free(&form);
	}
	return client;
}
