/* Writers that are killed at any moment: readers see the old token or the new one, whole. */
#include "lib/unit.h"
#include "fixture.h"

#include <signal.h>
#include <sys/wait.h>

/* Stores with the lease held, over and over, until it is killed; two tokens take turns. */
static void store_for_ever(unsigned round)
{
	for (unsigned i = 0;; i++) {
		struct cache_lease *lease;
		struct clock_now now;
		char token[64];
		if (cache_lease_wait(cache, key, clock_ms() + 5000, &lease, NULL) != 0)
			_exit(1);
		clock_now(&now);
		snprintf(token, sizeof(token), "new-%u-%u", round, i % 2);
		if (store_token(token, &now, 3600, NULL) != 0)
			_exit(2);
		if (i % 3 == 0)
			cache_reject(cache, key, "refused", 7, NULL);
		cache_lease_release(&lease);
	}
}

static bool one_of(const char *token, unsigned round)
{
	char names[3][64];

	snprintf(names[0], sizeof(names[0]), "old-%u", round);
	snprintf(names[1], sizeof(names[1]), "new-%u-0", round);
	snprintf(names[2], sizeof(names[2]), "new-%u-1", round);
	return strcmp(token, names[0]) == 0 || strcmp(token, names[1]) == 0 ||
	       strcmp(token, names[2]) == 0;
}

START_TEST(killed_writers)
{
	unsigned n = rounds(200), left = 0, renewed = 0;
	struct cache_lease *lease;
	struct clock_now now;
	char token[64];

	srandom((unsigned)getpid());
	/* A slow machine kills most of a few too early: it goes on until enough have written. */
	for (unsigned i = 0; i < n || (renewed <= n / 4 && i < 50 * n); i++) {
		clock_now(&now);
		snprintf(token, sizeof(token), "old-%u", i);
		ck_assert_int_eq(store_token(token, &now, 3600, NULL), 0);
		pid_t pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid == 0)
			store_for_ever(i);
		struct timespec moment = { 0, random() % 4000000 };
		nanosleep(&moment, NULL);
		/* While it writes, and after it is gone. */
		for (int k = 0; k < 5; k++) {
			ck_assert_int_eq(look(-1, token), CACHE_FRESH);
			ck_assert_msg(one_of(token, i), "round %u: %s", i, token);
		}
		ck_assert_int_eq(kill(pid, SIGKILL), 0);
		ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
		ck_assert_int_eq(look(-1, token), CACHE_FRESH);
		ck_assert_msg(one_of(token, i), "round %u: %s", i, token);
		renewed += strncmp(token, "new", 3) == 0;
		left += count_files(".tmp-") > 0;
		/* The lease is free, and the next writer tidies up. */
		ck_assert_int_eq(cache_lease_try(cache, key, &lease, NULL), 0);
		clock_now(&now);
		ck_assert_int_eq(store_token("next", &now, 3600, NULL), 0);
		cache_lease_release(&lease);
		ck_assert_int_eq(look(-1, token), CACHE_FRESH);
		ck_assert_str_eq(token, "next");
		only_known_files();
	}
	/* Killed too early, or too late, it would be no test. */
	ck_assert_uint_gt(renewed, n / 4);
	if (n >= 100)
		ck_assert_uint_gt(left, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("kill");
	TCase *t = tcase_create("kill");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, fixture_directory, fixture_teardown);
	tcase_add_test(t, killed_writers);
	suite_add_tcase(s, t);
	return unit_main(s);
}
