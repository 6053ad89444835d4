/* Client authentication: which method is taken, when a credential is complete, and whom a refusal
 * is about. */
#include "answer.h"
#include "base/base64.h"
#include "lib/unit.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BASIC "client_secret_basic"
#define POST "client_secret_post"

static struct answer a;

static void setup(void)
{
	answer_begin(&a);
}

static void teardown(void)
{
	answer_end(&a);
}

static void offer(const char *methods)
{
	free(a.metadata.endpoints[OAUTH_GRANT].methods);
	a.metadata.endpoints[OAUTH_GRANT].methods = methods != NULL ? strdup(methods) : NULL;
}

static const char *chosen(const struct oauth_metadata *metadata,
			  const struct credential *credential)
{
	struct auth_attempt attempt = { &a.config, metadata, OAUTH_GRANT, credential };
	const struct auth_method *method = NULL;
	int r;

	a.err = (struct err){ 0 };
	r = auth_choose(&attempt, &method, &a.err);
	ck_assert((r == 0) == (method != NULL));
	ck_assert((r == 0) == (a.err.text[0] == '\0'));
	ck_assert(oauth_complete(&a.config, metadata, credential) == (r == 0));
	return r == 0 ? method->name : NULL;
}

/* Which method: the profile's word, else the first that the metadata allow. */
static const struct {
	const char *named, *offered, *method;
} choices[] = {
	{ NULL, NULL, BASIC },
	{ NULL, "", BASIC },
	{ NULL, BASIC, BASIC },
	{ NULL, POST, POST },
	{ NULL, POST " " BASIC, BASIC },
	{ NULL, "private_key_jwt " POST " none", POST },
	{ NULL, "private_key_jwt", NULL },
	{ NULL, "none", NULL },
	/* Whole words only. */
	{ NULL, "client_secret_basics CLIENT_SECRET_BASIC xclient_secret_basic", NULL },
	/* A person knows better than metadata. */
	{ BASIC, NULL, BASIC },
	{ BASIC, POST, BASIC },
	{ POST, NULL, POST },
	{ POST, BASIC, POST },
	{ POST, "private_key_jwt", POST },
	{ "private_key_jwt", "private_key_jwt", NULL },
};

START_TEST(choice)
{
	a.config.client_auth = choices[_i].named;
	offer(choices[_i].offered);
	ck_assert_pstr_eq(chosen(&a.metadata, &a.credential), choices[_i].method);
	/* Where discovery failed, the profile decides alone. */
	const char *named = choices[_i].named;
	if (named == NULL || choices[_i].method != NULL)
		ck_assert_pstr_eq(chosen(NULL, &a.credential), named != NULL ? named : BASIC);
}
END_TEST

START_TEST(messages)
{
	offer("private_key_jwt none");
	ck_assert_ptr_null(chosen(&a.metadata, &a.credential));
	ck_assert_int_eq(a.err.code, EXIT_CONFIG);
	ck_assert_str_eq(a.err.reason, "client_auth_unfit");
	ck_assert_str_eq(a.err.text,
			 "the server offers no client authentication that fits the credential "
			 "(offered: private_key_jwt none): set client-auth if it takes another one "
			 "all the same");
	offer("client_secret_jwt");
	ck_assert_ptr_null(chosen(&a.metadata, &a.credential));
	ck_assert_str_eq(a.err.text,
			 "the server offers client_secret_jwt, which is used only if it is named: "
			 "set client-auth client_secret_jwt");
	offer(NULL);
	a.config.client_auth = "tls_client_auth";
	ck_assert_ptr_null(chosen(&a.metadata, &a.credential));
	ck_assert_str_eq(
		a.err.text,
		"client-auth tls_client_auth needs a client id, and a certificate with a key "
		"that TLS can use, and the sources did not supply that: add a source that does, "
		"or correct client-auth");
	a.config.client_auth = NULL;
	secret_free(&a.credential.items[ITEM_CLIENT_SECRET]);
	ck_assert_ptr_null(chosen(&a.metadata, &a.credential));
	ck_assert_str_eq(a.err.text, "the credential fits no method of client authentication");
}
END_TEST

