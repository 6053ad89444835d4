/* The file plugin: a secret, or client id and secret, from a file that only its owner may change. */
#include "ccred-plugin.h"
#include "file_format.h"
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define MAX_FILE 65536

struct file {
	const struct ccred_host *host;
	const char *path, *origin; /* of the arguments, which outlive the call */
	enum file_format format;
	uint32_t flags;
};

static int file_open(const struct ccred_host *host, struct ccred_tx *tx,
		     const struct ccred_arg *args, size_t nargs, void **ret_self)
{
	static const char *const formats[] = CCRED_FILE_FORMATS;
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
			for (int f = 0; formats[f] != NULL; f++)
				if (strcmp(value, formats[f]) == 0)
					self->format = (enum file_format)f;
	}
	if (self->path == NULL) {
		host->fail(tx, 0, "path= is missing");
		free(self);
		return CCRED_INVALID;
	}
	*ret_self = self;
	return CCRED_SUCCESS;
}

/* Reads to the end. Returns a result; *ret_len is MAX_FILE + 1 if there is more than allowed. */
static int read_file(int fd, char *data, size_t *ret_len)
{
	size_t len = 0;

	while (len < MAX_FILE + 1) {
		ssize_t n = read(fd, data + len, MAX_FILE + 1 - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return CCRED_UNAVAILABLE;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	*ret_len = len;
	return CCRED_SUCCESS;
}

/* Sets what the file holds. */
static int set(struct file *self, struct ccred_tx *tx, const struct file_items *items)
{
	int r = CCRED_SUCCESS;

	if (items->id != NULL)
		r = self->host->set(tx, CCRED_ITEM_CLIENT_ID, items->id, items->id_len);
	if (r == CCRED_SUCCESS && items->secret != NULL)
		r = self->host->set(tx, CCRED_ITEM_CLIENT_SECRET, items->secret, items->secret_len);
	return r;
}

static int fail(struct file *self, struct ccred_tx *tx, int result, int err, const char *what)
{
	char text[512];

	snprintf(text, sizeof(text), "%.300s: %s", self->path, what);
	self->host->fail(tx, err, text);
	return result;
}

/* scheme://host[:port], compared without case and without the default port. */
static int same_origin(const char *a, const char *b)
{
	const char *ends[2] = { a, b };
	size_t len[2];

	for (int i = 0; i < 2; i++) {
		const char *host = strstr(ends[i], "://");
		if (host == NULL)
			return 0;
		len[i] = (size_t)(host + 3 - ends[i]) + strcspn(host + 3, "/?#");
		const char *port = strncasecmp(ends[i], "https:", 6) == 0 ? ":443" : ":80";
		size_t n = strlen(port);
		if (len[i] > n && strncmp(ends[i] + len[i] - n, port, n) == 0)
			len[i] -= n;
	}
	return len[0] == len[1] && strncasecmp(a, b, len[0]) == 0;
}

static int file_get(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct file *self = state;
	struct file_items items = { 0 };
	const char *why = NULL;
	char *data = NULL;
	size_t len = 0;
	int fd = -1, r;

	if (self->origin != NULL &&
	    (request->origin == NULL || !same_origin(self->origin, request->origin)))
		return fail(self, tx, CCRED_CONFLICT, 0,
			    "origin= binds it to another server than the profile's issuer");
	if ((r = self->host->open_file(tx, self->path, self->flags, &fd)) != CCRED_SUCCESS)
		return r;
	if ((data = self->host->secret_alloc(MAX_FILE + 2)) == NULL) {
		r = fail(self, tx, CCRED_INTERNAL, ENOMEM, "no memory");
		goto out;
	}
	if (read_file(fd, data, &len) != CCRED_SUCCESS) {
		r = fail(self, tx, CCRED_UNAVAILABLE, errno, "cannot read it");
		goto out;
	}
	if (len > MAX_FILE) {
		r = fail(self, tx, CCRED_INVALID, 0, "it is longer than 65536 bytes: is it the right file?");
		goto out;
	}
	if (file_parse(self->host, data, len, self->format, &items, &why) != 0) {
		r = fail(self, tx, CCRED_INVALID, 0, why);
		goto out;
	}
	r = set(self, tx, &items);
	if (r == CCRED_CONFLICT)
		fail(self, tx, r, 0,
		     "its client id is not that of the profile or of an earlier line: make them "
		     "equal, or leave one out");
	else if (r != CCRED_SUCCESS)
		fail(self, tx, r, 0,
		     "its id or secret is empty, too long, or holds a control byte or bytes that are "
		     "not UTF-8");
out:
	file_items_clear(self->host, &items);
	self->host->secret_free(data, MAX_FILE + 2);
	close(fd);
	return r;
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
