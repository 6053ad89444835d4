/* The dir plugin: client id and secret from two files of a directory, as containers mount
 * secrets. */
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

/* reason is a stable word for programs, text a line for a person. */
static void say(const struct dir *self, struct ccred_call *call, const char *reason,
		const char *text)
{
	const struct ccred_message message = {
		.size = sizeof(message), .severity = CCRED_ERROR, .reason = reason, .text = text
	};

	self->host->say(call, &message);
}

static int dir_open(const struct ccred_host *host, struct ccred_call *call,
		    const struct ccred_arg *const *args, void **ret_self)
{
	struct dir *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return CCRED_INTERNAL;
	self->host = host;
	/* The host has checked the arguments against dir.plugin: path= is there, and absolute. */
	for (; *args != NULL; args++)
		if (strcmp((*args)->name, "path") == 0)
			self->path = (*args)->value;
	if (strlen(self->path) + sizeof("/client_secret") > PATH_SIZE) {
		say(self, call, "path_too_long", "path= is too long");
		free(self);
		return CCRED_INVALID;
	}
	*ret_self = self;
	return CCRED_SUCCESS;
}

/* Says what is wrong with a file, and what to do. */
static int fail(const struct dir *self, struct ccred_call *call, int result, const char *reason,
		const char *name, const char *what)
{
	char text[512];

	snprintf(text, sizeof(text), "%.300s/%s: %s", self->path, name, what);
	say(self, call, reason, text);
	return result;
}

/* Reads one file of the directory and sets its item. */
static int take(const struct dir *self, struct ccred_call *call, int item, const char *name)
{
	const struct ccred_host *host = self->host;
	char path[PATH_SIZE], *data = NULL;
	size_t len = 0;
	ssize_t n = 0;
	int fd = -1, r;

	snprintf(path, sizeof(path), "%s/%s", self->path, name);
	/* open_file checks owner and mode, and says by itself what is wrong with them. */
	if ((r = host->open_file(call, path, 0, &fd)) != CCRED_SUCCESS)
		return r;
	if ((data = host->secret_alloc(READ_SIZE)) == NULL) {
		r = fail(self, call, CCRED_INTERNAL, "no_memory", name, "there is no memory left");
		goto out;
	}
	while (len < READ_SIZE && (n = read(fd, data + len, READ_SIZE - len)) > 0)
		len += (size_t)n;
	if (n < 0) {
		r = fail(self, call, CCRED_UNAVAILABLE, "file_unreadable", name, strerror(errno));
		goto out;
	}
	if (len > 0 && data[len - 1] == '\n')
		len--;
	r = host->set(call, item, data, len);
	if (r == CCRED_CONFLICT)
		fail(self, call, r, "other_client", name,
		     "it is not the client id of the profile or of an earlier line: make them equal");
	else if (r != CCRED_SUCCESS)
		fail(self, call, r, "file_invalid", name,
		     "it is empty or too long, or has more than one line or bytes that are not UTF-8");
out:
	host->secret_free(data, READ_SIZE);
	close(fd);
	return r;
}

static int dir_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	const struct dir *self = state;
	const struct ccred_message found = { .size = sizeof(found),
					     .severity = CCRED_INFO,
					     .location = self->path };
	int r;

	(void)request;
	if ((r = take(self, call, CCRED_ITEM_CLIENT_ID, "client_id")) != CCRED_SUCCESS ||
	    (r = take(self, call, CCRED_ITEM_CLIENT_SECRET, "client_secret")) != CCRED_SUCCESS)
		return r;
	self->host->say(call, &found);
	return CCRED_SUCCESS;
}

static void dir_close(void *self)
{
	free(self);
}

const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "dir",
	.open = dir_open,
	.get = dir_get,
	.close = dir_close,
};