/* An id and a secret, both in their time. */
START_TEST(needs)
{
	struct credential c = { .items = { NULL } };
	int64_t now = time(NULL);

	ck_assert_ptr_null(chosen(&a.metadata, &c));
	credential_move(&c, &a.credential, ITEM_CLIENT_ID);
	ck_assert_ptr_null(chosen(&a.metadata, &c));
	credential_move(&c, &a.credential, ITEM_CLIENT_SECRET);
	ck_assert_str_eq(chosen(&a.metadata, &c), BASIC);
	credential_move(&a.credential, &c, ITEM_CLIENT_ID);
	ck_assert_ptr_null(chosen(&a.metadata, &c));
	credential_move(&c, &a.credential, ITEM_CLIENT_ID);
	c.expires_s[ITEM_CLIENT_SECRET] = now + 60;
	ck_assert_str_eq(chosen(&a.metadata, &c), BASIC);
	c.expires_s[ITEM_CLIENT_SECRET] = now;
	ck_assert_ptr_null(chosen(&a.metadata, &c));
	ck_assert_int_eq(a.err.code, EXIT_TEMPFAIL);
	ck_assert_str_eq(a.err.reason, "credential_expired");
	/* Other items change nothing. */
	c.expires_s[ITEM_CLIENT_SECRET] = 0;
	ck_assert_int_eq(credential_set(&c, ITEM_KEY_ID, "k", 1, NULL, NULL), 0);
	c.expires_s[ITEM_KEY_ID] = 1;
	ck_assert_str_eq(chosen(&a.metadata, &c), BASIC);
	credential_clear(&c);
}
END_TEST

/* Methods as they may come: one for a key, which signs each try anew, and one that auto never
 * takes. */
static unsigned tries;

static bool needs_key(const struct credential *c)
{
	return credential_has(c, ITEM_PRIVATE_KEY);
}

static void identity_of_key(const struct credential *c, struct buf *b)
{
	buf_put(b, c->items[ITEM_PRIVATE_KEY]->data, c->items[ITEM_PRIVATE_KEY]->len);
}

static int sign(struct token_request *request, const struct auth_attempt *attempt, struct err *err)
{
	char jwt[16];

	(void)attempt;
	if (++tries > 3)
		return err_set(err, REASON_SYSTEM, "the key is gone");
	snprintf(jwt, sizeof(jwt), "jwt-%u", tries);
	request_put(request, "client_assertion", jwt);
	return 0;
}

static const struct auth_method of_key = {
	.name = "private_key_jwt",
	.proof = ITEM_PRIVATE_KEY,
	.needs = needs_key,
	.identity = identity_of_key,
	.apply = sign,
};
static const struct auth_method only_named = {
	.name = "client_secret_jwt",
	.named_only = true,
	.needs = auth_needs_secret,
	.identity = auth_identity_secret,
	.apply = sign,
};

START_TEST(other_table)
{
	static const struct auth_method *const table[] = { &of_key, &auth_basic, &only_named };
	struct auth_attempt attempt = { &a.config, &a.metadata, OAUTH_GRANT, &a.credential };

#define CHOSEN auth_choose_from(table, ARRAY_SIZE(table), &attempt)
	ck_assert_ptr_eq(CHOSEN, &auth_basic);
	answer_item(&a, ITEM_PRIVATE_KEY, "key");
	ck_assert_ptr_eq(CHOSEN, &of_key);
	offer(BASIC);
	ck_assert_ptr_eq(CHOSEN, &auth_basic);
	offer("client_secret_jwt");
	ck_assert_ptr_null(CHOSEN);
	a.config.client_auth = "client_secret_jwt";
	ck_assert_ptr_eq(CHOSEN, &only_named);
#undef CHOSEN
}
END_TEST

/* Each try is authenticated anew, and one that cannot be ends the exchange without a request. */
START_TEST(each_try)
{
	struct oauth_exchange *x = &a.x;

	answer_item(&a, ITEM_PRIVATE_KEY, "key");
	x->attempt = (struct auth_attempt){ &a.config, &a.metadata, OAUTH_GRANT, &a.credential };
	x->method = &of_key;
	for (unsigned i = 1; i <= 3; i++) {
		char wanted[80];
		snprintf(wanted, sizeof(wanted),
			 "grant_type=client_credentials&client_assertion=jwt-%u", i);
		ck_assert_int_eq(exchange_make(x, &a.err), 0);
		ck_assert_str_eq(buf_str(&x->request.form), wanted);
	}
	ck_assert_int_eq(exchange_make(x, &a.err), EXIT_OS);
	ck_assert_str_eq(a.err.text, "the key is gone");
	ck_assert_ptr_null(x->request.form.data);
}
END_TEST

