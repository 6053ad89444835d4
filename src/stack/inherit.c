/* What of the caller's environment goes on to plugins and to ccred's own helpers. */
#include "stack/inherit.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

/* The last two lead to the session's bus, by which a keyring asks a person. */
const char *const inherit_by_plugins[] = {
	"HOME",
	"USER",
	"LOGNAME",
	"LANG",
	"LC_ALL",
	"LC_MESSAGES",
	"TZ",
	"XDG_CONFIG_HOME",
	"XDG_RUNTIME_DIR",
	"DBUS_SESSION_BUS_ADDRESS",
	NULL,
};
_Static_assert(sizeof(inherit_by_plugins) / sizeof(inherit_by_plugins[0]) <= INHERIT_MAX + 1,
	       "INHERIT_MAX");

static bool owns(const struct stat *st)
{
	return st->st_uid == 0 || st->st_uid == geteuid();
}

/* A place that all share, as /tmp is. */
static bool is_common(const struct stat *st)
{
	return (st->st_mode & S_ISVTX) != 0 && (st->st_mode & 02) != 0;
}

/* Cuts off what is missing at the end of a path. */
static void cut_missing(char *path)
{
	struct stat st;
	char *slash;

	while (lstat(path, &st) != 0 && errno == ENOENT && (slash = strrchr(path, '/')) != NULL &&
	       path[1] != '\0')
		slash[slash == path] = '\0';
}

/*
 * Whether nobody else decides what lies in the directory, or, if it is missing, what will lie there.
 * A link is theirs who made it. Root cannot trust those either to whom a directory above belongs.
 */
static bool is_ours(const char *path)
{
	char there[PATH_MAX], part[PATH_MAX];
	struct stat st;

	if (path[0] != '/' || strlen(path) >= sizeof(there))
		return false;
	snprintf(there, sizeof(there), "%s", path);
	cut_missing(there);
	for (const char *end = there; geteuid() == 0 && *end != '\0'; end += end[0] == '/') {
		end += strcspn(end, "/");
		snprintf(part, sizeof(part), "%.*s", (int)(end - there) + (end == there), there);
		if (lstat(part, &st) != 0 || !owns(&st))
			return false;
	}
	return lstat(there, &st) == 0 && owns(&st) && stat(there, &st) == 0 &&
	       S_ISDIR(st.st_mode) && owns(&st) && !is_common(&st) &&
	       (strcmp(there, path) == 0 || (st.st_mode & 022) == 0);
}

/* Whether each path in a list is ours. What has no slash, such as the name of a desktop, is
 * none. */
static bool are_ours(const char *list)
{
	char path[PATH_MAX];
	size_t len;

	for (;; list += len + 1) {
		len = strcspn(list, ":");
		if (memchr(list, '/', len) != NULL) {
			snprintf(path, sizeof(path), "%.*s", (int)len, list);
			if (len >= sizeof(path) || !is_ours(path))
				return false;
		}
		if (list[len] == '\0')
			return true;
	}
}

const char *inherit_value(const void *unused, const char *name)
{
	const char *value = getenv(name);

	(void)unused;
	if (value != NULL && ((strcmp(name, "HOME") == 0 && !is_ours(value)) ||
			      (strncmp(name, "XDG_", 4) == 0 && !are_ours(value))))
		return NULL;
	return value;
}
