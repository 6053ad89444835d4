/* States as bytes: round trips, and whatever else may lie there. */
#include "cache/state.h"
#include "lib/unit.h"

#define BOOT "11111111-2222-3333-4444-555555555555"

static struct buf key_text;
static struct state state;

static void add_failure(enum cache_failure_kind kind)
{
	struct cache_failure *f = &state.failures[state.nfailures++];

	f->kind = kind;
	f->at = (struct clock_now){ .wall_s = 1000, .boot_ms = 50000, .boot_id = BOOT };
	f->hold_s = 30;
	f->print[3] = (unsigned char)state.nfailures;
	err_set(&f->err, REASON_LEASE_HELD, "failure %u", state.nfailures);
	err_fix(&f->err, "touch x");
	err_place(&f->err, "/a/file", 3, 4);
	err_hint(&f->err, "a hint");
}

static void setup(void)
{
	memset(&state, 0, sizeof(state));
	buf_puts(&key_text, "\nprofile=test\nscope=a b\n");
}

static void teardown(void)
{
	buf_free(&key_text);
}

static void fill(void)
{
	for (int i = 0; i < STATE_FAILURES; i++)
		add_failure(i % 4 + CACHE_FAILURE_SERVER);
	for (state.nrejected = 0; state.nrejected < STATE_REJECTED; state.nrejected++)
		state.rejected[state.nrejected][0] = (unsigned char)state.nrejected;
	state.renewal_wait_s = 77;
	state.renewal_begun = (struct clock_now){ .wall_s = 9, .boot_ms = 8000, .boot_id = BOOT };
}

static void round_trip(void)
{
	struct buf b = { .max = STORE_VALUE_MAX };
	static struct state back;
	const char *text;
	size_t len = 0;

	memset(&back, 0x55, sizeof(back));
	state_write(&state, &key_text, &b);
	ck_assert(!buf_error(&b));
	ck_assert_int_eq(state_read(&b, &key_text, &back), 0);
	ck_assert_mem_eq(&back, &state, offsetof(struct state, rejected));
	ck_assert_mem_eq(back.rejected, state.rejected,
			 state.nrejected * sizeof(state.rejected[0]));
	ck_assert_mem_eq(back.failures, state.failures,
			 state.nfailures * sizeof(state.failures[0]));
	ck_assert_ptr_nonnull(text = value_key(&b, STATE_FORM, &len));
	ck_assert_uint_eq(len, key_text.len);
	ck_assert_mem_eq(text, buf_str(&key_text), len);
	buf_free(&b);
}

START_TEST(round_trips)
{
	round_trip();
	add_failure(CACHE_FAILURE_SERVER);
	round_trip();
	state.nfailures = 0;
	fill();
	round_trip();
	state.nfailures = 0;
	round_trip();
	round_trip();
	buf_reset(&key_text);
	round_trip();
}
END_TEST

/* It is read as an empty state. */
static void refused(const struct buf *b, const struct buf *key)
{
	static struct state back;

	memset(&back, 0x55, sizeof(back));
	ck_assert_int_eq(state_read(b, key, &back), -1);
	ck_assert_uint_eq(back.nfailures + back.nrejected, 0);
	ck_assert_int_eq(back.renewal_wait_s, 0);
}

START_TEST(hostile)
{
	static const unsigned char masks[] = { 0x01, 0x7f, 0x80, 0xff };
	struct buf b = { .max = STORE_VALUE_MAX };
	static struct state back;
	unsigned n = 0;

	fill();
	state.nfailures = 2;
	state_write(&state, &key_text, &b);
	for (size_t at = 0; at < b.len; at++)
		for (size_t m = 0; m < sizeof(masks); m++) {
			size_t len = 0;
			const char *text;
			b.data[at] = (char)((unsigned char)b.data[at] ^ masks[m]);
			if ((text = value_key(&b, STATE_FORM, &len)) != NULL)
				ck_assert_ptr_eq(text + len, b.data + b.len);
			memset(&back, 0x55, sizeof(back));
			if (state_read(&b, &key_text, &back) != 0) {
				n++;
			} else {
				ck_assert_uint_eq(back.nfailures, 2);
				ck_assert_uint_le(back.nrejected, STATE_REJECTED);
				ck_assert_int_gt(back.failures[1].err.code, 0);
				ck_assert_uint_lt(strlen(back.failures[1].err.text), ERR_TEXT_MAX);
				ck_assert_uint_lt(strlen(back.failures[1].err.hint), ERR_HINT_MAX);
				ck_assert_uint_lt(strlen(back.failures[1].at.boot_id),
						  CLOCK_BOOT_ID_SIZE);
			}
			b.data[at] = (char)((unsigned char)b.data[at] ^ masks[m]);
		}
	/* The magic, the lengths, the number of failures and the key, at least. */
	ck_assert_uint_gt(n, 4 * (8 + 8 + 4 + key_text.len) - 1);
	for (size_t len = b.len; len > 0; len--) {
		b.len = len - 1;
		refused(&b, &key_text);
	}
	buf_free(&b);
}
END_TEST

START_TEST(other_keys)
{
	struct buf b = { .max = STORE_VALUE_MAX }, other = BUF_INIT;

	fill();
	state_write(&state, &key_text, &b);
	refused(&b, &other);
	buf_puts(&other, "\nprofile=test\nscope=a c\n");
	refused(&b, &other);
	/* Another form of the record. */
	b.data[6] = '0';
	refused(&b, &key_text);
	buf_free(&b);
	buf_free(&other);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("state");
	TCase *t = tcase_create("state");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, round_trips);
	tcase_add_test(t, hostile);
	tcase_add_test(t, other_keys);
	suite_add_tcase(s, t);
	return unit_main(s);
}
