/* The JWT that a client signs: its bytes, its algorithm and audience, and signatures that are
 * none. */
#include "answer.h"
#include "base/base64.h"
#include "http/json.h"
#include "lib/unit.h"
#include "oauth/jwt.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static struct answer a;

/* A signer that answers so many bytes, and what it was asked for. */
static struct {
	size_t len;
	int code;
	unsigned calls;
	char algorithm[JWT_ALG_SIZE], data[4096];
} source;

static int sign(void *arg, const char *algorithm, const void *data, size_t len,
		struct secret **ret_signature, struct err *err)
{
	char bytes[LIMIT_SIGNATURE + 1];

	(void)arg;
	source.calls++;
	snprintf(source.algorithm, sizeof(source.algorithm), "%s", algorithm);
	ck_assert_uint_lt(len, sizeof(source.data));
	memcpy(source.data, data, len);
	source.data[len] = '\0';
	if (source.code != 0)
		return err_set(err, source.code, "the key is gone");
	memset(bytes, 0xa5, sizeof(bytes));
	ck_assert_int_eq(secret_new(bytes, source.len, ret_signature), 0);
	return 0;
}

static const struct auth_signer signer = { sign, NULL };
static struct secret *sent;

static void setup(void)
{
	answer_begin(&a);
	secret_free(&a.credential.items[ITEM_CLIENT_SECRET]);
	answer_item(&a, ITEM_ALGORITHM, "ES384 ES256");
	a.config.issuer = "https://as.example";
	a.config.assertion_lifetime_s = 120;
	memset(&source, 0, sizeof(source));
	source.len = 96;
}

static void teardown(void)
{
	secret_free(&sent);
	answer_end(&a);
}

/* Makes a try of a token request. */
static int make(void)
{
	struct oauth_exchange *x = &a.x;
	int r;

	x->attempt = (struct auth_attempt){ &a.config,     &a.metadata, OAUTH_GRANT,
					    &a.credential, &signer,     &sent };
	a.err = (struct err){ 0 };
	r = auth_choose(&x->attempt, &x->method, &a.err);
	return r != 0 ? r : exchange_make(x, &a.err);
}

static char *claim(const char *name)
{
	static char text[256];
	struct json_object *header = NULL, *payload = NULL;
	const char *value = NULL;

	ck_assert_ptr_nonnull(sent);
	ck_assert_int_eq(jwt_read(sent->data, sent->len, &header, &payload), 0);
	(void)json_string(payload, name, &value);
	snprintf(text, sizeof(text), "%s", value != NULL ? value : "");
	json_release(header);
	json_release(payload);
	return text;
}

/* Byte for byte, as RFC 7515, appendix A, builds its examples. */
START_TEST(bytes)
{
	struct buf b = BUF_INIT;

	jwt_put(&b, &(struct jwt_assertion){ .alg = "ES384",
					     .typ = "JWT",
					     .kid = "k",
					     .x5t_s256 = "x",
					     .client_id = "a\"b\\é",
					     .audience = "https://as.example/",
					     .id = "i",
					     .issued_s = 1,
					     .expires_s = 121 });
	/* {"alg":"ES384","typ":"JWT","kid":"k","x5t#S256":"x"}
	 * {"iss":"a\"b\\é","sub":"a\"b\\é","aud":"https://as.example/","jti":"i","iat":1,"exp":121} */
	ck_assert_str_eq(
		buf_str(&b),
		"eyJhbGciOiJFUzM4NCIsInR5cCI6IkpXVCIsImtpZCI6ImsiLCJ4NXQjUzI1NiI6IngifQ."
		"eyJpc3MiOiJhXCJiXFzDqSIsInN1YiI6ImFcImJcXMOpIiwiYXVkIjoiaHR0cHM6Ly9hcy5leGFtcGxlLyIsImp0aSI6ImkiLCJpYXQiOjEsImV4cCI6MTIxfQ");
	buf_free(&b);
}
END_TEST

/* What the key, the profile and the metadata say, and what is signed with; NULL: an error that
 * names both sides. */
static const struct {
	const char *key, *named, *offered, *alg, *error;
} choices[] = {
	{ "ES384", NULL, NULL, "ES384", NULL },
	{ "RS256 RS384", NULL, "", "RS256", NULL },
	{ "RS256 RS384 PS256", NULL, "PS256 RS384", "RS384", NULL },
	{ "RS256 RS384", "RS384", NULL, "RS384", NULL },
	/* A person knows better than metadata. */
	{ "RS256 RS384", "RS384", "RS256", "RS384", NULL },
	{ "  RS256   RS384 ", NULL, "RS384", "RS384", NULL },
	{ "ES256", "RS384", NULL, NULL,
	  "assertion-alg is RS384, and the key signs with ES256: correct assertion-alg, or use another "
	  "key" },
	{ "ES256", NULL, "RS384 ES384", NULL,
	  "the key signs with ES256, and the server takes RS384 ES384: use a key for one of these, or "
	  "set assertion-alg if the server takes another one all the same" },
	/* Whole words only. */
	{ "ES256", NULL, "ES256K", NULL, NULL },
	{ "ES256K", NULL, "ES256", NULL, NULL },
};

