/* Who was given the token: callers, tokens, calls that run at once, and how many are kept. */
#include "lib/unit.h"
#include "cache/state.h"
#include "fake_clock.h"

#include <sys/stat.h>

/* One of another namespace, which cannot be seen to have ended. */
static struct process_id caller(int64_t pid)
{
	return (struct process_id){ .pid = pid, .start = 7, .pid_namespace = 1 };
}

/* One of this namespace, of a number that none has. */
static struct process_id ended(int64_t pid)
{
	struct process_id id = caller(INT32_MAX - pid);
	struct stat st;

	ck_assert_int_eq(stat("/proc/self/ns/pid", &st), 0);
	id.pid_namespace = st.st_ino;
	return id;
}

static void give(struct process_id id, const char *text)
{
	struct secret *token = NULL;

	ck_assert_int_eq(secret_new(text, strlen(text), &token), 0);
	cache_given(cache, key, &id, token);
	secret_free(&token);
}

/* To a call that begins now. */
static bool was_given(struct process_id id, const char *text)
{
	struct secret *token = NULL;

	ck_assert_int_eq(secret_new(text, strlen(text), &token), 0);
	bool was = cache_was_given(cache, key, &id, token, &fake);
	secret_free(&token);
	return was;
}

START_TEST(one_caller)
{
	struct process_id other = caller(10);

	ck_assert(!was_given(caller(10), "one"));
	give(caller(10), "one");
	pass(1);
	ck_assert(was_given(caller(10), "one"));
	ck_assert(!was_given(caller(10), "two"));
	ck_assert(!was_given(caller(11), "one"));
	/* Another process has its number by now. */
	other.start++;
	ck_assert(!was_given(other, "one"));
	give(caller(11), "one");
	pass(1);
	ck_assert(was_given(caller(10), "one") && was_given(caller(11), "one"));
	/* A new token: the old one is given to nobody. */
	give(caller(11), "two");
	pass(1);
	ck_assert(!was_given(caller(11), "one") && !was_given(caller(10), "two"));
	ck_assert(was_given(caller(11), "two"));
	/* Neither the wall clock counts, nor a boot that is over. */
	fake.wall_s -= 100000;
	ck_assert(was_given(caller(11), "two"));
	set_boot(OTHER_BOOT);
	ck_assert(!was_given(caller(11), "two"));
	give(caller(12), "two");
	set_boot(BOOT);
	ck_assert(!was_given(caller(11), "two"));
	ck_assert_int_eq(cache_forget(cache, key, NULL), 0);
	ck_assert_uint_eq(count(STORE_STATE), 0);
}
END_TEST

/* A call that began before another one of its caller was answered does not ask again. */
START_TEST(at_once)
{
	struct clock_now began = fake;

	give(caller(10), "one");
	ck_assert(!was_given(caller(10), "one"));
	fake.boot_ms++;
	ck_assert(was_given(caller(10), "one"));
	give(caller(10), "one");
	ck_assert(!was_given(caller(10), "one"));
	fake = began;
	ck_assert(!was_given(caller(10), "one"));
}
END_TEST

static uint32_t kept(void)
{
	struct state *state = state_load(cache, key);
	uint32_t n = state != NULL ? state->ncallers : 0;

	free(state);
	return n;
}

START_TEST(many)
{
	give(caller(1), "one");
	for (int i = 1; i < STATE_CALLERS; i++)
		give(ended(i), "one");
	ck_assert_uint_eq(kept(), STATE_CALLERS);
	/* One that is known needs no room. */
	give(ended(3), "one");
	ck_assert_uint_eq(kept(), STATE_CALLERS);
	give(caller(2), "one");
	ck_assert_uint_eq(kept(), 2);
	for (int i = 3; i <= STATE_CALLERS + 1; i++)
		give(caller(i), "one");
	pass(1);
	ck_assert_uint_eq(kept(), STATE_CALLERS);
	ck_assert(!was_given(caller(1), "one"));
	for (int i = 2; i <= STATE_CALLERS + 1; i++)
		ck_assert(was_given(caller(i), "one"));
}
END_TEST

/* It stands beside what else is known, and says nothing of the token but a hash. */
START_TEST(beside)
{
	struct buf value = BUF_INIT;

	stored("one-token", 3600);
	give(caller(10), "one-token");
	ck_assert_int_eq(cache->ops->get(cache, STORE_STATE, key->name, &value), STORE_FOUND);
	ck_assert_ptr_null(memmem(value.data, value.len, "one-token", 9));
	buf_free(&value);
	pass(1);
	ck_assert_int_eq(reject("one-token"), 0);
	ck_assert(was_given(caller(10), "one-token"));
	stored("two", 3600);
	give(caller(10), "two");
	ck_assert_int_eq(store_token("one-token", &fake, 60, NULL), EXIT_DENIED);
	expect(-1, CACHE_FRESH, "two");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, one_caller);
	tcase_add_test(t, at_once);
	tcase_add_test(t, many);
	tcase_add_test(t, beside);
}

int main(void)
{
	Suite *s = suite_create("given");

	over_both(s, setup_directory, setup_memory, add);
	return unit_main(s);
}
