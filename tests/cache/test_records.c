/* What else the cache keeps: failures, documents; and how it forgets, by key and by profile. */
#include "base/banned.h"
#include "lib/unit.h"
#include "fake_clock.h"

static const unsigned char print_a[CACHE_PRINT_SIZE] = { 'a' };
static const unsigned char print_b[CACHE_PRINT_SIZE] = { 'b' };

static void failed(enum cache_failure_kind kind, const unsigned char *print, int64_t hold_s)
{
	struct err why = { .code = EXIT_UNAVAILABLE };

	err_set(&why, EXIT_UNAVAILABLE, "the server is down");
	err_hint(&why, "wait");
	cache_fail(cache, key, kind, print, hold_s, &why);
}

static void holds(int64_t seconds)
{
	struct cache_failure f;

	ck_assert(cache_failure(cache, key, &f));
	ck_assert_int_eq(f.left_s, seconds);
	pass(seconds - 1);
	ck_assert(cache_failure(cache, key, &f));
	ck_assert_int_eq(f.left_s, 1);
	pass(1);
	ck_assert(!cache_failure(cache, key, &f));
}

START_TEST(server_failures)
{
	struct cache_failure f;

	ck_assert(!cache_failure(cache, key, &f));
	failed(CACHE_FAILURE_SERVER, NULL, 0);
	pass(2);
	ck_assert(cache_failure(cache, key, &f));
	ck_assert_int_eq(f.kind, CACHE_FAILURE_SERVER);
	ck_assert_int_eq(f.age_s, 2);
	ck_assert_int_eq(f.left_s, 3);
	ck_assert_int_eq(f.at_ms, 5000000);
	ck_assert_int_eq(f.err.code, EXIT_UNAVAILABLE);
	ck_assert_str_eq(f.err.text, "the server is down");
	ck_assert_str_eq(f.err.hint, "wait");
	holds(3);
	/* Retry-After: as it says, and 300 s at most; no doubling. */
	failed(CACHE_FAILURE_SERVER, NULL, 120);
	holds(120);
	failed(CACHE_FAILURE_SERVER, NULL, 3600);
	holds(300);
	failed(CACHE_FAILURE_SERVER, NULL, 0);
	failed(CACHE_FAILURE_SERVER, NULL, 0);
	holds(5);
	/* of another boot; a clock that went back */
	failed(CACHE_FAILURE_SERVER, NULL, 0);
	snprintf(fake.boot_id, sizeof(fake.boot_id), "%s", OTHER_BOOT);
	ck_assert(!cache_failure(cache, key, &f));
	snprintf(fake.boot_id, sizeof(fake.boot_id), "%s", BOOT);
	fake.boot_s -= 10;
	ck_assert(!cache_failure(cache, key, &f));
	only_known_files();
}
END_TEST

START_TEST(refusals)
{
	static const int64_t doubling[] = { 30, 60, 120, 240, 480, 900, 900 };
	struct cache_failure f;

	for (size_t i = 0; i < sizeof(doubling) / sizeof(doubling[0]); i++) {
		failed(CACHE_FAILURE_REFUSED, print_a, 0);
		ck_assert(cache_failure(cache, key, &f));
		ck_assert_int_eq(f.kind, CACHE_FAILURE_REFUSED);
		ck_assert_mem_eq(f.print, print_a, sizeof(print_a));
		holds(doubling[i]);
	}
	/* Another request is refused for the first time. */
	failed(CACHE_FAILURE_REFUSED, print_b, 0);
	holds(30);
	failed(CACHE_FAILURE_REFUSED, print_b, 0);
	holds(60);
	/* A success ends it. */
	failed(CACHE_FAILURE_REFUSED, print_b, 0);
	stored("one", 60);
	ck_assert(!cache_failure(cache, key, &f));
	failed(CACHE_FAILURE_REFUSED, print_b, 0);
	holds(30);
	/* A server that is down meanwhile is told first, and does not end it. */
	failed(CACHE_FAILURE_REFUSED, print_b, 0);
	failed(CACHE_FAILURE_SERVER, NULL, 0);
	ck_assert(cache_failure(cache, key, &f));
	ck_assert_int_eq(f.kind, CACHE_FAILURE_SERVER);
	ck_assert(cache_refusal(cache, key, &f));
	ck_assert_mem_eq(f.print, print_b, sizeof(print_b));
	pass(5);
	ck_assert(cache_failure(cache, key, &f));
	ck_assert_int_eq(f.kind, CACHE_FAILURE_REFUSED);
	holds(55);
	/* One that refuses is not down any more. */
	failed(CACHE_FAILURE_SERVER, NULL, 300);
	failed(CACHE_FAILURE_REFUSED, print_b, 0);
	ck_assert(cache_failure(cache, key, &f));
	ck_assert_int_eq(f.kind, CACHE_FAILURE_REFUSED);
	holds(120);
	only_known_files();
	/* A long time ends it, too. */
	pass(901);
	failed(CACHE_FAILURE_REFUSED, print_b, 0);
	holds(30);
}
END_TEST

