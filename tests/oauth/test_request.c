/* The token request as bytes: the form and its order, Basic in both encodings, and post. */
#include "base/banned.h"
#include "oauth/request.h"
#include "lib/unit.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static struct oauth_config config;
static struct oauth_metadata metadata;
static struct secret *id, *password;
static struct token_request rq;
static struct err err;

static void credentials(const char *client_id, const char *client_secret)
{
	secret_free(&id);
	secret_free(&password);
	ck_assert_int_eq(secret_new(client_id, strlen(client_id), &id), 0);
	ck_assert_int_eq(secret_new(client_secret, strlen(client_secret), &password), 0);
}

static void setup(void)
{
	config = (struct oauth_config){ .issuer = "https://as.example" };
	metadata = (struct oauth_metadata){ .token_endpoint = strdup("https://as.example/token") };
	credentials("demo", "s3cret");
}

static void teardown(void)
{
	token_request_clear(&rq);
	oauth_metadata_clear(&metadata);
	secret_free(&id);
	secret_free(&password);
}

static void make(void)
{
	token_request_clear(&rq);
	ck_assert_int_eq(token_request_make(&config, &metadata, id, password, &rq, &err), 0);
}

START_TEST(least)
{
	make();
	ck_assert(rq.basic);
	ck_assert_str_eq(buf_str(&rq.form), "grant_type=client_credentials");
	ck_assert_str_eq(buf_str(&rq.user), "demo");
	ck_assert_str_eq(buf_str(&rq.password), "s3cret");
	ck_assert(!rq.encoded);
}
END_TEST

/* The order is part of the bytes that a refusal is tied to. */
START_TEST(order)
{
	static const char *const resources[] = { "https://b.example/", "https://a.example/" };
	static const char *const names[] = { "zeta", "alpha", "zeta" };
	static const char *const values[] = { "1", "2", "3" };

	config.scope = "api.write api.read";
	config.audience = "https://api.example/openehr/v1";
	config.resources = resources;
	config.nresources = ARRAY_SIZE(resources);
	config.param_names = names;
	config.param_values = values;
	config.nparams = ARRAY_SIZE(names);
	make();
	ck_assert_str_eq(buf_str(&rq.form), "grant_type=client_credentials"
					    "&audience=https%3A%2F%2Fapi.example%2Fopenehr%2Fv1"
					    "&resource=https%3A%2F%2Fb.example%2F"
					    "&resource=https%3A%2F%2Fa.example%2F"
					    "&scope=api.write+api.read"
					    "&zeta=1&alpha=2&zeta=3");
	config.client_auth = OAUTH_AUTH_POST;
	make();
	ck_assert_ptr_nonnull(strstr(buf_str(&rq.form),
				     "&zeta=1&alpha=2&zeta=3&client_id=demo&client_secret=s3cret"));
}
END_TEST

START_TEST(encoded_form)
{
	static const char *const names[] = { "a b&=", "" };
	static const char *const values[] = { "\xc3\xa9+%\n\"'", "" };

	config.audience = "";
	config.scope = "AZaz09-._~* !()/?:@,;";
	config.param_names = names;
	config.param_values = values;
	config.nparams = ARRAY_SIZE(names);
	make();
	ck_assert_str_eq(buf_str(&rq.form), "grant_type=client_credentials&audience="
					    "&scope=AZaz09-._~*+%21%28%29%2F%3F%3A%40%2C%3B"
					    "&a+b%26%3D=%C3%A9%2B%25%0A%22%27&=");
}
END_TEST

/* RFC 6749, 2.3.1 and appendix B, with the example of the appendix. */
static const struct {
	const char *id, *password;
	const char *sent_id, *sent_password;
	bool encoded;
} forms[] = {
	{ "demo", "s3cret", "demo", "s3cret", false },
	{ "AZaz09-._~*", "*~_.-90zaZA", "AZaz09-._~*", "*~_.-90zaZA", false },
	{ "a:b", "c:d", "a%3Ab", "c%3Ad", true },
	{ "demo", "a b+c%", "demo", "a+b%2Bc%25", true },
	{ "d/emo", "s3cret", "d%2Femo", "s3cret", true },
	{ "demo", " %&+\xc2\xa3\xe2\x82\xac", "demo", "+%25%26%2B%C2%A3%E2%82%AC", true },
	/* The same length, other bytes. */
	{ "demo", "a b", "demo", "a+b", true },
	{ " ", "s3cret", "+", "s3cret", true },
	/* The same bytes, but more of them. */
	{ "demo", "%25", "demo", "%2525", true },
};

START_TEST(basic_form)
{
	credentials(forms[_i].id, forms[_i].password);
	make();
	ck_assert(rq.basic);
	ck_assert_str_eq(buf_str(&rq.user), forms[_i].sent_id);
	ck_assert_str_eq(buf_str(&rq.password), forms[_i].sent_password);
	ck_assert(rq.encoded == forms[_i].encoded);
	ck_assert_str_eq(buf_str(&rq.form), "grant_type=client_credentials");
}
END_TEST

START_TEST(basic_raw)
{
	config.basic_raw = true;
	credentials("d/e mo", "s3:cr et+%");
	make();
	ck_assert(rq.basic);
	ck_assert_str_eq(buf_str(&rq.user), "d/e mo");
	ck_assert_str_eq(buf_str(&rq.password), "s3:cr et+%");
	ck_assert(!rq.encoded);
	ck_assert_str_eq(buf_str(&rq.form), "grant_type=client_credentials");
}
END_TEST