START_TEST(algorithm)
{
	answer_item(&a, ITEM_ALGORITHM, choices[_i].key);
	a.config.assertion_alg = choices[_i].named;
	if (choices[_i].offered != NULL)
		a.metadata.endpoints[OAUTH_GRANT].algs = strdup(choices[_i].offered);
	source.len = choices[_i].key[0] == 'E' ? 96 : 256;
	ck_assert_int_eq(make(), choices[_i].alg != NULL ? 0 : EXIT_CONFIG);
	if (choices[_i].alg != NULL)
		ck_assert_str_eq(source.algorithm, choices[_i].alg);
	else
		ck_assert_str_eq(a.err.reason, "client_auth_unfit");
	if (choices[_i].error != NULL)
		ck_assert_str_eq(a.err.text, choices[_i].error);
	/* Without a fitting pair nobody is asked to sign. */
	ck_assert_uint_eq(source.calls, choices[_i].alg != NULL);
}
END_TEST

/* Every length but the right one is an error, before anything is sent. */
static const struct {
	const char *alg;
	size_t least, most;
} lengths[] = {
	{ "ES256", 64, 64 },     { "ES384", 96, 96 },    { "ES512", 132, 132 },
	{ "EdDSA", 64, 64 },     { "RS256", 256, 2048 }, { "PS512", 256, 2048 },
	{ "RS9999", 256, 2048 },
};

START_TEST(length)
{
	static const size_t tried[] = { 1,   63,  64,  65,  70,  95,  96,  97,
					131, 132, 133, 255, 256, 384, 2048 };

	answer_item(&a, ITEM_ALGORITHM, lengths[_i].alg);
	for (size_t i = 0; i < ARRAY_SIZE(tried); i++) {
		bool right = tried[i] >= lengths[_i].least && tried[i] <= lengths[_i].most;
		source.len = tried[i];
		ck_assert_int_eq(make(), right ? 0 : EXIT_DATA);
		ck_assert((a.x.request.form.data == NULL) == !right);
		if (!right)
			ck_assert_str_eq(a.err.reason, "signature_length");
	}
}
END_TEST

START_TEST(audience)
{
	ck_assert_int_eq(make(), 0);
	ck_assert_str_eq(claim("aud"), "https://as.example");
	/* As the metadata spell it. */
	a.metadata.issuer = strdup("https://as.example/");
	ck_assert_int_eq(make(), 0);
	ck_assert_str_eq(claim("aud"), "https://as.example/");
	/* The SMART document of one server may name another one, which would take the assertion. */
	free(a.metadata.issuer);
	a.metadata.issuer = strdup("https://other.example/");
	ck_assert_int_eq(make(), EXIT_DENIED);
	ck_assert_str_eq(a.err.reason, "endpoint_elsewhere");
	a.err = (struct err){ 0 };
	a.config.allow_origins = (const char *const[]){ "https://other.example" };
	a.config.nallow_origins = 1;
	ck_assert_int_eq(make(), 0);
	ck_assert_str_eq(claim("aud"), "https://other.example/");
	a.config.nallow_origins = 0;
	a.config.assertion_audience = "endpoint";
	ck_assert_int_eq(make(), 0);
	ck_assert_str_eq(claim("aud"), "https://as.example/token");
	a.config.assertion_audience = "urn:other";
	ck_assert_int_eq(make(), 0);
	ck_assert_str_eq(claim("aud"), "urn:other");
	a.config.assertion_audience = NULL;
	a.config.issuer = NULL;
	free(a.metadata.issuer);
	a.metadata.issuer = NULL;
	ck_assert_int_eq(make(), 0);
	ck_assert_str_eq(claim("aud"), "https://as.example/token");
}
END_TEST

/* What is signed is what is sent, and no two tries have the same jti. What is shown has no
 * signature. */
