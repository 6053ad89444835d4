/* Proofs of a key: what stands in them, verified by GnuTLS and by json-c, and when a try is made
 * once more with the server's nonce. */
#include "answer.h"
#include "base/base64.h"
#include "http/json.h"
#include "lib/unit.h"
#include "oauth/dpop.h"
#include "oauth/operations.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <json-c/json.h>
#include <time.h>

/* RFC 7515, A.3. */
static const char rfc_d[] = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
static const char rfc_x[] = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
static const char rfc_y[] = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
/* RFC 9449, 7.1. */
static const char rfc_token[] = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
static const char rfc_ath[] = "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo";

/* The bytes of a text in base64url; the caller frees. */
static gnutls_datum_t decode(const char *text, size_t len)
{
	char *bytes = strndup(text, len);

	for (char *p = bytes; *p != '\0'; p++)
		*p = *p == '-' ? '+' : *p == '_' ? '/' : *p;
	long n = base64_decode(bytes);
	ck_assert_int_ge(n, 0);
	return (gnutls_datum_t){ (unsigned char *)bytes, (unsigned)n };
}

static const char *member(struct json_object *object, const char *name)
{
	const char *text = NULL;

	(void)json_string(object, name, &text);
	return text;
}

static struct json_object *parse(const char *text, size_t len)
{
	gnutls_datum_t d = decode(text, len);
	struct json_object *object = NULL;

	ck_assert_int_eq(json_read((char *)d.data, d.size, &object), 0);
	free(d.data);
	return object;
}

/* Verifies with GnuTLS, by the key in the header. */
static void verify(struct json_object *jwk, const char *proof)
{
	const char *dot = strrchr(proof, '.'), *crv = member(jwk, "crv");
	gnutls_datum_t x = decode(member(jwk, "x"), strlen(member(jwk, "x")));
	gnutls_datum_t y = decode(member(jwk, "y"), strlen(member(jwk, "y")));
	gnutls_datum_t raw = decode(dot + 1, strlen(dot + 1)), signature;
	gnutls_datum_t input = { (unsigned char *)(uintptr_t)proof, (unsigned)(dot - proof) };
	gnutls_pubkey_t key;

	ck_assert_str_eq(crv, "P-256");
	ck_assert_str_eq(member(jwk, "kty"), "EC");
	ck_assert_uint_eq(raw.size, 64);
	ck_assert_int_eq(gnutls_pubkey_init(&key), 0);
	ck_assert_int_eq(gnutls_pubkey_import_ecc_raw(key, GNUTLS_ECC_CURVE_SECP256R1, &x, &y), 0);
	ck_assert_int_eq(gnutls_encode_rs_value(&signature, &(gnutls_datum_t){ raw.data, 32 },
						&(gnutls_datum_t){ raw.data + 32, 32 }),
			 0);
	ck_assert_int_eq(
		gnutls_pubkey_verify_data2(key, GNUTLS_SIGN_ECDSA_SHA256, 0, &input, &signature),
		0);
	gnutls_pubkey_deinit(key);
	gnutls_free(signature.data);
	free(x.data);
	free(y.data);
	free(raw.data);
}

/* Checks a proof as a server does, and returns its claims, which the caller releases. */
static struct json_object *check(const char *proof)
{
	const char *dot = strchr(proof, '.'), *last = strrchr(proof, '.');
	struct json_object *header = parse(proof, (size_t)(dot - proof)), *jwk = NULL;
	struct json_object *claims = parse(dot + 1, (size_t)(last - dot - 1));
	int64_t iat = 0;

	ck_assert_str_eq(member(header, "typ"), "dpop+jwt");
	ck_assert_str_eq(member(header, "alg"), "ES256");
	ck_assert_int_eq(json_inner(header, "jwk", &jwk), JSON_OK);
	ck_assert_int_eq(json_object_object_length(header), 3);
	/* No private part. */
	ck_assert_int_eq(json_object_object_length(jwk), 4);
	verify(jwk, proof);
	ck_assert_int_eq(json_whole(claims, "iat", &iat), JSON_OK);
	ck_assert_int_le(iat, time(NULL));
	ck_assert_int_gt(iat, time(NULL) - 60);
	/* 128 bits. */
	ck_assert_uint_eq(strlen(member(claims, "jti")), 22);
	json_release(header);
	return claims;
}

static struct secret *rfc_key(void)
{
	gnutls_datum_t d = decode(rfc_d, strlen(rfc_d));
	struct secret *key = NULL;

