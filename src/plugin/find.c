/* Finding the description of a plugin by the plugin's name, and checking who could change the
 * plugin. */
#include "plugin/find.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fs.h"
#include "base/text.h"

bool find_name_of(const char *path, char ret_name[FIND_NAME_SIZE])
{
	const char *slash = strrchr(path, '/'), *base = slash != NULL ? slash + 1 : path;
	size_t len = strlen(base), suffix = strlen(DESCRIPTION_SUFFIX);

	if (len <= suffix || len - suffix >= FIND_NAME_SIZE ||
	    strcmp(base + len - suffix, DESCRIPTION_SUFFIX) != 0)
		return false;
	memcpy(ret_name, base, len - suffix);
	ret_name[len - suffix] = '\0';
	return text_is_plugin(ret_name);
}

int find_file(const char *path, const char *name, struct description **ret_description,
	      struct err *err)
{
	struct description *d = NULL;
	struct buf text = BUF_INIT;
	int fd = -1, r;

	if ((r = fs_open(AT_FDCWD, path, FS_CONFIG, &fd, NULL, err)) == 0 &&
	    (r = fs_read_all(fd, DESCRIPTION_MAX_SIZE, path, &text, err)) == 0 &&
	    (r = description_parse(path, buf_str(&text), text.len, &d, err)) == 0 &&
	    strcmp(d->name, name) != 0) {
		r = err_set(err, REASON_PLUGIN_DESCRIPTION,
			    "the plugin calls itself %.64s: name the file %.64s" DESCRIPTION_SUFFIX,
			    d->name, d->name);
		err_place(err, path, 0, 0);
	}
	if (r == 0)
		*ret_description = d;
	else
		description_free(&d);
	fs_close(&fd);
	buf_free(&text);
	return r;
}

/* Whether a is nearer to the name than b, which may be empty. */
static bool is_nearer(const char *name, const char *a, const char *b)
{
	const char *const words[] = { b, a, NULL };

	return text_nearest(name, b[0] != '\0' ? words : words + 1) == a;
}

/* Finds the plugin whose name is nearest: ret_near is empty if none is near. */
static void find_near(const char *name, const char *dir, char ret_near[FIND_NAME_SIZE])
{
	char found[FIND_NAME_SIZE];
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL)
		if (find_name_of(e->d_name, found) && is_nearer(name, found, ret_near))
			memcpy(ret_near, found, FIND_NAME_SIZE);
	if (d != NULL)
		closedir(d);
}

int find_description(const char *name, const char *system_dir, char *const *dirs, size_t ndirs,
		     struct description **ret_description, struct err *err)
{
	char near[FIND_NAME_SIZE] = "";
	int r = EXIT_NOINPUT;

	if (!text_is_plugin(name)) {
		err_set(err, REASON_PLUGIN_MISSING, "%s is not the name of a plugin", name);
		return err_recode(err, EXIT_CONFIG);
	}
	for (size_t i = 0; i <= ndirs && r == EXIT_NOINPUT; i++) {
		struct buf path = BUF_INIT;
		buf_printf(&path, "%s/%s" DESCRIPTION_SUFFIX, i == 0 ? system_dir : dirs[i - 1],
			   name);
		r = buf_error(&path) ? err_nomem(err)
				     : find_file(buf_str(&path), name, ret_description, err);
		buf_free(&path);
	}
	if (r != EXIT_NOINPUT)
		return r;
	for (size_t i = 0; i <= ndirs; i++)
		find_near(name, i == 0 ? system_dir : dirs[i - 1], near);
	if (near[0] != '\0')
		return err_set(err, REASON_PLUGIN_MISSING,
			       "the plugin %s is not installed: did you mean %s?", name, near);
	return err_set(err, REASON_PLUGIN_MISSING,
		       "the plugin is not installed: %s" DESCRIPTION_SUFFIX
		       " is not in %s%s: see ccred plugins",
		       name, system_dir, ndirs > 0 ? " nor in plugin-path" : "");
}

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
	else if (r == 0 && stat(resolved, &st) != 0)
		r = err_sys(err, REASON_SYSTEM, errno, "cannot examine %s", resolved);
	else if (r == 0 && !S_ISREG(st.st_mode))
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
	char name[FIND_NAME_SIZE], *at = NULL;
	int r;

	if (!find_name_of(path, name))
		return err_set(err, REASON_PLUGIN_DESCRIPTION,
			       "%s is not of the form NAME" DESCRIPTION_SUFFIX, path);
	/* It is not read by path: a link on the way may lead elsewhere by now. */
	if ((r = fs_check_path(path, &at, err)) == 0 && (r = find_file(at, name, &d, err)) == 0)
		r = check_plugin(d, ret_resolved, err);
	free(at);
	if (r == 0)
		*ret_description = d;
	else
		description_free(&d);
	return r;
}
