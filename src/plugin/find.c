/* Finding the description of a plugin by the plugin's name. */
#include "plugin/find.h"

#include <fcntl.h>

#include "base/buf.h"
#include "base/fs.h"
#include "base/text.h"

char *find_name_of(const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash != NULL ? slash + 1 : path;
	size_t len = strlen(base), suffix = strlen(DESCRIPTION_SUFFIX);
	char *name;

	if (len <= suffix || strcmp(base + len - suffix, DESCRIPTION_SUFFIX) != 0 ||
	    (name = strndup(base, len - suffix)) == NULL)
		return NULL;
	if (!text_is_plugin(name)) {
		free(name);
		return NULL;
	}
	return name;
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

int find_description(const char *name, const char *system_dir, char *const *dirs, size_t ndirs,
		     struct description **ret_description, struct err *err)
{
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
	return err_set(err, REASON_PLUGIN_MISSING,
		       "the plugin is not installed: %s" DESCRIPTION_SUFFIX
		       " is not in %s%s: see ccred plugins",
		       name, system_dir, ndirs > 0 ? " nor in plugin-path" : "");
}
