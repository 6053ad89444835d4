/* Paths: who else could change what a path leads to, and whose HOME it is. */
#include "base/banned.h"
#include "base/fs.h"

#include <errno.h>
#include <limits.h>
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
		return err_sys(err, errno == ENOENT ? EXIT_NOINPUT : EXIT_OS, errno,
			       "cannot examine %s", path);
	if (st.st_uid != 0 && st.st_uid != me)
		return err_set(err, EXIT_DENIED,
			       "%s belongs to uid %u, who could change it: chown root %s", path,
			       (unsigned)st.st_uid, path);
	bool sticky = S_ISDIR(st.st_mode) && (st.st_mode & S_ISVTX) != 0 && st.st_uid == 0;
	if ((st.st_mode & 022) != 0 && !sticky)
		return err_set(err, EXIT_DENIED, "others may write %s (mode %04o): chmod go-w %s",
			       path, (unsigned)st.st_mode & 07777, path);
	return 0;
}

int fs_check_path(const char *path, struct err *err)
{
	char *resolved = NULL;
	int r;

	if (path[0] != '/')
		return err_set(err, EXIT_DENIED, "%s is not an absolute path", path);
	/* Links are resolved once; the components of the result are no links, and only root and the
	 * user could make them such. */
	if ((resolved = realpath(path, NULL)) == NULL)
		return err_sys(err,
			       errno == ENOENT || errno == ENOTDIR ? EXIT_NOINPUT
			       : errno == EACCES                   ? EXIT_DENIED
								   : EXIT_OS,
			       errno, "cannot follow %s", path);
	if ((r = check_component("/", err)) != 0)
		goto out;
	for (char *slash = strchr(resolved + 1, '/'); resolved[1] != '\0';
	     slash = strchr(slash + 1, '/')) {
		if (slash != NULL)
			*slash = '\0';
		r = check_component(resolved, err);
		if (slash == NULL || r != 0)
			break;
		*slash = '/';
	}
out:
	free(resolved);
	return r;
}

const char *fs_user_dir(const char *variable)
{
	const char *dir = getenv(variable);
	struct stat st;

	if (dir == NULL || dir[0] != '/')
		return NULL;
	if (getauxval(AT_SECURE) != 0 && strncmp(variable, "XDG_", 4) == 0)
		return NULL;
	if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid())
		return NULL;
	return dir;
}
