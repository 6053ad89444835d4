/* Whether a program, or anything else, is what only root and the user can change. */
#include "program.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(char *text, size_t size, int result, const char *path, const char *what)
{
	snprintf(text, size, "%.300s: %s", path, what);
	return result;
}

/*
 * One component. In a root-owned sticky directory others can neither remove nor rename what is not
 * theirs; and what is theirs is refused one component later by its owner.
 */
static int check_component(const char *path, char *text, size_t size)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return fail(text, size, CCRED_UNAVAILABLE, path, strerror(errno));
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return fail(text, size, CCRED_DENIED, path,
			    "it belongs to another user, who could change it: chown it");
	if ((st.st_mode & 022) != 0 &&
	    !(S_ISDIR(st.st_mode) && (st.st_mode & S_ISVTX) != 0 && st.st_uid == 0))
		return fail(text, size, CCRED_DENIED, path, "others may write it: chmod go-w");
	return CCRED_SUCCESS;
}

/* A path without links, every component of which only root and the user can change. */
static int resolve(const char *path, char **ret_path, char *text, size_t size)
{
	char *resolved = realpath(path, NULL);
	int r;

	if (resolved == NULL)
		return fail(text, size, errno == EACCES ? CCRED_DENIED : CCRED_UNAVAILABLE, path,
			    strerror(errno));
	r = check_component("/", text, size);
	for (char *slash = resolved; r == CCRED_SUCCESS && slash != NULL && resolved[1] != '\0';) {
		slash = strchr(slash + 1, '/');
		if (slash != NULL)
			*slash = '\0';
		r = check_component(resolved, text, size);
		if (slash != NULL)
			*slash = '/';
	}
	if (r == CCRED_SUCCESS)
		*ret_path = resolved;
	else
		free(resolved);
	return r;
}

int path_check(const char *path, char **ret_path, char *text, size_t size)
{
	char *resolved = NULL, *above = NULL, *holds = NULL;
	int r;

	if (path[0] != '/')
		return fail(text, size, CCRED_DENIED, path, "it is not an absolute path");
	if ((r = resolve(path, &resolved, text, size)) != CCRED_SUCCESS)
		return r;
	/* A link is for whoever may change its directory to turn. */
	if ((holds = strndup(path, (size_t)(strrchr(path, '/') - path) + 1)) == NULL)
		r = fail(text, size, CCRED_INTERNAL, path, "no memory");
	else
		r = resolve(holds, &above, text, size);
	if (r == CCRED_SUCCESS) {
		*ret_path = resolved;
		resolved = NULL;
	}
	free(resolved);
	free(above);
	free(holds);
	return r;
}

int program_check(const char *path, char **ret_path, char *text, size_t size)
{
	char *resolved = NULL;
	struct stat st;
	int r = path_check(path, &resolved, text, size);

	if (r != CCRED_SUCCESS)
		return r;
	if (stat(resolved, &st) != 0)
		r = fail(text, size, CCRED_UNAVAILABLE, resolved, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		r = fail(text, size, CCRED_DENIED, resolved, "it is not a program");
	else if ((st.st_mode & 0111) == 0)
		r = fail(text, size, CCRED_DENIED, resolved, "it is not executable: chmod u+x");
	if (r == CCRED_SUCCESS)
		*ret_path = resolved;
	else
		free(resolved);
	return r;
}
