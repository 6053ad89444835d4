/* What the cache answers as time goes by, on clocks that the test sets. */
#include "lib/unit.h"
#include "fake_clock.h"

START_TEST(first_look)
{
	struct cache_token token = { 0 };

	expect(-1, CACHE_NONE, "");
	stored("one", 3600);
	pass(10);
	ck_assert_int_eq(cache_look(cache, key, -1, &token), CACHE_FRESH);
	ck_assert_int_eq(token.left_s, 3590);
	ck_assert_int_eq(token.expires_s, 1003600);
	ck_assert_int_eq(token.lifetime_s, 3600);
	ck_assert_int_eq(token.age_s, 10);
	ck_assert_str_eq(token.scope, "a b");
	cache_token_clear(&token);
	ck_assert_ptr_null(token.token);
	only_known_files();
}
END_TEST

/* lifetime, renew-margin (-1: not given), seconds that have passed, the state then */
static const struct {
	int64_t lifetime;
	int margin;
	int64_t passed;
	enum cache_state state;
} margins[] = {
	/* min(300, a quarter); min(30, a tenth) */
	{ 3600, -1, 3299, CACHE_FRESH },
	{ 3600, -1, 3300, CACHE_FRESH },
	{ 3600, -1, 3301, CACHE_RENEWING },
	{ 3600, -1, 3570, CACHE_RENEWING },
	{ 3600, -1, 3571, CACHE_EXPIRING },
	{ 3600, -1, 3599, CACHE_EXPIRING },
	{ 3600, -1, 3600, CACHE_EXPIRED },
	{ 100, -1, 75, CACHE_FRESH },
	{ 100, -1, 76, CACHE_RENEWING },
	{ 100, -1, 90, CACHE_RENEWING },
	{ 100, -1, 91, CACHE_EXPIRING },
	{ 100, -1, 100, CACHE_EXPIRED },
	/* given */
	{ 3600, 1000, 2600, CACHE_FRESH },
	{ 3600, 1000, 2601, CACHE_RENEWING },
	{ 3600, 5000, 1800, CACHE_FRESH }, /* never more than half */
	{ 3600, 5000, 1801, CACHE_RENEWING },
	{ 3600, 0, 3570, CACHE_FRESH },
	{ 3600, 0, 3571, CACHE_EXPIRING },
	{ 3600, 10, 3571, CACHE_EXPIRING },
	/* a few seconds */
	{ 3, -1, 0, CACHE_FRESH },
	{ 3, -1, 2, CACHE_FRESH },
	{ 3, -1, 3, CACHE_EXPIRED },
	{ 1, -1, 0, CACHE_FRESH },
};

/* A renewal that has begun says nothing of the state, but that no other is due. */
START_TEST(facts)
{
	enum cache_state state = margins[_i].state;
	int64_t left = margins[_i].lifetime - margins[_i].passed;
	struct cache_token t = { 0 };

	stored("one", margins[_i].lifetime);
	pass(margins[_i].passed);
	ck_assert_int_eq(cache_look(cache, key, margins[_i].margin, &t), state);
	ck_assert_int_eq(t.renewal_due, state == CACHE_RENEWING);
	cache_token_clear(&t);
	cache_renewal_begins(cache, key, 3600);
	ck_assert_int_eq(cache_look(cache, key, margins[_i].margin, &t), state);
	ck_assert_int_eq(t.renewal_due, 0);
	ck_assert_int_eq(t.token != NULL, cache_is_valid(state));
	ck_assert_pstr_eq(t.why, state == CACHE_EXPIRED ? "expired" : NULL);
	ck_assert_int_eq(t.left_s, left);
	ck_assert_int_eq(t.expires_s, fake.wall_s + left);
	ck_assert_str_eq(t.source, "1 a source");
	cache_token_clear(&t);
}
END_TEST