	ck_assert_int_eq(secret_new(d.data, d.size, &key), 0);
	free(d.data);
	return key;
}

START_TEST(known_key)
{
	struct secret *key = rfc_key();
	char thumbprint[DPOP_THUMBPRINT_SIZE], jwk[256];
	unsigned char hash[32];
	struct buf wanted = BUF_INIT;

	int n = snprintf(jwk, sizeof(jwk),
			 "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}", rfc_x,
			 rfc_y);
	ck_assert_int_eq(gnutls_hash_fast(GNUTLS_DIG_SHA256, jwk, (size_t)n, hash), 0);
	base64url_put(&wanted, hash, sizeof(hash));
	ck_assert_int_eq(dpop_thumbprint(key, thumbprint, NULL), 0);
	ck_assert_str_eq(thumbprint, buf_str(&wanted));
	buf_free(&wanted);
	secret_free(&key);
}
END_TEST

START_TEST(no_key)
{
	static const char none[][32] = {
		"",
		/* The order of the curve. */
		"\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"
		"\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51",
	};
	char thumbprint[DPOP_THUMBPRINT_SIZE];
	struct secret *key = NULL;
	struct err err;

	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(secret_new(none[i], 32, &key), 0);
		ck_assert_int_ne(dpop_thumbprint(key, thumbprint, &err), 0);
		key->len = 31;
		ck_assert_int_eq(dpop_thumbprint(key, thumbprint, &err), EXIT_DATA);
		secret_free(&key);
	}
}
END_TEST

START_TEST(proofs)
{
	static const struct {
		const char *url, *htu;
	} urls[] = {
		{ "https://api.example/v1/orders", "https://api.example/v1/orders" },
		{ "https://api.example/v1/orders?x=/#y", "https://api.example/v1/orders" },
		{ "https://api.example/v1#/a?b", "https://api.example/v1" },
		{ "https://api.example:8443", "https://api.example:8443/" },
		{ "https://api.example?q=/", "https://api.example/" },
	};
	struct secret *key = NULL, *token = NULL;

	ck_assert_int_eq(dpop_key_new(&key, NULL), 0);
	ck_assert_uint_eq(key->len, 32);
	ck_assert_int_eq(secret_new(rfc_token, strlen(rfc_token), &token), 0);
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		const struct dpop_use use = { "PATCH", urls[i].url, i == 0 ? "n.1" : NULL,
					      i == 0 ? token : NULL };
		struct buf b = BUF_INIT;
		ck_assert_int_eq(dpop_proof(key, &use, &b, NULL), 0);
		struct json_object *claims = check(buf_str(&b));
		ck_assert_str_eq(member(claims, "htm"), "PATCH");
		ck_assert_str_eq(member(claims, "htu"), urls[i].htu);
		if (i == 0) {
			ck_assert_str_eq(member(claims, "nonce"), "n.1");
			ck_assert_str_eq(member(claims, "ath"), rfc_ath);
		}
		ck_assert_int_eq(json_object_object_length(claims), i == 0 ? 6 : 4);
		json_release(claims);
		buf_free(&b);
	}
	secret_free(&token);
	secret_free(&key);
}
END_TEST

START_TEST(nonces)
{
	char longest[1026];

	memset(longest, 'n', sizeof(longest));
	longest[1025] = '\0';
	ck_assert(!dpop_is_nonce(longest));
	longest[1024] = '\0';
	ck_assert(dpop_is_nonce(longest));
	ck_assert(dpop_is_nonce("eyJ7S_zG.eyJH0-Z.HX4w-7v"));
	ck_assert(!dpop_is_nonce(""));
	ck_assert(!dpop_is_nonce("a b"));
	ck_assert(!dpop_is_nonce("a\"b"));
	ck_assert(!dpop_is_nonce("a\\b"));
	ck_assert(!dpop_is_nonce("a\x7f"));
	ck_assert(!dpop_is_nonce("\xc3\xa9"));
}
END_TEST

/* What the server answers, try by try; what it was sent. */
#define TRIES_MOST 4
static struct reply {
	long status;
	const char *body, *nonce;
} const *script;
static unsigned ntries;
static struct json_object *sent[TRIES_MOST];

void __wrap_clock_sleep(int64_t ms);
void __wrap_clock_sleep(int64_t ms)
{
	(void)ms;
}

