/* Files: opening with rules, reading, writing and replacing. */
#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

void fs_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

int fs_above(int fd)
{
	int high = fd;

	if (fd >= 0 && fd <= STDERR_FILENO) {
		high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		fs_close(&fd);
	}
	return high;
}

int fs_not_ours(const char *path, unsigned owner, struct err *err)
{
	return err_set(err, REASON_FILE_OWNER,
		       geteuid() == 0
			       ? "%s belongs to uid %u, who could change it: run this as that "
				 "user, or install a copy for all users, which is root's"
			       : "%s belongs to uid %u, who could change it: use one that is "
				 "yours or root's",
		       path, owner);
}

/* A file that only its owner may read is private; the others need not be writable by anybody
 * else. */
static int check_rule(const char *name, enum fs_rule rule, const struct stat *st, struct err *err)
{
	uid_t me = geteuid();
	unsigned mode = st->st_mode & 07777;
	const char *command;
	int r;

	if (!S_ISREG(st->st_mode))
		return err_set(err, REASON_FILE_TYPE, "%s is not a regular file", name);
	if (rule == FS_PRIVATE) {
		/* Without a link it was replaced just now: whoever opened it still has it whole. */
		if (st->st_uid == me && mode == 0600 && st->st_nlink <= 1)
			return 0;
		return err_set(err, REASON_FILE_MODE, "%s is not a private file of ours", name);
	} else if (st->st_uid != 0 && st->st_uid != me) {
		return fs_not_ours(name, st->st_uid, err);
	} else if ((mode & 022) != 0) {
		command = "chmod go-w";
		r = err_set(err, REASON_FILE_MODE, "others may write %s (mode %04o)", name, mode);
	} else if (rule == FS_SECRET && st->st_uid == me && (mode & 044) != 0) {
		command = "chmod 600";
		r = err_set(err, REASON_FILE_MODE, "others may read %s (mode %04o)", name, mode);
	} else {
		return 0;
	}
	/* Only its owner can do that. */
	return st->st_uid == me ? err_fix_path(err, r, command, name) : r;
}

int fs_open(int dirfd, const char *name, enum fs_rule rule, int *ret_fd, struct stat *ret_st,
	    struct err *err)
{
	/* O_NONBLOCK: opening a FIFO must not wait for its other end. */
	int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	struct stat st;
	int fd, r;

	if (rule == FS_PRIVATE)
		flags |= O_NOFOLLOW;
	if ((fd = fs_above(openat(dirfd, name, flags))) < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return err_set(err, REASON_FILE_MISSING, "%s does not exist", name);
		if (errno == ELOOP)
			return err_set(err, REASON_FILE_TYPE,
				       rule == FS_PRIVATE ? "%s is a symbolic link"
							  : "%s is a link that leads nowhere",
				       name);
		/* ENXIO: a socket, which is no regular file. */
		return err_sys(err,
			       errno == ENXIO                      ? REASON_FILE_TYPE
			       : errno == EACCES || errno == EPERM ? REASON_FILE_ACCESS
								   : REASON_SYSTEM,
			       errno, "cannot open %s", name);
	}
	if (fstat(fd, &st) != 0)
		r = err_sys(err, REASON_SYSTEM, errno, "cannot examine %s", name);
	else
		r = check_rule(name, rule, &st, err);
	if (r != 0) {
		fs_close(&fd);
		return r;
	}
	if (ret_st != NULL)
		*ret_st = st;
	*ret_fd = fd;
	return 0;
}

/* Why a directory could not be opened. Somebody else's that we may not look into is somebody else's
 * all the same, and so is a link of theirs. */
static int why_not_dir(int dirfd, const char *name, int why, struct err *err)
{
	struct stat st;
	bool barred = why == EACCES || why == EPERM, odd = why == ENOTDIR || why == ELOOP;

	if ((barred || odd) && fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    st.st_uid != geteuid())
		return err_set(err, REASON_FILE_OWNER,
			       "%s belongs to uid %u: name a directory that is yours alone", name,
			       (unsigned)st.st_uid);
	return err_sys(err,
		       barred ? REASON_FILE_ACCESS
		       : odd  ? REASON_FILE_TYPE
			      : REASON_SYSTEM,
		       why, "cannot open the directory %s", name);
}

