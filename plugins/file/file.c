/* The file plugin: a secret, or client id and secret, from a file that only its owner may change. */
#include "ccred-plugin.h"
#include "lib/file_format.h"
#include "lib/file_read.h"
#include "lib/origin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct file {
	const struct ccred_host *host;
	/* Of the arguments, which outlive the call. */
	const char *path, *origin;
	enum file_format format;
	uint32_t flags;
};

static int file_open(const struct ccred_host *host, struct ccred_call *call,
		     const struct ccred_arg *const *args, void **ret_self)
{
	const struct say say = { host, call };
	struct file *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return say_no_memory(&say);
	self->host = host;
	self->format = FILE_FORMAT_AUTO;
	for (; *args != NULL; args++) {
		const char *name = (*args)->name, *value = (*args)->value;
		if (strcmp(name, "path") == 0)
			self->path = value;
		else if (strcmp(name, "origin") == 0)
			self->origin = value;
		else if (strcmp(name, "shared-mode") == 0 && strcmp(value, "yes") == 0)
			self->flags |= CCRED_OPEN_SHARED_MODE;
		else if (strcmp(name, "format") == 0)
			self->format = file_format_find(value);
	}
	if (self->path == NULL) {
		free(self);
		return say_error(&say, CCRED_INVALID, "path_missing", NULL, "path= is missing");
	}
	*ret_self = self;
	return CCRED_SUCCESS;
}

/* What makes the file, with the mode that it needs. */
static int missing(const struct say *say, const char *path)
{
	char word[SAY_WORD], fix[SAY_WORD + 32] = "";

	if (say_word(path, word)[0] != '\0')
		snprintf(fix, sizeof(fix), "(umask 077; cat > %s)", word);
	return say_error(say, CCRED_NOT_FOUND, "file_missing", fix, "%.400s does not exist", path);
}

static int file_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct file *self = state;
	const struct say say = { self->host, call };
	int r;

	if (self->origin != NULL &&
	    (request->origin == NULL || !origin_same(self->origin, request->origin)))
		return say_error(&say, CCRED_CONFLICT, "origin_mismatch", NULL,
				 "%.300s: origin= binds it to another server than the profile's "
				 "issuer",
				 self->path);
	r = file_read(&say, self->path, self->flags, self->format);
	return r == CCRED_NOT_FOUND ? missing(&say, self->path) : r;
}

static void file_close(void *self)
{
	free(self);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "file",
	.open = file_open,
	.get = file_get,
	.close = file_close,
};
