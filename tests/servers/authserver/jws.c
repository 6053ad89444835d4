/* Verifies signatures of JOSE (RFC 7515) with GnuTLS: of assertions, and of proofs that bring their
 * own key. */
#include "jws.h"
#include "server.h"
#include "util.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *base64url(const void *data, size_t len)
{
	const unsigned char *p = data;
	char *text = must_alloc(len * 4 / 3 + 3), *out = text;
	unsigned bits = 0, n = 0;

	while (len > 0 || n > 0) {
		if (n < 6 && len > 0) {
			bits = bits << 8 | *p++;
			n += 8;
			len--;
		} else if (n < 6) {
			bits <<= 6 - n;
			n = 6;
		}
		n -= 6;
		*out++ = digits[bits >> n & 63];
	}
	return text;
}

unsigned char *base64url_decode(const char *text, size_t len, size_t *ret_len)
{
	unsigned char *out = must_alloc(len * 3 / 4 + 2);
	size_t n = 0;
	unsigned bits = 0, have = 0;

	for (size_t i = 0; i < len; i++) {
		const char *at = text[i] ? strchr(digits, text[i]) : NULL;

		if (at == NULL || len % 4 == 1) {
			free(out);
			return NULL;
		}
		bits = bits << 6 | (unsigned)(at - digits);
		if ((have += 6) >= 8) {
			have -= 8;
			out[n++] = (unsigned char)(bits >> have);
		}
	}
	/* What is left over must be no bits: else two texts would mean the same. */
	if ((bits & ((1u << have) - 1)) != 0) {
		free(out);
		return NULL;
	}
	*ret_len = n;
	return out;
}

/* One part as a JSON object, or NULL. */
static struct json_object *read_part(const char *text, size_t len)
{
	struct json_tokener *tok = json_tokener_new();
	struct json_object *object = NULL;
	size_t n = 0;
	unsigned char *json = base64url_decode(text, len, &n);

	if (tok == NULL)
		die("out of memory");
	if (json != NULL && memchr(json, '\0', n) == NULL) {
		json_tokener_set_flags(tok, JSON_TOKENER_STRICT);
		object = json_tokener_parse_ex(tok, (char *)json, (int)n + 1);
	}
	if (object != NULL && !json_object_is_type(object, json_type_object)) {
		json_object_put(object);
		object = NULL;
	}
	json_tokener_free(tok);
	free(json);
	return object;
}

bool jws_parse(const char *text, size_t len, struct jws *ret_jws)
{
	const char *dot = memchr(text, '.', len), *end = text + len;
	const char *last = dot ? memchr(dot + 1, '.', (size_t)(end - dot) - 1) : NULL;
	struct jws jws = { 0 };

	if (last == NULL || memchr(text, '\0', len) != NULL)
		return false;
	jws.header = read_part(text, (size_t)(dot - text));
	jws.payload = read_part(dot + 1, (size_t)(last - dot) - 1);
	jws.signature = base64url_decode(last + 1, (size_t)(end - last) - 1, &jws.signature_len);
	jws.alg = jws.header != NULL ? jws_text(jws.header, "alg") : NULL;
	jws.input = must_copy(text, (size_t)(last - text));
	/* RFC 7515, 4.1.11: no extension is understood here. */
	if (jws.header == NULL || jws.payload == NULL || jws.signature == NULL || jws.alg == NULL ||
	    json_object_object_get_ex(jws.header, "crit", NULL)) {
		jws_clear(&jws);
		return false;
	}
	*ret_jws = jws;
	return true;
}

void jws_clear(struct jws *jws)
{
	json_object_put(jws->header);
	json_object_put(jws->payload);
	free(jws->input);
	free(jws->signature);
	*jws = (struct jws){ 0 };
}

const char *jws_text(struct json_object *object, const char *name)
{
	struct json_object *o = NULL;

	if (!json_object_object_get_ex(object, name, &o) ||
	    !json_object_is_type(o, json_type_string) ||
	    strlen(json_object_get_string(o)) != (size_t)json_object_get_string_len(o))
		return NULL;
	return json_object_get_string(o);
}

