/* Memory for secrets: anonymous mappings that are locked, not dumped, and wiped. */
#include "base/banned.h"
#include "base/secret.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t whole_pages(size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return size > SIZE_MAX - page ? 0 : (size + page - 1) / page * page;
}

void *secret_alloc(size_t size)
{
	size_t pages = whole_pages(size);

	if (pages == 0) {
		errno = ENOMEM;
		return NULL;
	}
	void *p = mmap(NULL, pages, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	/* RLIMIT_MEMLOCK is small and shared by all processes of the user: an unlocked secret is
	 * better than no token. */
	int saved = errno;
	(void)mlock(p, pages);
	(void)madvise(p, pages, MADV_DONTDUMP);
	errno = saved;
	return p;
}

void secret_release(void *p, size_t size)
{
	int saved = errno;

	if (p == NULL)
		return;
	explicit_bzero(p, size);
	munmap(p, whole_pages(size));
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