static void last_is(enum cache_failure_kind kind, int64_t age_s, int64_t left_s)
{
	struct cache_failure f;

	ck_assert(cache_last_failure(cache, key, &f));
	ck_assert_int_eq(f.kind, kind);
	ck_assert_int_eq(f.age_s, age_s);
	ck_assert_int_eq(f.left_s, left_s);
	ck_assert_int_eq(f.err.code, EXIT_UNAVAILABLE);
	ck_assert_str_eq(f.err.text, "the server is down");
}

/* What a person is told: the last one, also when it counts no more, until a token comes. */
START_TEST(last_failure)
{
	struct cache_failure f;

	ck_assert(!cache_last_failure(cache, key, &f));
	failed(CACHE_FAILURE_SERVER, NULL, 0);
	last_is(CACHE_FAILURE_SERVER, 0, 5);
	pass(3600);
	last_is(CACHE_FAILURE_SERVER, 3600, 0);
	/* Nobody shares it, and it hides none that callers share. */
	failed(CACHE_FAILURE_SERVER, NULL, 60);
	failed(CACHE_FAILURE_OTHER, NULL, 60);
	last_is(CACHE_FAILURE_OTHER, 0, 0);
	ck_assert(cache_failure(cache, key, &f));
	ck_assert_int_eq(f.kind, CACHE_FAILURE_SERVER);
	failed(CACHE_FAILURE_REFUSED, print_a, 0);
	last_is(CACHE_FAILURE_REFUSED, 0, 30);
	failed(CACHE_FAILURE_OTHER, NULL, 0);
	failed(CACHE_FAILURE_SERVER, NULL, 0);
	last_is(CACHE_FAILURE_SERVER, 0, 5);
	/* The same refusal once more: but a server that asked for patience is given it. */
	failed(CACHE_FAILURE_OTHER, NULL, 0);
	cache_refused_again(cache, key);
	last_is(CACHE_FAILURE_SERVER, 0, 5);
	pass(5);
	cache_refused_again(cache, key);
	last_is(CACHE_FAILURE_REFUSED, 5, 25);
	only_known_files();
	/* Of another boot: by the wall clock, and never in the future. */
	snprintf(fake.boot_id, sizeof(fake.boot_id), "%s", OTHER_BOOT);
	fake.boot_s = 7;
	fake.wall_s += 100;
	last_is(CACHE_FAILURE_REFUSED, 105, 0);
	fake.wall_s -= 1000;
	last_is(CACHE_FAILURE_REFUSED, 0, 0);
	/* A success ends all, whether it is kept or not. */
	failed(CACHE_FAILURE_OTHER, NULL, 0);
	stored("one", 60);
	ck_assert(!cache_last_failure(cache, key, &f));
	for (int kind = CACHE_FAILURE_SERVER; kind <= CACHE_FAILURE_OTHER; kind++)
		failed(kind, print_a, 0);
	cache_succeeded(cache, key);
	ck_assert(!cache_last_failure(cache, key, &f));
	failed(CACHE_FAILURE_OTHER, NULL, 0);
	ck_assert_int_eq(cache_forget(cache, key, NULL), 0);
	ck_assert(!cache_last_failure(cache, key, &f));
}
END_TEST

START_TEST(forget)
{
	struct cache_failure f;
	struct cache_lease *lease;
	int64_t wait_s;

	ck_assert_int_eq(cache_forget(cache, key, NULL), 0);
	ck_assert_int_eq(cache_lease_try(cache, key, &lease, NULL), 0);
	stored("one", 3600);
	ck_assert_int_eq(reject("one"), 0);
	stored("two", 3600);
	cache_renewal_begins(cache, key, 100);
	failed(CACHE_FAILURE_SERVER, NULL, 0);
	ck_assert_uint_eq(count_files(cache_key_name(key)), 5);
	ck_assert_int_eq(cache_forget(cache, key, NULL), 0);
	expect(-1, CACHE_NONE, "");
	ck_assert(!cache_failure(cache, key, &f));
	ck_assert(!cache_rejecting(cache, key, &wait_s));
	/* The lock is never unlinked: somebody may hold it. */
	ck_assert_uint_eq(count_files(cache_key_name(key)), 1);
	ck_assert_uint_eq(count_files(SUFFIX_LOCK), 1);
	stored("one", 3600);
	expect(-1, CACHE_FRESH, "one");
	cache_lease_release(&lease);
}
END_TEST

