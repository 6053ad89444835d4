/* A private directory for one test, removed at its end with all that lies in it. */
#pragma once

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#define TEMP_SIZE 64

static inline int temp_remove_one(const char *path, const struct stat *st, int type,
				  struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* Makes /tmp/ccred-test-XXXXXX, 0700. */
static inline void temp_make(char out[TEMP_SIZE])
{
	snprintf(out, TEMP_SIZE, "/tmp/ccred-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(out));
}

static inline void temp_remove(const char *dir)
{
	ck_assert_int_eq(nftw(dir, temp_remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

/* dir/name into a static buffer: of the last call but three. */
static inline const char *temp_path(const char *dir, const char *name)
{
	static char paths[4][4096];
	static unsigned turn;
	char *path = paths[turn++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", dir, name);
	return path;
}

/* Writes dir/name anew, with exactly this mode. */
static inline void temp_write(const char *dir, const char *name, const void *data, size_t len,
			      mode_t mode)
{
	const char *path = temp_path(dir, name);

	(void)unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ck_assert_msg(fd >= 0, "%s: %m", path);
	ck_assert_int_eq(write(fd, data, len), (ssize_t)len);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	ck_assert_int_eq(close(fd), 0);
}
