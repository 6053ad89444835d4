/* Looking for a secret that a plugin has left behind in the memory of this process. */
#include "source/leak.h"
#include "base/fs.h"
#include "base/limits.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAPS_MAX (4u * 1024 * 1024)
#define WINDOW ((size_t)256 * 1024)
/* What is larger is a reservation, such as the shadow memory of a sanitizer. */
#define REGION_MAX ((uintptr_t)256 * 1024 * 1024)

/* free(3) writes its own links over the first bytes of a block: up to 16, in a large one 32. So
 * what is looked for is the rest of a secret that is long enough for it. */
#define LINKS_SMALL 16
#define LINKS_LARGE 32
#define LEAST_REST 8

struct leak_search {
	const struct secret *secret;
	const char *rest;
	size_t len; /* of rest */
	char *window;
	bool readable;
};

struct region {
	uintptr_t begin, end;
	char name[16];
};

/* begin-end perms offset dev inode name: proc(5). */
static bool parse(const char *line, struct region *ret_region)
{
	struct region r = { .name = "" };
	char mode[8];

	if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %7s %*s %*s %*s %15s", &r.begin, &r.end, mode,
		   r.name) < 3 ||
	    strncmp(mode, "rw", 2) != 0 || mode[3] != 'p' || r.end - r.begin > REGION_MAX ||
	    strncmp(r.name, "[stack", 6) == 0 || strncmp(r.name, "[v", 2) == 0)
		return false;
	*ret_region = r;
	return true;
}

/* A match that is neither the caller's own copy nor in what was just read of another place. */
static bool in_window(const struct leak_search *s, uintptr_t at, size_t n)
{
	for (const char *p = s->window, *end = s->window + n;
	     (p = memmem(p, (size_t)(end - p), s->rest, s->len)) != NULL; p++) {
		uintptr_t there = at + (uintptr_t)(p - s->window);
		if (there - (uintptr_t)s->secret >= s->secret->cap &&
		    there - (uintptr_t)s->window >= WINDOW)
			return true;
	}
	return false;
}

/* The kernel reads: what is not there is no fault, and what a sanitizer has fenced off is seen
 * too. */
static bool in_region(struct leak_search *s, const struct region *r)
{
	size_t step = WINDOW - (s->len - 1);

	for (uintptr_t at = r->begin; at < r->end; at += step) {
		size_t n = r->end - at < WINDOW ? (size_t)(r->end - at) : WINDOW;
		struct iovec to = { s->window, n };
		/* An address, of memory that is not ours to touch. */
		struct iovec from = { (void *)at, n }; // NOLINT(performance-no-int-to-ptr)
		ssize_t got = process_vm_readv(getpid(), &to, 1, &from, 1, 0);
		if (got <= 0)
			continue;
		s->readable = true;
		if (in_window(s, at, (size_t)got))
			return true;
	}
	return false;
}

static int read_maps(struct buf *maps)
{
	int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	int r = fd < 0 ? -1 : fs_read_all(fd, MAPS_MAX, "/proc/self/maps", maps, NULL);

	fs_close(&fd);
	return r;
}

int leak_find(const struct secret *secret, char where[LEAK_WHERE_MAX])
{
	size_t skip = secret->len >= LINKS_LARGE + LEAST_REST   ? LINKS_LARGE
		      : secret->len >= LINKS_SMALL + LEAST_REST ? LINKS_SMALL
								: 0;
	struct leak_search s = { .secret = secret,
				 .rest = secret->data + skip,
				 .len = secret->len - skip };
	/* Not on the heap: what was freed there is what is looked at. */
	struct buf maps = BUF_SECRET(MAPS_MAX + 1);
	struct region region;
	bool found = false;

	_Static_assert(LIMIT_CLIENT_SECRET < WINDOW / 2, "a window holds a secret");
	if ((s.window = secret_alloc(WINDOW)) == NULL || read_maps(&maps) != 0)
		goto out;
	for (char *line = maps.data, *next; line != NULL && !found; line = next) {
		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		if (parse(line, &region) && in_region(&s, &region)) {
			found = true;
			snprintf(where, LEAK_WHERE_MAX, "%s",
				 strcmp(region.name, "[heap]") == 0 ? "the heap"
				 : strchr(region.name, '/') != NULL ? "variables"
								    : "memory of its own");
		}
	}
out:
	buf_free(&maps);
	secret_release(s.window, WINDOW);
	return found ? 1 : s.readable ? 0 : -1;
}
