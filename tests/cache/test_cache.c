/* What the cache answers as time goes by, on clocks that the test sets. */
#include "base/banned.h"
#include "unit.h"
#include "fixture.h"

#define BOOT "11111111-2222-3333-4444-555555555555"
#define OTHER_BOOT "11111111-2222-3333-4444-555555555556"

void __wrap_clock_now(struct clock_now *ret_now);

static struct clock_now fake;

void __wrap_clock_now(struct clock_now *ret_now)
{
	*ret_now = fake;
}

static void pass(int64_t seconds)
{
	fake.wall_s += seconds;
	fake.wall_ms += seconds * 1000;
	fake.boot_s += seconds;
}

static void setup(void)
{
	fake = (struct clock_now){
		.wall_s = 1000000, .wall_ms = 1000000000, .boot_s = 5000, .boot_id = BOOT
	};
	fixture_setup();
}

static void stored(const char *token, int64_t lifetime_s)
{
	struct err err = { 0 };

	ck_assert_msg(store(token, &fake, lifetime_s, &err) == 0, "%s", err.text);
}

static void expect(int margin_s, enum cache_state state, const char *token)
{
	char got[64];
	enum cache_state s = look(margin_s, got);

	ck_assert_int_eq(s, state);
	ck_assert_str_eq(got, token);
}

START_TEST(first_look)
{
	struct cache_token token = { 0 };

	expect(-1, CACHE_MISS, "");
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
	{ 3600, -1, 3301, CACHE_RENEW },
	{ 3600, -1, 3570, CACHE_RENEW },
	{ 3600, -1, 3571, CACHE_LOW },
	{ 3600, -1, 3599, CACHE_LOW },
	{ 3600, -1, 3600, CACHE_MISS },
	{ 100, -1, 75, CACHE_FRESH },
	{ 100, -1, 76, CACHE_RENEW },
	{ 100, -1, 90, CACHE_RENEW },
	{ 100, -1, 91, CACHE_LOW },
	{ 100, -1, 100, CACHE_MISS },
	/* given */
	{ 3600, 1000, 2600, CACHE_FRESH },
	{ 3600, 1000, 2601, CACHE_RENEW },
	{ 3600, 5000, 0, CACHE_RENEW },
	{ 3600, 0, 3570, CACHE_FRESH },
	{ 3600, 0, 3571, CACHE_LOW },
	{ 3600, 10, 3571, CACHE_LOW },
	/* a few seconds */
	{ 3, -1, 0, CACHE_FRESH },
	{ 3, -1, 2, CACHE_FRESH },
	{ 3, -1, 3, CACHE_MISS },
	{ 1, -1, 0, CACHE_FRESH },
};

START_TEST(margin)
{
	stored("one", margins[_i].lifetime);
	pass(margins[_i].passed);
	expect(margins[_i].margin, margins[_i].state, margins[_i].state == CACHE_MISS ? "" : "one");
}
END_TEST

/* The lifetime counts from before the request was sent. */
START_TEST(slow_answer)
{
	struct clock_now asked = fake;

	pass(20);
	ck_assert_int_eq(store("one", &asked, 60, NULL), 0);
	pass(39);
	expect(-1, CACHE_LOW, "one");
	pass(1);
	expect(-1, CACHE_MISS, "");
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
	expect(-1, CACHE_MISS, "");
	fake = begin;
	/* another boot, though the wall clock would allow it */
	snprintf(fake.boot_id, sizeof(fake.boot_id), "%s", OTHER_BOOT);
	expect(-1, CACHE_MISS, "");
	/* unreadable now: by wall time alone */
	fake.boot_id[0] = '\0';
	fake.boot_s = 7;
	pass(100);
	expect(-1, CACHE_FRESH, "one");
	pass(3600);
	expect(-1, CACHE_MISS, "");
	/* the machine slept, or the wall clock was set: the earlier expiry wins */
	fake = begin;
	fake.boot_s += 3590;
	fake.wall_s += 10;
	expect(-1, CACHE_LOW, "one");
	fake.boot_s += 10;
	expect(-1, CACHE_MISS, "");
	fake = begin;
	fake.wall_s += 3400;
	expect(-1, CACHE_RENEW, "one");
	fake.wall_s += 200;
	expect(-1, CACHE_MISS, "");
	/* unreadable when it was stored */
	fake = begin;
	fake.boot_id[0] = '\0';
	stored("two", 3600);
	fake = begin;
	fake.boot_s += 9999;
	fake.wall_s += 10;
	expect(-1, CACHE_FRESH, "two");
}
END_TEST

