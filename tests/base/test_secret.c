/* Memory for secrets: zero, apart, locked, and wiped, whatever the sizes and the threads. */
#include "base/secret.h"
#include "lib/unit.h"

#include <pthread.h>
#include <stdint.h>
#include <sys/resource.h>

static bool all(const unsigned char *p, size_t len, unsigned char byte)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != byte)
			return false;
	return true;
}

/* From less than a chunk to more than what the process keeps for small ones. */
static size_t some_size(unsigned i)
{
	static const size_t sizes[] = { 1, 511, 512, 513, 1024, 4096, 8192, 16384, 16385, 70000 };

	return sizes[i % (sizeof(sizes) / sizeof(sizes[0]))];
}

START_TEST(apart)
{
	enum {
		N = 60
	};
	unsigned char *p[N];

	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < N; i++) {
			ck_assert_ptr_nonnull(p[i] = secret_alloc(some_size(i + round)));
			ck_assert(all(p[i], some_size(i + round), 0));
			memset(p[i], (int)i + 1, some_size(i + round));
		}
		for (unsigned i = 0; i < N; i++)
			ck_assert(all(p[i], some_size(i + round), (unsigned char)(i + 1)));
		/* Not in the order in which they came. */
		for (unsigned i = 0; i < N; i++)
			secret_release(p[i * 7 % N], some_size(i * 7 % N + round));
	}
	ck_assert_ptr_null(secret_alloc(0));
	ck_assert_ptr_null(secret_alloc(SIZE_MAX));
}
END_TEST

static void *take_and_give(void *arg)
{
	unsigned char mine = (unsigned char)(uintptr_t)arg;
	bool good = true;

	for (unsigned i = 0; i < 2000; i++) {
		unsigned char *p = secret_alloc(some_size(i));
		good = good && p != NULL && all(p, some_size(i), 0);
		if (p == NULL)
			break;
		memset(p, mine, some_size(i));
		good = good && all(p, some_size(i), mine);
		secret_release(p, some_size(i));
	}
	return good ? arg : NULL;
}

START_TEST(threads)
{
	pthread_t thread[4];
	void *good;

	for (uintptr_t i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&thread[i], NULL, take_and_give, (void *)(i + 1)),
				 0);
	for (int i = 0; i < 4; i++) {
		ck_assert_int_eq(pthread_join(thread[i], &good), 0);
		ck_assert_ptr_nonnull(good);
	}
}
END_TEST

/* The line of flags that the system has for the mapping at p. */
static void flags_of(const void *p, char *line, size_t size)
{
	FILE *f = fopen("/proc/self/smaps", "re");
	unsigned long long from, to;
	bool here = false;

	ck_assert_ptr_nonnull(f);
	while (fgets(line, (int)size, f) != NULL && !(here && strncmp(line, "VmFlags:", 8) == 0))
		if (sscanf(line, "%llx-%llx ", &from, &to) == 2)
			here = from <= (uintptr_t)p && (uintptr_t)p < to;
	fclose(f);
}

START_TEST(locked)
{
	struct rlimit limit;
	char line[256];

	ck_assert_int_eq(getrlimit(RLIMIT_MEMLOCK, &limit), 0);
	for (size_t size = 1; size <= 20000; size += 19999) {
		void *p = secret_alloc(size);
		ck_assert_ptr_nonnull(p);
		flags_of(p, line, sizeof(line));
		ck_assert_msg(strstr(line, " dd") != NULL, "in core dumps: %s", line);
		if (limit.rlim_cur >= 65536)
			ck_assert_msg(strstr(line, " lo") != NULL, "not locked: %s", line);
		secret_release(p, size);
	}
}
END_TEST

/* An unlocked secret is better than no token. */
START_TEST(no_limit_left)
{
	struct rlimit none = { 0, 0 };

	ck_assert_int_eq(setrlimit(RLIMIT_MEMLOCK, &none), 0);
	for (unsigned i = 0; i < 10; i++) {
		void *p = secret_alloc(some_size(i));
		ck_assert_ptr_nonnull(p);
		secret_release(p, some_size(i));
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("secret");
	TCase *t = tcase_create("secret");

	tcase_add_test(t, apart);
	tcase_add_test(t, threads);
	tcase_add_test(t, locked);
	tcase_add_test(t, no_limit_left);
	suite_add_tcase(s, t);
	return unit_main(s);
}
