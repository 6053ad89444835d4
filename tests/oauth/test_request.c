/* The token request as bytes: the form and its order, the Authorization header, and the secrets to
 * redact. */
#include "answer.h"
#include "lib/unit.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static struct answer a;
static struct token_request *rq;

static void credentials(const char *client_id, const char *client_secret)
{
	answer_item(&a, ITEM_CLIENT_ID, client_id);
	answer_item(&a, ITEM_CLIENT_SECRET, client_secret);
}

static void setup(void)
{
	answer_begin(&a);
	credentials("demo", "s3cret");
	rq = &a.x.request;
}

static void teardown(void)
{
	answer_end(&a);
}

static void make(void)
{
	ck_assert_int_eq(answer_make(&a, OAUTH_GRANT, NULL), 0);
}

static unsigned six_bits(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c != '=' ? strchr(digits, c) : digits;

	ck_assert_ptr_nonnull(at);
	return (unsigned)(at - digits);
}

/* The header decoded by RFC 4648, 4, padding included. */
static char *header(void)
{
	static char out[65536];
	const char *p = buf_str(&rq->authorization);
	size_t n = 0;

	ck_assert_int_eq(strncmp(p, "Authorization: Basic ", 21), 0);
	p += 21;
	ck_assert_uint_eq(strlen(p) % 4, 0);
	for (; *p != '\0'; p += 4) {
		unsigned bits = six_bits(p[0]) << 18 | six_bits(p[1]) << 12 | six_bits(p[2]) << 6 |
				six_bits(p[3]);
		ck_assert_uint_lt(n + 4, sizeof(out));
		out[n++] = (char)(bits >> 16);
		if (p[2] != '=')
			out[n++] = (char)(bits >> 8);
		if (p[3] != '=')
			out[n++] = (char)bits;
	}
	out[n] = '\0';
	return out;
}

START_TEST(least)
{
	make();
	ck_assert_str_eq(buf_str(&rq->form), "grant_type=client_credentials");
	ck_assert_str_eq(buf_str(&rq->authorization), "Authorization: Basic ZGVtbzpzM2NyZXQ=");
	ck_assert_ptr_null(rq->hint);
}
END_TEST

START_TEST(order)
{
	static const char *const resources[] = { "https://b.example/", "https://a.example/" };
	const struct param params[] = { { (char[]){ "zeta" }, (char[]){ "1" } },
					{ (char[]){ "alpha" }, (char[]){ "2" } },
					{ (char[]){ "zeta" }, (char[]){ "3" } } };

	a.config.scope = "api.write api.read";
	a.config.audience = "https://api.example/openehr/v1";
	a.config.resources = resources;
	a.config.nresources = ARRAY_SIZE(resources);
	a.config.params = params;
	a.config.nparams = ARRAY_SIZE(params);
	make();
	ck_assert_str_eq(buf_str(&rq->form), "grant_type=client_credentials"
					     "&audience=https%3A%2F%2Fapi.example%2Fopenehr%2Fv1"
					     "&resource=https%3A%2F%2Fb.example%2F"
					     "&resource=https%3A%2F%2Fa.example%2F"
					     "&scope=api.write+api.read"
					     "&zeta=1&alpha=2&zeta=3");
	a.config.client_auth = "client_secret_post";
	make();
	ck_assert_ptr_nonnull(strstr(buf_str(&rq->form),
				     "&zeta=1&alpha=2&zeta=3&client_id=demo&client_secret=s3cret"));
}
END_TEST

