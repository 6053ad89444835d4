/* Proofs of a key (RFC 9449): checks that of a request, strictly, and demands nonces. */
#include "jws.h"
#include "server.h"
#include "util.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* How far the iat of a proof may be off. */
#define OFF_S 30

static bool claim_is(const struct jws *jws, const char *name, const char *wanted)
{
	const char *text = jws_text(jws->payload, name);

	return text != NULL && strcmp(text, wanted) == 0;
}

static bool url_is_right(const struct request *request, const struct jws *jws)
{
	char *url = must_printf("%s%s", request->origin, request->path);
	bool right = claim_is(jws, "htu", url);

	free(url);
	return right;
}

/* RFC 9449, 4.2: with a token goes its hash. */
static bool hash_is_right(const char *token, const struct jws *jws)
{
	unsigned char hash[32];
	char *text;
	bool right;

	if (token == NULL)
		return jws_text(jws->payload, "ath") == NULL;
	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, token, strlen(token), hash) != 0)
		die("cannot hash");
	text = base64url(hash, sizeof(hash));
	right = claim_is(jws, "ath", text);
	free(text);
	return right;
}

bool dpop_binds(const char *cnf)
{
	return cnf != NULL && strncmp(cnf, "{\"jkt\"", 6) == 0;
}

/* What confirms the key that the header brings (RFC 9449, 6), if it is the one that has signed. The
 * caller frees. */
static char *confirmation(const struct jws *jws)
{
	struct json_object *jwk = NULL;
	char *thumbprint, *cnf;

	if (strcmp(jws->alg, "ES256") != 0 ||
	    !json_object_object_get_ex(jws->header, "jwk", &jwk) || !jws_verify_jwk(jws, jwk))
		return NULL;
	thumbprint = jwk_thumbprint(jwk);
	cnf = must_printf("{\"jkt\":\"%s\"}", thumbprint);
	free(thumbprint);
	return cnf;
}

/* What is wrong with the proof (RFC 9449, 4.3); NULL: nothing. */
static const char *fault_of(struct server *server, const struct request *request,
			    const struct jws *jws, const char *token, char **ret_cnf)
{
	const char *typ = jws_text(jws->header, "typ"), *jti = jws_text(jws->payload, "jti");
	int64_t iat, now = (int64_t)time(NULL);

	if (typ == NULL || strcmp(typ, "dpop+jwt") != 0)
		return "The typ of the proof is wrong.";
	if ((*ret_cnf = confirmation(jws)) == NULL)
		return "The signature of the proof is wrong.";
	if (!claim_is(jws, "htm", request->method))
		return "The proof is for another method.";
	if (!url_is_right(request, jws))
		return "The proof is for another URL.";
	if (!jws_number(jws->payload, "iat", &iat) || iat > now + OFF_S || iat < now - OFF_S)
		return "The iat of the proof is wrong.";
	if (!hash_is_right(token, jws))
		return "The ath of the proof is wrong.";
	if (jti == NULL || !store_use_jti(&server->store, *ret_cnf, jti))
		return "The proof was used before.";
	return NULL;
}

/* RFC 9449, 8 and 9: the nonce that a proof must have is good once. */
static bool nonce_is_right(struct server *server, enum dpop_nonce mode, const struct jws *jws)
{
	const char *nonce = jws_text(jws->payload, "nonce");
	char **wanted = &server->dpop_nonce;

	if (mode == NONCE_OFF)
		return true;
	if (mode == NONCE_ON && nonce != NULL && *wanted != NULL && strcmp(nonce, *wanted) == 0) {
		free(*wanted);
		*wanted = NULL;
		return true;
	}
	free(*wanted);
	*wanted = random_token(20);
	return false;
}

const char *dpop_check(struct server *server, const struct request *request, enum dpop_nonce mode,
		       const char *token, char **ret_cnf)
{
	const char *proof = request_header(request, "DPoP"), *fault;
	struct jws jws;

	*ret_cnf = NULL;
	if (proof == NULL || request_header_count(request, "DPoP") != 1)
		return "There is not exactly one proof.";
	if (!jws_parse(proof, strlen(proof), &jws))
		return "The proof is no JWT.";
	fault = fault_of(server, request, &jws, token, ret_cnf);
	if (fault == NULL && !nonce_is_right(server, mode, &jws))
		fault = dpop_wants_nonce;
	if (fault != NULL) {
		free(*ret_cnf);
		*ret_cnf = NULL;
	}
	jws_clear(&jws);
	return fault;
}

const char dpop_wants_nonce[] = "A nonce is needed in the proof.";

bool dpop_set_nonce(const char *value, enum dpop_nonce *ret_mode)
{
	static const char *const words[] = { "off", "on", "loop" };

	for (int i = 0; i < 3; i++)
		if (strcmp(words[i], value) == 0) {
			*ret_mode = (enum dpop_nonce)i;
			return true;
		}
	return false;
}
