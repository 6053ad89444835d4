/* The JWT that a client signs to prove itself (RFC 7523, 3): header and claims as text, and its way
 * into a request. */
#include "oauth/jwt.h"
#include "base/base64.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "base/trace.h"
#include "oauth/discovery.h"
#include "jose/jose.h"

#include <errno.h>
#include <sys/random.h>

/* Of header and claims: audience and client id have their limits, and JSON escapes some bytes. */
#define PART_MAX (64u * 1024)

static void put_part(struct buf *b, const struct buf *json)
{
	base64url_put(b, buf_str(json), json->len);
	b->failed |= buf_error(json);
}

void jwt_put(struct buf *b, const struct jwt_assertion *jwt)
{
	struct buf json = { .max = PART_MAX };

	json_begin(&json, NULL, '{');
	json_all(&json, "alg", jwt->alg);
	json_all(&json, "typ", jwt->typ);
	if (jwt->kid != NULL)
		json_all(&json, "kid", jwt->kid);
	if (jwt->x5t_s256 != NULL)
		json_all(&json, "x5t#S256", jwt->x5t_s256);
	buf_putc(&json, '}');
	put_part(b, &json);
	buf_putc(b, '.');
	buf_reset(&json);
	json_begin(&json, NULL, '{');
	json_all(&json, "iss", jwt->client_id);
	json_all(&json, "sub", jwt->client_id);
	json_all(&json, "aud", jwt->audience);
	json_all(&json, "jti", jwt->id);
	json_number(&json, "iat", jwt->issued_s);
	json_number(&json, "exp", jwt->expires_s);
	buf_putc(&json, '}');
	put_part(b, &json);
	buf_free(&json);
}

/* The algorithms of the operation's endpoint, or else of the token endpoint. NULL: the metadata
 * name none. */
static const char *offered_algs(const struct auth_attempt *attempt)
{
	const struct oauth_metadata *m = attempt->metadata;
	const char *algs = m != NULL ? m->endpoints[attempt->operation].algs : NULL;

	if (algs == NULL && m != NULL)
		algs = m->endpoints[OAUTH_GRANT].algs;
	return algs != NULL && algs[0] != '\0' ? algs : NULL;
}

int jwt_algorithm(const struct auth_attempt *attempt, const char *list, const char *who,
		  char out[JWT_ALG_SIZE], struct err *err)
{
	const char *named = attempt->config->assertion_alg, *offered = offered_algs(attempt);
	char word[JWT_ALG_SIZE];
	size_t len;

	for (const char *w = list; *w != '\0'; w += len + strspn(w + len, " ")) {
		len = strcspn(w, " ");
		snprintf(word, sizeof(word), "%.*s", (int)len, w);
		/* A person knows better than metadata. */
		if (len == 0 || len >= sizeof(word) ||
		    (named != NULL ? strcmp(named, word) != 0
				   : offered != NULL && !jose_list_has(offered, word)))
			continue;
		memcpy(out, word, sizeof(word));
		return 0;
	}
	if (named != NULL)
		return err_set(
			err, REASON_CLIENT_AUTH,
			"assertion-alg is %s, and %s signs with %s: correct assertion-alg, or "
			"use another key",
			named, who, list);
	return err_set(
		err, REASON_CLIENT_AUTH,
		"%s signs with %s, and the server takes %s: use a key for one of these, or set "
		"assertion-alg if the server takes another one all the same",
		who, list, offered != NULL ? offered : "none");
}

/* How many bytes the raw signature of an algorithm has; 0: that is as long as the modulus of the
 * RSA key. */
static size_t signature_length(const char *alg)
{
	/* A MAC is as long as its hash (RFC 7518, 3.2). */
	return strncmp(alg, "HS", 2) == 0 ? strtoul(alg + 2, NULL, 10) / 8
					  : jose_signature_size(alg);
}

/* Of an RSA key that is safe. */
#define RSA_LEAST (2048 / 8)

static int check_length(const char *alg, size_t len, struct err *err)
{
	size_t wanted = signature_length(alg);

	if (wanted != 0 ? len == wanted : len >= RSA_LEAST && len <= LIMIT_SIGNATURE)
		return 0;
	if (wanted == 0)
		return err_set(
			err, REASON_SIGNATURE_LENGTH,
			"the signature has %zu bytes, and one of %s has at least %d: this is a "
			"fault of the plugin",
			len, alg, RSA_LEAST);
	return err_set(
		err, REASON_SIGNATURE_LENGTH,
		"the signature has %zu bytes, and one of %s has %zu%s: this is a fault of the "
		"plugin",
		len, alg, wanted, alg[0] == 'E' && alg[1] == 'S' ? " (r and s, not DER)" : "");
}