START_TEST(encoded_form)
{
	const struct param params[] = { { (char[]){ "a b&=" }, (char[]){ "\xc3\xa9+%\n\"'" } },
					{ (char[]){ "" }, (char[]){ "" } } };

	a.config.audience = "";
	a.config.scope = "AZaz09-._~* !()/?:@,;";
	a.config.params = params;
	a.config.nparams = ARRAY_SIZE(params);
	make();
	ck_assert_str_eq(buf_str(&rq->form), "grant_type=client_credentials&audience="
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
	char wanted[256];

	credentials(forms[_i].id, forms[_i].password);
	make();
	snprintf(wanted, sizeof(wanted), "%s:%s", forms[_i].sent_id, forms[_i].sent_password);
	ck_assert_str_eq(header(), wanted);
	ck_assert((rq->hint != NULL) == forms[_i].encoded);
	ck_assert_str_eq(buf_str(&rq->form), "grant_type=client_credentials");
}
END_TEST

START_TEST(basic_raw)
{
	a.config.basic_raw = true;
	credentials("d/e mo", "s3:cr et+%");
	make();
	ck_assert_str_eq(header(), "d/e mo:s3:cr et+%");
	ck_assert_ptr_null(rq->hint);
	ck_assert_str_eq(buf_str(&rq->form), "grant_type=client_credentials");
}
END_TEST

START_TEST(raw_colon)
{
	static const char *const ids[] = { "a:b", ":", "a:", ":b" };

	a.config.basic_raw = true;
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		credentials(ids[i], "s3cret");
		ck_assert_int_eq(answer_make(&a, OAUTH_GRANT, NULL), EXIT_DATA);
		ck_assert_str_eq(a.err.text, "basic-encoding raw cannot send a client id with a "
					     "colon: use form");
		ck_assert_str_eq(a.err.reason, "client_id_colon");
		ck_assert_ptr_null(rq->form.data);
		ck_assert_ptr_null(rq->authorization.data);
	}
	/* In the body a colon is no matter. */
	a.config.client_auth = "client_secret_post";
	make();
	ck_assert_str_eq(buf_str(&rq->form),
			 "grant_type=client_credentials&client_id=%3Ab&client_secret=s3cret");
}
END_TEST

START_TEST(post)
{
	a.config.client_auth = "client_secret_post";
	credentials("d:e mo", "a b&c=d+%");
	make();
	ck_assert_ptr_null(rq->hint); /* every server decodes a form: no hint about raw */
	ck_assert_uint_eq(rq->authorization.len, 0);
	ck_assert_str_eq(buf_str(&rq->form), "grant_type=client_credentials&client_id=d%3Ae+mo"
					     "&client_secret=a+b%26c%3Dd%2B%25");
}
END_TEST

/* Nothing of the request before is left, and no secret of it is redacted any more. */
START_TEST(anew)
{
	char words[64];

	make();
	credentials("other", "newer-secret");
	make();
	ck_assert_str_eq(header(), "other:newer-secret");
	ck_assert_str_eq(redact_words(&rq->secrets, "s3cret newer-secret", words, sizeof(words)),
			 "s3cret [hidden]");
	a.config.client_auth = "client_secret_post";
	make();
	ck_assert_uint_eq(rq->authorization.len, 0);
}
END_TEST

/* In each form that was sent. */
START_TEST(redacted)
{
	char words[128];

	credentials("demo", "a/b c");
	make();
	ck_assert_str_eq(redact_words(&rq->secrets, "a/b c, a%2Fb+c, ZGVtbzphJTJGYitj=", words,
				      sizeof(words)),
			 "[hidden], [hidden], [hidden]=");
	a.config.client_auth = "client_secret_post";
	make();
	ck_assert_str_eq(redact_words(&rq->secrets, "a/b c, a%2Fb+c, demo", words, sizeof(words)),
			 "[hidden], [hidden], demo");
}
END_TEST

/* Nothing of an item is sent past its time, nor by a later try of the same request. */
START_TEST(expired)
{
	make();
	a.credential.expires_s[ITEM_CLIENT_SECRET] = time(NULL) - 1;
	ck_assert_int_eq(exchange_make(&a.x, &a.err), EXIT_TEMPFAIL);
	ck_assert_str_eq(a.err.reason, "credential_expired");
	ck_assert_uint_eq(rq->form.len + rq->authorization.len, 0);
	a.credential.expires_s[ITEM_CLIENT_SECRET] = time(NULL) + 60;
	ck_assert_int_eq(exchange_make(&a.x, &a.err), 0);
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
	ck_assert_uint_eq(strlen(header()), 3 * 1024 + 1 + 3 * 16384);
	a.config.client_auth = "client_secret_post";
	make();
	ck_assert_uint_gt(rq->form.len, 3 * (1024 + 16384));
	free(long_id);
	free(long_secret);
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
	tcase_add_test(t, anew);
	tcase_add_test(t, redacted);
	tcase_add_test(t, expired);
	tcase_add_test(t, longest);
	suite_add_tcase(s, t);
	return unit_main(s);
}
