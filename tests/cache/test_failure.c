/* Failures: how long each kind counts, for whom, and which one a person is told. */
#include "lib/unit.h"
#include "fake_clock.h"

static const unsigned char print_a[CACHE_PRINT_SIZE] = { 'a' };
static const unsigned char print_b[CACHE_PRINT_SIZE] = { 'b' };

static void failed(enum cache_failure_kind kind, const unsigned char *print, int64_t hold_s)
{
	struct err why = { 0 };

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
	ck_assert_int_eq(f.at.boot_ms, 5000000);
	ck_assert_int_eq(f.at.wall_s, 1000000);
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
	set_boot(OTHER_BOOT);
	ck_assert(!cache_failure(cache, key, &f));
	set_boot(BOOT);
	fake.boot_ms -= 10000;
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
	/* A success of this very one ends it. */
	failed(CACHE_FAILURE_REFUSED, print_b, 0);
	stored("one", 60);
	ck_assert(!cache_failure(cache, key, &f));
	ck_assert(cache_refusal(cache, print_b, &f));
	cache_accepted(cache, print_b);
	ck_assert(!cache_refusal(cache, print_b, &f));
	failed(CACHE_FAILURE_REFUSED, print_b, 0);
	holds(30);
	/* Those who had sent it before it was recorded do not make its time longer. */
	failed(CACHE_FAILURE_REFUSED, print_b, 0);
	failed(CACHE_FAILURE_REFUSED, print_b, 0);
	/* A server that is down meanwhile is told first, and does not end it. */
	failed(CACHE_FAILURE_SERVER, NULL, 0);
	ck_assert(cache_failure(cache, key, &f));
	ck_assert_int_eq(f.kind, CACHE_FAILURE_SERVER);
	ck_assert(cache_refusal(cache, print_b, &f));
	ck_assert_mem_eq(f.print, print_b, sizeof(print_b));
	ck_assert(!cache_refusal(cache, print_a, &f));
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
	cache_refused_again(cache, key, print_a);
	last_is(CACHE_FAILURE_SERVER, 0, 5);
	pass(5);
	cache_refused_again(cache, key, print_a);
	last_is(CACHE_FAILURE_REFUSED, 5, 25);
	only_known_files();
	/* Of another boot: by the wall clock, and never in the future. */
	set_boot(OTHER_BOOT);
	fake.boot_ms = 7000;
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

/* Each print has a refusal of its own, and its own time. */
START_TEST(identities)
{
	enum {
		N = 8,
		MANY = 30
	};
	static const unsigned char unknown[CACHE_PRINT_SIZE] = { 'u' };
	unsigned char prints[MANY][CACHE_PRINT_SIZE] = { { 0 } };
	struct cache_failure f;

	for (int i = 0; i < MANY; i++) {
		prints[i][0] = (unsigned char)(i + 1);
		failed(CACHE_FAILURE_REFUSED, prints[i], 0);
	}
	for (int i = 0; i < MANY; i++)
		ck_assert_msg(cache_refusal(cache, prints[i], &f), "%d", i);
	ck_assert(!cache_refusal(cache, unknown, &f));
	last_is(CACHE_FAILURE_REFUSED, 0, 30);
	/* One is refused once more: its time begins again, and that of the others runs on. */
	pass(20);
	failed(CACHE_FAILURE_REFUSED, prints[MANY - 3], 0);
	ck_assert(cache_refusal(cache, prints[MANY - 3], &f));
	ck_assert_int_eq(f.left_s, 30);
	ck_assert(cache_refusal(cache, prints[MANY - 1], &f));
	ck_assert_int_eq(f.left_s, 10);
	pass(10);
	ck_assert(!cache_refusal(cache, prints[MANY - 1], &f));
	ck_assert(cache_refusal(cache, prints[MANY - 3], &f));
	/* The newest one that counts is the one that callers are told. */
	ck_assert(cache_failure(cache, key, &f));
	ck_assert_mem_eq(f.print, prints[MANY - 3], CACHE_PRINT_SIZE);
	/* One that counts ends a call without a request: it is the last failure. */
	failed(CACHE_FAILURE_REFUSED, prints[1], 0);
	cache_refused_again(cache, key, prints[MANY - 3]);
	ck_assert(cache_last_failure(cache, key, &f));
	ck_assert_mem_eq(f.print, prints[MANY - 3], CACHE_PRINT_SIZE);
	ck_assert_int_eq(f.left_s, 20);
	/* One that is not known changes nothing. */
	cache_refused_again(cache, key, unknown);
	ck_assert(cache_last_failure(cache, key, &f));
	ck_assert_mem_eq(f.print, prints[MANY - 3], CACHE_PRINT_SIZE);
	/* Failures of other kinds take no room from them. */
	failed(CACHE_FAILURE_SERVER, NULL, 0);
	failed(CACHE_FAILURE_OTHER, NULL, 0);
	ck_assert(cache_refusal(cache, prints[1], &f));
	ck_assert(cache_failure(cache, key, &f));
	ck_assert_int_eq(f.kind, CACHE_FAILURE_SERVER);
	/* To forget ends the newest eight, at least; the others end by themselves. */
	for (int i = 0; i < MANY; i++)
		failed(CACHE_FAILURE_REFUSED, prints[i], 0);
	ck_assert_int_eq(cache_forget(cache, key, NULL), 0);
	for (int i = MANY - N + 1; i < MANY; i++)
		ck_assert(!cache_refusal(cache, prints[i], &f));
	ck_assert(!cache_failure(cache, key, &f));
	/* A success ends none: what was sent may be another one. */
	failed(CACHE_FAILURE_REFUSED, print_a, 0);
	cache_succeeded(cache, key);
	ck_assert(cache_refusal(cache, print_a, &f));
	ck_assert(!cache_failure(cache, key, &f));
}
END_TEST

/* What is refused to one key is refused to all that would send the same. */
START_TEST(shared)
{
	struct cache_key *other = key_of("\nprofile=other\n");
	struct cache_failure f;
	struct clock_now begin = fake;
	size_t dropped = 0;

	failed(CACHE_FAILURE_REFUSED, print_a, 0);
	ck_assert(!cache_failure(cache, other, &f));
	pass(10);
	cache_refused_again(cache, other, print_a);
	ck_assert(cache_last_failure(cache, other, &f));
	ck_assert_int_eq(f.kind, CACHE_FAILURE_REFUSED);
	ck_assert_int_eq(f.age_s, 10);
	ck_assert_int_eq(f.left_s, 20);
	/* Who waited for that call shares it; who came later does not, be it in the same second. */
	ck_assert(cache_failed_since(cache, other, &begin, &f));
	ck_assert(cache_failed_since(cache, other, &fake, &f));
	fake.boot_ms++;
	ck_assert(!cache_failed_since(cache, other, &fake, &f));
	fake.boot_ms--;
	ck_assert(!cache_failed_since(cache, key, &fake, &f));
	set_boot(OTHER_BOOT);
	ck_assert(!cache_failed_since(cache, other, &fake, &f));
	set_boot(BOOT);
	/* The time doubles for all, until it is forgotten, or taken. */
	pass(20);
	failed(CACHE_FAILURE_REFUSED, print_a, 0);
	ck_assert(cache_refusal(cache, print_a, &f));
	ck_assert_int_eq(f.left_s, 60);
	ck_assert_int_eq(cache_forget_profile(cache, "other", NULL, &dropped, NULL), 0);
	ck_assert(!cache_refusal(cache, print_a, &f));
	failed(CACHE_FAILURE_REFUSED, print_a, 0);
	ck_assert(cache_refusal(cache, print_a, &f));
	ck_assert_int_eq(f.left_s, 30);
	cache_accepted(cache, print_a);
	ck_assert(!cache_refusal(cache, print_a, &f));
	/* One of no key at all. */
	struct err why = { 0 };
	err_set(&why, REASON_CLIENT_REFUSED, "refused");
	cache_fail(cache, NULL, CACHE_FAILURE_REFUSED, print_b, 0, &why);
	ck_assert(cache_refusal(cache, print_b, &f));
	ck_assert_str_eq(f.err.text, "refused");
	cache_key_free(&other);
	only_known_files();
}
END_TEST

/* Who waited shares a failure of any kind, but for the limits of the call itself. */
START_TEST(waited)
{
	struct cache_failure f;

	ck_assert(!cache_failed_since(cache, key, &fake, &f));
	for (int kind = CACHE_FAILURE_SERVER; kind <= CACHE_FAILURE_LOCAL; kind++) {
		failed(kind, print_a, 0);
		/* A refusal ends the call only if there is no other credential. */
		if (kind == CACHE_FAILURE_REFUSED) {
			ck_assert(!cache_failed_since(cache, key, &fake, &f));
			cache_refused_again(cache, key, print_a);
		}
		ck_assert_int_eq(cache_failed_since(cache, key, &fake, &f),
				 kind != CACHE_FAILURE_LOCAL);
		ck_assert_int_eq(f.kind, kind);
	}
}
END_TEST

/* No part of an error is lost on the way to the next caller. */
START_TEST(parts)
{
	struct cache_failure f;
	struct err why = { 0 };
	char text[2 * ERR_TEXT_MAX];

	memset(text, 't', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	err_set(&why, REASON_LEASE_HELD, "%s", text);
	err_fix(&why, "%s", text);
	err_place(&why, text, 7, 9);
	err_hint(&why, "%s", text);
	cache_fail(cache, key, CACHE_FAILURE_SERVER, NULL, 0, &why);
	ck_assert(cache_failure(cache, key, &f));
	ck_assert_int_eq(f.err.code, EXIT_TEMPFAIL);
	ck_assert_str_eq(f.err.reason, "lease_held");
	ck_assert_str_eq(f.err.text, why.text);
	ck_assert_str_eq(f.err.fix, why.fix);
	ck_assert_str_eq(f.err.hint, why.hint);
	ck_assert_str_eq(f.err.place.file, why.place.file);
	ck_assert_uint_eq(f.err.place.line, 7);
	ck_assert_uint_eq(f.err.place.column, 9);
	/* Rejections and the renewal are of the same record, and stay. */
	ck_assert_int_eq(reject("one"), 0);
	cache_renewal_begins(cache, key, 300);
	ck_assert(cache_failure(cache, key, &f));
	cache_succeeded(cache, key);
	ck_assert(!cache_failure(cache, key, &f));
	ck_assert_int_eq(store_token("one", &fake, 60, NULL), EXIT_DENIED);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, server_failures);
	tcase_add_test(t, refusals);
	tcase_add_test(t, last_failure);
	tcase_add_test(t, identities);
	tcase_add_test(t, shared);
	tcase_add_test(t, waited);
	tcase_add_test(t, parts);
}

int main(void)
{
	Suite *s = suite_create("failure");

	over_both(s, setup_directory, setup_memory, add);
	return unit_main(s);
}
