/* Assertions that somebody else has issued: when they are offered, what is sent, whom a refusal is
 * about, and their time. */
#include "auth_fixture.h"
#include "base/base64.h"

/* Claims; with another exp; of another subject, of another issuer, and for another audience. */
static const char *const claims[] = {
	"{\"iss\":\"https://kube.example\",\"sub\":\"apps:a\",\"aud\":[\"https://as.example\"],\"exp\":1}",
	"{\"exp\":2,\"iss\":\"https://kube.example\",\"sub\":\"apps:a\",\"aud\":[\"https://as.example\"]}",
	"{\"iss\":\"https://kube.example\",\"sub\":\"apps:b\",\"aud\":[\"https://as.example\"],\"exp\":1}",
	"{\"iss\":\"https://kube2.example\",\"sub\":\"apps:a\",\"aud\":[\"https://as.example\"],\"exp\":1}",
	"{\"iss\":\"https://kube.example\",\"sub\":\"apps:a\",\"aud\":\"https://as.example\",\"exp\":1}",
	"{\"iss\":\"https://kube.example\",\"sub\":\"apps:a\"}",
};

static const char *jwt(const char *payload)
{
	static char text[512];
	struct buf b = BUF_INIT;

	buf_puts(&b, "eyJhbGciOiJSUzI1NiJ9.");
	base64url_put(&b, payload, strlen(payload));
	buf_puts(&b, ".c2ln");
	snprintf(text, sizeof(text), "%s", buf_str(&b));
	buf_free(&b);
	return text;
}

/* A credential that is an assertion alone. */
static void assert_with(const char *assertion)
{
	secret_free(&a.credential.items[ITEM_CLIENT_ID]);
	secret_free(&a.credential.items[ITEM_CLIENT_SECRET]);
	answer_item(&a, ITEM_ASSERTION, assertion);
}

/* Metadata have no registered word for it. */
START_TEST(assertion_offered)
{
	static const struct {
		const char *offered;
		bool fits;
	} cases[] = {
		{ NULL, true },
		{ "", true },
		{ BASIC " private_key_jwt", true },
		{ "assertion", true },
		{ "spiffe_jwt", true },
		{ BASIC " " POST, false },
		{ "client_secret_jwt", false },
		{ "tls_client_auth", false },
	};

	assert_with(jwt(claims[0]));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		offer(cases[i].offered);
		ck_assert_pstr_eq(chosen(&a.metadata, &a.credential),
				  cases[i].fits ? "assertion" : NULL);
	}
	a.config.client_auth = "assertion";
	ck_assert_str_eq(chosen(&a.metadata, &a.credential), "assertion");
	/* It goes before a secret, and not after its time. */
	a.config.client_auth = NULL;
	offer(BASIC " private_key_jwt");
	answer_item(&a, ITEM_CLIENT_ID, "demo");
	answer_item(&a, ITEM_CLIENT_SECRET, "s3cret-demo");
	ck_assert_str_eq(chosen(&a.metadata, &a.credential), "assertion");
	a.credential.expires_s[ITEM_ASSERTION] = time(NULL);
	ck_assert_str_eq(chosen(&a.metadata, &a.credential), BASIC);
}
END_TEST

/* The type is that of the source, else that of the profile, else that of a JWT. A client id is sent
 * where there is one. */
START_TEST(assertion_request)
{
	static const char jwt_type[] =
		"client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
	char wanted[512];

	assert_with("e30.e30.c2ln");
	ck_assert_int_eq(answer_make(&a, OAUTH_GRANT, NULL), 0);
	snprintf(wanted, sizeof(wanted),
		 "grant_type=client_credentials&%s&client_assertion=e30.e30.c2ln", jwt_type);
	ck_assert_str_eq(buf_str(&a.x.request.form), wanted);
	ck_assert_uint_eq(a.x.request.authorization.len, 0);
	ck_assert(redact_needed(&a.x.request.secrets, "e30.e30.c2ln", 12));
	answer_item(&a, ITEM_CLIENT_ID, "demo");
	a.config.assertion_type = "urn:example:type";
	ck_assert_int_eq(answer_make(&a, OAUTH_GRANT, NULL), 0);
	ck_assert_str_eq(buf_str(&a.x.request.form),
			 "grant_type=client_credentials&client_id=demo&client_assertion_type=urn%3A"
			 "example%3Atype&client_assertion=e30.e30.c2ln");
	answer_item(&a, ITEM_ASSERTION_TYPE, "urn:of:source");
	ck_assert_int_eq(answer_make(&a, OAUTH_GRANT, NULL), 0);
	ck_assert_ptr_nonnull(strstr(buf_str(&a.x.request.form), "urn%3Aof%3Asource"));
}
END_TEST

