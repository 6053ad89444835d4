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

static int rules_open(const struct ccred_host *host, struct ccred_call *call,
		      const struct ccred_arg *const *args, void **ret_self)
{
	struct rules *self = calloc(1, sizeof(*self));

	(void)call;
	if (self == NULL)
		return CCRED_INTERNAL;
	self->host = host;
	for (; *args != NULL; args++)
		if (strcmp((*args)->name, "file") == 0)
			self->file = (*args)->value;
#ifdef BREAK_IMPORTS
#undef setenv /* the check is to find it */
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

static int set_secret(struct rules *self, struct ccred_call *call, const char *secret, size_t len)
{
#ifdef BREAK_WORDS
	char text[128];
	snprintf(text, sizeof(text), "found %.*s", (int)len, secret);
	self->host->log(call, text);
#endif
#ifdef BREAK_WIPING
	/* The host wipes what is freed, and nothing else. */
	static char copy[16384];
	memcpy(copy, secret, len);
	return self->host->set(call, CCRED_ITEM_CLIENT_SECRET, copy, len);
#else
	return self->host->set(call, CCRED_ITEM_CLIENT_SECRET, secret, len);
#endif
}

/* A secret of 16 KiB at most. */
static int rules_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct rules *self = state;
	char *secret = malloc(16384);
	ssize_t n = -1;
	int fd = -1, r = self->host->open_file(call, self->file, 0, &fd);

	(void)request;
#ifdef BREAK_REASON
	r = CCRED_DENIED;
#endif
	if (r == CCRED_SUCCESS && secret != NULL && (n = read(fd, secret, 16384)) > 0)
		r = set_secret(self, call, secret, (size_t)n);
	else if (r == CCRED_SUCCESS)
		r = CCRED_INVALID;
	if (fd >= 0)
		close(fd);
	if (n > 0)
		self->host->wipe(secret, (size_t)n);
	free(secret);
#ifdef BREAK_SET
	(void)self->host->set(call, CCRED_ITEM_CLIENT_ID, "", 0);
#endif
	return r;
}

static void rules_close(void *self)
{
	free(self);
}

EXPORT const struct ccred_plugin ccred_module_v1 = {
#ifdef BREAK_SIZE
	.size = 24,
#else
	.size = sizeof(struct ccred_plugin),
#endif
	.abi_minor = CCRED_ABI_MINOR,
	.name = "rules",
	.open = rules_open,
	.get = rules_get,
	.close = rules_close,
};
