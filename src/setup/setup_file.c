/* The configuration file of ccred setup: read, drafted, and replaced as a whole or not at all. */
#include "base/banned.h"
#include "setup/setup.h"
#include "base/fs.h"
#include "base/limits.h"
#include "base/text.h"
#include "config/config.h"
#include "config/edit/write.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* The part of a path before its last slash; NULL: no memory. */
static char *directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

static const char *base_of(const char *path)
{
	return strrchr(path, '/') + 1;
}

/* Makes path absolute, so that it goes on meaning the same. */
static int name_file(struct setup_file *f, bool *ret_named, struct err *err)
{
	char *path = NULL, *here = NULL;
	int r = config_user_file(&path, ret_named, err);

	if (r != 0)
		return r;
	if (path == NULL)
		return err_set(err, EXIT_CONFIG,
			       "there is no place for a configuration: HOME is unset or not a "
			       "directory of yours; set it, or CCRED_CONFIG");
	if (path[0] == '/') {
		f->path = path;
	} else if ((here = getcwd(NULL, 0)) == NULL ||
		   asprintf(&f->path, "%s/%s", here, path) < 0) {
		f->path = NULL;
		r = err_sys(err, EXIT_OS, errno, "cannot name the working directory");
	}
	if (f->path != path)
		free(path);
	free(here);
	if (r == 0 && base_of(f->path)[0] == '\0')
		r = err_set(err, EXIT_CONFIG, "CCRED_CONFIG names %s, which is a directory",
			    f->path);
	if (r == 0 && (f->dir = directory_of(f->path)) == NULL)
		r = err_nomem(err);
	return r;
}

/* ~/.config/ccred, and ~/.config above it. */
static int make_directory(struct setup_file *f, struct err *err)
{
	char *above = directory_of(f->dir);
	int r = 0;

	if (above == NULL)
		return err_nomem(err);
	if (mkdir(above, 0700) == 0)
		f->made[0] = above;
	else if (errno != EEXIST)
		r = err_sys(err, EXIT_OS, errno, "cannot make the directory %s", above);
	if (f->made[0] == NULL)
		free(above);
	if (r == 0 && mkdir(f->dir, 0700) != 0)
		r = err_sys(err, EXIT_OS, errno, "cannot make the directory %s", f->dir);
	if (r == 0 && (f->made[1] = strdup(f->dir)) == NULL)
		r = err_nomem(err);
	return r;
}

/* Whether name is that of a temporary file (fs_open_temporary) of a profile's secret. */
static bool is_temporary_secret(const char *name)
{
	static const char mark[] = ".secret-";
	const char *random = strrchr(name, '-');

	return strncmp(name, FS_TEMPORARY, strlen(FS_TEMPORARY)) == 0 && random != NULL &&
	       strspn(random + 1, "0123456789abcdef") == FS_TEMPORARY_DIGITS &&
	       strlen(random + 1) == FS_TEMPORARY_DIGITS &&
	       random + 1 - name > (ptrdiff_t)(strlen(FS_TEMPORARY) + strlen(mark)) &&
	       strncmp(random + 1 - strlen(mark), mark, strlen(mark)) == 0;
}

