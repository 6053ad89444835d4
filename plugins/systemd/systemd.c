/* The systemd plugin: a secret, or client id and secret, that systemd hands a unit as a
 * credential. */
#include "lib/secret_file.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#define VARIABLE "CREDENTIALS_DIRECTORY"
#define NAMES "%.300s: $" VARIABLE " names it, and "
/* Of the name of a credential, which is the name of a file. */
#define MAX_NAME 255

struct credential {
	struct say say;
	/* Of the arguments, which outlive the call; NULL: not given. Without name= it is the
	 * profile's. */
	const char *name, *format;
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
	struct credential *c = say_state(host, call, sizeof(*c));

	if (c == NULL)
		return CCRED_INTERNAL;
	c->name = say_arg(args, "name", NULL);
	c->format = say_arg(args, "format", NULL);
	if (c->name != NULL && !is_name(c->name)) {
		say_error(&c->say, CCRED_INVALID, "name_invalid", NULL,
			  "name= must be the name of a credential: 1 to 255 bytes of ASCII "
			  "without / and :");
		free(c);
		return CCRED_INVALID;
	}
	*ret_self = c;
	return CCRED_SUCCESS;
}

/* Whoever could change the directory could put another credential into it. */
static int check_directory(const struct say *say, const char *dir)
{
	char fix[SAY_FIX] = "";
	struct stat st;

	if (stat(dir, &st) != 0) {
		int why = errno;
		int result = why == ENOENT || why == ENOTDIR ? CCRED_UNAVAILABLE : CCRED_DENIED;
		return say_error(say, result, "directory_unusable", NULL,
				 NAMES "it cannot be examined: %s", dir, strerror(why));
	}
	if (!S_ISDIR(st.st_mode))
		return say_error(say, CCRED_DENIED, "directory_unusable", NULL,
				 NAMES "it is not a directory: leave the variable to systemd", dir);
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return say_error(say, CCRED_DENIED, "directory_owner", NULL,
				 NAMES "it belongs to another user: "
				       "leave the variable to systemd",
				 dir);
	if ((st.st_mode & 022) == 0)
		return CCRED_SUCCESS;
	return say_error(say, CCRED_DENIED, "directory_mode", say_fix(fix, "chmod go-w %s", dir),
			 NAMES "group or others may write to it", dir);
}

static int systemd_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct credential *c = state;
	const char *name = c->name != NULL ? c->name : request->profile, *dir = getenv(VARIABLE);
	char path[PATH_MAX];
	int r;

	c->say.call = call;
	if (!is_name(name))
		return say_error(&c->say, CCRED_INVALID, "name_invalid", NULL,
				 "the profile's name cannot name a credential: add name=");
	if (dir == NULL || dir[0] == '\0')
		return say_error(&c->say, CCRED_UNAVAILABLE, "directory_unset", NULL,
				 "$" VARIABLE " is not set: run it in a systemd unit that has "
				 "LoadCredential= or SetCredential=");
	if (dir[0] != '/')
		return say_error(&c->say, CCRED_INVALID, "directory_unusable", NULL,
				 "$" VARIABLE " is not an absolute path: leave it to systemd");
	if ((r = check_directory(&c->say, dir)) != CCRED_SUCCESS)
		return r;
	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
		return say_error(&c->say, CCRED_INVALID, "directory_unusable", NULL,
				 "$" VARIABLE ": %s", strerror(ENAMETOOLONG));
	r = file_read(&c->say, path, 0, c->format);
	if (r != CCRED_NOT_FOUND)
		return r;
	return say_error(&c->say, r, "credential_absent", NULL,
			 "the unit has no credential %s: add LoadCredential=%s:FILE to it, or "
			 "correct name=",
			 name, name);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "systemd",
	.open = systemd_open,
	.get = systemd_get,
	.close = free,
};
