/* Paths: who else could change what a path leads to, and whose HOME it is. */
#include "base/fs.h"

#include <errno.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * One component. In a root-owned sticky directory others can neither remove nor rename what is not
 * theirs; and what is theirs is refused one component later by its owner.
 */
static int check_component(const char *path, struct err *err)
{
	struct stat st;
	uid_t me = geteuid();

	if (lstat(path, &st) != 0)
		return err_sys(err, errno == ENOENT ? REASON_FILE_MISSING : REASON_SYSTEM, errno,
			       "cannot examine %s", path);
	if (st.st_uid != 0 && st.st_uid != me)
		return fs_not_ours(path, st.st_uid, err);
	bool sticky = S_ISDIR(st.st_mode) && (st.st_mode & S_ISVTX) != 0 && st.st_uid == 0;
	if ((st.st_mode & 022) == 0 || sticky)
		return 0;
	int r = err_set(err, REASON_FILE_MODE, "others may write %s (mode %04o)", path,
			(unsigned)st.st_mode & 07777);
	return st.st_uid == me ? err_fix_path(err, r, "chmod go-w", path) : r;
}

/* A path without links, every component of which only root and the user can change. */
static int resolve(const char *path, char **ret_resolved, struct err *err)
{
	char *resolved = realpath(path, NULL);
	int r;

	if (resolved == NULL)
		return err_sys(err,
			       errno == ENOENT || errno == ENOTDIR ? REASON_FILE_MISSING
			       : errno == EACCES                   ? REASON_FILE_ACCESS
								   : REASON_SYSTEM,
			       errno, "cannot follow %s", path);
	r = check_component("/", err);
	for (char *slash = resolved; r == 0 && slash != NULL && resolved[1] != '\0';) {
		slash = strchr(slash + 1, '/');
		if (slash != NULL)
			*slash = '\0';
		r = check_component(resolved, err);
		if (slash != NULL)
			*slash = '/';
	}
	if (r == 0)
		*ret_resolved = resolved;
	else
		free(resolved);
	return r;
}

int fs_check_path(const char *path, char **ret_resolved, struct err *err)
{
	char *resolved = NULL, *above = NULL, *holds = NULL;
	int r;

	if (path[0] != '/')
		return err_set(err, REASON_PATH_RELATIVE, "%s is not an absolute path", path);
	if ((r = resolve(path, &resolved, err)) != 0)
		return r;
	/* A link is for whoever may change its directory to turn. */
	if ((holds = strndup(path, (size_t)(strrchr(path, '/') - path) + 1)) == NULL)
		r = err_nomem(err);
	else
		r = resolve(holds, &above, err);
	if (r == 0 && ret_resolved != NULL) {
		*ret_resolved = resolved;
		resolved = NULL;
	}
	free(holds);
	free(above);
	free(resolved);
	return r;
}

bool fs_is_no_place(int why)
{
	return why == ENOENT || why == ENOTDIR || why == ELOOP || why == ENAMETOOLONG ||
	       why == EROFS || why == EACCES || why == EPERM;
}

int fs_user_dir(const char *variable, const char **ret_dir, struct err *err)
{
	const char *dir = getenv(variable);
	struct stat st;

	if (dir != NULL &&
	    (dir[0] != '/' || (getauxval(AT_SECURE) != 0 && strncmp(variable, "XDG_", 4) == 0)))
		dir = NULL;
	if (dir != NULL && stat(dir, &st) != 0) {
		if (!fs_is_no_place(errno))
			return err_sys(err, REASON_SYSTEM, errno,
				       "cannot examine %s, the value of %s", dir, variable);
		dir = NULL;
	}
	*ret_dir = dir != NULL && S_ISDIR(st.st_mode) && st.st_uid == geteuid() ? dir : NULL;
	return 0;
}
