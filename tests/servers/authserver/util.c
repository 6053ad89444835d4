/* Allocation, time and whole-file writing for the test authorization server. */
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/stat.h>

void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("authserver: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(1);
}

void *must_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (p == NULL)
		die("out of memory");
	return p;
}

char *must_copy(const void *data, size_t len)
{
	char *p = must_alloc(len + 1);

	if (len > 0)
		memcpy(p, data, len);
	return p;
}

char *must_dup(const char *text)
{
	return text ? must_copy(text, strlen(text)) : NULL;
}

char *must_printf(const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		die("out of memory");
	va_end(ap);
	return text;
}

void *must_grow(void *array, size_t n, size_t size)
{
	/* Doubling at powers of two needs no capacity beside the count. */
	if (n & (n - 1))
		return array;
	array = realloc(array, (n ? 2 * n : 1) * size);
	if (array == NULL)
		die("out of memory");
	return array;
}

bool parse_number(const char *text, long min, long max, long *ret_value)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (end == text || *end || errno || value < min || value > max)
		return false;
	*ret_value = value;
	return true;
}

uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

int write_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

void write_whole(int dirfd, const char *name, const void *data, size_t len, mode_t mode)
{
	char *tmp = must_printf(".%s.tmp", name);
	int fd = openat(dirfd, tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);

	/* fchmod: the umask must not decide what tests may read. */
	if (fd < 0 || fchmod(fd, mode) != 0 || write_all(fd, data, len) != 0 || close(fd) != 0 ||
	    renameat(dirfd, tmp, dirfd, name) != 0)
		die("cannot write %s: %s", name, strerror(errno));
	free(tmp);
}