int fs_open_private_dir(int dirfd, const char *name, bool make, int *ret_fd, struct err *err)
{
	struct stat st;
	int fd, why = 0, r = 0;

	if (make && mkdirat(dirfd, name, 0700) != 0)
		why = errno;
	if (why != 0 && why != EEXIST && why != EROFS && why != ENOENT && why != ENOTDIR &&
	    why != EACCES)
		return err_sys(err, REASON_SYSTEM, why, "cannot make the directory %s", name);
	fd = fs_above(openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
	if (fd < 0) {
		if (errno == ENOENT && why != 0)
			return err_sys(err, REASON_FILE_MISSING, why,
				       "cannot make the directory %s", name);
		if (errno == ENOENT)
			return err_set(err, REASON_FILE_MISSING, "the directory %s does not exist",
				       name);
		return why_not_dir(dirfd, name, errno, err);
	}
	if (fstat(fd, &st) != 0)
		r = err_sys(err, REASON_SYSTEM, errno, "cannot examine the directory %s", name);
	else if (st.st_uid != geteuid())
		r = err_set(err, REASON_FILE_OWNER,
			    "the directory %s belongs to uid %u: name one that is yours alone",
			    name, (unsigned)st.st_uid);
	else if ((st.st_mode & 077) != 0)
		r = err_set(err, REASON_FILE_MODE,
			    "others have access to the directory %s (mode %04o): chmod 700 it, or "
			    "name another",
			    name, (unsigned)st.st_mode & 07777);
	if (r != 0) {
		fs_close(&fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}

int fs_read_until(int fd, size_t max, const char *name, fs_whole_fn whole, struct buf *b,
		  struct err *err)
{
	struct pollfd input = { .fd = fd, .events = POLLIN };
	size_t begin = b->len;

	for (;;) {
		/* One byte more than allowed tells a full file from one that is too long. */
		size_t room = max - (b->len - begin), want = room < 4095 ? room + 1 : 4095;
		char *p = buf_reserve(b, want);
		if (p == NULL)
			return err_nomem(err);
		ssize_t n = read(fd, p, want);
		/* Another process that shares the input may have made it non-blocking. */
		if (n < 0 && errno == EAGAIN && whole != NULL)
			(void)poll(&input, 1, -1);
		else if (n < 0 && errno != EINTR)
			return err_sys(err, whole != NULL ? REASON_INPUT : REASON_SYSTEM, errno,
				       "cannot read %s", name);
		if (n < 0)
			continue;
		b->len += (size_t)n;
		if (b->len - begin > max)
			return err_set(err, REASON_FILE_TOO_LONG, "%s is longer than %zu bytes",
				       name, max);
		if (n == 0 || (whole != NULL && whole(b, b->len - (size_t)n))) {
			(void)buf_str(b);
			return 0;
		}
	}
}

int fs_read_all(int fd, size_t max, const char *name, struct buf *b, struct err *err)
{
	return fs_read_until(fd, max, name, NULL, b, err);
}

ssize_t fs_read_once(int fd, void *data, size_t len)
{
	ssize_t n;

	do
		n = pread(fd, data, len, 0);
	while (n < 0 && errno == EINTR);
	return n;
}

int fs_write_all(int fd, const void *data, size_t len)
{
	struct pollfd output = { .fd = fd, .events = POLLOUT };
	const char *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, len);
		/* Another process that shares the output may have made it non-blocking. */
		if (n < 0 && errno == EAGAIN)
			(void)poll(&output, 1, -1);
		else if (n < 0 && errno != EINTR)
			return -1;
		if (n < 0)
			continue;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

/* Who looks there at the wrong moment (fs_remove_left_behind) costs another try. */
int fs_open_temporary(int dirfd, const char *name, char *temporary, int *ret_fd, struct err *err)
{
	unsigned char random[FS_TEMPORARY_DIGITS / 2];
	char hex[2 * sizeof(random) + 1];
	struct stat st;
	int fd = -1;

	do {
		fs_close(&fd);
		if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
			return err_sys(err, REASON_SYSTEM, errno, "cannot get random bytes");
		text_to_hex(random, sizeof(random), hex);
		int n = snprintf(temporary, NAME_MAX + 1, FS_TEMPORARY "%s-%s", name, hex);
		if (n < 0 || n > NAME_MAX)
			return err_set(err, REASON_SYSTEM, "the file name %s is too long", name);
		fd = fs_above(openat(dirfd, temporary,
				     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
		if (fd < 0)
			return err_sys(err, REASON_SYSTEM, errno, "cannot make a file for %s",
				       name);
	} while ((flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) ||
		 (fstat(fd, &st) == 0 && st.st_nlink == 0));
	*ret_fd = fd;
	return 0;
}

/* A umask of the caller may have taken bits off. */
static int set_mode(int fd, const struct stat *like)
{
	/* What its group may do, no other group may. */
	if (like != NULL && fchown(fd, (uid_t)-1, like->st_gid) != 0 &&
	    (errno != EPERM || (like->st_mode & 070) != 0))
		return -1;
	return fchmod(fd, like != NULL ? like->st_mode & 0777 : 0600);
}

/* Never in place of a file that is there, as rename(2) would. */
static int rename_new(int dirfd, const char *from, const char *to)
{
	if (renameat2(dirfd, from, dirfd, to, RENAME_NOREPLACE) == 0)
		return 0;
	/* Not every file system has that. */
	if (errno != EINVAL || linkat(dirfd, from, dirfd, to, 0) != 0)
		return -1;
	(void)unlinkat(dirfd, from, 0);
	return 0;
}

/* anew: the file must not be there yet. */
static int put(int dirfd, const char *name, const void *data, size_t len, bool synced,
	       const struct stat *like, bool anew, struct err *err)
{
	char temporary[NAME_MAX + 1];
	int fd = -1, copy, r;

	if ((r = fs_open_temporary(dirfd, name, temporary, &fd, err)) != 0)
		return r;
	if (fs_write_all(fd, data, len) != 0 || set_mode(fd, like) != 0 ||
	    (synced && fsync(fd) != 0)) {
		r = err_sys(err, REASON_SYSTEM, errno, "cannot write %s", name);
		goto out;
	}
	/* A network file system says at a close what it could not write; the lock must outlive
	 * that. */
	if ((copy = dup(fd)) < 0 || close(copy) != 0 ||
	    (anew ? rename_new(dirfd, temporary, name) : renameat(dirfd, temporary, dirfd, name)) !=
		    0)
		r = anew && errno == EEXIST
			    ? err_set(err, REASON_FILE_EXISTS, "%s is there already", name)
			    : err_sys(err, REASON_SYSTEM, errno, "cannot %s %s",
				      anew ? "make" : "replace", name);
	/* It is in place, whatever is said of its name's way to the disk. */
	if (r == 0 && synced)
		(void)fsync(dirfd);
out:
	if (r != 0)
		(void)unlinkat(dirfd, temporary, 0);
	fs_close(&fd);
	return r;
}

int fs_replace(int dirfd, const char *name, const void *data, size_t len, bool synced,
	       const struct stat *like, struct err *err)
{
	return put(dirfd, name, data, len, synced, like, false, err);
}

int fs_create(int dirfd, const char *name, const void *data, size_t len, struct err *err)
{
	return put(dirfd, name, data, len, true, NULL, true, err);
}

bool fs_is_temporary(const char *entry, const char *name, const char *companion)
{
	const char *random = strrchr(entry, '-');
	const char *of = entry + strlen(FS_TEMPORARY);
	size_t len, end = companion != NULL ? strlen(companion) : 0;

	if (strncmp(entry, FS_TEMPORARY, strlen(FS_TEMPORARY)) != 0 || random == NULL ||
	    random < of || strlen(random + 1) != FS_TEMPORARY_DIGITS ||
	    strspn(random + 1, "0123456789abcdef") != FS_TEMPORARY_DIGITS)
		return false;
	len = (size_t)(random - of);
	return (len == strlen(name) && strncmp(of, name, len) == 0) ||
	       (end > 0 && len > end && strncmp(random - end, companion, end) == 0);
}

void fs_remove_left_behind(int dirfd, const char *name)
{
	int fd = fs_above(openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		(void)unlinkat(dirfd, name, 0);
	fs_close(&fd);
}

void fs_remove_all_left_behind(int dirfd, const char *name, const char *companion)
{
	int fd = fs_above(openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;

	if (dir == NULL) {
		fs_close(&fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		if (fs_is_temporary(entry->d_name, name, companion))
			fs_remove_left_behind(dirfd, entry->d_name);
	closedir(dir);
}
