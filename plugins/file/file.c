/* The file plugin: a secret, or client id and secret, from a file that only its owner may change. */
#include "ccred-plugin.h"
#include "lib/file_format.h"
#include "lib/file_read.h"
#include "lib/options.h"
#include "lib/origin.h"

#include <stdlib.h>
#include <string.h>

struct file {
	const struct ccred_host *host;
	const char *path, *origin; /* of the arguments, which outlive the call */
	enum file_format format;
	uint32_t flags;
};

static int file_open(const struct ccred_host *host, struct ccred_tx *tx,
		     const struct ccred_arg *args, size_t nargs, void **ret_self)
{
	struct file *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return CCRED_INTERNAL;
	self->host = host;
	self->format = FILE_FORMAT_AUTO;
	for (size_t i = 0; i < nargs; i++) {
		const char *name = args[i].name, *value = args[i].value;
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
		host->fail(tx, 0, "path= is missing");
		free(self);
		return CCRED_INVALID;
	}
	*ret_self = self;
	return CCRED_SUCCESS;
}

static int file_get(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct file *self = state;

	if (self->origin != NULL &&
	    (request->origin == NULL || !origin_same(self->origin, request->origin)))
		return file_fail(self->host, tx, self->path, CCRED_CONFLICT, 0,
				 "origin= binds it to another server than the profile's issuer");
	return file_read(self->host, tx, self->path, self->flags, self->format);
}

static void file_close(void *self)
{
	free(self);
}

static const struct ccred_option file_options[] = CCRED_FILE_OPTIONS;

__attribute__((visibility("default"))) const struct ccred_plugin ccred_plugin_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "file",
	.version = "1",
	.summary = "client id and secret from a file",
	.options = file_options,
	.open = file_open,
	.get = file_get,
	.close = file_close,
};
