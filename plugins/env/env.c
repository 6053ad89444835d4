/* The env plugin: client id and secret from environment variables. */
#include "ccred-plugin.h"
#include "lib/say.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 1024

struct env {
	const struct ccred_host *host;
	/* Names of variables; empty: not looked at. */
	char id[NAME_MAX_LEN], secret[NAME_MAX_LEN];
};

static int env_open(const struct ccred_host *host, struct ccred_call *call,
		    const struct ccred_arg *const *args, void **ret_self)
{
	const struct say say = { host, call };
	struct env *self = calloc(1, sizeof(*self));
	bool prefix = false, names = false;

	if (self == NULL)
		return say_no_memory(&say);
	self->host = host;
	for (; *args != NULL; args++) {
		const char *value = (*args)->value;
		if (strlen(value) + sizeof("CLIENT_SECRET") > NAME_MAX_LEN)
			goto invalid;
		if (strcmp((*args)->name, "prefix") == 0) {
			prefix = true;
			snprintf(self->id, sizeof(self->id), "%sCLIENT_ID", value);
			snprintf(self->secret, sizeof(self->secret), "%sCLIENT_SECRET", value);
			continue;
		}
		names = true;
		if (strcmp((*args)->name, "id") == 0)
			snprintf(self->id, sizeof(self->id), "%s", value);
		else
			snprintf(self->secret, sizeof(self->secret), "%s", value);
	}
	/* Both could pair one tenant's prefix with a secret for all. */
	if (prefix && names)
		goto invalid;
	if (self->id[0] == '\0' && self->secret[0] == '\0')
		goto invalid;
	*ret_self = self;
	return CCRED_SUCCESS;
invalid:
	free(self);
	return say_error(&say, CCRED_INVALID, "variables_unnamed", NULL,
			 "it needs prefix= alone, or id= and secret= with names of variables");
}

/* Sets one item from its variable, and wipes the variable. *found counts. */
static int take(const struct say *say, int item, const char *name, int *found)
{
	char *value = name[0] != '\0' ? getenv(name) : NULL;
	char fix[NAME_MAX_LEN + 16];
	size_t len;
	int r;

	if (value == NULL)
		return CCRED_SUCCESS;
	len = strlen(value);
	r = say->host->set(say->call, item, value, len);
	say->host->wipe(value, len);
	if (r == CCRED_SUCCESS) {
		(*found)++;
		return r;
	}
	if (r == CCRED_CONFLICT)
		return say_error(say, r, "credential_conflict", NULL,
				 "%s is not the client id of the profile or of an earlier line: "
				 "make them equal, or leave one out",
				 name);
	snprintf(fix, sizeof(fix), "unset %s", name);
	if (len == 0)
		return say_error(say, r, "variable_empty", fix, "%s is set but empty", name);
	return say_error(say, r, "variable_invalid", NULL,
			 "%s is too long, or holds a control byte or bytes that are not UTF-8",
			 name);
}

static int env_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct env *self = state;
	const struct say say = { self->host, call };
	const char *one = self->secret[0] != '\0' ? self->secret : self->id;
	char fix[2 * NAME_MAX_LEN + 32];
	int found = 0, r;

	(void)request;
	if ((r = take(&say, CCRED_ITEM_CLIENT_ID, self->id, &found)) != CCRED_SUCCESS ||
	    (r = take(&say, CCRED_ITEM_CLIENT_SECRET, self->secret, &found)) != CCRED_SUCCESS)
		return r;
	if (found > 0)
		return say_found(&say, "%s%s%s", self->id,
				 self->id[0] != '\0' && self->secret[0] != '\0' ? ", " : "",
				 self->secret);
	snprintf(fix, sizeof(fix), "read -rs %s && export %s", one, one);
	if (self->id[0] != '\0' && self->secret[0] != '\0')
		return say_error(&say, CCRED_NOT_FOUND, "variable_unset", fix,
				 "neither %s nor %s is set", self->id, self->secret);
	return say_error(&say, CCRED_NOT_FOUND, "variable_unset", fix, "%s is not set", one);
}

static void env_close(void *self)
{
	free(self);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "env",
	.open = env_open,
	.get = env_get,
	.close = env_close,
};