START_TEST(facts_of_misses)
{
	struct cache_token t = { 0 };

	ck_assert_int_eq(cache_look(cache, key, -1, &t), CACHE_NONE);
	ck_assert_ptr_null(t.why);
	ck_assert_int_eq(t.expires_s, 0);
	ck_assert_ptr_null(t.source);
	stored("one", 3600);
	ck_assert_int_eq(reject("one"), 0);
	pass(600);
	ck_assert_int_eq(cache_look(cache, key, -1, &t), CACHE_REJECTED);
	ck_assert_str_eq(t.why, "rejected");
	ck_assert_int_eq(t.left_s, 3000);
	ck_assert_str_eq(t.source, "1 a source");
	ck_assert_ptr_null(t.token);
	cache_token_clear(&t);
	stored("two", 3600);
	pass(4000);
	ck_assert_int_eq(cache_look(cache, key, -1, &t), CACHE_EXPIRED);
	ck_assert_str_eq(t.why, "expired");
	ck_assert_int_eq(t.left_s, -400);
	ck_assert_ptr_null(t.token);
	cache_token_clear(&t);
	stored("three", 3600);
	set_boot(OTHER_BOOT);
	ck_assert_int_eq(cache_look(cache, key, -1, &t), CACHE_NONE);
	ck_assert_str_eq(t.why, "of another boot");
	ck_assert_int_eq(t.expires_s, 0);
	ck_assert_ptr_null(t.source);
	cache_token_clear(&t);
	ck_assert_int_eq(put_value(STORE_TOKEN, key->name, "x", 1, NULL), 0);
	ck_assert_int_eq(cache_look(cache, key, -1, &t), CACHE_NONE);
	ck_assert_str_eq(t.why, "damaged, or of another profile");
	ck_assert_int_eq(t.expires_s, 0);
	cache_token_clear(&t);
}
END_TEST

START_TEST(words)
{
	static const char *const all[] = { "none",     "fresh",   "renewing",
					   "expiring", "expired", "rejected" };

	for (int state = CACHE_NONE; state <= CACHE_REJECTED; state++)
		ck_assert_str_eq(cache_state_word(state), all[state]);
}
END_TEST

START_TEST(margin)
{
	stored("one", margins[_i].lifetime);
	pass(margins[_i].passed);
	expect(margins[_i].margin, margins[_i].state,
	       cache_is_valid(margins[_i].state) ? "one" : "");
}
END_TEST

/* The lifetime counts from before the request was sent. */
START_TEST(slow_answer)
{
	struct clock_now asked = fake;

	pass(20);
	ck_assert_int_eq(store_token("one", &asked, 60, NULL), 0);
	pass(39);
	expect(-1, CACHE_EXPIRING, "one");
	pass(1);
	expect(-1, CACHE_EXPIRED, "");
}
END_TEST

START_TEST(clocks)
{
	struct clock_now begin = fake;

	stored("one", 3600);
	pass(100);
	expect(-1, CACHE_FRESH, "one");
	/* before its birth */
	fake.wall_s = begin.wall_s - 1;
	expect(-1, CACHE_NONE, "");
	fake = begin;
	/* another boot, though the wall clock would allow it */
	set_boot(OTHER_BOOT);
	expect(-1, CACHE_NONE, "");
	/* unreadable now: by wall time alone */
	set_boot("");
	fake.boot_ms = 7000;
	pass(100);
	expect(-1, CACHE_FRESH, "one");
	pass(3600);
	expect(-1, CACHE_EXPIRED, "");
	/* the machine slept, or the wall clock was set: the earlier expiry wins */
	fake = begin;
	fake.boot_ms += 3590000;
	fake.wall_s += 10;
	expect(-1, CACHE_EXPIRING, "one");
	fake.boot_ms += 10000;
	expect(-1, CACHE_EXPIRED, "");
	fake = begin;
	fake.wall_s += 3400;
	expect(-1, CACHE_RENEWING, "one");
	fake.wall_s += 200;
	expect(-1, CACHE_EXPIRED, "");
	/* unreadable when it was stored */
	fake = begin;
	set_boot("");
	stored("two", 3600);
	fake = begin;
	fake.boot_ms += 9999000;
	fake.wall_s += 10;
	expect(-1, CACHE_FRESH, "two");
}
END_TEST

