/* Gathering a credential: who may be paired with whom, and who supplied what. */
#include "stack/gather.h"
#include "lib/unit.h"

#include <string.h>

static struct source first = { .file = (char *)(uintptr_t) "/etc/one", .line = 3 };
static struct source second = { .file = (char *)(uintptr_t) "/etc/two", .line = 7 };

/* Items as letters: i the client id, s the secret, a an assertion, t its type, k the key id, g the
 * algorithm, p the public key, c the certificate, x the private key, u the key's URI. Each is
 * followed by its value, one letter. */
static const char letters[N_ITEMS + 1] = "-isatkgpcxu";

static struct credential credential_of(const char *words, const struct source *from)
{
	struct credential c = { .items = { NULL } };

	for (const char *p = words; *p != '\0'; p += 2) {
		const char *at = strchr(letters, p[0]);
		ck_assert_ptr_nonnull(at);
		ck_assert_int_eq(credential_set(&c, (int)(at - letters), p + 1, 1, from, NULL), 0);
	}
	return c;
}

/* What is known, what the line sets, the result, and a part of the reason. */
static const struct {
	const char *known, *line;
	enum result result;
	const char *reason, *why;
} checks[] = {
	{ "", "", RESULT_SUCCESS, NULL, NULL },
	{ "", "iA", RESULT_SUCCESS, NULL, NULL },
	{ "", "iAs1", RESULT_SUCCESS, NULL, NULL },
	{ "", "s1", RESULT_INVALID, "client_id_missing", "a secret without a client id" },
	{ "iA", "s1", RESULT_SUCCESS, NULL, NULL },
	{ "iA", "iAs1", RESULT_SUCCESS, NULL, NULL },
	{ "iA", "iB", RESULT_CONFLICT, "credential_conflict", "/etc/one:3" },
	{ "iA", "iBs1", RESULT_CONFLICT, "credential_conflict",
	  "client id is not the one that /etc/one:3 gave" },
	{ "iA", "ia", RESULT_CONFLICT, "credential_conflict", "client id" },
	{ "iAs1", "iAs1", RESULT_SUCCESS, NULL, NULL },
	{ "iAs1", "s1", RESULT_SUCCESS, NULL, NULL },
	{ "iAs1", "s2", RESULT_CONFLICT, "credential_conflict",
	  "secret is not the one that /etc/one:3 gave" },
	{ "iAs1", "iBs1", RESULT_CONFLICT, "credential_conflict", "client id" },
	{ "iAs1", "", RESULT_SUCCESS, NULL, NULL },
	/* An assertion says itself who it is from. */
	{ "", "a1", RESULT_SUCCESS, NULL, NULL },
	{ "", "a1tT", RESULT_SUCCESS, NULL, NULL },
	{ "", "tT", RESULT_INVALID, "assertion_missing", "a type of assertion" },
	{ "a1", "tT", RESULT_CONFLICT, "credential_conflict", "assertion" },
	{ "a1", "a2", RESULT_CONFLICT, "credential_conflict", "its assertion" },
	{ "a1tT", "a1", RESULT_SUCCESS, NULL, NULL },
	/* The items of a key come from one line. */
	{ "", "iAkKgGpP", RESULT_SUCCESS, NULL, NULL },
	{ "", "x1", RESULT_INVALID, "client_id_missing", "a key without a client id" },
	{ "", "u1", RESULT_INVALID, "client_id_missing", "a key without a client id" },
	{ "", "kK", RESULT_INVALID, "client_id_missing", "a key without a client id" },
	{ "iA", "kKx1", RESULT_SUCCESS, NULL, NULL },
	{ "iAx1", "kK", RESULT_CONFLICT, "credential_conflict", "its key" },
	{ "iAx1kK", "x1", RESULT_SUCCESS, NULL, NULL },
	{ "iAx1kK", "x2kK", RESULT_CONFLICT, "credential_conflict", "its key" },
	/* But a certificate from any. */
	{ "", "cC", RESULT_SUCCESS, NULL, NULL },
	{ "iAx1", "cC", RESULT_SUCCESS, NULL, NULL },
	{ "cC", "cD", RESULT_CONFLICT, "credential_conflict", "its certificate" },
	{ "iAs1", "x1", RESULT_SUCCESS, NULL, NULL },
};

START_TEST(check)
{
	struct credential known = credential_of(checks[_i].known, &first);
	struct credential line = credential_of(checks[_i].line, &second);
	struct err err = { 0 };

	ck_assert_int_eq(gather_check(&known, &line, &err), checks[_i].result);
	ck_assert_int_eq(gather_check(&known, &line, NULL), checks[_i].result);
	if (checks[_i].why != NULL) {
		ck_assert_msg(strstr(err.text, checks[_i].why) != NULL, "%s", err.text);
		ck_assert_str_eq(err.reason, checks[_i].reason);
	} else {
		ck_assert_int_eq(err.code, 0);
	}
	credential_clear(&known);
	credential_clear(&line);
}
END_TEST

START_TEST(no_secret_in_a_reason)
{
	struct credential known = { .items = { NULL } }, line = credential_of("iB", &second);
	struct err err = { 0 };

	ck_assert_int_eq(credential_set(&known, ITEM_CLIENT_ID, "A", 1, NULL, NULL), 0);
	ck_assert_int_eq(credential_set(&known, ITEM_CLIENT_SECRET, "hidden-one", 10, &first, NULL),
			 0);
	/* No line supplied the id: the profile did. */
	ck_assert_int_eq(gather_check(&known, &line, &err), RESULT_CONFLICT);
	ck_assert_ptr_nonnull(strstr(err.text, "the one that client-id names"));
	credential_clear(&line);
	ck_assert_int_eq(credential_set(&line, ITEM_CLIENT_SECRET, "hidden-two", 10, &second, NULL),
			 0);
	ck_assert_int_eq(gather_check(&known, &line, &err), RESULT_CONFLICT);
	ck_assert_ptr_null(strstr(err.text, "hidden"));
	credential_clear(&known);
	credential_clear(&line);
}
END_TEST

START_TEST(merge)
{
	struct credential c = { .items = { NULL } }, line = credential_of("iA", &first);

	ck_assert(!gather_has_pair(&c, NULL));
	gather_merge(&c, &line);
	ck_assert(credential_empty(&line));
	ck_assert(!gather_has_pair(&c, NULL));
	line = credential_of("iAs1", &second);
	line.expires_s[ITEM_CLIENT_SECRET] = 77;
	gather_merge(&c, &line);
	ck_assert(gather_has_pair(&c, NULL));
	ck_assert(credential_empty(&line));
	/* The first to say it is the one who said it. */
	ck_assert_ptr_eq(c.from[ITEM_CLIENT_ID], &first);
	ck_assert_ptr_eq(c.from[ITEM_CLIENT_SECRET], &second);
	ck_assert_int_eq(c.expires_s[ITEM_CLIENT_SECRET], 77);
	line = credential_of("s1", &first);
	gather_merge(&c, &line);
	ck_assert_ptr_eq(c.from[ITEM_CLIENT_SECRET], &second);
	ck_assert(credential_empty(&line));
	ck_assert_mem_eq(c.items[ITEM_CLIENT_SECRET]->data, "1", 2);
	credential_clear(&c);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("gather");
	TCase *t = tcase_create("gather");

	tcase_add_loop_test(t, check, 0, sizeof(checks) / sizeof(checks[0]));
	tcase_add_test(t, no_secret_in_a_reason);
	tcase_add_test(t, merge);
	suite_add_tcase(s, t);
	return unit_main(s);
}
