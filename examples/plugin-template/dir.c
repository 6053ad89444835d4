/* The dir plugin: client id and secret from two files of a directory, as containers mount secrets. */
#include <ccred-plugin.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 4096
#define READ_SIZE \
	16386 /* the longest secret, its newline, and one byte more to see what is too long */

/* What open hands to get and close. */
struct dir {
	const struct ccred_host *host;
	const char *path; /* of the arguments, which stay until close */
};

static int dir_open(const struct ccred_host *host, struct ccred_tx *tx,
		    const struct ccred_arg *args, size_t nargs, void **ret_self)
{
	struct dir *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return CCRED_INTERNAL;
	self->host = host;
	/* The host has checked the arguments against dir_options: path= is there, and absolute. */
	for (size_t i = 0; i < nargs; i++)
		if (strcmp(args[i].name, "path") == 0)
			self->path = args[i].value;
	if (strlen(self->path) + sizeof("/client_secret") > PATH_SIZE) {
		host->fail(tx, 0, "path= is too long");
		free(self);
		return CCRED_INVALID;
	}
	*ret_self = self;
	return CCRED_SUCCESS;
}

/* Says what is wrong with a file, and what to do. */
static int fail(struct dir *self, struct ccred_tx *tx, int result, int err, const char *name,
		const char *what)
{
	char text[512];

	snprintf(text, sizeof(text), "%.300s/%s: %s", self->path, name, what);
	self->host->fail(tx, err, text);
	return result;
}

/* Reads one file of the directory and sets its item. */
static int take(struct dir *self, struct ccred_tx *tx, int item, const char *name)
{
	const struct ccred_host *host = self->host;
	char path[PATH_SIZE], *data = NULL;
	size_t len = 0;
	ssize_t n = 0;
	int fd = -1, r;

	snprintf(path, sizeof(path), "%s/%s", self->path, name);
	/* open_file checks owner and mode, and says by itself what is wrong with them. */
	if ((r = host->open_file(tx, path, 0, &fd)) != CCRED_SUCCESS)
		return r;
	if ((data = host->secret_alloc(READ_SIZE)) == NULL) {
		r = fail(self, tx, CCRED_INTERNAL, ENOMEM, name, "cannot read it");
		goto out;
	}
	while (len < READ_SIZE && (n = read(fd, data + len, READ_SIZE - len)) > 0)
		len += (size_t)n;
	if (n < 0) {
		r = fail(self, tx, CCRED_UNAVAILABLE, errno, name, "cannot read it");
		goto out;
	}
	if (len > 0 && data[len - 1] == '\n')
		len--;
	r = host->set(tx, item, data, len);
	if (r == CCRED_CONFLICT)
		fail(self, tx, r, 0, name,
		     "it is not the client id of the profile or of an earlier line: make them equal");
	else if (r != CCRED_SUCCESS)
		fail(self, tx, r, 0, name,
		     "it is empty or too long, or has more than one line or bytes that are not UTF-8");
out:
	host->secret_free(data, READ_SIZE);
	close(fd);
	return r;
}

static int dir_get(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct dir *self = state;
	int r;

	(void)request;
	if ((r = take(self, tx, CCRED_ITEM_CLIENT_ID, "client_id")) != CCRED_SUCCESS)
		return r;
	return take(self, tx, CCRED_ITEM_CLIENT_SECRET, "client_secret");
}

static void dir_close(void *self)
{
	free(self);
}

static const struct ccred_option dir_options[] = {
	{ "path", CCRED_OPT_PATH, 1, "the directory with the files client_id and client_secret" },
	{ NULL, 0, 0, NULL },
};

const struct ccred_plugin ccred_plugin_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "dir",
	.version = "1",
	.summary = "client id and secret from the files of a directory",
	.options = dir_options,
	.open = dir_open,
	.get = dir_get,
	.close = dir_close,
};
