/* The file plugin's writing: a file is replaced as a whole, or removed. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <unistd.h>

char *file_directory(const char *path)
{
	size_t len = (size_t)(strrchr(path, '/') - path);

	return len == 0 ? strdup("/") : strndup(path, len);
}

static int refuse(const struct say *say, const char *path)
{
	int why = errno;

	/* A single file that is mounted cannot be renamed over. */
	if (why == EBUSY || why == EROFS)
		return say_error(
			say, CCRED_UNAVAILABLE, "file_mounted", NULL,
			"%.300s is mounted, and cannot be written: change the secret where "
			"it comes from",
			path);
	return say_error(say, CCRED_UNAVAILABLE, "file_unwritable", NULL,
			 "%.300s: cannot write the file, or a new one beside it: %s", path,
			 strerror(why));
}

static int open_directory(const struct say *say, const char *path, int *ret_fd)
{
	char fix[SAY_FIX] = "", *dir = file_directory(path);
	int fd, r = CCRED_SUCCESS;

	if (dir == NULL)
		return say_no_memory(say);
	if ((fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) >= 0)
		*ret_fd = fd;
	else if (errno == ENOENT)
		r = say_error(say, CCRED_UNAVAILABLE, "directory_missing",
			      say_fix(fix, "mkdir -p -m 700 %s", dir),
			      "the directory of %.300s does not exist", path);
	else
		r = refuse(say, path);
	free(dir);
	return r;
}

/*
 * Opens the file that becomes the new one, alone: the lock keeps other writers out until it has
 * taken the place. It has the same name each time, so that one whose writer was killed does not
 * stay. Returns -1 with errno.
 */
static int open_new(int dirfd, const char *name)
{
	struct stat st, now;
	int fd;

	while ((fd = openat(dirfd, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
			    0600)) >= 0 &&
	       flock(fd, LOCK_EX) == 0 && fstat(fd, &st) == 0) {
		if (fstatat(dirfd, name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
		    st.st_ino == now.st_ino) {
			/* In a directory that others write to it may be theirs. */
			if (S_ISREG(st.st_mode) && st.st_uid == geteuid() && st.st_nlink == 1)
				return fd;
			errno = EEXIST;
			break;
		}
		/* The other writer's, which has taken the place. */
		close(fd);
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno != EINTR)
			return -1;
		data += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* Nobody else can read it before it has the mode of the old one, and no other group ever. */
static int fill(int fd, const struct stat *like, const struct file_text *text)
{
	if (ftruncate(fd, 0) != 0 || fchmod(fd, 0600) != 0 ||
	    write_all(fd, text->data, text->len) != 0)
		return -1;
	if (like != NULL && ((fchown(fd, (uid_t)-1, like->st_gid) != 0 &&
			      (errno != EPERM || (like->st_mode & 070) != 0)) ||
			     fchmod(fd, like->st_mode & 0777) != 0))
		return -1;
	return fsync(fd);
}

/* The name of a new file until it is whole. */
static void name_new(const char *path, char name[NAME_MAX + 32])
{
	snprintf(name, NAME_MAX + 32, ".%.*s.ccred-new", NAME_MAX, strrchr(path, '/') + 1);
}

int file_write(const struct say *say, const char *path, const struct stat *like,
	       const struct file_text *text)
{
	char name[NAME_MAX + 32];
	int dirfd = -1, fd, r = open_directory(say, path, &dirfd);

	if (r != CCRED_SUCCESS)
		return r;
	name_new(path, name);
	if ((fd = open_new(dirfd, name)) < 0) {
		r = refuse(say, path);
	} else if (fill(fd, like, text) != 0 ||
		   renameat(dirfd, name, dirfd, strrchr(path, '/') + 1) != 0) {
		r = refuse(say, path);
		(void)unlinkat(dirfd, name, 0);
	} else {
		(void)fsync(dirfd);
	}
	if (fd >= 0)
		close(fd);
	close(dirfd);
	return r;
}

int file_remove(const struct say *say, const char *path)
{
	char name[NAME_MAX + 32];
	int dirfd = -1, fd, r = open_directory(say, path, &dirfd);

	if (r != CCRED_SUCCESS)
		return r;
	name_new(path, name);
	/* Whoever writes it now has the lock. What is no file of ours has no writer. */
	fd = open_new(dirfd, name);
	(void)unlinkat(dirfd, name, 0);
	if (unlinkat(dirfd, strrchr(path, '/') + 1, 0) != 0)
		r = refuse(say, path);
	else
		(void)fsync(dirfd);
	if (fd >= 0)
		close(fd);
	close(dirfd);
	return r;
}

void file_remove_new(const char *path)
{
	char name[NAME_MAX + 32], *dir = file_directory(path);
	int fd, dirfd = dir != NULL ? open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	free(dir);
	if (dirfd < 0)
		return;
	name_new(path, name);
	if (faccessat(dirfd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 &&
	    (fd = open_new(dirfd, name)) >= 0) {
		(void)unlinkat(dirfd, name, 0);
		close(fd);
	}
	close(dirfd);
}
