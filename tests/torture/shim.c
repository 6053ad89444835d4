/*
 * The functions that give memory, which fail where a test wants it. A program has them by linking
 * this file; what it loads, and the C library itself, call these functions, too.
 *
 * The environment of a program's children is no way to tell them, because ccred makes that anew. So
 * the plan is a file, $HOME/torture-plan, which every process maps before it takes memory for the
 * first time.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* tests/torture/place.py writes the first three members, and reads the rest. */
struct plan {
	/* Who fails. */
	char program[32];
	/* The allocation that fails, counted from 1 in each process; 0: none does. */
	unsigned long nth;
	/* Nonzero: so do all that follow. */
	unsigned long from;
	/* The most allocations of any process of the program. */
	unsigned long count;
	/* How many failed. */
	unsigned long failed;
};

/* glibc's own functions under the names that stay. */
extern void *__libc_malloc(size_t size); /* NOLINT(bugprone-reserved-identifier) */
extern void *__libc_calloc(size_t n, size_t size); /* NOLINT(bugprone-reserved-identifier) */
extern void *__libc_realloc(void *p, size_t size); /* NOLINT(bugprone-reserved-identifier) */

static struct plan *plan;
static unsigned long mine;

static void *map(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	return (void *)syscall(SYS_mmap, at, size, protection, flags, fd, offset);
}

/* The page of a program that the plan is not about. */
static struct plan nothing;

static void find_plan(void)
{
	static const char name[] = "/torture-plan";
	const char *home = getenv("HOME");
	char path[256];
	void *p = MAP_FAILED;
	int fd;

	plan = &nothing;
	if (home == NULL || strlen(home) + sizeof(name) > sizeof(path))
		return;
	memcpy(path, home, strlen(home));
	memcpy(path + strlen(home), name, sizeof(name));
	if ((fd = open(path, O_RDWR | O_CLOEXEC)) < 0)
		return;
	p = map(NULL, sizeof(*plan), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p != MAP_FAILED &&
	    strcmp(((struct plan *)p)->program, program_invocation_short_name) == 0)
		plan = p;
}

/* Whether this allocation is to fail. */
static bool fails(void)
{
	int saved = errno;
	unsigned long n;

	if (plan == NULL)
		find_plan();
	errno = saved;
	if (plan == &nothing)
		return false;
	n = __atomic_add_fetch(&mine, 1, __ATOMIC_RELAXED);
	if (n > plan->count)
		plan->count = n;
	if (plan->nth == 0 || n < plan->nth || (n > plan->nth && plan->from == 0))
		return false;
	plan->failed++;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

/* The programs that wipe what they free have their own, which calls malloc above. */
__attribute__((weak)) void *realloc(void *p, size_t size)
{
	return fails() ? NULL : __libc_realloc(p, size);
}

/* Of what we compile only secret_alloc comes here; the C library calls its own. */
void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	return (flags & MAP_ANONYMOUS) != 0 && fails()
		       ? MAP_FAILED
		       : map(at, size, protection, flags, fd, offset);
}