START_TEST(raw_colon)
{
	static const char *const ids[] = { "a:b", ":", "a:", ":b" };

	config.basic_raw = true;
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		credentials(ids[i], "s3cret");
		ck_assert_int_eq(token_request_make(&config, &metadata, id, password, &rq, &err),
				 EXIT_DATA);
		ck_assert_str_eq(err.text, "basic-encoding raw cannot send a client id with a "
					   "colon: use form");
		ck_assert_ptr_null(rq.form.data);
	}
	/* In the body a colon is no matter. */
	config.client_auth = OAUTH_AUTH_POST;
	make();
	ck_assert_str_eq(buf_str(&rq.form),
			 "grant_type=client_credentials&client_id=%3Ab&client_secret=s3cret");
}
END_TEST

START_TEST(post)
{
	config.client_auth = OAUTH_AUTH_POST;
	credentials("d:e mo", "a b&c=d+%");
	make();
	ck_assert(!rq.basic);
	ck_assert(!rq.encoded); /* every server decodes a form: no hint about raw */
	ck_assert_uint_eq(rq.user.len, 0);
	ck_assert_uint_eq(rq.password.len, 0);
	ck_assert_str_eq(buf_str(&rq.form), "grant_type=client_credentials&client_id=d%3Ae+mo"
					    "&client_secret=a+b%26c%3Dd%2B%25");
}
END_TEST

/* Which of the two: the profile's word, else what the metadata leave. */
static const struct {
	int client_auth;
	bool known, basic, post;
	bool uses_basic;
} choices[] = {
	{ OAUTH_AUTH_AUTO, false, false, false, true }, /* RFC 8414, 2: silence is basic */
	{ OAUTH_AUTH_AUTO, true, true, false, true },
	{ OAUTH_AUTH_AUTO, true, true, true, true },
	{ OAUTH_AUTH_AUTO, true, false, true, false },
	{ OAUTH_AUTH_AUTO, true, false, false, false },
	{ OAUTH_AUTH_BASIC, true, false, true, true },
	{ OAUTH_AUTH_BASIC, false, false, false, true },
	{ OAUTH_AUTH_POST, true, true, false, false },
	{ OAUTH_AUTH_POST, false, false, false, false },
};

START_TEST(choice)
{
	config.client_auth = choices[_i].client_auth;
	metadata.auth_known = choices[_i].known;
	metadata.auth_basic = choices[_i].basic;
	metadata.auth_post = choices[_i].post;
	make();
	ck_assert(rq.basic == choices[_i].uses_basic);
	/* Never in both places. */
	ck_assert((strstr(buf_str(&rq.form), "client_secret") == NULL) == rq.basic);
	ck_assert((rq.password.len > 0) == rq.basic);
}
END_TEST

/* As long as they come: all limits of the configuration and the sources at once fit. */
START_TEST(longest)
{
	char *long_id = calloc(1, 1025), *long_secret = calloc(1, 16385);

	memset(long_id, '/', 1024);
	memset(long_secret, '/', 16384);
	credentials(long_id, long_secret);
	make();
	ck_assert_uint_eq(rq.user.len, 3 * 1024);
	ck_assert_uint_eq(rq.password.len, 3 * 16384);
	config.client_auth = OAUTH_AUTH_POST;
	make();
	ck_assert_uint_gt(rq.form.len, 3 * (1024 + 16384));
	free(long_id);
	free(long_secret);
}
END_TEST

static char *describe(void)
{
	struct buf b = BUF_SECRET(65536);

	ck_assert_int_eq(oauth_describe(&config, &metadata, id, password, &b, &err), 0);
	char *text = strdup(buf_str(&b));
	buf_free(&b);
	return text;
}

START_TEST(described)
{
	char *text = describe();

	ck_assert_str_eq(text, "https://as.example/token\nbasic\ndemo\ns3cret\n"
			       "grant_type=client_credentials");
	free(text);
	config.client_auth = OAUTH_AUTH_POST;
	config.scope = "a b";
	text = describe();
	ck_assert_str_eq(text, "https://as.example/token\npost\n\n\n"
			       "grant_type=client_credentials&scope=a+b&client_id=demo"
			       "&client_secret=s3cret");
	free(text);
}
END_TEST

/* A request that cannot be made, or described, says so and appends nothing. */
START_TEST(not_described)
{
	struct buf b = BUF_SECRET(8);

	config.basic_raw = true;
	credentials("a:b", "s3cret");
	ck_assert_int_eq(oauth_describe(&config, &metadata, id, password, &b, &err), EXIT_DATA);
	ck_assert_uint_eq(b.len, 0);
	config.basic_raw = false;
	ck_assert_int_eq(oauth_describe(&config, &metadata, id, password, &b, &err), EXIT_OS);
	buf_free(&b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("request");
	TCase *t = tcase_create("request");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, least);
	tcase_add_test(t, order);
	tcase_add_test(t, encoded_form);
	tcase_add_loop_test(t, basic_form, 0, ARRAY_SIZE(forms));
	tcase_add_test(t, basic_raw);
	tcase_add_test(t, raw_colon);
	tcase_add_test(t, post);
	tcase_add_loop_test(t, choice, 0, ARRAY_SIZE(choices));
	tcase_add_test(t, longest);
	tcase_add_test(t, described);
	tcase_add_test(t, not_described);
	suite_add_tcase(s, t);
	return unit_main(s);
}
