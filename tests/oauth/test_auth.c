/* Client authentication: which method is taken, when a credential is complete, and whom a refusal
 * is about. */
#include "auth_fixture.h"

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
	suite_add_tcase(s, t);
	return unit_main(s);
}
