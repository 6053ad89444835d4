/* Writers that are killed at any moment: readers see the old token or the new one, whole. */
#include "base/banned.h"
#include "lib/unit.h"
#include "fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>

/* Stores under the lock, over and over, until it is killed; two tokens take turns. */
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
		if (store(token, &now, 3600, NULL) != 0)
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
		ck_assert_int_eq(store(token, &now, 3600, NULL), 0);
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
		/* The lock is free, and the next writer tidies up. */
		ck_assert_int_eq(cache_lease_try(cache, key, &lease, NULL), 0);
		clock_now(&now);
		ck_assert_int_eq(store("next", &now, 3600, NULL), 0);
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

/* What a killed writer left goes with the next store, whosever it was; what is being written stays. */
START_TEST(leftovers)
{
	static const char *const names[] = {
		".tmp-00112233445566778899aabbccddeeff.token-0123456789abcdef",
		".tmp-doc-00112233445566778899aabbccddeeff-0123456789abcdef",
		".tmp-salt-0123456789abcdef"
	};
	struct clock_now now;

	clock_now(&now);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		temp_write(dir, names[i], "x", 1, 0600);
		int fd = open(temp_path(dir, names[i]), O_RDONLY | O_CLOEXEC);
		ck_assert_int_eq(flock(fd, LOCK_EX), 0);
		ck_assert_int_eq(store("one", &now, 60, NULL), 0);
		ck_assert_uint_eq(count_files(".tmp-"), 1);
		ck_assert_int_eq(close(fd), 0);
		ck_assert_int_eq(store("two", &now, 60, NULL), 0);
		only_known_files();
	}
}
END_TEST

/* Whoever tidies up at the same time takes nobody's file away. */
START_TEST(tidied_while_writing)
{
	struct err err = { 0 };
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	while (pid == 0)
		tidy(cache);
	for (unsigned i = 0, n = rounds(2000); i < n; i++)
		ck_assert_msg(record_write(cache, "doc-x", &i, sizeof(i), &err) == 0, "%u: %s", i,
			      err.text);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}
END_TEST

/* What no key asks for any more goes when it cannot be of use; what must hold without a lock stays. */
START_TEST(of_no_use)
{
	static const struct {
		const char *name;
		bool stays;
	} files[] = {
		{ "00112233445566778899aabbccddeeff.token", false },
		{ "00112233445566778899aabbccddeeff.failure", false },
		{ "00112233445566778899aabbccddeeff.refused", false },
		{ "00112233445566778899aabbccddeeff.error", false },
		{ "00112233445566778899aabbccddeeff.renew", false },
		{ "00112233445566778899aabbccddeeff.rejected", true },
		{ "00112233445566778899aabbccddeeff.lock", true },
		{ "doc-00112233445566778899aabbccddeeff", false },
		{ "salt", true },
	};
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_nsec = 0 } };
	struct clock_now now;

	clock_now(&now);
	for (int old = 0; old < 2; old++) {
		times[1].tv_sec = time(NULL) - 86400 - (old ? 120 : 0);
		for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
			const char *path = temp_path(dir, files[i].name);
			if (access(path, F_OK) != 0)
				temp_write(dir, files[i].name, "x", 1, 0600);
			ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
		}
		ck_assert_int_eq(store(old ? "two" : "one", &now, 60, NULL), 0);
		for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
			ck_assert_msg((access(temp_path(dir, files[i].name), F_OK) == 0) ==
					      (!old || files[i].stays),
				      "%s, old: %d", files[i].name, old);
	}
	only_known_files();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("kill");
	TCase *t = tcase_create("kill");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, fixture_setup, fixture_teardown);
	tcase_add_test(t, killed_writers);
	tcase_add_test(t, leftovers);
	tcase_add_test(t, tidied_while_writing);
	tcase_add_test(t, of_no_use);
	suite_add_tcase(s, t);
	return unit_main(s);
}
