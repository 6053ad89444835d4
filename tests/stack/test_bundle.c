/* The bundle: who may be paired with whom, and who supplied what. */
#include "base/banned.h"
#include "stack/bundle.h"
#include "lib/unit.h"

#include <string.h>

static struct secret *secret_of(const char *text)
{
	struct secret *s = NULL;

	if (text != NULL)
		ck_assert_int_eq(secret_new(text, strlen(text), &s), 0);
	return s;
}

static struct bundle bundle_of(const char *id, const char *secret)
{
	return (struct bundle){ .client_id = secret_of(id), .client_secret = secret_of(secret) };
}

static struct source first = { .file = (char *)(uintptr_t) "/etc/one", .line = 3 };
static struct source second = { .file = (char *)(uintptr_t) "/etc/two", .line = 7 };

/* What is known, what the line sets, the result, and a part of the reason. */
static const struct {
	const char *id, *secret, *line_id, *line_secret;
	int result;
	const char *why;
} checks[] = {
	{ NULL, NULL, NULL, NULL, CCRED_SUCCESS, NULL },
	{ NULL, NULL, "A", NULL, CCRED_SUCCESS, NULL },
	{ NULL, NULL, "A", "s", CCRED_SUCCESS, NULL },
	{ NULL, NULL, NULL, "s", CCRED_INVALID, "a secret without a client id" },
	{ "A", NULL, NULL, "s", CCRED_SUCCESS, NULL },
	{ "A", NULL, "A", "s", CCRED_SUCCESS, NULL },
	{ "A", NULL, "B", NULL, CCRED_CONFLICT, "/etc/one:3" },
	{ "A", NULL, "B", "s", CCRED_CONFLICT, "client id is not the one that /etc/one:3 gave" },
	{ "A", NULL, "a", "s", CCRED_CONFLICT, "client id" },
	{ "A", NULL, "AA", "s", CCRED_CONFLICT, "client id" },
	{ "A", "s", "A", "s", CCRED_SUCCESS, NULL },
	{ "A", "s", NULL, "s", CCRED_SUCCESS, NULL },
	{ "A", "s", NULL, "t", CCRED_CONFLICT, "secret is not the one that /etc/two:7 gave" },
	{ "A", "s", "A", "t", CCRED_CONFLICT, "/etc/two:7" },
	{ "A", "s", "B", "s", CCRED_CONFLICT, "client id" },
	{ "A", "s", NULL, NULL, CCRED_SUCCESS, NULL },
};

START_TEST(check)
{
	struct bundle known = bundle_of(checks[_i].id, checks[_i].secret);
	struct bundle line = bundle_of(checks[_i].line_id, checks[_i].line_secret);
	struct err err = { 0 };

	known.id_from = &first;
	known.secret_from = &second;
	ck_assert_int_eq(bundle_check(&known, &line, &err), checks[_i].result);
	ck_assert_int_eq(bundle_check(&known, &line, NULL), checks[_i].result);
	if (checks[_i].why != NULL) {
		ck_assert_msg(strstr(err.text, checks[_i].why) != NULL, "%s", err.text);
	} else {
		ck_assert_int_eq(err.code, 0);
	}
	bundle_clear(&known);
	bundle_clear(&line);
}
END_TEST

START_TEST(no_secret_in_a_reason)
{
	struct bundle known = bundle_of("A", "hidden-one"), line = bundle_of("A", "hidden-two");
	struct err err = { 0 };

	ck_assert_int_eq(bundle_check(&known, &line, &err), CCRED_CONFLICT);
	ck_assert_ptr_null(strstr(err.text, "hidden"));
	/* No line supplied the id: the profile did. */
	bundle_clear(&line);
	line = bundle_of("B", NULL);
	ck_assert_int_eq(bundle_check(&known, &line, &err), CCRED_CONFLICT);
	ck_assert_ptr_nonnull(strstr(err.text, "client-id in the profile"));
	bundle_clear(&known);
	bundle_clear(&line);
}
END_TEST

START_TEST(merge)
{
	struct bundle b = { 0 }, line = bundle_of("A", NULL);

	ck_assert(!bundle_complete(&b));
	bundle_merge(&b, &line, &first);
	ck_assert_ptr_null(line.client_id);
	ck_assert(!bundle_complete(&b));
	line = bundle_of("A", "s");
	bundle_merge(&b, &line, &second);
	ck_assert(bundle_complete(&b));
	ck_assert_ptr_null(line.client_id);
	ck_assert_ptr_null(line.client_secret);
	/* The first to say it is the one who said it. */
	ck_assert_ptr_eq(b.id_from, &first);
	ck_assert_ptr_eq(b.secret_from, &second);
	line = bundle_of(NULL, "s");
	bundle_merge(&b, &line, &first);
	ck_assert_ptr_eq(b.secret_from, &second);
	ck_assert_ptr_null(line.client_secret);
	ck_assert_mem_eq(b.client_secret->data, "s", 2);
	bundle_clear(&b);
	ck_assert_ptr_null(b.client_id);
	ck_assert_ptr_null(b.secret_from);
	bundle_clear(&b);
}
END_TEST

START_TEST(copy)
{
	struct bundle b = bundle_of("A", "s"), c, d = bundle_of("A", NULL), empty = { 0 };

	b.id_from = &first;
	b.secret_from = &second;
	ck_assert_int_eq(bundle_copy(&b, &c, NULL), 0);
	ck_assert(bundle_equal(&b, &c));
	ck_assert_ptr_ne(b.client_secret, c.client_secret);
	ck_assert_ptr_eq(c.id_from, &first);
	ck_assert_ptr_eq(c.secret_from, &second);
	ck_assert(!bundle_equal(&b, &d));
	ck_assert(!bundle_equal(&d, &b));
	ck_assert(!bundle_equal(&empty, &d));
	bundle_clear(&c);
	ck_assert_int_eq(bundle_copy(&empty, &c, NULL), 0);
	ck_assert(bundle_equal(&empty, &c));
	bundle_clear(&b);
	bundle_clear(&d);
	bundle_clear(&c);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("bundle");
	TCase *t = tcase_create("bundle");

	tcase_add_loop_test(t, check, 0, sizeof(checks) / sizeof(checks[0]));
	tcase_add_test(t, no_secret_in_a_reason);
	tcase_add_test(t, merge);
	tcase_add_test(t, copy);
	suite_add_tcase(s, t);
	return unit_main(s);
}
