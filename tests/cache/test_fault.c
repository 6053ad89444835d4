/* A disk that is full, at each write and rename, and a process that is short of descriptors or
 * memory: an error is told, nothing is left or lost, and no dead token is handed out. */
#include "lib/unit.h"
#include "fixture.h"

#include "lib/no_memory.h"

#include <errno.h>
#include <sys/resource.h>

ssize_t __real_write(int fd, const void *data, size_t len);
ssize_t __wrap_write(int fd, const void *data, size_t len);
int __real_renameat(int from, const char *old, int to, const char *name);
int __wrap_renameat(int from, const char *old, int to, const char *name);

static enum {
	NONE,
	WRITE,
	SHORT_WRITE,
	RENAME
} fault;
static unsigned faults;
/* There is room again after the first fault. */
static bool full_once;

static int is_full(void)
{
	faults++;
	if (full_once)
		fault = NONE;
	errno = ENOSPC;
	return -1;
}

ssize_t __wrap_write(int fd, const void *data, size_t len)
{
	if (fault == WRITE || (fault == SHORT_WRITE && len <= 10))
		return is_full();
	/* A disk takes what still fits, and refuses the rest. */
	if (fault == SHORT_WRITE)
		return __real_write(fd, data, len > 30 ? len / 2 : 10);
	return __real_write(fd, data, len);
}

int __wrap_renameat(int from, const char *old, int to, const char *name)
{
	if (fault == RENAME)
		return is_full();
	return __real_renameat(from, old, to, name);
}

/* What a process may be short of: each test gives it one more until that is enough. */
enum {
	DESCRIPTORS,
	ALLOCATIONS,
	SHORTAGES
};

static struct rlimit enough;

static void run_short(int of, rlim_t n)
{
	struct rlimit few = { .rlim_cur = STDERR_FILENO + 1 + n, .rlim_max = enough.rlim_max };

	left = n + 1;
	armed = of == ALLOCATIONS;
	if (of == DESCRIPTORS)
		ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
}

static void run_freely(void)
{
	armed = false;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &enough), 0);
}

static const int all_faults[] = { WRITE, SHORT_WRITE, RENAME };

/* Turns the fault on; off again, it must have happened. */
static void begin(void)
{
	faults = 0;
}

static void inject(int i)
{
	begin();
	fault = all_faults[i];
}

static void end(void)
{
	fault = NONE;
	full_once = false;
	ck_assert_uint_gt(faults, 0);
}

static void stored(const char *token)
{
	struct clock_now now;

	clock_now(&now);
	ck_assert_int_eq(store_token(token, &now, 3600, NULL), 0);
}

static void expect(enum cache_state state, const char *token)
{
	char got[64];

	ck_assert_int_eq(look(-1, got), state);
	ck_assert_str_eq(got, token);
}

START_TEST(storing)
{
	struct clock_now now;
	struct err err = { 0 };

	clock_now(&now);
	inject(_i);
	ck_assert_int_eq(store_token("one", &now, 3600, &err), EXIT_OS);
	end();
	ck_assert_ptr_nonnull(strstr(err.text, strerror(ENOSPC)));
	ck_assert_ptr_null(strstr(err.text, "one"));
	expect(CACHE_NONE, "");
	ck_assert_uint_eq(count_files(""), 1); /* the salt */
	stored("one");
	inject(_i);
	ck_assert_int_eq(store_token("two", &now, 3600, &err), EXIT_OS);
	end();
	/* The old token, which may be why a new one was asked for, is not handed out again. */
	expect(CACHE_NONE, "");
	only_known_files();
	ck_assert_uint_eq(count_files(""), 1);
	/* It leaves its room to the new one. */
	stored("one");
	inject(_i);
	full_once = true;
	ck_assert_int_eq(store_token("two", &now, 3600, &err), 0);
	end();
	expect(CACHE_FRESH, "two");
}
END_TEST

START_TEST(rejecting)
{
	struct err err = { 0 };

	stored("one");
	ck_assert_int_eq(cache_reject(cache, key, "old", 3, NULL), 0);
	inject(_i);
	ck_assert_int_eq(cache_reject(cache, key, "one", 3, &err), EXIT_OS);
	end();
	/* The caller is told. What cannot be marked is dropped, and what was rejected before still
	 * is. */
	ck_assert_ptr_nonnull(strstr(err.text, "is dropped, but not marked as rejected: "));
	expect(CACHE_NONE, "");
	struct clock_now now;
	clock_now(&now);
	ck_assert_int_eq(store_token("old", &now, 3600, NULL), EXIT_DENIED);
	stored("two");
	inject(_i);
	ck_assert_int_eq(cache_reject(cache, key, "one", 3, &err), EXIT_OS);
	end();
	/* A newer token stays. */
	expect(CACHE_FRESH, "two");
	inject(_i);
	full_once = true;
	ck_assert_int_eq(cache_reject(cache, key, "two", 3, &err), 0);
	end();
	ck_assert_int_eq(store_token("two", &now, 3600, NULL), EXIT_DENIED);
	only_known_files();
}
END_TEST