START_TEST(renewal)
{
	stored("one", 3600);
	pass(3400);
	expect(-1, CACHE_RENEW, "one");
	/* max(30 s, a tenth of what is left) */
	cache_renewal_begins(cache, key, 200);
	expect(-1, CACHE_FRESH, "one");
	pass(29);
	expect(-1, CACHE_FRESH, "one");
	pass(1);
	expect(-1, CACHE_RENEW, "one");
	cache_renewal_begins(cache, key, 1000);
	pass(99);
	expect(-1, CACHE_FRESH, "one");
	/* It puts off a renewal, and says nothing of a token that is nearly gone. */
	cache_renewal_begins(cache, key, 1000);
	pass(45);
	expect(-1, CACHE_LOW, "one");
	/* A new token begins anew. */
	stored("two", 3600);
	pass(3301);
	expect(-1, CACHE_RENEW, "two");
	/* One that was recorded before a reboot does not count. */
	cache_renewal_begins(cache, key, 200);
	expect(-1, CACHE_FRESH, "two");
	only_known_files();
}
END_TEST

/* A server that hands out the same token until it expires must not be asked at each call. */
START_TEST(same_token)
{
	stored("one", 200);
	expect(300, CACHE_RENEW, "one");
	pass(10);
	stored("one", 190);
	expect(300, CACHE_FRESH, "one");
	pass(29);
	expect(300, CACHE_FRESH, "one");
	pass(1);
	expect(300, CACHE_RENEW, "one");
	stored("two", 200);
	expect(300, CACHE_RENEW, "two");
}
END_TEST

static int reject(const char *token)
{
	return cache_reject(cache, key, token, strlen(token), NULL);
}

START_TEST(rejected)
{
	struct err err = { 0 };

	stored("one", 3600);
	ck_assert_int_eq(reject("one"), 0);
	ck_assert_int_eq(reject("one"), 0);
	expect(-1, CACHE_MISS, "");
	/* A renewal under way cannot bring it back, and the file was not removed. */
	ck_assert_int_eq(store("one", &fake, 3600, &err), EXIT_DENIED);
	ck_assert_ptr_nonnull(strstr(err.text, "check scope and audience"));
	ck_assert_ptr_null(strstr(err.text, "one"));
	ck_assert_uint_eq(count_files(SUFFIX_TOKEN), 1);
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
	expect(-1, CACHE_MISS, "");
	only_known_files();
}
END_TEST

/* The file does not grow without end, and the newest rejections are the ones that count. */
START_TEST(many_rejected)
{
	char token[64];

	for (int i = 0; i < 200; i++) {
		snprintf(token, sizeof(token), "token-%d", i);
		ck_assert_int_eq(reject(token), 0);
	}
	for (int i = 200 - 64; i < 200; i++) {
		snprintf(token, sizeof(token), "token-%d", i);
		ck_assert_int_eq(store(token, &fake, 60, NULL), EXIT_DENIED);
	}
	ck_assert_int_eq(store("token-200", &fake, 60, NULL), 0);
	struct stat st;
	char name[FILE_NAME_SIZE];
	file_name(key, SUFFIX_REJECTED, name);
	ck_assert_int_eq(stat(temp_path(dir, name), &st), 0);
	ck_assert_int_le(st.st_size, 65 * CACHE_PRINT_SIZE);
}
END_TEST

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
	pass(60);
	ck_assert_int_eq(reject("three"), 0);
	ck_assert(!cache_rejecting(cache, key, &wait_s));
	/* One that follows a good one is a first rejection again. */
	stored("four", 3600);
	stored("five", 3600);
	ck_assert_int_eq(reject("five"), 0);
	ck_assert(!cache_rejecting(cache, key, &wait_s));
}
END_TEST

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
	/* And so does a long time. */
	pass(901);
	failed(CACHE_FAILURE_REFUSED, print_b, 0);
	holds(30);
}
END_TEST

