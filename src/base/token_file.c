/* The file in which a program finds a token. */
#include "base/token_file.h"
#include "base/fs.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Room for a token whose every byte is escaped, and what stands beside it. */
#define FILE_MAX LIMIT_ANSWER

/* A file in its directory. */
struct place {
	const char *path, *name;
	int dirfd;
	/* There is a file, and what it holds. */
	bool there;
	struct buf content;
};

static int check_file(struct place *p, struct err *err)
{
	const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd = fs_above(openat(p->dirfd, p->name, flags)), r;
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 && errno == ELOOP)
		return err_set(err, REASON_FILE_TYPE, "%s is a link: name a file, or remove it",
			       p->path);
	if (fd < 0)
		return err_sys(err, REASON_FILE_ACCESS, errno, "cannot open %s", p->path);
	if (fstat(fd, &st) != 0)
		r = err_sys(err, REASON_SYSTEM, errno, "cannot examine %s", p->path);
	else if (!S_ISREG(st.st_mode))
		r = err_set(err, REASON_FILE_TYPE, "%s is not a regular file", p->path);
	else if (st.st_uid != geteuid())
		r = fs_not_ours(p->path, st.st_uid, err);
	else
		r = fs_read_all(fd, FILE_MAX, p->path, &p->content, err);
	fs_close(&fd);
	if (r == EXIT_DATA || (r == 0 && !token_format_is(&p->content)))
		r = err_set(err, REASON_TOKEN_FILE_FOREIGN,
			    "%s holds something else than a token, and is left alone: name "
			    "another file, or remove it",
			    p->path);
	p->there = r == 0;
	return r;
}

/* The caller ends the place in any case. */
static int begin(struct place *p, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *dir = strndup(path, slash > path ? (size_t)(slash - path) : 1), *resolved = NULL;
	int r;

	*p = (struct place){
		.path = path, .name = slash + 1, .dirfd = -1, .content = BUF_SECRET(FILE_MAX + 1)
	};
	if (dir == NULL)
		return err_nomem(err);
	r = fs_check_path(dir, &resolved, err);
	if (r == EXIT_NOINPUT) {
		r = err_set(err, REASON_FILE_MISSING, "there is no directory %s for the token file",
			    dir);
		r = err_fix_path(err, r, "mkdir -m 700", dir);
	} else if (r == 0 &&
		   (p->dirfd = fs_above(
			    open(resolved, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))) < 0) {
		r = err_sys(err, errno == ENOTDIR ? REASON_FILE_TYPE : REASON_FILE_ACCESS, errno,
			    "cannot open the directory %s", dir);
	}
	free(resolved);
	free(dir);
	return r == 0 ? check_file(p, err) : r;
}

static void end(struct place *p)
{
	fs_close(&p->dirfd);
	buf_free(&p->content);
}

int token_file_check(const struct token_file *file, struct err *err)
{
	struct place p;
	int r = begin(&p, file->path, err);

	end(&p);
	return r;
}

int token_file_write(const struct token_file *file, const struct secret *token, int64_t expires_s,
		     const char *scope, struct err *err)
{
	/* Its group is that of any new file there. */
	const struct stat like = { .st_mode = file->mode, .st_gid = (gid_t)-1 };
	struct buf content = BUF_SECRET(FILE_MAX);
	struct place p;
	int r = begin(&p, file->path, err);

	if (r == 0) {
		fs_remove_all_left_behind(p.dirfd, p.name, NULL);
		token_format_put(&content, file->format, token, expires_s, scope);
		/* Who reads a bare token may send the end of the line, too. */
		if (file->format != TOKEN_FORMAT_TOKEN)
			buf_putc(&content, '\n');
		r = buf_error(&content) ? err_nomem(err)
					: fs_replace(p.dirfd, p.name, content.data, content.len,
						     false, &like, err);
	}
	buf_free(&content);
	end(&p);
	return r;
}

bool token_file_holds(const struct token_file *file, const struct secret *token)
{
	struct err ignored;
	struct place p;
	bool holds = begin(&p, file->path, &ignored) == 0 && p.there &&
		     token_format_has(&p.content, token->data, token->len);

	end(&p);
	return holds;
}

int token_file_remove(const char *path, const void *token, size_t len, struct err *err)
{
	struct place p;
	int r = begin(&p, path, err);

	/* Without its directory the file is not there either. */
	if (r == EXIT_NOINPUT)
		r = 0;
	else if (r == 0 && p.there && (token == NULL || token_format_has(&p.content, token, len)) &&
		 unlinkat(p.dirfd, p.name, 0) != 0 && errno != ENOENT)
		r = err_sys(err, REASON_SYSTEM, errno, "cannot remove %s", path);
	end(&p);
	return r;
}
