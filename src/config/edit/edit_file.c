/* Editing the configuration: the file, read, drafted, and replaced as a whole or not at all. */
#include "config/edit/edit.h"
#include "base/fs.h"
#include "base/limits.h"
#include "config/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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
static int name_file(struct edit *e, bool *ret_named, struct err *err)
{
	char *path = NULL, *here = NULL;
	int r = config_user_file(&path, ret_named, err);

	if (r != 0)
		return r;
	if (path == NULL)
		return err_set(err, REASON_CONFIG_NO_PLACE,
			       "there is no place for a configuration: HOME is unset or not a "
			       "directory of yours; set it, or CCRED_CONFIG");
	here = path[0] == '/' ? strdup("") : getcwd(NULL, 0);
	if (here == NULL ||
	    asprintf(&e->path, "%s%s%s", here, here[0] != '\0' ? "/" : "", path) < 0) {
		e->path = NULL;
		r = err_sys(err, REASON_SYSTEM, errno, "cannot name the working directory");
	}
	free(path);
	free(here);
	if (r == 0 && base_of(e->path)[0] == '\0')
		r = err_set(err, REASON_CONFIG_NO_PLACE,
			    "CCRED_CONFIG names %s, which is a directory", e->path);
	if (r == 0 && (e->dir = directory_of(e->path)) == NULL)
		r = err_nomem(err);
	return r;
}

/* ~/.config/ccred, and ~/.config above it. */
static int make_directory(struct edit *e, struct err *err)
{
	int r = 0;

	for (int i = 0; i < 2 && r == 0; i++) {
		char *dir = i == 0 ? directory_of(e->dir) : strdup(e->dir);
		if (dir == NULL)
			return err_nomem(err);
		if (mkdir(dir, 0700) == 0) {
			e->made[i] = dir;
			continue;
		}
		if (i == 1 || errno != EEXIST)
			r = err_sys(err, REASON_SYSTEM, errno, "cannot make the directory %s", dir);
		free(dir);
	}
	return r;
}

/* A user who may rename files there could put another configuration or secret in place. */
static int check_directory(const struct edit *e, struct err *err)
{
	struct stat st;

	if (fstat(e->dirfd, &st) != 0)
		return err_sys(err, REASON_SYSTEM, errno, "cannot examine %s", e->dir);
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return err_set(err, REASON_FILE_OWNER,
			       "the directory %s belongs to uid %u: use one of yours", e->dir,
			       (unsigned)st.st_uid);
	if ((st.st_mode & 022) == 0 || (st.st_mode & S_ISVTX) != 0)
		return 0;
	int r = err_set(err, REASON_FILE_MODE, "others may write the directory %s (mode %04o)",
			e->dir, (unsigned)st.st_mode & 07777);
	return st.st_uid == geteuid() ? err_fix_path(err, r, "chmod go-w", e->dir) : r;
}