/* What was left by one that was killed: drafts, and secrets that had not got their names yet. */
static void remove_left_behind(const struct setup_file *f)
{
	char prefix[NAME_MAX + 1];
	int fd = openat(f->dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;

	if (dir == NULL) {
		fs_close(&fd);
		return;
	}
	snprintf(prefix, sizeof(prefix), FS_TEMPORARY "%s-", base_of(f->path));
	while ((entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0 ||
		    is_temporary_secret(entry->d_name))
			fs_remove_left_behind(f->dirfd, entry->d_name);
	closedir(dir);
}

/* Whoever may rename files there could put another configuration or secret in place. */
static int open_directory(struct setup_file *f, bool named, struct err *err)
{
	struct stat st;
	int r;

	f->dirfd = open(f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->dirfd < 0 && errno == ENOENT && !named) {
		if ((r = make_directory(f, err)) != 0)
			return r;
		f->dirfd = open(f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	if (f->dirfd < 0)
		return err_sys(err, errno == ENOENT ? EXIT_NOINPUT : EXIT_DENIED, errno,
			       "cannot open the directory %s", f->dir);
	if (fstat(f->dirfd, &st) != 0)
		return err_sys(err, EXIT_OS, errno, "cannot examine %s", f->dir);
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return err_set(err, EXIT_DENIED,
			       "the directory %s belongs to uid %u: use one of yours", f->dir,
			       (unsigned)st.st_uid);
	if ((st.st_mode & 022) != 0 && (st.st_mode & S_ISVTX) == 0)
		return err_set(err, EXIT_DENIED,
			       "others may write the directory %s (mode %04o): chmod go-w %s",
			       f->dir, (unsigned)st.st_mode & 07777, f->dir);
	remove_left_behind(f);
	return 0;
}

static int read_file(struct setup_file *f, struct err *err)
{
	int fd = -1;
	int r = fs_open(AT_FDCWD, f->path, FS_CONFIG, &fd, &f->st, err);

	if (r == EXIT_NOINPUT) {
		struct stat st;
		if (lstat(f->path, &st) == 0)
			return err_set(
				err, EXIT_NOINPUT,
				"%s is a link that leads nowhere: make the file, or remove it",
				f->path);
		f->real = strdup(f->path);
		return f->real != NULL ? 0 : err_nomem(err);
	}
	if (r != 0)
		return r;
	f->exists = true;
	if (f->st.st_uid != geteuid())
		r = err_set(err, EXIT_DENIED, "%s belongs to uid %u, who alone may change it",
			    f->path, (unsigned)f->st.st_uid);
	else if ((f->real = realpath(f->path, NULL)) == NULL)
		r = err_sys(err, EXIT_OS, errno, "cannot follow %s", f->path);
	else
		r = fs_read_all(fd, LIMIT_CONFIG_FILE, f->path, &f->text, err);
	fs_close(&fd);
	return r;
}

int setup_file_open(struct setup_file *f, struct err *err)
{
	bool named = false;
	int r;

	if ((r = name_file(f, &named, err)) != 0 || (r = open_directory(f, named, err)) != 0)
		return r;
	return read_file(f, err);
}

static void drop_draft(struct setup_file *f)
{
	if (f->draft_path != NULL)
		(void)unlink(f->draft_path);
	free(f->draft_path);
	f->draft_path = NULL;
	fs_close(&f->draft_fd);
}

void setup_file_close(struct setup_file *f, bool keep)
{
	drop_draft(f);
	for (int i = 1; i >= 0; i--) {
		if (f->made[i] != NULL && !keep)
			(void)rmdir(f->made[i]);
		free(f->made[i]);
	}
	fs_close(&f->lock_fd);
	fs_close(&f->dirfd);
	buf_free(&f->text);
	buf_free(&f->draft);
	free(f->path);
	free(f->dir);
	free(f->real);
}

int setup_file_draft(struct setup_file *f, const char *block, unsigned first, unsigned last,
		     struct err *err)
{
	char temporary[NAME_MAX + 1];
	int r;

	drop_draft(f);
	buf_reset(&f->draft);
	if (first > 0)
		write_replace(&f->draft, buf_str(&f->text), f->text.len, first, last, block);
	else
		write_append(&f->draft, buf_str(&f->text), f->text.len, block);
	if (buf_error(&f->draft))
		return err_nomem(err);
	if ((r = fs_open_temporary(f->dirfd, base_of(f->path), temporary, &f->draft_fd, err)) != 0)
		return r;
	if (asprintf(&f->draft_path, "%s/%s", f->dir, temporary) < 0) {
		f->draft_path = NULL;
		(void)unlinkat(f->dirfd, temporary, 0);
		return err_nomem(err);
	}
	if (fs_write_all(f->draft_fd, f->draft.data, f->draft.len) != 0) {
		r = err_sys(err, EXIT_OS, errno, "cannot write to %s", f->dir);
		drop_draft(f);
	}
	return r;
}

/* Fails if somebody has changed the file since it was read. */
static int check_unchanged(const struct setup_file *f, struct err *err)
{
	struct stat st;
	bool unchanged;

	if (stat(f->path, &st) != 0)
		unchanged = !f->exists && errno == ENOENT;
	else
		unchanged =
			f->exists && st.st_dev == f->st.st_dev && st.st_ino == f->st.st_ino &&
			st.st_size == f->st.st_size && st.st_mtim.tv_sec == f->st.st_mtim.tv_sec &&
			st.st_mtim.tv_nsec == f->st.st_mtim.tv_nsec && st.st_mode == f->st.st_mode;
	if (unchanged)
		return 0;
	return err_set(err, EXIT_TEMPFAIL,
		       "%s was changed in the meantime: nothing was written, call again", f->path);
}

int setup_file_lock(struct setup_file *f, struct err *err)
{
	char *dir = directory_of(f->real);
	int r = 0;

	if (dir == NULL)
		return err_nomem(err);
	if ((f->lock_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		r = err_sys(err, EXIT_OS, errno, "cannot open the directory %s", dir);
	else if (flock(f->lock_fd, LOCK_EX) != 0)
		r = err_sys(err, EXIT_OS, errno, "cannot lock the directory %s", dir);
	free(dir);
	return r != 0 ? r : check_unchanged(f, err);
}

int setup_file_commit(struct setup_file *f, struct err *err)
{
	int r = check_unchanged(f, err);

	if (r != 0)
		return r;
	return fs_replace_synced(f->lock_fd, base_of(f->real), f->draft.data, f->draft.len,
				 f->exists ? &f->st : NULL, err);
}

static void replace_all(char *text, const char *from, const char *to)
{
	size_t from_len = strlen(from), to_len = strlen(to);

	/* The draft's name is longer. */
	for (char *p = text; (p = strstr(p, from)) != NULL; p += to_len) {
		memcpy(p, to, to_len);
		memmove(p + to_len, p + from_len, strlen(p + from_len) + 1);
	}
}

void setup_file_mend(const struct setup_file *f, struct err *err)
{
	if (f->draft_path == NULL)
		return;
	replace_all(err->text, f->draft_path, f->path);
	replace_all(err->hint, f->draft_path, f->path);
}

char *setup_file_short(const char *path)
{
	const char *home = fs_user_dir("HOME");
	size_t len = home != NULL ? strlen(home) : 0;
	char *name = NULL;

	while (len > 1 && home[len - 1] == '/')
		len--;
	if (len <= 1 || strncmp(path, home, len) != 0 || path[len] != '/')
		return strdup(path);
	return asprintf(&name, "~%s", path + len) >= 0 ? name : NULL;
}
