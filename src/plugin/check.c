/* Who could change a plugin: the whole way to its description, and to what that names. */
#include "base/banned.h"
#include "plugin/check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "plugin/find.h"

/* The path that a description names, absolute: its folder is that of resolved. */
static char *absolute(const char *resolved, const char *named)
{
	char *path = NULL;
	int folder = (int)(strrchr(resolved, '/') - resolved);

	if (named[0] == '/')
		return strdup(named);
	return asprintf(&path, "%.*s/%s", folder, resolved, named) < 0 ? NULL : path;
}

/* Whether the file is of the right kind. resolved holds no links. */
static int check_kind(const struct description *d, const char *resolved, struct err *err)
{
	struct stat st;

	if (stat(resolved, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(err, REASON_PLUGIN_FILE, "%s is not a regular file", resolved);
	if (d->module == NULL && access(resolved, X_OK) != 0)
		return err_set(err, REASON_PLUGIN_FILE, "%s is no program: it is not executable",
			       resolved);
	return 0;
}

/* What the description names. at is where it really lies. */
static int check_named(const struct description *d, const char *at, char **ret_resolved,
		       struct err *err)
{
	const char *named = d->module != NULL ? d->module : d->program[0];
	char *path, *resolved = NULL;
	int r;

	if (d->module == NULL && named[0] == '{') {
		*ret_resolved = NULL;
		return 0;
	}
	if ((path = absolute(at, named)) == NULL)
		return err_nomem(err);
	r = fs_check_path(path, &resolved, err);
	if (r == EXIT_NOINPUT)
		r = err_set(err, REASON_PLUGIN_FILE, "%s does not exist, and %s names it", path,
			    d->path);
	if (r == 0)
		r = check_kind(d, resolved, err);
	free(path);
	if (r == 0)
		*ret_resolved = resolved;
	else
		free(resolved);
	return r;
}

int check_plugin(const struct description *d, char **ret_resolved, struct err *err)
{
	char *at = NULL, *resolved = NULL;
	int r = fs_check_path(d->path, &at, err);

	if (r == 0)
		r = check_named(d, at, &resolved, err);
	free(at);
	if (r == 0 && ret_resolved != NULL)
		*ret_resolved = resolved;
	else
		free(resolved);
	return r;
}

int check_file(const char *path, struct description **ret_description, char **ret_resolved,
	       struct err *err)
{
	struct description *d = NULL;
	char *name = find_name_of(path), *at = NULL;
	int r;

	if (name == NULL)
		return err_set(err, REASON_PLUGIN_DESCRIPTION,
			       "%s is not of the form NAME" DESCRIPTION_SUFFIX, path);
	/* It is not read by path: a link on the way may lead elsewhere by now. */
	if ((r = fs_check_path(path, &at, err)) == 0 && (r = find_file(at, name, &d, err)) == 0)
		r = check_plugin(d, ret_resolved, err);
	free(name);
	free(at);
	if (r == 0)
		*ret_description = d;
	else
		description_free(&d);
	return r;
}
