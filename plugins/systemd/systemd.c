/* The systemd plugin: a secret, or client id and secret, that systemd hands a unit as a credential. */
#include "ccred-plugin.h"
#include "lib/file_read.h"
#include "lib/options.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define VARIABLE "CREDENTIALS_DIRECTORY"
#define MAX_NAME 255 /* of a credential: it is the name of a file */

struct credential {
	const struct ccred_host *host;
	const char *name; /* of the arguments, which outlive the call; NULL: the profile's */
	enum file_format format;
};

/* systemd's own rule, so that no name leads out of the directory. */
static int is_name(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len > MAX_NAME || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return 0;
	for (const char *p = name; *p != '\0'; p++)
		if (*p < ' ' || *p > '~' || *p == '/' || *p == ':')
			return 0;
	return 1;
}

static int systemd_open(const struct ccred_host *host, struct ccred_tx *tx,
			const struct ccred_arg *args, size_t nargs, void **ret_self)
{
	struct credential *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return CCRED_INTERNAL;
	self->host = host;
	self->format = FILE_FORMAT_AUTO;
	for (size_t i = 0; i < nargs; i++) {
		if (strcmp(args[i].name, "name") == 0)
			self->name = args[i].value;
		else if (strcmp(args[i].name, "format") == 0)
			self->format = file_format_find(args[i].value);
	}
	if (self->name != NULL && !is_name(self->name)) {
		host->fail(
			tx, 0,
			"name= must be the name of a credential: 1 to 255 bytes of ASCII without / "
			"and :");
		free(self);
		return CCRED_INVALID;
	}
	*ret_self = self;
	return CCRED_SUCCESS;
}

/* Whoever could change the directory could put another credential into it. */
static int check_directory(const struct ccred_host *host, struct ccred_tx *tx, const char *dir)
{
	struct stat st;

	if (stat(dir, &st) != 0) {
		int why = errno;
		int result = why == ENOENT || why == ENOTDIR ? CCRED_UNAVAILABLE : CCRED_DENIED;
		return file_fail(host, tx, dir, result, why,
				 "$" VARIABLE " names it, and it cannot be examined");
	}
	if (!S_ISDIR(st.st_mode))
		return file_fail(host, tx, dir, CCRED_DENIED, 0,
				 "$" VARIABLE " names it, and it is no directory");
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return file_fail(host, tx, dir, CCRED_DENIED, 0,
				 "$" VARIABLE " names it, and it belongs to another user: "
				 "leave the variable to systemd");
	if ((st.st_mode & 022) != 0)
		return file_fail(host, tx, dir, CCRED_DENIED, 0,
				 "$" VARIABLE " names it, and group or others may write to it: "
				 "chmod go-w it");
	return CCRED_SUCCESS;
}

static int find_directory(const struct ccred_host *host, struct ccred_tx *tx, const char **ret_dir)
{
	const char *dir = getenv(VARIABLE);
	int r;

	if (dir == NULL || dir[0] == '\0') {
		host->fail(tx, 0,
			   "$" VARIABLE " is not set: run it in a systemd unit that has "
			   "LoadCredential= or SetCredential=");
		return CCRED_UNAVAILABLE;
	}
	if (dir[0] != '/') {
		host->fail(tx, 0, "$" VARIABLE " is not an absolute path: leave it to systemd");
		return CCRED_INVALID;
	}
	if ((r = check_directory(host, tx, dir)) == CCRED_SUCCESS)
		*ret_dir = dir;
	return r;
}

static int systemd_get(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct credential *self = state;
	const char *name = self->name != NULL ? self->name : request->profile;
	const char *dir = NULL;
	char path[PATH_MAX], text[2 * MAX_NAME + 256];
	int r;

	if (name == NULL || !is_name(name)) {
		self->host->fail(tx, 0, "the profile's name cannot name a credential: add name=");
		return CCRED_INVALID;
	}
	if ((r = find_directory(self->host, tx, &dir)) != CCRED_SUCCESS)
		return r;
	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path)) {
		self->host->fail(tx, ENAMETOOLONG, "$" VARIABLE);
		return CCRED_INVALID;
	}
	r = file_read(self->host, tx, path, 0, self->format);
	if (r != CCRED_NOT_FOUND)
		return r;
	snprintf(
		text, sizeof(text),
		"the unit has no credential %s: add LoadCredential=%s:FILE to it, or correct name=",
		name, name);
	self->host->fail(tx, 0, text);
	return r;
}

static void systemd_close(void *self)
{
	free(self);
}

static const struct ccred_option systemd_options[] = CCRED_SYSTEMD_OPTIONS;

__attribute__((visibility("default"))) const struct ccred_plugin ccred_plugin_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "systemd",
	.version = "1",
	.summary = "client id and secret from a credential of a systemd unit",
	.options = systemd_options,
	.open = systemd_open,
	.get = systemd_get,
	.close = systemd_close,
};