/* A token inside its margin, and whether its renewal is due. */
static void expect_renewing(int margin_s, const char *token, bool due)
{
	struct cache_token t = { 0 };

	ck_assert_int_eq(cache_look(cache, key, margin_s, &t), CACHE_RENEWING);
	ck_assert_str_eq(t.token->data, token);
	ck_assert_int_eq(t.renewal_due, due);
	cache_token_clear(&t);
}

START_TEST(renewal)
{
	stored("one", 3600);
	pass(3400);
	expect_renewing(-1, "one", true);
	/* max(30 s, a tenth of what is left) */
	cache_renewal_begins(cache, key, 200);
	expect_renewing(-1, "one", false);
	pass(29);
	expect_renewing(-1, "one", false);
	pass(1);
	expect_renewing(-1, "one", true);
	cache_renewal_begins(cache, key, 1000);
	pass(99);
	expect_renewing(-1, "one", false);
	/* It puts off a renewal, and says nothing of a token that is nearly gone. */
	cache_renewal_begins(cache, key, 1000);
	pass(45);
	expect(-1, CACHE_EXPIRING, "one");
	/* A new token begins anew. */
	stored("two", 3600);
	pass(3301);
	expect_renewing(-1, "two", true);
	cache_renewal_begins(cache, key, 200);
	expect_renewing(-1, "two", false);
	only_known_files();
}
END_TEST

/* A server that hands out the same token until it expires must not be asked at each call. */
START_TEST(same_token)
{
	stored("one", 200);
	pass(101);
	expect_renewing(100, "one", true);
	stored("one", 99);
	expect(100, CACHE_FRESH, "one");
	pass(51);
	expect_renewing(100, "one", true);
	stored("one", 99);
	pass(29);
	expect(100, CACHE_FRESH, "one");
	pass(22);
	expect_renewing(100, "one", true);
	stored("two", 200);
	expect(100, CACHE_FRESH, "two");
}
END_TEST

START_TEST(rejected)
{
	struct err err = { 0 };

	stored("one", 3600);
	ck_assert_int_eq(reject("one"), 0);
	ck_assert_int_eq(reject("one"), 0);
	expect(-1, CACHE_REJECTED, "");
	/* A renewal under way cannot bring it back, and it was not dropped. */
	ck_assert_int_eq(store_token("one", &fake, 3600, &err), EXIT_DENIED);
	ck_assert_ptr_nonnull(strstr(err.text, "check scope and audience"));
	ck_assert_ptr_null(strstr(err.text, "one"));
	ck_assert_uint_eq(count(STORE_TOKEN), 1);
	/* One without a lifetime is not kept, and is not good for that. */
	ck_assert_int_eq(store_token("one", &fake, 0, &err), EXIT_DENIED);
	ck_assert_int_eq(store_token("other", &fake, 0, NULL), 0);
	expect(-1, CACHE_REJECTED, "");
	/* A newer one stays when the old one is rejected, late. */
	stored("two", 3600);
	expect(-1, CACHE_FRESH, "two");
	ck_assert_int_eq(reject("one"), 0);
	ck_assert_int_eq(reject("never-ours"), 0);
	expect(-1, CACHE_FRESH, "two");
	/* A part of it, or more, is another token. */
	ck_assert_int_eq(reject("tw"), 0);
	ck_assert_int_eq(reject("two2"), 0);
	expect(-1, CACHE_FRESH, "two");
	ck_assert_int_eq(reject("two"), 0);
	expect(-1, CACHE_REJECTED, "");
	only_known_files();
}
END_TEST

