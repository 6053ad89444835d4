/* Keys: what they depend on, and what they say of it. */
#include "lib/unit.h"
#include "fake_clock.h"

/* Each set of variables has a key of its own, and says nothing about their values. */
START_TEST(keys)
{
	static const struct variable vars[][2] = {
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

static void add(TCase *t)
{
	tcase_add_test(t, keys);
}

int main(void)
{
	Suite *s = suite_create("key");

	over_both(s, setup_directory, setup_memory, add);
	return unit_main(s);
}
