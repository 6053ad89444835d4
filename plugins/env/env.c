/* The env plugin: client id and secret from environment variables. */
#include "ccred-plugin.h"
#include "lib/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 1024

struct env {
	const struct ccred_host *host;
	char id[NAME_MAX_LEN], secret[NAME_MAX_LEN]; /* names of variables; empty: not looked at */
};

static int env_open(const struct ccred_host *host, struct ccred_tx *tx,
		    const struct ccred_arg *args, size_t nargs, void **ret_self)
{
	struct env *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return CCRED_INTERNAL;
	self->host = host;
	for (size_t i = 0; i < nargs; i++) {
		const char *value = args[i].value;
		if (strlen(value) + sizeof("CLIENT_SECRET") > NAME_MAX_LEN)
			goto invalid;
		if (strcmp(args[i].name, "prefix") == 0) {
			snprintf(self->id, sizeof(self->id), "%sCLIENT_ID", value);
			snprintf(self->secret, sizeof(self->secret), "%sCLIENT_SECRET", value);
		}
	}
	/* id= and secret= say more than prefix=. */
	for (size_t i = 0; i < nargs; i++) {
		if (strcmp(args[i].name, "id") == 0)
			snprintf(self->id, sizeof(self->id), "%s", args[i].value);
		else if (strcmp(args[i].name, "secret") == 0)
			snprintf(self->secret, sizeof(self->secret), "%s", args[i].value);
	}
	if (self->id[0] == '\0' && self->secret[0] == '\0')
		goto invalid;
	*ret_self = self;
	return CCRED_SUCCESS;
invalid:
	host->fail(tx, 0, "it needs prefix=, or id= and secret= with names of variables");
	free(self);
	return CCRED_INVALID;
}

/* Sets one item from its variable, and wipes the variable. *found counts. */
static int take(struct env *self, struct ccred_tx *tx, int item, const char *name, int *found)
{
	char text[NAME_MAX_LEN + 64];
	char *value = name[0] != '\0' ? getenv(name) : NULL;
	size_t len;
	int r;

	if (value == NULL)
		return CCRED_SUCCESS;
	len = strlen(value);
	r = self->host->set(tx, item, value, len);
	self->host->wipe(value, len);
	if (r == CCRED_SUCCESS) {
		(*found)++;
		return r;
	}
	if (r == CCRED_CONFLICT)
		snprintf(text, sizeof(text),
			 "%s is not the client id of the profile or of an earlier line: make them "
			 "equal, or leave one out",
			 name);
	else if (len == 0)
		snprintf(text, sizeof(text), "%s is set but empty: unset it, or give it a value",
			 name);
	else
		snprintf(text, sizeof(text),
			 "%s is too long, or holds a control byte or bytes that are not UTF-8",
			 name);
	self->host->fail(tx, 0, text);
	return r;
}

static int env_get(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct env *self = state;
	char text[2 * NAME_MAX_LEN + 64];
	int found = 0, r;

	(void)request;
	if ((r = take(self, tx, CCRED_ITEM_CLIENT_ID, self->id, &found)) != CCRED_SUCCESS ||
	    (r = take(self, tx, CCRED_ITEM_CLIENT_SECRET, self->secret, &found)) != CCRED_SUCCESS)
		return r;
	if (found > 0)
		return CCRED_SUCCESS;
	if (self->id[0] != '\0' && self->secret[0] != '\0')
		snprintf(text, sizeof(text), "neither %s nor %s is set", self->id, self->secret);
	else
		snprintf(text, sizeof(text), "%s is not set",
			 self->id[0] != '\0' ? self->id : self->secret);
	self->host->fail(tx, 0, text);
	return CCRED_NOT_FOUND;
}

static void env_close(void *self)
{
	free(self);
}

static const struct ccred_option env_options[] = CCRED_ENV_OPTIONS;

__attribute__((visibility("default"))) const struct ccred_plugin ccred_plugin_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "env",
	.version = "1",
	.summary = "client id and secret from environment variables",
	.options = env_options,
	.open = env_open,
	.get = env_get,
	.close = env_close,
};