static const char *identity(void)
{
	static char text[2][2048];
	static unsigned next;
	struct auth_attempt attempt = { &a.config, &a.metadata, OAUTH_GRANT, &a.credential };
	const struct auth_method *method = NULL;
	struct buf b = BUF_SECRET(65536);
	char *out = text[next++ % 2];
	size_t n = 0;

	ck_assert_int_eq(auth_choose(&attempt, &method, &a.err), 0);
	oauth_identity(&attempt, method, &b);
	ck_assert(!buf_error(&b));
	/* Each claim ends with a NUL. */
	for (; n < b.len && n < sizeof(text[0]) - 1; n++)
		out[n] = b.data[n] != '\0' ? b.data[n] : '|';
	out[n] = '\0';
	buf_free(&b);
	return out;
}

START_TEST(same_identity)
{
	const char *first = identity();

	ck_assert_str_eq(first, "https://as.example/token\n" BASIC " 0\ndemo\ns3cret-demo");
	/* Whatever is asked for, and however often. */
	a.config.scope = "api.read";
	a.config.audience = "https://api.example/";
	a.config.client_auth = BASIC;
	offer(BASIC " " POST);
	answer_item(&a, ITEM_KEY_ID, "k");
	ck_assert_str_eq(identity(), first);
}
END_TEST

START_TEST(other_identity)
{
	char first[512];

#define DIFFERS \
	do { \
		ck_assert_str_ne(identity(), first); \
		snprintf(first, sizeof(first), "%s", identity()); \
	} while (0)
	snprintf(first, sizeof(first), "%s", identity());
	answer_item(&a, ITEM_CLIENT_SECRET, "another");
	DIFFERS;
	a.config.basic_raw = true;
	DIFFERS;
	a.config.assertion_type = "urn:a";
	DIFFERS;
	a.config.assertion_audience = "endpoint";
	DIFFERS;
	a.config.assertion_lifetime_s = 60;
	DIFFERS;
	answer_item(&a, ITEM_CLIENT_ID, "another");
	DIFFERS;
	offer(POST);
	DIFFERS;
	free(a.metadata.endpoints[OAUTH_GRANT].url);
	a.metadata.endpoints[OAUTH_GRANT].url = strdup("https://as.example/token2");
	DIFFERS;
	/* One item does not run into the next. */
	answer_item(&a, ITEM_CLIENT_ID, "anothera");
	answer_item(&a, ITEM_CLIENT_SECRET, "nother");
	DIFFERS;
#undef DIFFERS
}
END_TEST

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

/* Of CN=demo, for a hundred years; nobody has the key. */
static const char certificate[] =
	"-----BEGIN CERTIFICATE-----\n"
	"MIIBdTCCARugAwIBAgIUO2soysLOT339OF7HnlKEn4ryHlgwCgYIKoZIzj0EAwIw\n"
	"DzENMAsGA1UEAwwEZGVtbzAgFw0yNjExMjkxMzI2NTBaGA8yMTI2MTEwNTEzMjY1\n"
	"MFowDzENMAsGA1UEAwwEZGVtbzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKlU\n"
	"pd0hDsqAtQUk4X8hEfxanZ6R1YNc4MQRzn5tDgFFPhdGveX4vU80j+daksBIXvov\n"
	"fyHzcwJ7vG9wM6hAGYujUzBRMB0GA1UdDgQWBBQ4l1TnCShRUNToIOpU65wjBLg9\n"
	"PTAfBgNVHSMEGDAWgBQ4l1TnCShRUNToIOpU65wjBLg9PTAPBgNVHRMBAf8EBTAD\n"
	"AQH/MAoGCCqGSM49BAMCA0gAMEUCICA0BTjR2RMekgfbPbtLi/LtRvcVWvD6VlN1\n"
	"yDoVm8qJAiEAhtpIZt67INokG+yivXC+RVATJglbFu11aqZkb1F0Lug=\n"
	"-----END CERTIFICATE-----\n";

