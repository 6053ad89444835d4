/* Makes tokens that are JWTs (RFC 7519, RFC 9068), signed so that nobody can verify them. */
#include "jws.h"
#include "server.h"
#include "util.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *claims(const char *issuer, const struct client *client, const char *audience,
		    const char *scope, long lifetime, const char *cnf)
{
	char *json = must_dup("{"), *id = random_token(16), *whole;
	long now = (long)time(NULL);

	json_text_member(&json, "iss", issuer);
	json_text_member(&json, "sub", client->id);
	json_text_member(&json, "aud", audience);
	json_text_member(&json, "client_id", client->id);
	json_text_member(&json, "scope", scope);
	json_number_member(&json, "iat", now);
	json_number_member(&json, "exp", now + lifetime);
	json_text_member(&json, "jti", id);
	if (cnf != NULL)
		json_member(&json, "cnf", cnf);
	whole = must_printf("%s}", json);
	free(id);
	free(json);
	return whole;
}

char *jwt_make(const char *issuer, const struct client *client, const char *audience,
	       const char *scope, long lifetime, const char *cnf)
{
	static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}";
	char *payload = claims(issuer, client, audience, scope, lifetime, cnf);
	char *first = base64url(header, strlen(header)),
	     *second = base64url(payload, strlen(payload));
	char *signed_part = must_printf("%s.%s", first, second), *key = random_token(32);
	unsigned char mac[32];
	char *last, *token;

	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, strlen(key), signed_part, strlen(signed_part),
			     mac) != 0)
		die("cannot sign");
	last = base64url(mac, sizeof(mac));
	token = must_printf("%s.%s", signed_part, last);
	free(payload);
	free(first);
	free(second);
	free(signed_part);
	free(key);
	free(last);
	return token;
}
