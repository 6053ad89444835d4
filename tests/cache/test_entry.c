/* Entries as bytes: round trips, every kind of damage, and when one runs out. */
#include "base/banned.h"
#include "base/limits.h"
#include "cache/entry.h"
#include "cache/internal.h"
#include "lib/unit.h"

#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BOOT "11111111-2222-3333-4444-555555555555"
#define OTHER_BOOT "11111111-2222-3333-4444-555555555556"

static struct cache cache = { .dir = -1, .salt = "a salt of 16 byt" };
static struct buf key_text;
static struct buf sealed;
static struct entry entry;

static void setup(void)
{
	buf_puts(&key_text, "profile=test\nscope=a b\n");
	entry = (struct entry){
		.lifetime_s = 3600,
		.asked = { .wall_s = 1000000, .boot_s = 5000, .boot_id = BOOT },
		.stored = { .wall_s = 1000001, .boot_s = 5001, .boot_id = BOOT },
		.after_rejection = true,
	};
	ck_assert_int_eq(secret_new("the.token", 9, &entry.token), 0);
	ck_assert_ptr_nonnull(entry.scope = strdup("a b"));
	ck_assert_ptr_nonnull(entry.source = strdup("3 where it lies"));
	sealed = (struct buf)BUF_SECRET(MAX_RECORD);
	entry_write(&entry, &key_text, &sealed);
	record_seal(&cache, &sealed);
	ck_assert(!buf_error(&sealed));
}

static void teardown(void)
{
	entry_clear(&entry);
	buf_free(&key_text);
	buf_free(&sealed);
}

static void same(const struct entry *a, const struct entry *b)
{
	ck_assert(secret_equal(a->token, b->token));
	ck_assert_pstr_eq(a->scope, b->scope);
	ck_assert_pstr_eq(a->source, b->source);
	ck_assert_int_eq(a->lifetime_s, b->lifetime_s);
	ck_assert_int_eq(a->asked.wall_s, b->asked.wall_s);
	ck_assert_int_eq(a->asked.boot_s, b->asked.boot_s);
	ck_assert_str_eq(a->asked.boot_id, b->asked.boot_id);
	ck_assert_int_eq(a->stored.wall_s, b->stored.wall_s);
	ck_assert_int_eq(a->stored.boot_s, b->stored.boot_s);
	ck_assert_int_eq(a->after_rejection, b->after_rejection);
}

static void round_trip(void)
{
	struct buf b = BUF_SECRET(MAX_RECORD);
	struct entry back = { 0 };
	const char *text;
	size_t len;

	entry_write(&entry, &key_text, &b);
	record_seal(&cache, &b);
	ck_assert(record_open(&cache, &b));
	ck_assert_int_eq(entry_read(&b, &key_text, &back), 0);
	same(&entry, &back);
	ck_assert_ptr_nonnull(text = entry_key(&b, &len));
	ck_assert_uint_eq(len, key_text.len);
	ck_assert_mem_eq(text, buf_str(&key_text), len);
	entry_clear(&back);
	buf_free(&b);
}

START_TEST(round_trips)
{
	static char large[LIMIT_TOKEN];

	round_trip();
	entry.after_rejection = false;
	round_trip();
	free(entry.scope);
	entry.scope = strdup("");
	round_trip();
	free(entry.scope);
	entry.scope = NULL;
	round_trip();
	free(entry.source);
	entry.source = NULL;
	round_trip();
	entry.asked.boot_id[0] = '\0';
	round_trip();
	entry.lifetime_s = MAX_TOKEN_LIFETIME_S;
	round_trip();
	memset(large, 'x', sizeof(large));
	secret_free(&entry.token);
	ck_assert_int_eq(secret_new(large, sizeof(large), &entry.token), 0);
	round_trip();
	buf_reset(&key_text);
	round_trip();
}
END_TEST

/* A copy of the sealed record, changed by the caller: what comes of it must be nothing at all. */
static void miss(struct buf *b, const char *what, size_t at)
{
	struct entry back = { 0 };
	bool got = record_open(&cache, b) && entry_read(b, &key_text, &back) == 0;

	ck_assert_msg(!got, "%s at %zu", what, at);
	entry_clear(&back);
	buf_free(b);
}

static struct buf copy_of(const struct buf *from, size_t len)
{
	struct buf b = BUF_SECRET(MAX_RECORD);

	buf_put(&b, from->data, len);
	ck_assert(!buf_error(&b));
	return b;
}

START_TEST(damage)
{
	static const unsigned char masks[] = { 0x01, 0x10, 0x80, 0xff };

	for (size_t at = 0; at < sealed.len; at++)
		for (size_t m = 0; m < sizeof(masks); m++) {
			struct buf b = copy_of(&sealed, sealed.len);
			b.data[at] = (char)((unsigned char)b.data[at] ^ masks[m]);
			miss(&b, "flipped", at);
		}
	for (size_t len = 0; len < sealed.len; len++) {
		struct buf b = copy_of(&sealed, len);
		miss(&b, "cut", len);
	}
	for (int c = 0; c < 256; c += 5) {
		struct buf b = copy_of(&sealed, sealed.len);
		buf_putc(&b, (char)c);
		miss(&b, "appended", (size_t)c);
	}
	/* The same record under another salt is somebody else's. */
	struct buf b = copy_of(&sealed, sealed.len);
	cache.salt[15] ^= 1;
	miss(&b, "salt", 0);
	cache.salt[15] ^= 1;
	b = copy_of(&sealed, sealed.len);
	ck_assert(record_open(&cache, &b));
	buf_free(&b);
}
END_TEST