START_TEST(lesser_records)
{
	struct err why = { .code = EXIT_UNAVAILABLE, .text = "down" };
	struct cache_failure f;
	struct buf b = BUF_INIT;

	/* Not recorded, they cost one more request and no more. */
	inject(_i);
	cache_fail(cache, key, CACHE_FAILURE_SERVER, NULL, 0, &why);
	end();
	ck_assert(!cache_failure(cache, key, &f));
	inject(_i);
	cache_renewal_begins(cache, key, 100);
	end();
	inject(_i);
	cache_keep_document(cache, "issuer=a", "{}", 2);
	end();
	ck_assert(!cache_document(cache, "issuer=a", &b));
	ck_assert_uint_eq(count_files(""), 1);
	/* With something there already, that stays. */
	cache_fail(cache, key, CACHE_FAILURE_SERVER, NULL, 0, &why);
	inject(_i);
	cache_fail(cache, key, CACHE_FAILURE_SERVER, NULL, 300, &why);
	end();
	ck_assert(cache_failure(cache, key, &f));
	ck_assert_int_le(f.left_s, 5);
	only_known_files();
}
END_TEST

START_TEST(salt)
{
	struct cache *other = NULL;
	struct err err = { 0 };
	char place[TEMP_SIZE + 16];

	snprintf(place, sizeof(place), "%s/new", dir);
	inject(_i);
	ck_assert_int_eq(cache_open(place, &other, &err), EXIT_OS);
	end();
	ck_assert_ptr_null(other);
	/* The directory is there, and empty. */
	ck_assert_int_eq(rmdir(place), 0);
}
END_TEST

/* A call that failed says so. */
static void told(int r, const struct err *err)
{
	ck_assert_msg(r == 0 || (r == EXIT_OS && err->code == r && err->text[0] != '\0'), "%d: %s",
		      r, err->text);
}

/* Nothing is said to be done that was not. */
START_TEST(forgetting_in_need)
{
	int r = EXIT_OS;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &enough), 0);
	for (rlim_t n = 0; r != 0; n++) {
		struct err err = { 0 };
		size_t count;
		stored("one");
		run_short(_i, n);
		r = cache_forget_profile(cache, "test", NULL, &count, &err);
		run_freely();
		told(r, &err);
	}
	expect(CACHE_NONE, "");
}
END_TEST

START_TEST(rejecting_in_need)
{
	char got[64];
	int r = EXIT_OS;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &enough), 0);
	ck_assert_int_eq(cache_reject(cache, key, "old", 3, NULL), 0);
	for (rlim_t n = 0; r != 0; n++) {
		struct err err = { 0 };
		stored("one");
		run_short(_i, n);
		r = cache_reject(cache, key, "one", 3, &err);
		run_freely();
		told(r, &err);
	}
	ck_assert(!cache_is_valid(look(-1, got)));
	struct clock_now now;
	clock_now(&now);
	ck_assert_int_eq(store_token("one", &now, 3600, NULL), EXIT_DENIED);
	ck_assert_int_eq(store_token("old", &now, 3600, NULL), EXIT_DENIED);
}
END_TEST

/* A process that cannot read whether a token was rejected hands out nothing, and knows why. */
START_TEST(looking_in_need)
{
	struct cache_token token = { .unreadable = true };

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &enough), 0);
	stored("one");
	ck_assert_int_eq(cache_reject(cache, key, "one", 3, NULL), 0);
	for (rlim_t n = 0; token.unreadable; n++) {
		run_short(_i, n);
		enum cache_state state = cache_look(cache, key, -1, &token);
		run_freely();
		ck_assert_int_eq(state, token.unreadable ? CACHE_NONE : CACHE_REJECTED);
		bool again = token.unreadable;
		cache_token_clear(&token);
		token.unreadable = again;
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("fault");
	TCase *t = tcase_create("fault");
	int n = sizeof(all_faults) / sizeof(all_faults[0]);

	tcase_add_checked_fixture(t, fixture_directory, fixture_teardown);
	tcase_add_loop_test(t, storing, 0, n);
	tcase_add_loop_test(t, rejecting, 0, n);
	tcase_add_loop_test(t, lesser_records, 0, n);
	tcase_add_loop_test(t, salt, 0, n);
	tcase_add_loop_test(t, forgetting_in_need, 0, SHORTAGES);
	tcase_add_loop_test(t, rejecting_in_need, 0, SHORTAGES);
	tcase_add_loop_test(t, looking_in_need, 0, SHORTAGES);
	suite_add_tcase(s, t);
	return unit_main(s);
}
