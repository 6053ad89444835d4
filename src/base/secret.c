/* Memory for secrets: anonymous mappings that are locked, not dumped, and wiped. */
#include "base/secret.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <threads.h>
#include <unistd.h>

/*
 * Locking a mapping costs as much as opening three files, so the small secrets of a process share
 * one. Whoever loads a plugin may be asked from any of its threads.
 */
#define CHUNK ((size_t)512)
#define POOL_CHUNKS 32
static char *pool;
static once_flag pool_made = ONCE_FLAG_INIT;
static _Atomic uint64_t pool_used; /* a bit a chunk */

static void *map_locked(size_t size)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS;
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, flags | MAP_LOCKED, -1, 0);

	/* RLIMIT_MEMLOCK is small and shared by all processes of the user: an unlocked secret is
	 * better than no token. */
	if (p == MAP_FAILED)
		p = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	(void)madvise(p, size, MADV_DONTDUMP);
	return p;
}

static void make_pool(void)
{
	pool = map_locked(POOL_CHUNKS * CHUNK);
}

static size_t whole_chunks(size_t size)
{
	return size / CHUNK + (size % CHUNK != 0);
}

static uint64_t chunk_bits(size_t first, size_t n)
{
	return ((UINT64_C(1) << n) - 1) << first;
}

/* Takes n neighbouring chunks that are free, and zero; NULL: there are none. */
static char *pool_take(size_t n)
{
	call_once(&pool_made, make_pool);
	if (pool == NULL)
		return NULL;
	for (size_t first = 0; first + n <= POOL_CHUNKS; first++) {
		uint64_t wanted = chunk_bits(first, n), used = atomic_load(&pool_used);
		while ((used & wanted) == 0)
			if (atomic_compare_exchange_weak(&pool_used, &used, used | wanted))
				return pool + first * CHUNK;
	}
	return NULL;
}

static bool is_of_pool(const char *p)
{
	return pool != NULL && p >= pool && p < pool + POOL_CHUNKS * CHUNK;
}

void *secret_alloc(size_t size)
{
	size_t n = whole_chunks(size);
	int saved = errno;
	void *p = NULL;

	if (n == 0 || n > SIZE_MAX / CHUNK) {
		errno = ENOMEM;
		return NULL;
	}
	if (n <= POOL_CHUNKS)
		p = pool_take(n);
	if (p == NULL)
		p = map_locked(n * CHUNK);
	if (p != NULL)
		errno = saved;
	return p;
}

void secret_release(void *p, size_t size)
{
	size_t n = whole_chunks(size);
	int saved = errno;

	if (p == NULL)
		return;
	explicit_bzero(p, n * CHUNK);
	if (is_of_pool(p))
		atomic_fetch_and(&pool_used, ~chunk_bits((size_t)((char *)p - pool) / CHUNK, n));
	else
		munmap(p, n * CHUNK);
	errno = saved;
}

int secret_new(const void *data, size_t len, struct secret **ret_secret)
{
	struct secret *s;

	if (len > SIZE_MAX - sizeof(*s) - 1) {
		errno = ENOMEM;
		return -1;
	}
	size_t cap = sizeof(*s) + len + 1;
	if ((s = secret_alloc(cap)) == NULL)
		return -1;
	s->len = len;
	s->cap = cap;
	if (len > 0)
		memcpy(s->data, data, len);
	*ret_secret = s;
	return 0;
}

void secret_free(struct secret **secret)
{
	if (secret == NULL || *secret == NULL)
		return;
	secret_release(*secret, (*secret)->cap);
	*secret = NULL;
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
	unsigned char differ = 0;

	if (a == NULL || b == NULL)
		return a == b;
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++)
		differ |= (unsigned char)(a->data[i] ^ b->data[i]);
	return differ == 0;
}
