/* A plugin that says which of two files it is: built twice, for the tests of what is loaded. */
#include "ccred-plugin.h"

#include <string.h>

static const struct ccred_host *host;

static int twin_open(const struct ccred_host *h, struct ccred_tx *tx, const struct ccred_arg *args,
		     size_t nargs, void **ret_self)
{
	(void)tx;
	(void)args;
	(void)nargs;
	(void)ret_self;
	host = h;
	return CCRED_SUCCESS;
}

static int twin_get(void *self, struct ccred_tx *tx, const struct ccred_request *request)
{
	(void)self;
	(void)request;
	int r = host->set(tx, CCRED_ITEM_CLIENT_ID, TWIN, strlen(TWIN));

	return r != CCRED_SUCCESS ? r : host->set(tx, CCRED_ITEM_CLIENT_SECRET, "s", 1);
}

__attribute__((visibility("default"))) const struct ccred_plugin ccred_plugin_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "twin",
	.version = "1",
	.summary = "says which of two files it is",
	.open = twin_open,
	.get = twin_get,
};