/* The state does not grow without end, and the newest rejections are the ones that count. */
START_TEST(many_rejected)
{
	char token[64];

	for (int i = 0; i < 200; i++) {
		snprintf(token, sizeof(token), "token-%d", i);
		ck_assert_int_eq(reject(token), 0);
	}
	for (int i = 200 - 64; i < 200; i++) {
		snprintf(token, sizeof(token), "token-%d", i);
		ck_assert_int_eq(store_token(token, &fake, 60, NULL), EXIT_DENIED);
	}
	ck_assert_int_eq(store_token("token-200", &fake, 60, NULL), 0);
	struct buf value = BUF_INIT;
	ck_assert_int_eq(cache->ops->get(cache, STORE_STATE, key->name, &value), STORE_FOUND);
	ck_assert_uint_le(value.len, 100 * CACHE_PRINT_SIZE);
	buf_free(&value);
}
END_TEST

static bool just_replaced(void)
{
	struct cache_token token = { 0 };
	bool is;

	(void)cache_look(cache, key, -1, &token);
	is = token.just_replaced;
	cache_token_clear(&token);
	return is;
}

START_TEST(rejecting)
{
	int64_t wait_s = 0;

	ck_assert(!cache_rejecting(cache, key, &wait_s));
	/* One rejection is what a revoked token looks like. */
	stored("one", 3600);
	ck_assert_int_eq(reject("one"), 0);
	ck_assert(!cache_rejecting(cache, key, &wait_s));
	pass(5);
	stored("two", 3600);
	ck_assert(!cache_rejecting(cache, key, &wait_s));
	ck_assert(just_replaced());
	pass(20);
	ck_assert_int_eq(reject("two"), 0);
	ck_assert(cache_rejecting(cache, key, &wait_s));
	ck_assert_int_eq(wait_s, 40);
	pass(39);
	ck_assert(cache_rejecting(cache, key, &wait_s));
	ck_assert_int_eq(wait_s, 1);
	pass(1);
	ck_assert(!cache_rejecting(cache, key, &wait_s));
	/* A third one, which was got after a rejection as well, and lives for a while. */
	stored("three", 3600);
	pass(59);
	ck_assert(just_replaced());
	pass(1);
	ck_assert(!just_replaced());
	ck_assert_int_eq(reject("three"), 0);
	ck_assert(!cache_rejecting(cache, key, &wait_s));
	/* One that follows a good one is a first rejection again. */
	stored("four", 3600);
	stored("five", 3600);
	ck_assert(!just_replaced());
	ck_assert_int_eq(reject("five"), 0);
	ck_assert(!cache_rejecting(cache, key, &wait_s));
}
END_TEST

/* A store may drop a value when its time is over: whoever looks finds no token, and a new one can
 * be stored. */
START_TEST(dropped_by_the_store)
{
	stored("one", 3600);
	pass(STORE_TTL_MAX_S + 1);
	expect(-1, dir[0] != '\0' ? CACHE_EXPIRED : CACHE_NONE, "");
	stored("two", 60);
	expect(-1, CACHE_FRESH, "two");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, first_look);
	tcase_add_loop_test(t, margin, 0, sizeof(margins) / sizeof(margins[0]));
	tcase_add_loop_test(t, facts, 0, sizeof(margins) / sizeof(margins[0]));
	tcase_add_test(t, facts_of_misses);
	tcase_add_test(t, words);
	tcase_add_test(t, slow_answer);
	tcase_add_test(t, clocks);
	tcase_add_test(t, renewal);
	tcase_add_test(t, same_token);
	tcase_add_test(t, rejected);
	tcase_add_test(t, many_rejected);
	tcase_add_test(t, rejecting);
	tcase_add_test(t, dropped_by_the_store);
}

int main(void)
{
	Suite *s = suite_create("token");

	over_both(s, setup_directory, setup_memory, add);
	return unit_main(s);
}
