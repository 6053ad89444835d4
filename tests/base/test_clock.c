/* Clocks: a moment whose bytes are all set, and waiting in steps. */
#include "base/clock.h"
#include "lib/unit.h"

/* Records hold it byte by byte. */
START_TEST(moment)
{
	struct clock_now a, b;

	memset(&a, 0x55, sizeof(a));
	memset(&b, 0xaa, sizeof(b));
	clock_now(&a);
	clock_now(&b);
	ck_assert_uint_eq(sizeof(a), 2 * sizeof(int64_t) + CLOCK_BOOT_ID_SIZE);
	ck_assert_int_ge(b.wall_s, a.wall_s);
	ck_assert_int_ge(b.boot_ms, a.boot_ms);
	ck_assert_uint_eq(strlen(a.boot_id), 36);
	ck_assert_mem_eq(a.boot_id, b.boot_id, sizeof(a.boot_id));
}
END_TEST

START_TEST(backoff)
{
	static const int steps[] = { 1, 2, 4, 8, 16, 32, 50, 50, 50 };
	int64_t begin = clock_ms(), least = 0;
	int step_ms = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		clock_backoff(&step_ms, begin + 60000);
		ck_assert_int_eq(step_ms, steps[i]);
		least += steps[i];
	}
	/* No sleep is shorter than half of its step. */
	ck_assert_int_ge(clock_ms() - begin, least / 2);
	ck_assert_int_lt(clock_ms() - begin, 30000);
}
END_TEST

START_TEST(backoff_ends_at_the_deadline)
{
	int64_t begin = clock_ms();
	int step_ms = 0;

	for (int i = 0; i < 1000; i++)
		clock_backoff(&step_ms, begin - 1);
	ck_assert_int_lt(clock_ms() - begin, 10000);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("clock");
	TCase *t = tcase_create("clock");

	tcase_add_test(t, moment);
	tcase_add_test(t, backoff);
	tcase_add_test(t, backoff_ends_at_the_deadline);
	suite_add_tcase(s, t);
	return unit_main(s);
}
