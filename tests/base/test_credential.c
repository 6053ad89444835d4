/* A credential: the rule of each item, and copies that are equal and wiped. */
#include "base/credential.h"
#include "base/limits.h"
#include "lib/unit.h"

#define PEM "-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n"

static bool valid(int item, const char *text)
{
	return credential_item_valid(item, text, strlen(text));
}

START_TEST(rules)
{
	static const char long_id[LIMIT_CLIENT_ID + 1] = { [0 ... LIMIT_CLIENT_ID] = 'x' };

	ck_assert(valid(ITEM_CLIENT_ID, "acme"));
	ck_assert(!valid(ITEM_CLIENT_ID, ""));
	ck_assert(!valid(ITEM_CLIENT_ID, "a\nb"));
	ck_assert(!valid(ITEM_CLIENT_SECRET, "\xff"));
	ck_assert(credential_item_valid(ITEM_CLIENT_ID, long_id, LIMIT_CLIENT_ID));
	ck_assert(!credential_item_valid(ITEM_CLIENT_ID, long_id, LIMIT_CLIENT_ID + 1));
	ck_assert(!credential_item_valid(ITEM_CLIENT_ID, NULL, 3));
	/* PEM has lines; nothing else that is text has. */
	ck_assert(valid(ITEM_CERTIFICATE, PEM));
	ck_assert(valid(ITEM_PRIVATE_KEY, PEM));
	ck_assert(!valid(ITEM_CERTIFICATE, "a\x01"));
	ck_assert(!valid(ITEM_ASSERTION, PEM));
	/* A signature is any bytes. */
	ck_assert(credential_item_valid(ITEM_SIGNATURE, "\0\xff", 2));
	ck_assert(!valid(0, "x"));
	ck_assert(!valid(N_ITEMS, "x"));
}
END_TEST

/* What is wrong with a secret, in its own words; and what only may be. */
START_TEST(faults)
{
	static const struct {
		const char *text, *fault, *suspicion;
	} secrets[] = {
		{ "s3cret", NULL, NULL },
		{ "\xef\xbb\xbfs", "begins with a byte order mark", NULL },
		{ "s\r", "ends with a carriage return", NULL },
		{ "s\r\n", "ends with a carriage return", NULL },
		{ "s\n", "ends with a line end", NULL },
		{ "s\nt", "has more than one line", NULL },
		{ "s\tt", "holds a control byte", NULL },
		{ "\xff", "is not UTF-8", NULL },
		{ "", "is empty", NULL },
		{ " s", NULL, "begins with a blank" },
		{ "s ", NULL, "ends with a blank" },
		{ "\"s\"", NULL, "has quotes around it" },
		{ "'s'", NULL, "has quotes around it" },
		{ "\"", NULL, NULL },
		{ "'s\"", NULL, NULL },
		{ "CLIENT_SECRET=s", NULL, "looks like NAME=value" },
		{ "c2VjcmV0Cg==", NULL, NULL },
		{ "c2VjcmV0Cgo=", NULL, NULL },
		{ "1a=b", NULL, NULL },
		{ "a-b=c", NULL, NULL },
	};

	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		const char *text = secrets[i].text;
		const char *fault = credential_item_fault(ITEM_CLIENT_SECRET, text, strlen(text));
		struct secret *s = NULL;

		if (secrets[i].fault == NULL)
			ck_assert_pstr_eq(fault, NULL);
		else
			ck_assert_ptr_eq(strstr(fault, secrets[i].fault), fault);
		ck_assert_int_eq(secret_new(text, strlen(text), &s), 0);
		if (fault == NULL)
			ck_assert_pstr_eq(credential_suspicion(s), secrets[i].suspicion);
		secret_free(&s);
	}
}
END_TEST

START_TEST(names)
{
	ck_assert_str_eq(credential_item_name(ITEM_KEY_URI), "key_uri");
	ck_assert_ptr_null(credential_item_name(N_ITEMS));
	for (int item = 1; item < N_ITEMS; item++)
		ck_assert_int_eq(credential_item_find(credential_item_name(item)), item);
	ck_assert_int_eq(credential_item_find("colour"), 0);
}
END_TEST

START_TEST(copies)
{
	struct credential a = { .items = { NULL } }, b = { .items = { NULL } };
	int line;

	ck_assert(credential_empty(&a));
	ck_assert_int_eq(credential_set(&a, ITEM_CLIENT_SECRET, "s3cret", 6, &line, NULL), 0);
	a.expires_s[ITEM_CLIENT_SECRET] = 42;
	ck_assert(!credential_equal(&a, &b));
	ck_assert_int_eq(credential_copy(&a, &b, NULL), 0);
	ck_assert(credential_equal(&a, &b));
	ck_assert_ptr_eq(b.from[ITEM_CLIENT_SECRET], &line);
	ck_assert_int_eq(b.expires_s[ITEM_CLIENT_SECRET], 42);
	credential_clear(&b);
	ck_assert(credential_empty(&b));
	credential_move(&b, &a, ITEM_CLIENT_SECRET);
	ck_assert(credential_empty(&a));
	ck_assert_str_eq(b.items[ITEM_CLIENT_SECRET]->data, "s3cret");
	ck_assert_int_eq(b.expires_s[ITEM_CLIENT_SECRET], 42);
	credential_clear(&b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("credential");
	TCase *t = tcase_create("credential");

	tcase_add_test(t, rules);
	tcase_add_test(t, faults);
	tcase_add_test(t, names);
	tcase_add_test(t, copies);
	suite_add_tcase(s, t);
	return unit_main(s);
}