START_TEST(each_try)
{
	char before[64] = "";

	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(make(), 0);
		const char *jwt = strstr(buf_str(&a.x.request.form), "client_assertion=");
		ck_assert_ptr_nonnull(jwt);
		jwt += strlen("client_assertion=");
		ck_assert_int_eq(strncmp(jwt, source.data, strlen(source.data)), 0);
		ck_assert_uint_eq(strlen(jwt), strlen(source.data) + 1 + 128);
		ck_assert_uint_eq(sent->len, strlen(source.data) + 1);
		ck_assert_int_eq(strncmp(sent->data, source.data, sent->len - 1), 0);
		ck_assert_str_ne(claim("jti"), before);
		snprintf(before, sizeof(before), "%s", claim("jti"));
		ck_assert_uint_eq(strlen(before), 22);
		/* A server may repeat the claims, but nothing of the signature. */
		ck_assert(redact_needed(&a.x.request.secrets, jwt + strlen(jwt) - 16, 16));
		ck_assert(!redact_needed(&a.x.request.secrets, source.data, 24));
	}
	ck_assert_uint_eq(source.calls, 3);
	source.code = EXIT_TEMPFAIL;
	ck_assert_int_eq(make(), EXIT_TEMPFAIL);
	ck_assert_str_eq(a.err.text, "the key is gone");
	ck_assert_ptr_null(a.x.request.form.data);
}
END_TEST

START_TEST(nobody_signs)
{
	a.x.attempt = (struct auth_attempt){ &a.config, &a.metadata, OAUTH_GRANT, &a.credential };
	ck_assert_int_eq(auth_choose(&a.x.attempt, &a.x.method, &a.err), 0);
	ck_assert_int_eq(exchange_make(&a.x, &a.err), EXIT_CONFIG);
	ck_assert_str_eq(a.err.text, "the source of the key cannot sign");
}
END_TEST

static const char *identity(void)
{
	static char text[2][256];
	static unsigned next;
	struct buf b = BUF_SECRET(65536);
	char *out = text[next++ % 2];

	ck_assert_int_eq(make(), 0);
	oauth_identity(&a.x.attempt, a.x.method, &b);
	snprintf(out, sizeof(text[0]), "%s", buf_str(&b));
	buf_free(&b);
	return out;
}

/* A refusal is of the client, its key and how that is named, and not of one JWT. */
START_TEST(same_client)
{
	char first[256];

	answer_item(&a, ITEM_PUBLIC_KEY, "{\"kty\":\"EC\"}");
	answer_item(&a, ITEM_KEY_ID, "one");
	snprintf(first, sizeof(first), "%s", identity());
	ck_assert_str_eq(identity(), first);
	answer_item(&a, ITEM_KEY_ID, "two");
	ck_assert_str_ne(identity(), first);
	snprintf(first, sizeof(first), "%s", identity());
	answer_item(&a, ITEM_PUBLIC_KEY, "{\"kty\":\"RSA\"}");
	ck_assert_str_ne(identity(), first);
	secret_free(&a.credential.items[ITEM_PUBLIC_KEY]);
	snprintf(first, sizeof(first), "%s", identity());
	answer_item(&a, ITEM_CLIENT_ID, "other");
	ck_assert_str_ne(identity(), first);
}
END_TEST

/* client_secret_jwt: the secret's own bytes are the key of the MAC. */
START_TEST(of_secret)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	struct buf wanted = BUF_INIT;
	unsigned len = 0;

	answer_item(&a, ITEM_CLIENT_SECRET, "s3cret-demo");
	a.config.client_auth = "client_secret_jwt";
	a.metadata.endpoints[OAUTH_GRANT].algs = strdup("ES256 HS384 HS512");
	ck_assert_int_eq(make(), 0);
	ck_assert_uint_eq(source.calls, 0);
	ck_assert_ptr_nonnull(HMAC(EVP_sha384(), "s3cret-demo", 11,
				   (const unsigned char *)sent->data, sent->len - 1, mac, &len));
	base64url_put(&wanted, mac, len);
	ck_assert_ptr_nonnull(strstr(buf_str(&a.x.request.form), buf_str(&wanted)));
	ck_assert_ptr_null(strstr(buf_str(&a.x.request.form), "s3cret"));
	ck_assert(redact_needed(&a.x.request.secrets, "s3cret-demo", 11));
	buf_free(&wanted);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("jwt");
	TCase *t = tcase_create("jwt");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, bytes);
	tcase_add_loop_test(t, algorithm, 0, ARRAY_SIZE(choices));
	tcase_add_loop_test(t, length, 0, ARRAY_SIZE(lengths));
	tcase_add_test(t, audience);
	tcase_add_test(t, each_try);
	tcase_add_test(t, nobody_signs);
	tcase_add_test(t, same_client);
	tcase_add_test(t, of_secret);
	suite_add_tcase(s, t);
	return unit_main(s);
}