static void stored_as(const char *text)
{
	struct cache_key *own = key;

	key = key_of(text);
	stored("token", 3600);
	cache_key_free(&key);
	key = own;
}

static int on_owner(const char *profile, const char *tenant, void *arg)
{
	buf_printf(arg, "%s%s%s ", profile, tenant != NULL ? "/" : "",
		   tenant != NULL ? tenant : "");
	return 0;
}

static int first_owner(const char *profile, const char *tenant, void *arg)
{
	(void)profile;
	(void)tenant;
	ck_assert_ptr_null(arg);
	return 7;
}

START_TEST(forget_profile)
{
	size_t n = 99;

	ck_assert_int_eq(cache_forget_profile(cache, "a", NULL, &n, NULL), 0);
	ck_assert_uint_eq(n, 0);
	stored_as("profile=a\nscope=x\n");
	stored_as("profile=a\nscope=y\n");
	stored_as("profile=a\ntenant=t\nscope=x\n");
	stored_as("profile=a\ntenant=u\nscope=x\n");
	stored_as("profile=ab\nscope=x\n");
	stored_as("profile=b\nscope=profile=a\n");
	/* A failure alone is dropped as well, and is no token. */
	struct cache_key *own = key;
	key = key_of("profile=a\ntenant=v\n");
	failed(CACHE_FAILURE_OTHER, NULL, 0);
	cache_key_free(&key);
	key = own;
	struct buf owners = BUF_INIT;
	ck_assert_int_eq(cache_each_owner(cache, on_owner, &owners), 0);
	ck_assert_uint_eq(owners.len, strlen("a a a/t a/u a/v ab b "));
	static const char *const each[] = { "a ", "a/t ", "a/u ", "a/v ", "ab ", "b " };
	for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++)
		ck_assert_ptr_nonnull(strstr(buf_str(&owners), each[i]));
	buf_free(&owners);
	ck_assert_int_eq(cache_each_owner(cache, first_owner, NULL), 7);
	ck_assert_int_eq(cache_forget_profile(cache, "a", "t", &n, NULL), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(count_files(SUFFIX_TOKEN), 5);
	ck_assert_int_eq(cache_forget_profile(cache, "a", NULL, &n, NULL), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(count_files(SUFFIX_TOKEN), 2);
	ck_assert_uint_eq(count_files(SUFFIX_ERROR), 0);
	ck_assert_int_eq(cache_forget_profile(cache, "a", NULL, &n, NULL), 0);
	ck_assert_uint_eq(n, 0);
}
END_TEST

/* Each set of variables has a key of its own, and says nothing about their values. */
START_TEST(keys)
{
	static const struct cache_var vars[][2] = {
		{ { "ID", NULL }, { "SECRET", NULL } },
		{ { "ID", "" }, { "SECRET", NULL } },
		{ { "ID", "me" }, { "SECRET", "hidden" } },
		{ { "ID", "me" }, { "SECRET", "hidden2" } },
		{ { "ID", "hidden" }, { "SECRET", "me" } },
		{ { "ID", "unset" }, { "SECRET", NULL } },
	};
	enum {
		N = sizeof(vars) / sizeof(vars[0])
	};
	struct cache_key *k[N] = { NULL }, *again = NULL;
	unsigned char a[CACHE_PRINT_SIZE], b[CACHE_PRINT_SIZE];

	for (size_t i = 0; i < N; i++) {
		ck_assert_int_eq(cache_key_new(cache, "profile=a\n", vars[i], 2, &k[i], NULL), 0);
		ck_assert_uint_eq(strlen(cache_key_name(k[i])), 32);
		ck_assert_ptr_null(strstr(buf_str(&k[i]->text), "hidden"));
		for (size_t j = 0; j < i; j++) {
			ck_assert_str_ne(cache_key_name(k[i]), cache_key_name(k[j]));
			ck_assert_str_ne(buf_str(&k[i]->text), buf_str(&k[j]->text));
		}
	}
	ck_assert_int_eq(cache_key_new(cache, "profile=a\n", vars[2], 2, &again, NULL), 0);
	ck_assert_str_eq(cache_key_name(again), cache_key_name(k[2]));
	cache_key_free(&again);
	cache_key_free(&again);
	for (size_t i = 0; i < N; i++)
		cache_key_free(&k[i]);
	cache_print(cache, "x", 1, a);
	cache_print(cache, "x", 1, b);
	ck_assert_mem_eq(a, b, sizeof(a));
	cache_print(cache, "y", 1, b);
	ck_assert_mem_ne(a, b, sizeof(a));
}
END_TEST

/* A file that bears the key's name and holds another key's entry is a miss. */
START_TEST(foreign_entry)
{
	char from[FILE_NAME_SIZE], to[FILE_NAME_SIZE];
	struct cache_key *other = key_of("profile=other\n");
	struct cache_token token = { 0 };

	stored("one", 3600);
	file_name(key, SUFFIX_TOKEN, from);
	file_name(other, SUFFIX_TOKEN, to);
	ck_assert_int_eq(rename(temp_path(dir, from), temp_path(dir, to)), 0);
	ck_assert_int_eq(cache_look(cache, other, -1, &token), CACHE_NONE);
	/* What others could have read is a miss too. */
	ck_assert_int_eq(rename(temp_path(dir, to), temp_path(dir, from)), 0);
	expect(-1, CACHE_FRESH, "one");
	ck_assert_int_eq(chmod(temp_path(dir, from), 0644), 0);
	expect(-1, CACHE_NONE, "");
	ck_assert_int_eq(chmod(temp_path(dir, from), 0600), 0);
	/* A second link, a symbolic one, a directory. */
	ck_assert_int_eq(link(temp_path(dir, from), temp_path(dir, "second")), 0);
	expect(-1, CACHE_NONE, "");
	ck_assert_int_eq(unlink(temp_path(dir, from)), 0);
	ck_assert_int_eq(symlink("second", temp_path(dir, from)), 0);
	expect(-1, CACHE_NONE, "");
	/* Any of these is replaced. */
	stored("two", 3600);
	expect(-1, CACHE_FRESH, "two");
	ck_assert_int_eq(unlink(temp_path(dir, "second")), 0);
	only_known_files();
	cache_key_free(&other);
}
END_TEST

START_TEST(documents)
{
	static char large[MAX_RECORD];
	struct buf b = BUF_INIT;

	ck_assert(!cache_document(cache, "issuer=a", 3600, &b));
	cache_keep_document(cache, "issuer=a", "{\0}", 3);
	cache_keep_document(cache, "issuer=b", "", 0);
	ck_assert(cache_document(cache, "issuer=a", 3600, &b));
	ck_assert_uint_eq(b.len, 3);
	ck_assert_mem_eq(b.data, "{\0}", 3);
	buf_reset(&b);
	ck_assert(cache_document(cache, "issuer=b", 3600, &b));
	ck_assert_uint_eq(b.len, 0);
	buf_reset(&b);
	ck_assert(!cache_document(cache, "issuer=", 3600, &b));
	pass(100);
	ck_assert(cache_document(cache, "issuer=a", 100, &b));
	buf_reset(&b);
	ck_assert(!cache_document(cache, "issuer=a", 99, &b));
	ck_assert_uint_eq(b.len, 0);
	/* It is not older than any of the clocks says. */
	fake.boot_s += 4000;
	ck_assert(!cache_document(cache, "issuer=a", 3600, &b));
	fake.boot_s -= 4000;
	fake.wall_s -= 101;
	ck_assert(!cache_document(cache, "issuer=a", 3600, &b));
	fake.wall_s += 101;
	snprintf(fake.boot_id, sizeof(fake.boot_id), "%s", OTHER_BOOT);
	ck_assert(!cache_document(cache, "issuer=a", 3600, &b));
	/* One that does not fit is not kept, and does no harm. */
	cache_keep_document(cache, "issuer=a", large, sizeof(large));
	ck_assert(!cache_document(cache, "issuer=a", 3600, &b));
	buf_free(&b);
	only_known_files();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("records");
	TCase *t = tcase_create("records");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, fixture_teardown);
	tcase_add_test(t, server_failures);
	tcase_add_test(t, refusals);
	tcase_add_test(t, last_failure);
	tcase_add_test(t, forget);
	tcase_add_test(t, forget_profile);
	tcase_add_test(t, keys);
	tcase_add_test(t, foreign_entry);
	tcase_add_test(t, documents);
	suite_add_tcase(s, t);
	return unit_main(s);
}