static const char *url(void)
{
	struct auth_attempt attempt = { &a.config, &a.metadata, OAUTH_GRANT, &a.credential };
	const struct auth_method *method = NULL;

	ck_assert_int_eq(auth_choose(&attempt, &method, &a.err), 0);
	return auth_url(&attempt, method);
}

/* A certificate and its key, in one form or the other; and both in their time. */
START_TEST(tls_needs)
{
	offer("tls_client_auth");
	ck_assert_ptr_null(chosen(&a.metadata, &a.credential));
	answer_item(&a, ITEM_CERTIFICATE, certificate);
	ck_assert_ptr_null(chosen(&a.metadata, &a.credential));
	answer_item(&a, ITEM_PRIVATE_KEY, "key");
	ck_assert_str_eq(chosen(&a.metadata, &a.credential), "tls_client_auth");
	secret_free(&a.credential.items[ITEM_PRIVATE_KEY]);
	answer_item(&a, ITEM_KEY_URI, "pkcs11:object=key");
	ck_assert_str_eq(chosen(&a.metadata, &a.credential), "tls_client_auth");
	offer("self_signed_tls_client_auth");
	ck_assert_str_eq(chosen(&a.metadata, &a.credential), "self_signed_tls_client_auth");
	/* It ends between two tries. */
	ck_assert_int_eq(answer_make(&a, OAUTH_GRANT, NULL), 0);
	ck_assert_str_eq(buf_str(&a.x.request.form),
			 "grant_type=client_credentials&client_id=demo");
	ck_assert_uint_eq(a.x.request.authorization.len, 0);
	a.credential.expires_s[ITEM_CERTIFICATE] = time(NULL);
	ck_assert_int_eq(exchange_make(&a.x, &a.err), EXIT_TEMPFAIL);
	ck_assert_str_eq(a.err.reason, "credential_expired");
	ck_assert_ptr_null(chosen(&a.metadata, &a.credential));
	ck_assert_str_eq(a.err.reason, "credential_expired");
	secret_free(&a.credential.items[ITEM_CLIENT_ID]);
	a.credential.expires_s[ITEM_CERTIFICATE] = 0;
	ck_assert_ptr_null(chosen(&a.metadata, &a.credential));
}
END_TEST

/* Who shows a certificate goes to the endpoint for that. */
START_TEST(tls_endpoint)
{
	static const char own[] = "https://as.example/token",
			  alias[] = "https://mtls.example/token";
	char first[2048], chain[2 * sizeof(certificate)];

	a.metadata.endpoints[OAUTH_GRANT].mtls_url = strdup(alias);
	answer_item(&a, ITEM_CERTIFICATE, certificate);
	offer(BASIC);
	ck_assert_str_eq(url(), own);
	/* The server binds tokens, and there is no key that TLS can use. */
	a.metadata.certificate_bound = true;
	ck_assert_str_eq(url(), own);
	answer_item(&a, ITEM_PRIVATE_KEY, "key");
	ck_assert_str_eq(url(), alias);
	a.metadata.certificate_bound = false;
	ck_assert_str_eq(url(), own);
	offer("tls_client_auth");
	ck_assert_str_eq(url(), alias);
	snprintf(first, sizeof(first), "%s", identity());
	ck_assert_ptr_eq(strstr(first, "https://mtls.example/token\ntls_client_auth 0\n4:demo"),
			 first);
	/* A certificate that leads to the authority was missing. */
	snprintf(chain, sizeof(chain), "%s%s", certificate, certificate);
	answer_item(&a, ITEM_CERTIFICATE, chain);
	ck_assert_str_ne(identity(), first);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("auth");
	TCase *t = tcase_create("auth");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, choice, 0, ARRAY_SIZE(choices));
	tcase_add_test(t, messages);
	tcase_add_test(t, needs);
	tcase_add_test(t, other_table);
	tcase_add_test(t, each_try);
	tcase_add_test(t, same_identity);
	tcase_add_test(t, other_identity);
	tcase_add_test(t, assertion_offered);
	tcase_add_test(t, assertion_request);
	tcase_add_test(t, assertion_identity);
	tcase_add_test(t, assertion_times);
	tcase_add_test(t, assertion_form);
	tcase_add_test(t, tls_needs);
	tcase_add_test(t, tls_endpoint);
	suite_add_tcase(s, t);
	return unit_main(s);
}