bool jws_number(struct json_object *object, const char *name, int64_t *ret_value)
{
	struct json_object *o = NULL;

	if (!json_object_object_get_ex(object, name, &o) || !json_object_is_type(o, json_type_int))
		return false;
	*ret_value = json_object_get_int64(o);
	return true;
}

/* What each alg is for GnuTLS (RFC 7518, 3.1; RFC 8037, 3.1). */
static const struct alg {
	const char *name;
	gnutls_pk_algorithm_t pk;
	gnutls_sign_algorithm_t sign;
	gnutls_ecc_curve_t curve;
	/* Of r and of s. */
	unsigned half;
} algs[] = {
	{ "RS256", GNUTLS_PK_RSA, GNUTLS_SIGN_RSA_SHA256, 0, 0 },
	{ "RS384", GNUTLS_PK_RSA, GNUTLS_SIGN_RSA_SHA384, 0, 0 },
	{ "RS512", GNUTLS_PK_RSA, GNUTLS_SIGN_RSA_SHA512, 0, 0 },
	{ "PS256", GNUTLS_PK_RSA, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, 0, 0 },
	{ "PS384", GNUTLS_PK_RSA, GNUTLS_SIGN_RSA_PSS_RSAE_SHA384, 0, 0 },
	{ "PS512", GNUTLS_PK_RSA, GNUTLS_SIGN_RSA_PSS_RSAE_SHA512, 0, 0 },
	{ "ES256", GNUTLS_PK_ECDSA, GNUTLS_SIGN_ECDSA_SHA256, GNUTLS_ECC_CURVE_SECP256R1, 32 },
	{ "ES384", GNUTLS_PK_ECDSA, GNUTLS_SIGN_ECDSA_SHA384, GNUTLS_ECC_CURVE_SECP384R1, 48 },
	{ "ES512", GNUTLS_PK_ECDSA, GNUTLS_SIGN_ECDSA_SHA512, GNUTLS_ECC_CURVE_SECP521R1, 66 },
	{ "EdDSA", GNUTLS_PK_EDDSA_ED25519, GNUTLS_SIGN_EDDSA_ED25519, GNUTLS_ECC_CURVE_ED25519,
	  0 },
};
#define N_ALGS (sizeof(algs) / sizeof(algs[0]))

static const struct alg *find_alg(const struct jws *jws)
{
	for (size_t i = 0; i < N_ALGS; i++)
		if (strcmp(algs[i].name, jws->alg) == 0)
			return &algs[i];
	return NULL;
}

/* Whether the key is of the kind, the curve and the size that the alg wants. */
static bool fits(gnutls_pubkey_t key, const struct alg *alg)
{
	gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
	gnutls_datum_t x = { 0 }, y = { 0 };
	unsigned bits = 0;

	if (gnutls_pubkey_get_pk_algorithm(key, &bits) != (int)alg->pk)
		return false;
	if (alg->curve == 0) /* RFC 7518, 3.3 */
		return bits >= 2048;
	if (gnutls_pubkey_export_ecc_raw(key, &curve, &x, &y) != 0)
		return false;
	gnutls_free(x.data);
	gnutls_free(y.data);
	return curve == alg->curve;
}

static bool verify(const struct jws *jws, gnutls_pubkey_t key)
{
	const struct alg *alg = find_alg(jws);
	gnutls_datum_t data = { (unsigned char *)jws->input, (unsigned)strlen(jws->input) };
	gnutls_datum_t raw = { jws->signature, (unsigned)jws->signature_len }, der = { 0 };
	bool ok;

	if (alg == NULL || !fits(key, alg))
		return false;
	/* RFC 7518, 3.4: r and s, one behind the other, each in its full length. */
	if (alg->half != 0) {
		gnutls_datum_t r = { raw.data, alg->half }, s = { raw.data + alg->half, alg->half };

		if (raw.size != 2 * alg->half || gnutls_encode_rs_value(&der, &r, &s) != 0)
			return false;
		raw = der;
	}
	ok = gnutls_pubkey_verify_data2(key, alg->sign, 0, &data, &raw) >= 0;
	gnutls_free(der.data);
	return ok;
}

