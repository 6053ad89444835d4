/* A plugin that keeps the rules, or breaks one of them: what ccred plugin check must see. */
#include "ccred-plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

#ifdef BREAK_EXPORTS
EXPORT int rules_helper(void);
int rules_helper(void)
{
	return 1;
}
#endif

struct rules {
	const struct ccred_host *host;
	const char *file;
};

static int rules_open(const struct ccred_host *host, struct ccred_tx *tx,
		      const struct ccred_arg *args, size_t nargs, void **ret_self)
{
	struct rules *self = calloc(1, sizeof(*self));

	(void)tx;
	if (self == NULL)
		return CCRED_INTERNAL;
	self->host = host;
	for (size_t i = 0; i < nargs; i++)
		if (strcmp(args[i].name, "file") == 0)
			self->file = args[i].value;
#ifdef BREAK_IMPORTS
	if (self->file == NULL) {
		setenv("RULES", "broken", 1);
		if (fork() == 0)
			exit(1);
		wait(NULL);
	}
#endif
	*ret_self = self;
	return CCRED_SUCCESS;
}

static int set_secret(struct rules *self, struct ccred_tx *tx, const char *secret, size_t len)
{
#ifdef BREAK_WORDS
	char text[128];
	snprintf(text, sizeof(text), "found %.*s", (int)len, secret);
	self->host->log(tx, text);
#endif
#ifdef BREAK_WIPING
	/* A small block, over whose beginning free(3) writes. */
	char *copy = strndup(secret, len);
	int r = copy != NULL ? self->host->set(tx, CCRED_ITEM_CLIENT_SECRET, copy, len)
			     : CCRED_INTERNAL;
	free(copy);
	return r;
#else
	return self->host->set(tx, CCRED_ITEM_CLIENT_SECRET, secret, len);
#endif
}

/* A secret of 16 KiB at most. */
static int rules_get(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct rules *self = state;
	char *secret = malloc(16384);
	ssize_t n = -1;
	int fd = -1, r = self->host->open_file(tx, self->file, 0, &fd);

	(void)request;
	if (r == CCRED_SUCCESS && secret != NULL && (n = read(fd, secret, 16384)) > 0)
		r = set_secret(self, tx, secret, (size_t)n);
	else if (r == CCRED_SUCCESS)
		r = CCRED_INVALID;
	if (fd >= 0)
		close(fd);
	if (n > 0)
		self->host->wipe(secret, (size_t)n);
	free(secret);
	return r;
}

static void rules_close(void *self)
{
	free(self);
}

static const struct ccred_option rules_options[] = {
	{ "file", CCRED_OPT_PATH, 1, "holds the secret, without a newline" },
	{ NULL, 0, 0, NULL },
};

EXPORT const struct ccred_plugin ccred_plugin_v1 = {
#ifdef BREAK_SIZE
	.size = 24,
#else
	.size = sizeof(struct ccred_plugin),
#endif
	.abi_minor = CCRED_ABI_MINOR,
	.name = "rules",
	.version = "2.1",
	.summary = "a secret from a file, by the rules",
	.options = rules_options,
	.open = rules_open,
	.get = rules_get,
	.close = rules_close,
};
