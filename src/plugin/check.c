/* Who could change a plugin: the whole way to its description, and to what that names. */
#include "plugin/check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "plugin/find.h"

int check_plugin(const struct description *d, char **ret_resolved, struct err *err)
{
	const char *named = d->module != NULL ? d->module : d->program[0];
	/* Where the description really lies, what it names, and that without links. */
	char *at = NULL, *path = NULL, *resolved = NULL;
	struct stat st;
	int folder, r = fs_check_path(d->path, &at, err);

	if (r != 0 || (d->module == NULL && named[0] == '{'))
		goto out;
	folder = named[0] == '/' ? 0 : (int)(strrchr(at, '/') + 1 - at);
	if (asprintf(&path, "%.*s%s", folder, at, named) < 0) {
		path = NULL;
		r = err_nomem(err);
		goto out;
	}
	if ((r = fs_check_path(path, &resolved, err)) == EXIT_NOINPUT)
		r = err_set(err, REASON_PLUGIN_FILE, "%s does not exist, and %s names it", path,
			    d->path);
	else if (r == 0 && (stat(resolved, &st) != 0 || !S_ISREG(st.st_mode)))
		r = err_set(err, REASON_PLUGIN_FILE, "%s is not a regular file", resolved);
	else if (r == 0 && d->module == NULL && access(resolved, X_OK) != 0)
		r = err_set(err, REASON_PLUGIN_FILE, "%s is no program: it is not executable",
			    resolved);
out:
	if (r == 0 && ret_resolved != NULL)
		*ret_resolved = resolved;
	else
		free(resolved);
	free(path);
	free(at);
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