static gnutls_datum_t number_of(struct json_object *jwk, const char *name)
{
	const char *text = jws_text(jwk, name);
	gnutls_datum_t d = { NULL, 0 };
	size_t len = 0;

	if (text != NULL)
		d.data = base64url_decode(text, strlen(text), &len);
	d.size = (unsigned)len;
	return d;
}

/* Imports a JWK; the caller has made the key. */
static bool import_jwk(gnutls_pubkey_t key, struct json_object *jwk)
{
	const char *kty = jws_text(jwk, "kty"), *crv = jws_text(jwk, "crv");
	bool rsa = kty != NULL && strcmp(kty, "RSA") == 0;
	bool okp = kty != NULL && strcmp(kty, "OKP") == 0;
	gnutls_datum_t a = number_of(jwk, rsa ? "n" : "x"), b = number_of(jwk, rsa ? "e" : "y");
	gnutls_ecc_curve_t curve = crv == NULL                   ? GNUTLS_ECC_CURVE_INVALID
				   : strcmp(crv, "P-256") == 0   ? GNUTLS_ECC_CURVE_SECP256R1
				   : strcmp(crv, "P-384") == 0   ? GNUTLS_ECC_CURVE_SECP384R1
				   : strcmp(crv, "P-521") == 0   ? GNUTLS_ECC_CURVE_SECP521R1
				   : strcmp(crv, "Ed25519") == 0 ? GNUTLS_ECC_CURVE_ED25519
								 : GNUTLS_ECC_CURVE_INVALID;
	bool ok = kty != NULL && (rsa || okp || strcmp(kty, "EC") == 0) && a.data != NULL &&
		  (okp ? b.data == NULL : b.data != NULL) &&
		  (rsa || okp == (curve == GNUTLS_ECC_CURVE_ED25519));

	if (ok && rsa)
		ok = gnutls_pubkey_import_rsa_raw(key, &a, &b) == 0;
	else if (ok)
		ok = curve != GNUTLS_ECC_CURVE_INVALID &&
		     gnutls_pubkey_import_ecc_raw(key, curve, &a, okp ? NULL : &b) == 0;
	free(a.data);
	free(b.data);
	return ok;
}

static gnutls_pubkey_t new_key(void)
{
	gnutls_pubkey_t key;

	if (gnutls_pubkey_init(&key) != 0)
		die("out of memory");
	return key;
}

/* What the key says of itself (RFC 7517, 4). */
static bool is_meant(const struct jws *jws, struct json_object *jwk)
{
	const char *use = jws_text(jwk, "use"), *alg = jws_text(jwk, "alg");

	return (use == NULL || strcmp(use, "sig") == 0) &&
	       (alg == NULL || strcmp(alg, jws->alg) == 0);
}

bool jws_verify_jwk(const struct jws *jws, struct json_object *jwk)
{
	gnutls_pubkey_t key = new_key();
	bool ok = json_object_is_type(jwk, json_type_object) &&
		  !json_object_object_get_ex(jwk, "d", NULL) && is_meant(jws, jwk) &&
		  import_jwk(key, jwk) && verify(jws, key);

	gnutls_pubkey_deinit(key);
	return ok;
}

static bool import_pem(gnutls_pubkey_t key, const char *pem)
{
	gnutls_datum_t d = { (unsigned char *)must_dup(pem), (unsigned)strlen(pem) };
	bool ok = gnutls_pubkey_import(key, &d, GNUTLS_X509_FMT_PEM) == 0;

	free(d.data);
	return ok;
}

