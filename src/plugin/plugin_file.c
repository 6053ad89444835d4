/* The file of a plugin: where it lies, who could change it. */
#include "base/banned.h"
#include "plugin/plugin_file.h"
#include "base/buf.h"
#include "base/fs.h"
#include "base/limits.h"
#include "kit/elf_check.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool bare(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_";
	size_t len = strlen(name);

	return len > 0 && len <= LIMIT_NAME && strspn(name, allowed) == len;
}

static int join(const char *dir, const char *name, char **ret_path)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "%s/" PLUGIN_PREFIX "%s" PLUGIN_SUFFIX, dir, name);
	char *path = buf_error(&b) ? NULL : strdup(buf_str(&b));
	buf_free(&b);
	if (path == NULL)
		return -1;
	*ret_path = path;
	return 0;
}

char *plugin_name_of(const char *path)
{
	const char *base = strrchr(path, '/');
	size_t len;

	base = base != NULL ? base + 1 : path;
	if (strncmp(base, PLUGIN_PREFIX, strlen(PLUGIN_PREFIX)) != 0)
		return NULL;
	base += strlen(PLUGIN_PREFIX);
	len = strlen(base);
	if (len <= strlen(PLUGIN_SUFFIX) ||
	    strcmp(base + len - strlen(PLUGIN_SUFFIX), PLUGIN_SUFFIX) != 0)
		return NULL;
	char *name = strndup(base, len - strlen(PLUGIN_SUFFIX));
	if (name != NULL && !bare(name)) {
		free(name);
		return NULL;
	}
	return name;
}

/* The path is DIR/ccred_NAME.so of a directory that plugins may come from, letter by letter. */
static bool lies_in(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	while (len > 1 && dir[len - 1] == '/')
		len--;
	return strncmp(path, dir, len) == 0 && path[len] == '/' &&
	       strchr(path + len + 1, '/') == NULL;
}

static int locate_absolute(const char *path, const char *system_dir, char *const *dirs,
			   size_t ndirs, char **ret_path, struct err *err)
{
	char *name = plugin_name_of(path);
	bool allowed = lies_in(path, system_dir);

	if (name == NULL)
		return err_set(err, EXIT_CONFIG, "%s is not of the form DIR/ccred_NAME.so", path);
	free(name);
	for (size_t i = 0; i < ndirs && !allowed; i++)
		allowed = lies_in(path, dirs[i]);
	if (!allowed)
		return err_set(err, EXIT_CONFIG,
			       "%s lies neither in %s nor in a plugin-path of this file: add its "
			       "directory to plugin-path",
			       path, system_dir);
	if (access(path, F_OK) != 0)
		return err_set(err, EXIT_NOINPUT, "%s is not installed", path);
	if ((*ret_path = strdup(path)) == NULL)
		return err_nomem(err);
	return 0;
}

int plugin_locate(const char *name, const char *system_dir, char *const *dirs, size_t ndirs,
		  char **ret_path, struct err *err)
{
	if (name[0] == '/')
		return locate_absolute(name, system_dir, dirs, ndirs, ret_path, err);
	if (!bare(name))
		return err_set(err, EXIT_CONFIG, "%s is not the name of a plugin", name);
	for (size_t i = 0; i <= ndirs; i++) {
		char *path;
		if (join(i == 0 ? system_dir : dirs[i - 1], name, &path) != 0)
			return err_nomem(err);
		if (access(path, F_OK) == 0) {
			*ret_path = path;
			return 0;
		}
		free(path);
	}
	/* Those of ours that a build can be without. */
	const char *hint = "";
	if (strcmp(name, "keyring") == 0)
		hint = ": build ccred with libsecret (Debian: libsecret-1-dev; configure "
		       "--with-keyring), or install the package of the plugin";
	else if (strcmp(name, "keyctl") == 0)
		hint = ": build ccred with libkeyutils (Debian: libkeyutils-dev; configure "
		       "--with-keyctl), or install the package of the plugin";
	return err_set(err, EXIT_NOINPUT,
		       "the plugin is not installed: " PLUGIN_PREFIX "%s" PLUGIN_SUFFIX
		       " is not in %s%s%s",
		       name, system_dir, ndirs > 0 ? " nor in plugin-path" : "", hint);
}

/* Opens what the path leads to, if nobody else can change it. */
static int open_checked(const char *path, int *ret_fd, unsigned long long *ret_size,
			char **ret_resolved, struct err *err)
{
	char *resolved = NULL;
	struct stat st;
	int fd = -1, r;

	if ((r = fs_check_path(path, &resolved, err)) != 0)
		return r;
	if ((fd = open(resolved, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) < 0)
		r = err_sys(err, errno == EACCES ? EXIT_DENIED : EXIT_OS, errno, "cannot open %s",
			    path);
	else if (fstat(fd, &st) != 0)
		r = err_sys(err, EXIT_OS, errno, "cannot examine %s", path);
	else if (!S_ISREG(st.st_mode))
		r = err_set(err, EXIT_DENIED, "%s is not a regular file", path);
	if (r != 0) {
		fs_close(&fd);
		free(resolved);
		return r;
	}
	*ret_fd = fd;
	*ret_size = (unsigned long long)st.st_size;
	*ret_resolved = resolved;
	return 0;
}

int plugin_check_file(const char *path, uint32_t *ret_capabilities, char **ret_resolved,
		      struct err *err)
{
	unsigned long long size;
	char *resolved = NULL;
	int fd = -1, r;

	if ((r = open_checked(path, &fd, &size, &resolved, err)) != 0)
		return r;
	if ((r = elf_check(fd, size, ret_capabilities, err)) != 0)
		err_prefix(err, "%s", path);
	fs_close(&fd);
	if (r == 0 && ret_resolved != NULL) {
		*ret_resolved = resolved;
		resolved = NULL;
	}
	free(resolved);
	return r;
}

int plugin_audit_file(const char *path, struct elf_audit *ret_audit, struct err *err)
{
	unsigned long long size;
	char *resolved = NULL;
	int fd = -1, r;

	if ((r = open_checked(path, &fd, &size, &resolved, err)) != 0)
		return r;
	if ((r = elf_audit(fd, size, ret_audit, err)) != 0)
		err_prefix(err, "%s", path);
	fs_close(&fd);
	free(resolved);
	return r;
}
