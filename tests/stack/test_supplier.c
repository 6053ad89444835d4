/* Which line supplied the secret, written for the cache and read again. */
#include "stack/fake.h"

static const char *no_value(const void *arg, const char *name)
{
	(void)arg;
	(void)name;
	return NULL;
}

static const struct source *source_of(const struct line *line)
{
	return line != NULL ? line->source : NULL;
}

static void supplied(struct source *lines, size_t n, const char *wanted, const struct source *from,
		     const char *wanted_said)
{
	struct profile p = { .name = TEXT("test"), .sources = lines, .nsources = n };
	struct bound *bound = NULL;
	const char *said = "";
	struct buf b = BUF_INIT;

	ck_assert_int_eq(bind_profile(&p, no_value, NULL, &bound, NULL), 0);
	supplier_write(bound, &outcome, ITEM_CLIENT_SECRET, &b);
	ck_assert_str_eq(buf_str(&b), wanted);
	ck_assert_ptr_eq(source_of(supplier_read(bound, buf_str(&b), &said)), from);
	if (from != NULL)
		ck_assert_pstr_eq(said, wanted_said);
	buf_free(&b);
	bind_free(&bound);
}

/* Who supplied the secret, by the number of its line: those of nested stacks in their place. */
START_TEST(supplier)
{
	static const char *const malformed[] = {
		"", "0", "4", "65", "x", "-1", "1x y", " 1", "18446744073709551617", "00000001"
	};
	struct source lines[3], inner[2];
	struct profile p = { .name = TEXT("test"), .sources = lines, .nsources = 3 };
	struct bound *bound = NULL;
	const char *said;

	answers[1] = (struct answer)FAILS(RESULT_NOT_FOUND);
	answers[2] = (struct answer){ .id = "A", .secret = "s", .text = "on the \"second\" shelf" };
	answers[3] = (struct answer){ .id = "A", .secret = "s", .text = "elsewhere" };
	inner[0] = line_of(1, "optional");
	inner[1] = line_of(2, "optional");
	lines[0] = nested_of(9, "optional", inner, 2);
	lines[1] = line_of(3, "optional");
	ck_assert_int_eq(run(lines, 2, NULL), 0);
	supplied(lines, 2, "2 on the \"second\" shelf", &inner[1], "on the \"second\" shelf");
	stack_outcome_clear(&outcome);
	answers[2] = (struct answer)FAILS(RESULT_NOT_FOUND);
	answers[3] = (struct answer)FULL("A");
	ck_assert_int_eq(run(lines, 2, NULL), 0);
	supplied(lines, 2, "3", &lines[1], NULL);
	stack_outcome_clear(&outcome);
	/* No line that it could be. */
	supplied(lines, 2, "", NULL, NULL);
	lines[2] = nested_of(9, "optional", inner, 0);
	ck_assert_int_eq(bind_profile(&p, no_value, NULL, &bound, NULL), 0);
	for (size_t i = 0; i < ARRAY_SIZE(malformed); i++)
		ck_assert_msg(supplier_read(bound, malformed[i], &said) == NULL, "%s",
			      malformed[i]);
	ck_assert_ptr_eq(source_of(supplier_read(bound, "1 ", &said)), &inner[0]);
	ck_assert_str_eq(said, "");
	bind_free(&bound);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("supplier");
	TCase *t = tcase_create("supplier");

	tcase_add_test(t, supplier);
	suite_add_tcase(s, t);
	return unit_main(s);
}