START_TEST(forget)
{
	struct cache_failure f;
	struct cache_lock lock;
	int64_t wait_s;

	ck_assert_int_eq(cache_forget(cache, key, NULL), 0);
	ck_assert_int_eq(cache_lock(cache, key, 0, &lock, NULL), 0);
	stored("one", 3600);
	ck_assert_int_eq(reject("one"), 0);
	stored("two", 3600);
	cache_renewal_begins(cache, key, 100);
	failed(CACHE_FAILURE_SERVER, NULL, 0);
	ck_assert_uint_eq(count_files(cache_key_name(key)), 5);
	ck_assert_int_eq(cache_forget(cache, key, NULL), 0);
	expect(-1, CACHE_MISS, "");
	ck_assert(!cache_failure(cache, key, &f));
	ck_assert(!cache_rejecting(cache, key, &wait_s));
	/* The lock is never unlinked: somebody may hold it. */
	ck_assert_uint_eq(count_files(cache_key_name(key)), 1);
	ck_assert_uint_eq(count_files(SUFFIX_LOCK), 1);
	stored("one", 3600);
	expect(-1, CACHE_FRESH, "one");
	cache_unlock(&lock);
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
	failed(CACHE_FAILURE_SERVER, NULL, 0);
	cache_key_free(&key);
	key = own;
	ck_assert_int_eq(cache_forget_profile(cache, "a", "t", &n, NULL), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(count_files(SUFFIX_TOKEN), 5);
	ck_assert_int_eq(cache_forget_profile(cache, "a", NULL, &n, NULL), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(count_files(SUFFIX_TOKEN), 2);
	ck_assert_uint_eq(count_files(SUFFIX_FAILURE), 0);
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
	ck_assert_int_eq(cache_look(cache, other, -1, &token), CACHE_MISS);
	/* What others could have read is a miss too. */
	ck_assert_int_eq(rename(temp_path(dir, to), temp_path(dir, from)), 0);
	expect(-1, CACHE_FRESH, "one");
	ck_assert_int_eq(chmod(temp_path(dir, from), 0644), 0);
	expect(-1, CACHE_MISS, "");
	ck_assert_int_eq(chmod(temp_path(dir, from), 0600), 0);
	/* A second link, a symbolic one, a directory. */
	ck_assert_int_eq(link(temp_path(dir, from), temp_path(dir, "second")), 0);
	expect(-1, CACHE_MISS, "");
	ck_assert_int_eq(unlink(temp_path(dir, from)), 0);
	ck_assert_int_eq(symlink("second", temp_path(dir, from)), 0);
	expect(-1, CACHE_MISS, "");
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
	Suite *s = suite_create("cache");
	TCase *t = tcase_create("cache");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, fixture_teardown);
	tcase_add_test(t, first_look);
	tcase_add_loop_test(t, margin, 0, sizeof(margins) / sizeof(margins[0]));
	tcase_add_test(t, slow_answer);
	tcase_add_test(t, clocks);
	tcase_add_test(t, renewal);
	tcase_add_test(t, same_token);
	tcase_add_test(t, rejected);
	tcase_add_test(t, many_rejected);
	tcase_add_test(t, rejecting);
	tcase_add_test(t, server_failures);
	tcase_add_test(t, refusals);
	tcase_add_test(t, forget);
	tcase_add_test(t, forget_profile);
	tcase_add_test(t, keys);
	tcase_add_test(t, foreign_entry);
	tcase_add_test(t, documents);
	suite_add_tcase(s, t);
	return unit_main(s);
}