/* A fresh assertion of the same client does not get round a refusal; that of another one does. */
START_TEST(assertion_identity)
{
	char first[512];

	assert_with(jwt(claims[0]));
	snprintf(first, sizeof(first), "%s", identity());
	answer_item(&a, ITEM_ASSERTION, jwt(claims[1]));
	ck_assert_str_eq(identity(), first);
	for (size_t i = 2; i < ARRAY_SIZE(claims); i++) {
		answer_item(&a, ITEM_ASSERTION, jwt(claims[i]));
		ck_assert_str_ne(identity(), first);
	}
	/* What is no JWT stands for itself. */
	answer_item(&a, ITEM_ASSERTION, "opaque-1");
	snprintf(first, sizeof(first), "%s", identity());
	answer_item(&a, ITEM_ASSERTION, "opaque-2");
	ck_assert_str_ne(identity(), first);
}
END_TEST

/* Checks an assertion with these claims; NULL: one that is no JWT. Returns the code, and the moment
 * until which it is sent. */
static int check(const char *payload, const char *type, int64_t *ret_expires_s)
{
	struct credential set = { .items = { NULL } };
	const char *text = payload != NULL ? jwt(payload) : "opaque";
	int r;

	a.err = (struct err){ 0 };
	ck_assert_int_eq(credential_set(&set, ITEM_ASSERTION, text, strlen(text), NULL, NULL), 0);
	if (type != NULL)
		ck_assert_int_eq(
			credential_set(&set, ITEM_ASSERTION_TYPE, type, strlen(type), NULL, NULL),
			0);
	r = assertion_check(&a.config, &set, &a.err);
	*ret_expires_s = set.expires_s[ITEM_ASSERTION];
	credential_clear(&set);
	return r;
}

static bool says(const char *part)
{
	return strstr(a.err.text, part) != NULL;
}

START_TEST(assertion_times)
{
	int64_t now = time(NULL), expires_s;
	char payload[128];

	ck_assert_int_eq(check("{}", NULL, &expires_s), 0);
	ck_assert_int_eq(expires_s, 0);
	snprintf(payload, sizeof(payload), "{\"exp\":%lld.5,\"nbf\":%lld}", (long long)now + 90,
		 (long long)now + 30);
	ck_assert_int_eq(check(payload, NULL, &expires_s), 0);
	ck_assert_int_eq(expires_s, now + 90);
	snprintf(payload, sizeof(payload), "{\"exp\":%lld}", (long long)now - 7260);
	ck_assert_int_eq(check(payload, NULL, &expires_s), EXIT_DATA);
	ck_assert_str_eq(a.err.reason, "assertion_expired");
	ck_assert(says("its assertion expired 2 h 1 min ago, at "));
	/* Of any type, if it is a JWT. */
	ck_assert_int_eq(check(payload, "urn:example:type", &expires_s), EXIT_DATA);
	snprintf(payload, sizeof(payload), "{\"nbf\":%lld}", (long long)now + 3630);
	ck_assert_int_eq(check(payload, NULL, &expires_s), EXIT_DATA);
	ck_assert_str_eq(a.err.reason, "assertion_early");
	ck_assert(says("its assertion becomes valid in 1 h, at "));
	ck_assert_int_eq(check("{\"exp\":\"soon\"}", NULL, &expires_s), EXIT_DATA);
	ck_assert_int_eq(check("{\"exp\":0}", NULL, &expires_s), EXIT_DATA);
}
END_TEST

START_TEST(assertion_form)
{
	int64_t expires_s;

	ck_assert_int_eq(check(NULL, NULL, &expires_s), EXIT_DATA);
	ck_assert_str_eq(a.err.reason, "assertion_malformed");
	ck_assert(says("its assertion is no JWT"));
	ck_assert_int_eq(
		check(NULL, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", &expires_s),
		EXIT_DATA);
	ck_assert_int_eq(
		check(NULL, "urn:ietf:params:oauth:client-assertion-type:saml2-bearer", &expires_s),
		0);
	a.config.assertion_type = "urn:example:type";
	ck_assert_int_eq(check(NULL, NULL, &expires_s), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("assertion");
	TCase *t = tcase_create("assertion");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, assertion_offered);
	tcase_add_test(t, assertion_request);
	tcase_add_test(t, assertion_identity);
	tcase_add_test(t, assertion_times);
	tcase_add_test(t, assertion_form);
	suite_add_tcase(s, t);
	return unit_main(s);
}