static int open_directory(struct edit *e, bool named, struct err *err)
{
	int r;

	e->dirfd = open(e->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (e->dirfd < 0 && errno == ENOENT && !named) {
		if ((r = make_directory(e, err)) != 0)
			return r;
		e->dirfd = open(e->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	if (e->dirfd < 0)
		return err_sys(err, errno == ENOENT ? REASON_FILE_MISSING : REASON_FILE_ACCESS,
			       errno, "cannot open the directory %s", e->dir);
	return check_directory(e, err);
}

static int read_file(struct edit *e, struct err *err)
{
	int fd = -1;
	int r = fs_open(AT_FDCWD, e->path, FS_CONFIG, &fd, &e->st, err);

	if (r == EXIT_NOINPUT) {
		struct stat st;
		if (lstat(e->path, &st) == 0)
			return err_set(
				err, REASON_FILE_MISSING,
				"%s is a link that leads nowhere: make the file, or remove it",
				e->path);
		e->real = strdup(e->path);
		return e->real != NULL ? 0 : err_nomem(err);
	}
	if (r != 0)
		return r;
	e->exists = true;
	if (e->st.st_uid != geteuid())
		r = err_set(err, REASON_FILE_OWNER, "%s belongs to uid %u, who alone may change it",
			    e->path, (unsigned)e->st.st_uid);
	else if ((e->real = realpath(e->path, NULL)) == NULL)
		r = err_sys(err, REASON_SYSTEM, errno, "cannot follow %s", e->path);
	else
		r = fs_read_all(fd, LIMIT_CONFIG_FILE, e->path, &e->text, err);
	fs_close(&fd);
	return r;
}

int edit_open(struct edit *e, const char *companion, struct err *err)
{
	bool named = false;
	int r;

	if ((r = name_file(e, &named, err)) != 0 || (r = open_directory(e, named, err)) != 0)
		return r;
	fs_remove_all_left_behind(e->dirfd, base_of(e->path), companion);
	if ((e->config = calloc(1, sizeof(*e->config))) == NULL)
		return err_nomem(err);
	/* That it is read twice does no harm: what changes from here on is seen before the draft
	 * takes its place. */
	if ((r = read_file(e, err)) != 0 || !e->exists)
		return r;
	return config_scan(e->config, e->path, SCOPE_USER, err);
}

const struct block *edit_find(const struct edit *e, const char *profile)
{
	return blocks_find(&e->config->profiles, profile);
}

int edit_find_own(const struct edit *e, const char *profile, const struct block **ret_block,
		  struct err *err)
{
	const struct block *own = edit_find(e, profile);

	for (size_t i = 0; i < e->config->profiles.n; i++) {
		const struct block *b = &e->config->profiles.list[i];
		if (b != own && strcmp(b->name, profile) == 0)
			return err_set(err, REASON_CONFIG_DUPLICATE,
				       "the profile %s stands twice, at %s:%u and %s:%u: take out "
				       "the wrong one by hand",
				       profile, own->at.file, own->at.line, b->at.file, b->at.line);
	}
	if (own != NULL && own->file_number != 1)
		return err_set(err, REASON_PROFILE_INCLUDED,
			       "the profile %s is in a file that the configuration includes, "
			       "%s:%u: remove it there",
			       profile, own->at.file, own->at.line);
	*ret_block = own;
	return 0;
}

/* A block_line_fn; arg: the end. */
static int ends_word(const struct lex *lex, void *arg, struct err *err)
{
	const char *end = arg;

	(void)err;
	for (size_t i = 1; i < lex->n; i++) {
		size_t len = strlen(lex->words[i].text), end_len = strlen(end);
		if (len >= end_len && strcmp(lex->words[i].text + len - end_len, end) == 0)
			return -1;
	}
	return 0;
}

static bool names(const struct blocks *blocks, const char *end, const char *except)
{
	struct err ignored;

	for (size_t i = 0; i < blocks->n; i++)
		if ((except == NULL || strcmp(blocks->list[i].name, except) != 0) &&
		    block_each_line(&blocks->list[i], ends_word, (void *)(uintptr_t)end, &ignored) <
			    0)
			return true;
	return false;
}

bool edit_names(const struct edit *e, const char *end, const char *except)
{
	return names(&e->config->profiles, end, except) ||
	       names(&e->config->scopes[0].stacks, end, NULL);
}

static void drop_draft(struct edit *e)
{
	if (e->draft_path != NULL)
		(void)unlink(e->draft_path);
	free(e->draft_path);
	e->draft_path = NULL;
	fs_close(&e->draft_fd);
}

void edit_close(struct edit *e, bool keep)
{
	drop_draft(e);
	for (int i = 1; i >= 0; i--) {
		if (e->made[i] != NULL && !keep)
			(void)rmdir(e->made[i]);
		free(e->made[i]);
	}
	fs_close(&e->lock_fd);
	fs_close(&e->dirfd);
	buf_free(&e->text);
	buf_free(&e->draft);
	if (e->config != NULL)
		config_clear(e->config);
	free(e->config);
	free(e->path);
	free(e->dir);
	free(e->real);
}

int edit_draft(struct edit *e, const char *profile, const char *block, struct err *err)
{
	const struct block *old = edit_find(e, profile);
	char temporary[NAME_MAX + 1];
	int r;

	drop_draft(e);
	buf_reset(&e->draft);
	if (old != NULL)
		edit_replace(&e->draft, buf_str(&e->text), e->text.len, old->at.line,
			     old->last_line, block);
	else
		edit_append(&e->draft, buf_str(&e->text), e->text.len, block);
	if (buf_error(&e->draft))
		return err_nomem(err);
	if ((r = fs_open_temporary(e->dirfd, base_of(e->path), temporary, &e->draft_fd, err)) != 0)
		return r;
	if (asprintf(&e->draft_path, "%s/%s", e->dir, temporary) < 0) {
		e->draft_path = NULL;
		(void)unlinkat(e->dirfd, temporary, 0);
		return err_nomem(err);
	}
	if (fs_write_all(e->draft_fd, e->draft.data, e->draft.len) != 0) {
		r = err_sys(err, REASON_SYSTEM, errno, "cannot write to %s", e->dir);
		drop_draft(e);
	}
	return r;
}

/* Fails if somebody has changed the file since it was read. */
static int check_unchanged(const struct edit *e, struct err *err)
{
	const struct stat *old = &e->st;
	struct stat st;
	bool exists = stat(e->path, &st) == 0;

	if (!exists && !e->exists && errno == ENOENT)
		return 0;
	if (exists && e->exists && st.st_dev == old->st_dev && st.st_ino == old->st_ino &&
	    st.st_size == old->st_size && st.st_mtim.tv_sec == old->st_mtim.tv_sec &&
	    st.st_mtim.tv_nsec == old->st_mtim.tv_nsec && st.st_mode == old->st_mode)
		return 0;
	return err_set(err, REASON_CONFIG_CHANGED,
		       "%s was changed in the meantime: nothing was written, call again", e->path);
}

int edit_lock(struct edit *e, struct err *err)
{
	char *dir = directory_of(e->real);
	int r = 0;

	if (dir == NULL)
		return err_nomem(err);
	if ((e->lock_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		r = err_sys(err, REASON_SYSTEM, errno, "cannot open the directory %s", dir);
	else if (flock(e->lock_fd, LOCK_EX) != 0)
		r = err_sys(err, REASON_SYSTEM, errno, "cannot lock the directory %s", dir);
	free(dir);
	return r != 0 ? r : check_unchanged(e, err);
}

int edit_commit(struct edit *e, struct err *err)
{
	int r = check_unchanged(e, err);

	if (r != 0)
		return r;
	return fs_replace(e->lock_fd, base_of(e->real), e->draft.data, e->draft.len, true,
			  e->exists ? &e->st : NULL, err);
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

void edit_rename_draft(const struct edit *e, struct err *err)
{
	if (e->draft_path == NULL)
		return;
	replace_all(err->text, e->draft_path, e->path);
	replace_all(err->hint, e->draft_path, e->path);
	replace_all(err->place.file, e->draft_path, e->path);
}
