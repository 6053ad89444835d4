/* The env plugin: client id and secret, or an assertion, from environment variables. */
#include "lib/say.h"

#define NAME_MAX_LEN 1024

struct env {
	struct say say;
	/* Names of variables; empty: not looked at. */
	char id[NAME_MAX_LEN], proof[NAME_MAX_LEN];
	/* What the second one holds: CCRED_ITEM_CLIENT_SECRET or CCRED_ITEM_ASSERTION. */
	int item;
};

static int set_name(char name[NAME_MAX_LEN], const char *begin, const char *end)
{
	return begin == NULL || snprintf(name, NAME_MAX_LEN, "%s%s", begin, end) < NAME_MAX_LEN;
}

static int env_open(const struct ccred_host *host, struct ccred_call *call,
		    const struct ccred_arg *const *args, void **ret_self)
{
	const char *prefix = say_arg(args, "prefix", NULL), *id = say_arg(args, "id", NULL),
		   *secret = say_arg(args, "secret", NULL),
		   *assertion = say_arg(args, "assertion", NULL),
		   *proof = assertion != NULL ? assertion : secret;
	struct env *e = say_state(host, call, sizeof(*e));

	if (e == NULL)
		return CCRED_INTERNAL;
	e->item = assertion != NULL ? CCRED_ITEM_ASSERTION : CCRED_ITEM_CLIENT_SECRET;
	/* Both could pair one tenant's prefix with a secret for all. */
	if ((prefix != NULL) != (id != NULL || proof != NULL) &&
	    (secret == NULL || assertion == NULL) && set_name(e->id, prefix, "CLIENT_ID") &&
	    set_name(e->proof, prefix, "CLIENT_SECRET") && set_name(e->id, id, "") &&
	    set_name(e->proof, proof, "")) {
		*ret_self = e;
		return CCRED_SUCCESS;
	}
	say_error(
		&e->say, CCRED_INVALID, "variables_unnamed", NULL,
		"it needs prefix= alone, or id= and secret= or assertion= with names of variables");
	free(e);
	return CCRED_INVALID;
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
	return say_error(say, r, "variable_invalid", NULL, "%s cannot be used", name);
}

static int env_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct env *e = state;
	const int both = e->id[0] != '\0' && e->proof[0] != '\0';
	const char *one = e->proof[0] != '\0' ? e->proof : e->id;
	char fix[2 * NAME_MAX_LEN + 32] = "";
	int found = 0, r;

	(void)request;
	e->say.call = call;
	if ((r = take(&e->say, CCRED_ITEM_CLIENT_ID, e->id, &found)) != CCRED_SUCCESS ||
	    (r = take(&e->say, e->item, e->proof, &found)) != CCRED_SUCCESS)
		return r;
	if (found > 0)
		return say_found(&e->say, "%s%s%s", e->id, both ? ", " : "", e->proof);
	/* Nobody types an assertion. */
	if (e->item == CCRED_ITEM_CLIENT_SECRET)
		snprintf(fix, sizeof(fix), "read -rs %s && export %s", one, one);
	if (both)
		return say_error(&e->say, CCRED_NOT_FOUND, "variable_unset", fix,
				 "neither %s nor %s is set", e->id, e->proof);
	return say_error(&e->say, CCRED_NOT_FOUND, "variable_unset", fix, "%s is not set", one);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "env",
	.open = env_open,
	.get = env_get,
	.close = free,
};
