/* Entries as bytes: round trips, and whatever else may lie there. */
#include "base/limits.h"
#include "cache/entry.h"
#include "lib/unit.h"

#include <string.h>

#define ROOM (64 * 1024)
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BOOT "11111111-2222-3333-4444-555555555555"

static struct buf key_text;
static struct buf plain;
static struct entry entry;

static void setup(void)
{
	buf_puts(&key_text, "profile=test\nscope=a b\n");
	entry = (struct entry){
		.lifetime_s = 3600,
		.asked = { .wall_s = 1000000, .boot_ms = 5000000, .boot_id = BOOT },
		.stored = { .wall_s = 1000001, .boot_ms = 5001000, .boot_id = BOOT },
		.after_rejection = true,
	};
	ck_assert_int_eq(secret_new("the.token", 9, &entry.token), 0);
	ck_assert_ptr_nonnull(entry.scope = strdup("a b"));
	ck_assert_ptr_nonnull(entry.source = strdup("3 where it lies"));
	plain = (struct buf)BUF_SECRET(ROOM);
	entry_write(&entry, &key_text, &plain);
	ck_assert(!buf_error(&plain));
}

static void teardown(void)
{
	entry_clear(&entry);
	buf_free(&key_text);
	buf_free(&plain);
}

static void same(const struct entry *a, const struct entry *b)
{
	ck_assert(secret_equal(a->token, b->token));
	ck_assert_pstr_eq(a->scope, b->scope);
	ck_assert_pstr_eq(a->source, b->source);
	ck_assert_int_eq(a->lifetime_s, b->lifetime_s);
	ck_assert_int_eq(a->asked.wall_s, b->asked.wall_s);
	ck_assert_int_eq(a->asked.boot_ms, b->asked.boot_ms);
	ck_assert_str_eq(a->asked.boot_id, b->asked.boot_id);
	ck_assert_int_eq(a->stored.wall_s, b->stored.wall_s);
	ck_assert_int_eq(a->stored.boot_ms, b->stored.boot_ms);
	ck_assert_int_eq(a->after_rejection, b->after_rejection);
	ck_assert_int_eq(a->binding, b->binding);
	ck_assert_int_eq(a->certificate_end_s, b->certificate_end_s);
	ck_assert(secret_equal(a->proof_key, b->proof_key));
}

static void round_trip(void)
{
	struct buf b = BUF_SECRET(ROOM);
	struct entry back = { 0 };
	const char *text;
	size_t len;

	entry_write(&entry, &key_text, &b);
	ck_assert_int_eq(entry_read(&b, &key_text, &back), 0);
	same(&entry, &back);
	ck_assert_ptr_nonnull(text = value_key(&b, TOKEN_FORM, &len));
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
	/* Of a token that is bound. */
	entry.binding = TOKEN_OF_CERTIFICATE;
	entry.certificate_end_s = 1900000000;
	round_trip();
	entry.binding = TOKEN_OF_PROOF;
	ck_assert_int_eq(secret_new("\0raw key", 8, &entry.proof_key), 0);
	round_trip();
	buf_reset(&key_text);
	round_trip();
}
END_TEST

static struct buf copy_of(const struct buf *from, size_t len)
{
	struct buf b = BUF_SECRET(ROOM);

	buf_put(&b, from->data, len);
	ck_assert(!buf_error(&b));
	return b;
}

/* Whatever stands in it: another program of the user could write that. */
START_TEST(hostile)
{
	static const unsigned char masks[] = { 0x01, 0x7f, 0x80, 0xff };
	unsigned refused = 0;

	for (size_t at = 0; at < plain.len; at++)
		for (size_t m = 0; m < sizeof(masks); m++) {
			struct buf b = copy_of(&plain, plain.len);
			struct entry back = { 0 };
			const char *text;
			size_t len = 0;
			b.data[at] = (char)((unsigned char)b.data[at] ^ masks[m]);
			/* Nothing beyond the record, whatever the lengths say. */
			if ((text = value_key(&b, TOKEN_FORM, &len)) != NULL)
				ck_assert_ptr_eq(text + len, b.data + b.len);
			if (entry_read(&b, &key_text, &back) != 0) {
				refused++;
			} else {
				ck_assert_uint_ge(back.token->len, 1);
				ck_assert_int_gt(back.lifetime_s, 0);
				ck_assert_int_le(back.lifetime_s, MAX_TOKEN_LIFETIME_S);
				ck_assert_uint_lt(strlen(back.asked.boot_id), CLOCK_BOOT_ID_SIZE);
				ck_assert_int_ge(back.certificate_end_s, 0);
				ck_assert_uint_lt(back.binding, N_TOKEN_BINDINGS);
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
		ck_assert_ptr_null(value_key(&b, TOKEN_FORM, &key_len));
		buf_free(&b);
	}
}
END_TEST

/* What an earlier version of ccred wrote. */
START_TEST(other_forms)
{
	struct entry back = { 0 };
	size_t len;

	plain.data[7] = '1';
	ck_assert_int_eq(entry_read(&plain, &key_text, &back), -1);
	ck_assert_ptr_null(value_key(&plain, TOKEN_FORM, &len));
}
END_TEST

START_TEST(other_keys)
{
	static const char *const others[] = { "", "profile=test\nscope=a c\n",
					      "profile=test\nscope=a b",
					      "profile=test\nscope=a b\n\n" };
	struct entry back = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		struct buf other = BUF_INIT;
		buf_puts(&other, others[i]);
		ck_assert_int_eq(entry_read(&plain, &other, &back), -1);
		buf_free(&other);
	}
	ck_assert_int_eq(entry_read(&plain, &key_text, &back), 0);
	entry_clear(&back);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("entry");
	TCase *t = tcase_create("entry");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, round_trips);
	tcase_add_test(t, hostile);
	tcase_add_test(t, other_forms);
	tcase_add_test(t, other_keys);
	suite_add_tcase(s, t);
	return unit_main(s);
}
