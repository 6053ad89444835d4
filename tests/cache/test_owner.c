/* Whose tokens and failures lie in the cache, and how it forgets them, by key and by profile. */
#include "lib/unit.h"
#include "fake_clock.h"

static void failed(void)
{
	struct err why = { 0 };

	err_set(&why, REASON_SYSTEM, "something failed");
	cache_fail(cache, key, CACHE_FAILURE_OTHER, NULL, 0, &why);
}

START_TEST(forget)
{
	struct cache_failure f;
	struct cache_lease *lease, *other;
	int64_t wait_s;

	ck_assert_int_eq(cache_forget(cache, key, NULL), 0);
	ck_assert_int_eq(cache_lease_try(cache, key, &lease, NULL), 0);
	stored("one", 3600);
	ck_assert_int_eq(reject("one"), 0);
	stored("two", 3600);
	cache_renewal_begins(cache, key, 100);
	failed();
	ck_assert_uint_eq(count(STORE_TOKEN) + count(STORE_STATE), 2);
	ck_assert_int_eq(cache_forget(cache, key, NULL), 0);
	expect(-1, CACHE_NONE, "");
	ck_assert(!cache_last_failure(cache, key, &f));
	ck_assert(!cache_rejecting(cache, key, &wait_s));
	ck_assert_uint_eq(count(STORE_TOKEN) + count(STORE_STATE), 0);
	/* The lease is held all the time. */
	ck_assert_int_eq(cache_lease_try(cache, key, &other, NULL), EXIT_TEMPFAIL);
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
	failed();
	cache_key_free(&key);
	key = own;
	struct buf owners = BUF_INIT;
	ck_assert_int_eq(cache_each_owner(cache, on_owner, &owners, NULL), 0);
	ck_assert_uint_eq(owners.len, strlen("a a a/t a/u a/v ab b "));
	static const char *const each[] = { "a ", "a/t ", "a/u ", "a/v ", "ab ", "b " };
	for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++)
		ck_assert_ptr_nonnull(strstr(buf_str(&owners), each[i]));
	buf_free(&owners);
	ck_assert_int_eq(cache_each_owner(cache, first_owner, NULL, NULL), 7);
	ck_assert_int_eq(cache_forget_profile(cache, "a", "t", &n, NULL), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(count(STORE_TOKEN), 5);
	ck_assert_int_eq(cache_forget_profile(cache, "a", NULL, &n, NULL), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(count(STORE_TOKEN), 2);
	ck_assert_uint_eq(count(STORE_STATE), 0);
	ck_assert_int_eq(cache_forget_profile(cache, "a", NULL, &n, NULL), 0);
	ck_assert_uint_eq(n, 0);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, forget);
	tcase_add_test(t, forget_profile);
}

int main(void)
{
	Suite *s = suite_create("owner");

	over_both(s, setup_directory, setup_memory, add);
	return unit_main(s);
}
