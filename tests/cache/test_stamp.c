/* The age of a stamp, by both clocks or by the one that nobody sets. */
#include "cache/internal.h"
#include "lib/unit.h"

#define BOOT "11111111-2222-3333-4444-555555555555"
#define OTHER_BOOT "11111111-2222-3333-4444-555555555556"

/* The moment of the look, relative to the stamp; the boot id; the age by both clocks and by one;
 * -1: none. */
static const struct {
	int64_t wall, boot;
	const char *boot_id;
	int64_t age, since;
} ages[] = {
	{ 0, 0, BOOT, 0, 0 },
	{ 3599, 3599, BOOT, 3599, 3599 },
	{ 1000000, 1000000, BOOT, 1000000, 1000000 },
	/* The clock that has gone further. */
	{ 100, 3000, BOOT, 3000, 3000 },
	{ 3000, 100, BOOT, 3000, 100 },
	/* Set back to before the stamp. */
	{ -1, 100, BOOT, -1, 100 },
	{ -1, 100, "", -1, -1 },
	{ 100, -1, BOOT, -1, -1 },
	/* Another boot; an id that cannot be read leaves the wall clock. */
	{ 100, 100, OTHER_BOOT, -1, -1 },
	{ 100, 3000, "", 100, -1 },
	{ 100, -4000, "", 100, -1 },
};

START_TEST(age)
{
	struct clock_now stamp = { .wall_s = 1000000, .boot_ms = 5000000, .boot_id = BOOT };
	struct clock_now now = { .wall_s = stamp.wall_s + ages[_i].wall,
				 .boot_ms = stamp.boot_ms + ages[_i].boot * 1000 };

	snprintf(now.boot_id, sizeof(now.boot_id), "%s", ages[_i].boot_id);
	ck_assert_int_eq(stamp_age(&stamp, &now), ages[_i].age);
	ck_assert_int_eq(stamp_since(&stamp, &now), ages[_i].since);
	/* A stamp without an id: the wall clock alone again. */
	stamp.boot_id[0] = '\0';
	ck_assert_int_eq(stamp_age(&stamp, &now), ages[_i].wall < 0 ? -1 : ages[_i].wall);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("stamp");
	TCase *t = tcase_create("stamp");

	tcase_add_loop_test(t, age, 0, sizeof(ages) / sizeof(ages[0]));
	suite_add_tcase(s, t);
	return unit_main(s);
}