/* The list of a JWK Set; the caller puts *ret_set. NULL: it is none. */
static struct json_object *read_set(const char *text, struct json_object **ret_set)
{
	struct json_object *keys = NULL;

	*ret_set = json_tokener_parse(text);
	if (!json_object_is_type(*ret_set, json_type_object) ||
	    !json_object_object_get_ex(*ret_set, "keys", &keys) ||
	    !json_object_is_type(keys, json_type_array))
		return NULL;
	return keys;
}

bool jws_verify_keys(const struct jws *jws, const char *keys)
{
	const char *wanted = jws_text(jws->header, "kid"), *kid;
	struct json_object *set = NULL, *list;
	gnutls_pubkey_t key = new_key();
	bool ok = import_pem(key, keys) && verify(jws, key);

	gnutls_pubkey_deinit(key);
	list = ok ? NULL : read_set(keys, &set);
	for (size_t i = 0; list != NULL && !ok && i < json_object_array_length(list); i++) {
		struct json_object *jwk = json_object_array_get_idx(list, i);

		kid = jws_text(jwk, "kid");
		ok = (kid == NULL || (wanted != NULL && strcmp(kid, wanted) == 0)) &&
		     jws_verify_jwk(jws, jwk);
	}
	json_object_put(set);
	return ok;
}

bool jws_keys_valid(const char *keys)
{
	struct json_object *set = NULL, *list;
	gnutls_pubkey_t key = new_key();
	bool ok = import_pem(key, keys);

	gnutls_pubkey_deinit(key);
	list = ok ? NULL : read_set(keys, &set);
	ok = ok || list != NULL;
	for (size_t i = 0; list != NULL && ok && i < json_object_array_length(list); i++) {
		struct json_object *jwk = json_object_array_get_idx(list, i);

		key = new_key();
		ok = json_object_is_type(jwk, json_type_object) &&
		     !json_object_object_get_ex(jwk, "d", NULL) && import_jwk(key, jwk);
		gnutls_pubkey_deinit(key);
	}
	json_object_put(set);
	return ok;
}

bool jws_verify_secret(const struct jws *jws, const char *secret)
{
	static const struct {
		const char *name;
		gnutls_mac_algorithm_t mac;
	} macs[] = { { "HS256", GNUTLS_MAC_SHA256 },
		     { "HS384", GNUTLS_MAC_SHA384 },
		     { "HS512", GNUTLS_MAC_SHA512 } };
	unsigned char mac[64];

	for (size_t i = 0; i < sizeof(macs) / sizeof(macs[0]); i++)
		if (strcmp(macs[i].name, jws->alg) == 0)
			return jws->signature_len == gnutls_hmac_get_len(macs[i].mac) &&
			       gnutls_hmac_fast(macs[i].mac, secret, strlen(secret), jws->input,
						strlen(jws->input), mac) == 0 &&
			       gnutls_memcmp(mac, jws->signature, jws->signature_len) == 0;
	return false;
}

char *jwk_thumbprint(struct json_object *jwk)
{
	static const char *const members[][5] = { { "RSA", "e", "kty", "n", NULL },
						  { "EC", "crv", "kty", "x", "y" },
						  { "OKP", "crv", "kty", "x", NULL } };
	const char *kty = jws_text(jwk, "kty"), *text = NULL;
	unsigned char hash[32];
	char *json = must_dup("{"), *whole;

	for (size_t i = 0; kty != NULL && i < sizeof(members) / sizeof(members[0]); i++) {
		if (strcmp(members[i][0], kty) != 0)
			continue;
		for (size_t k = 1; k < 5 && members[i][k] != NULL; k++)
			if ((text = jws_text(jwk, members[i][k])) != NULL)
				json_text_member(&json, members[i][k], text);
	}
	whole = must_printf("%s}", json);
	free(json);
	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, whole, strlen(whole), hash) != 0)
		die("cannot hash");
	free(whole);
	return text != NULL ? base64url(hash, sizeof(hash)) : NULL;
}
