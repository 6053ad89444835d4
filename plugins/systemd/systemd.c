/* The systemd plugin: a secret, or client id and secret, that systemd hands a unit as a credential. */
#include "ccred-plugin.h"
#include "lib/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define VARIABLE "CREDENTIALS_DIRECTORY"
/* Of the name of a credential, which is the name of a file. */
#define MAX_NAME 255

struct credential {
	const struct ccred_host *host;
	/* Of the arguments, which outlive the call; NULL: the profile's name. */
	const char *name;
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

static int systemd_open(const struct ccred_host *host, struct ccred_call *call,
			const struct ccred_arg *const *args, void **ret_self)
{
	const struct say say = { host, call };
	struct credential *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return say_no_memory(&say);
	self->host = host;
	self->format = FILE_FORMAT_AUTO;
	for (; *args != NULL; args++) {
		if (strcmp((*args)->name, "name") == 0)
			self->name = (*args)->value;
		else if (strcmp((*args)->name, "format") == 0)
			self->format = file_format_find((*args)->value);
	}
	if (self->name != NULL && !is_name(self->name)) {
		free(self);
		return say_error(&say, CCRED_INVALID, "name_invalid", NULL,
				 "name= must be the name of a credential: 1 to 255 bytes of ASCII "
				 "without / and :");
	}
	*ret_self = self;
	return CCRED_SUCCESS;
}

/* Whoever could change the directory could put another credential into it. */
static int check_directory(const struct say *say, const char *dir)
{
	char word[SAY_WORD], fix[SAY_WORD + 16] = "";
	struct stat st;

	if (stat(dir, &st) != 0) {
		int why = errno;
		int result = why == ENOENT || why == ENOTDIR ? CCRED_UNAVAILABLE : CCRED_DENIED;
		return say_errno(say, result, why, "directory_unusable",
				 "%.300s: $" VARIABLE " names it, and it cannot be examined", dir);
	}
	if (!S_ISDIR(st.st_mode))
		return say_error(say, CCRED_DENIED, "directory_unusable", NULL,
				 "%.300s: $" VARIABLE " names it, and it is no directory", dir);
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return say_error(say, CCRED_DENIED, "directory_owner", NULL,
				 "%.300s: $" VARIABLE " names it, and it belongs to another user: "
				 "leave the variable to systemd",
				 dir);
	if ((st.st_mode & 022) == 0)
		return CCRED_SUCCESS;
	if (say_word(dir, word)[0] != '\0')
		snprintf(fix, sizeof(fix), "chmod go-w %s", word);
	return say_error(say, CCRED_DENIED, "directory_mode", fix,
			 "%.300s: $" VARIABLE " names it, and group or others may write to it",
			 dir);
}

static int find_directory(const struct say *say, const char **ret_dir)
{
	const char *dir = getenv(VARIABLE);
	int r;

	if (dir == NULL || dir[0] == '\0')
		return say_error(say, CCRED_UNAVAILABLE, "directory_unset", NULL,
				 "$" VARIABLE " is not set: run it in a systemd unit that has "
				 "LoadCredential= or SetCredential=");
	if (dir[0] != '/')
		return say_error(say, CCRED_INVALID, "directory_unusable", NULL,
				 "$" VARIABLE " is not an absolute path: leave it to systemd");
	if ((r = check_directory(say, dir)) == CCRED_SUCCESS)
		*ret_dir = dir;
	return r;
}

static int systemd_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct credential *self = state;
	const struct say say = { self->host, call };
	const char *name = self->name != NULL ? self->name : request->profile;
	const char *dir = NULL;
	char path[PATH_MAX];
	int r;

	if (!is_name(name))
		return say_error(&say, CCRED_INVALID, "name_invalid", NULL,
				 "the profile's name cannot name a credential: add name=");
	if ((r = find_directory(&say, &dir)) != CCRED_SUCCESS)
		return r;
	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
		return say_errno(&say, CCRED_INVALID, ENAMETOOLONG, "directory_unusable",
				 "$" VARIABLE);
	r = file_read(&say, path, 0, self->format);
	if (r != CCRED_NOT_FOUND)
		return r;
	return say_error(&say, r, "credential_absent", NULL,
			 "the unit has no credential %s: add LoadCredential=%s:FILE to it, or "
			 "correct name=",
			 name, name);
}

static void systemd_close(void *self)
{
	free(self);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "systemd",
	.open = systemd_open,
	.get = systemd_get,
	.close = systemd_close,
};