/*
 * Whom the assertion is for. The issuer of the SMART document may be another one than the
 * profile's, and the document may lack it. It must be on a server that the profile allows: a server
 * that named another one would get an assertion with which it could be the client there.
 */
static int find_audience(const struct auth_attempt *attempt, const struct auth_method *method,
			 const char **ret_audience, struct err *err)
{
	const char *named = attempt->config->assertion_audience;
	const struct oauth_metadata *m = attempt->metadata;
	bool endpoint = named != NULL && strcmp(named, "endpoint") == 0;
	int r = 0;

	if (named != NULL && !endpoint)
		*ret_audience = named;
	else if (endpoint || (m->issuer == NULL && attempt->config->issuer == NULL))
		*ret_audience = auth_url(attempt, method);
	else
		*ret_audience = m->issuer != NULL ? m->issuer : attempt->config->issuer;
	if (named == NULL && m->issuer != NULL &&
	    (r = discovery_check_endpoint(attempt->config, m->document_url, "issuer", m->issuer,
					  err)) != 0)
		err_hint(err, "it would be the audience of the assertion: with assertion-audience "
			      "endpoint that is the endpoint");
	return r;
}

int jwt_put_id(struct buf *b, struct err *err)
{
	unsigned char bytes[16];

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return err_sys(err, REASON_SYSTEM, errno, "cannot get random bytes");
	base64url_put(b, bytes, sizeof(bytes));
	return buf_error(b) ? err_nomem(err) : 0;
}

/* Adds the parts of the JWT to the form, of which only the signature is secret: what it signs is
 * the client id and other public words, which the server may repeat. */
static void put_assertion(struct token_request *request, const struct auth_attempt *attempt,
			  const struct buf *input, const struct secret *signature)
{
	const struct secret *id = attempt->credential->items[ITEM_CLIENT_ID];
	struct buf *form = &request->form, jwt = BUF_SECRET(PART_MAX);
	size_t mark = input->len + 1;

	buf_put(&jwt, buf_str(input), input->len);
	buf_putc(&jwt, '.');
	base64url_put(&jwt, signature->data, signature->len);
	request_put_bytes(request, "client_id", id->data, id->len);
	request_put(request, "client_assertion_type", JWT_BEARER);
	/* It is the last field: the list points into the form. base64url is the same there. */
	request_put_bytes(request, "client_assertion", buf_str(&jwt), jwt.len);
	form->failed |= buf_error(&jwt);
	if (!buf_error(&jwt))
		auth_show(attempt, jwt.data, jwt.len);
	if (!buf_error(form)) {
		const char *begin = form->data + form->len - jwt.len;
		redact_add_whole(&request->secrets, begin, jwt.len);
		redact_add(&request->secrets, begin + mark, jwt.len - mark);
	}
	buf_free(&jwt);
}

int jwt_apply(struct token_request *request, const struct auth_attempt *attempt,
	      const struct jwt_signing *signing, struct err *err)
{
	const struct secret *id = attempt->credential->items[ITEM_CLIENT_ID];
	const char *typ = attempt->config->assertion_typ;
	struct buf input = { .max = PART_MAX }, unique = BUF_INIT;
	struct secret *signature = NULL;
	const char *audience;
	struct clock_now now;
	int r;

	clock_now(&now);
	if ((r = find_audience(attempt, signing->method, &audience, err)) != 0 ||
	    (r = jwt_put_id(&unique, err)) != 0)
		goto out;
	/* The clock of the server may be behind ours: the lifetime has room for that, and nothing
	 * is said of a moment before which the JWT is not valid. */
	jwt_put(&input, &(struct jwt_assertion){
				.alg = signing->alg,
				.typ = typ != NULL ? typ : "JWT",
				.kid = signing->kid,
				.x5t_s256 = signing->x5t_s256,
				.client_id = id->data,
				.audience = audience,
				.id = buf_str(&unique),
				.issued_s = now.wall_s,
				.expires_s = now.wall_s + attempt->config->assertion_lifetime_s,
			});
	if (buf_error(&input)) {
		r = err_nomem(err);
		goto out;
	}
	trace("assertion: signed with %s, kid %s, for %s", signing->alg,
	      signing->kid != NULL ? signing->kid : "not sent", audience);
	if ((r = signing->sign(attempt, signing->alg, input.data, input.len, &signature, err)) !=
		    0 ||
	    (r = check_length(signing->alg, signature->len, err)) != 0)
		goto out;
	put_assertion(request, attempt, &input, signature);
out:
	secret_free(&signature);
	buf_free(&unique);
	buf_free(&input);
	return r;
}