int __wrap_http_send(const struct http_request *rq, struct http_reply *reply, struct err *err);
int __wrap_http_send(const struct http_request *rq, struct http_reply *reply, struct err *err)
{
	const struct reply *now = &script[ntries];
	const char *proof = buf_str(rq->proof);

	(void)err;
	ck_assert_uint_lt(ntries, TRIES_MOST);
	ck_assert_int_eq(strncmp(proof, "DPoP: ", 6), 0);
	sent[ntries++] = check(proof + 6);
	reply->status = now->status;
	buf_puts(&reply->body, now->body);
	reply->dpop_nonce = now->nonce != NULL ? strdup(now->nonce) : NULL;
	return 0;
}

#define WANTS "{\"error\":\"use_dpop_nonce\"}"
#define GRANTS "{\"access_token\":\"t\",\"token_type\":\"dpop\",\"expires_in\":60}"

static const struct {
	struct reply script[TRIES_MOST];
	unsigned tries;
	int code;
	/* In the last proof; NULL: none. */
	const char *nonce;
} talks[] = {
	{ { { 200, GRANTS, NULL } }, 1, 0, NULL },
	/* A nonce for the next request, which is not kept. */
	{ { { 200, GRANTS, "n1" } }, 1, 0, NULL },
	{ { { 400, WANTS, "n1" }, { 200, GRANTS, NULL } }, 2, 0, "n1" },
	{ { { 401, WANTS, "n1" }, { 200, GRANTS, "n2" } }, 2, 0, "n1" },
	/* A loop. */
	{ { { 400, WANTS, "n1" }, { 400, WANTS, "n2" } }, 2, EXIT_PROTOCOL, "n1" },
	/* No nonce, or none that a header could hold. */
	{ { { 400, WANTS, NULL } }, 1, EXIT_PROTOCOL, NULL },
	{ { { 400, WANTS, "n 1" } }, 1, EXIT_PROTOCOL, NULL },
	/* Another status, and another error. */
	{ { { 403, WANTS, "n1" } }, 1, EXIT_PROTOCOL, NULL },
	{ { { 400, "{\"error\":\"invalid_client\"}", "n1" } }, 1, EXIT_DENIED, NULL },
	/* The nonce stays for the tries that follow. */
	{ { { 400, WANTS, "n1" }, { 503, "", NULL }, { 200, GRANTS, NULL } }, 3, 0, "n1" },
	{ { { 200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}", NULL } },
	  1,
	  EXIT_PROTOCOL,
	  NULL },
};

START_TEST(talk)
{
	struct answer a;
	struct oauth_token token = { 0 };

	answer_begin(&a);
	a.config.dpop = true;
	a.config.timeout_s = 10;
	ck_assert_int_eq(answer_choose(&a, OAUTH_GRANT, NULL), 0);
	script = talks[_i].script;
	ntries = 0;
	ck_assert_int_eq(
		oauth_request(&a.x.attempt, clock_ms() + 10000, &token, &a.problem, &a.err),
		talks[_i].code);
	ck_assert_uint_eq(ntries, talks[_i].tries);
	for (unsigned i = 0; i < ntries; i++) {
		const char *id = member(sent[i], "jti"), *nonce = member(sent[i], "nonce");
		ck_assert_str_eq(member(sent[i], "htm"), "POST");
		ck_assert_str_eq(member(sent[i], "htu"), "https://as.example/token");
		ck_assert_ptr_null(member(sent[i], "ath"));
		/* The first one has none yet. */
		ck_assert_pstr_eq(nonce, i == 0 ? NULL : talks[_i].nonce);
		for (unsigned k = 0; k < i; k++)
			ck_assert_str_ne(member(sent[k], "jti"), id);
	}
	if (talks[_i].code == 0) {
		ck_assert_int_eq(token.binding, TOKEN_OF_PROOF);
		ck_assert_uint_eq(token.proof_key->len, 32);
	} else {
		ck_assert_ptr_null(token.proof_key);
		ck_assert(a.problem.failure ==
			  (talks[_i].code == EXIT_DENIED ? OAUTH_FAIL_REFUSED : OAUTH_FAIL_SERVER));
	}
	for (unsigned i = 0; i < ntries; i++)
		json_release(sent[i]);
	oauth_token_clear(&token);
	answer_end(&a);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dpop");
	TCase *tc = tcase_create("proofs");

	tcase_add_test(tc, known_key);
	tcase_add_test(tc, no_key);
	tcase_add_test(tc, proofs);
	tcase_add_test(tc, nonces);
	tcase_add_loop_test(tc, talk, 0, sizeof(talks) / sizeof(talks[0]));
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
