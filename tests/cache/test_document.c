/* Documents: kept for an hour by either clock. */
#include "lib/unit.h"
#include "fake_clock.h"

START_TEST(documents)
{
	static char large[STORE_VALUE_MAX];
	struct buf b = BUF_INIT;

	ck_assert(!cache_document(cache, "issuer=a", &b));
	cache_keep_document(cache, "issuer=a", "{\0}", 3);
	cache_keep_document(cache, "issuer=b", "", 0);
	ck_assert(cache_document(cache, "issuer=a", &b));
	ck_assert_uint_eq(b.len, 3);
	ck_assert_mem_eq(b.data, "{\0}", 3);
	buf_reset(&b);
	ck_assert(cache_document(cache, "issuer=b", &b));
	ck_assert_uint_eq(b.len, 0);
	buf_reset(&b);
	ck_assert(!cache_document(cache, "issuer=", &b));
	pass(CACHE_DOCUMENT_S);
	ck_assert(cache_document(cache, "issuer=a", &b));
	buf_reset(&b);
	pass(1);
	ck_assert(!cache_document(cache, "issuer=a", &b));
	ck_assert_uint_eq(b.len, 0);
	/* It is not older than any of the clocks says. */
	cache_keep_document(cache, "issuer=a", "{}", 2);
	ck_assert(cache_document(cache, "issuer=a", &b));
	buf_reset(&b);
	fake.boot_ms += (CACHE_DOCUMENT_S + 1) * 1000;
	ck_assert(!cache_document(cache, "issuer=a", &b));
	fake.boot_ms -= (CACHE_DOCUMENT_S + 1) * 1000;
	fake.wall_s -= 1;
	ck_assert(!cache_document(cache, "issuer=a", &b));
	fake.wall_s += 1;
	ck_assert(cache_document(cache, "issuer=a", &b));
	buf_reset(&b);
	set_boot(OTHER_BOOT);
	ck_assert(!cache_document(cache, "issuer=a", &b));
	set_boot(BOOT);
	/* One that does not fit is not kept, and does no harm. */
	cache_keep_document(cache, "issuer=c", large, sizeof(large));
	ck_assert(!cache_document(cache, "issuer=c", &b));
	ck_assert(cache_document(cache, "issuer=a", &b));
	buf_free(&b);
	only_known_files();
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, documents);
}

int main(void)
{
	Suite *s = suite_create("document");

	over_both(s, setup_directory, setup_memory, add);
	return unit_main(s);
}