/* With a right checksum, whatever stands in it: another program of the user could write that. */
START_TEST(hostile)
{
	struct buf plain = copy_of(&sealed, sealed.len);
	static const unsigned char masks[] = { 0x01, 0x7f, 0x80, 0xff };
	unsigned refused = 0;

	ck_assert(record_open(&cache, &plain));
	for (size_t at = 0; at < plain.len; at++)
		for (size_t m = 0; m < sizeof(masks); m++) {
			struct buf b = copy_of(&plain, plain.len);
			struct entry back = { 0 };
			const char *text;
			size_t len = 0;
			b.data[at] = (char)((unsigned char)b.data[at] ^ masks[m]);
			/* Nothing beyond the record, whatever the lengths say. */
			if ((text = entry_key(&b, &len)) != NULL)
				ck_assert_ptr_eq(text + len, b.data + b.len);
			if (entry_read(&b, &key_text, &back) != 0) {
				refused++;
			} else {
				ck_assert_uint_ge(back.token->len, 1);
				ck_assert_int_gt(back.lifetime_s, 0);
				ck_assert_int_le(back.lifetime_s, MAX_TOKEN_LIFETIME_S);
				ck_assert_uint_lt(strlen(back.asked.boot_id), CLOCK_BOOT_ID_SIZE);
			}
			entry_clear(&back);
			buf_free(&b);
		}
	/* The magic, the lengths and the key, at least. */
	ck_assert_uint_gt(refused, 4 * (8 + 16 + key_text.len) - 1);
	for (size_t len = 0; len < plain.len; len++) {
		struct buf b = copy_of(&plain, len);
		struct entry back = { 0 };
		size_t key_len;
		ck_assert_int_eq(entry_read(&b, &key_text, &back), -1);
		ck_assert_ptr_null(entry_key(&b, &key_len));
		buf_free(&b);
	}
	buf_free(&plain);
}
END_TEST

/* What an earlier version of ccred wrote. */
START_TEST(other_forms)
{
	struct buf plain = copy_of(&sealed, sealed.len);
	struct entry back = { 0 };
	size_t len;

	ck_assert(record_open(&cache, &plain));
	plain.data[7] = '1';
	ck_assert_int_eq(entry_read(&plain, &key_text, &back), -1);
	ck_assert_ptr_null(entry_key(&plain, &len));
	buf_free(&plain);
}
END_TEST

START_TEST(other_keys)
{
	static const char *const others[] = { "", "profile=test\nscope=a c\n",
					      "profile=test\nscope=a b",
					      "profile=test\nscope=a b\n\n" };
	struct buf plain = copy_of(&sealed, sealed.len);
	struct entry back = { 0 };

	ck_assert(record_open(&cache, &plain));
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		struct buf other = BUF_INIT;
		buf_puts(&other, others[i]);
		ck_assert_int_eq(entry_read(&plain, &other, &back), -1);
		buf_free(&other);
	}
	ck_assert_int_eq(entry_read(&plain, &key_text, &back), 0);
	entry_clear(&back);
	buf_free(&plain);
}
END_TEST

/* The moment of the look, relative to asked; the boot id; the age by then, -1: it cannot be told. */
static const struct {
	int64_t wall, boot;
	const char *boot_id;
	int64_t age;
} ages[] = {
	{ 0, 0, BOOT, 0 },
	{ 3599, 3599, BOOT, 3599 },
	{ 1000000, 1000000, BOOT, 1000000 },
	/* By the clock that has gone further. */
	{ 100, 3000, BOOT, 3000 },
	{ 3000, 100, BOOT, 3000 },
	/* Set back to before the token was asked for. */
	{ -1, 100, BOOT, -1 },
	{ -1, 100, "", -1 },
	{ 100, -1, BOOT, -1 },
	/* Another boot; an id that cannot be read leaves the wall clock. */
	{ 100, 100, OTHER_BOOT, -1 },
	{ 100, 3000, "", 100 },
	{ 100, -4000, "", 100 },
};

START_TEST(age)
{
	struct clock_now now = { .wall_s = entry.asked.wall_s + ages[_i].wall,
				 .boot_s = entry.asked.boot_s + ages[_i].boot };

	snprintf(now.boot_id, sizeof(now.boot_id), "%s", ages[_i].boot_id);
	ck_assert_int_eq(entry_age(&entry, &now), ages[_i].age);
	/* Stored without an id: the wall clock alone again. */
	entry.asked.boot_id[0] = '\0';
	ck_assert_int_eq(entry_age(&entry, &now), ages[_i].wall < 0 ? -1 : ages[_i].wall);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("entry");
	TCase *t = tcase_create("entry");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, round_trips);
	tcase_add_test(t, damage);
	tcase_add_test(t, hostile);
	tcase_add_test(t, other_forms);
	tcase_add_test(t, other_keys);
	tcase_add_loop_test(t, age, 0, ARRAY_SIZE(ages));
	suite_add_tcase(s, t);
	return unit_main(s);
}
