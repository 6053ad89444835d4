/* A plugin that says which of two files it is: built twice, for the tests of what is loaded. */
#include "ccred-plugin.h"

#include <string.h>

static const struct ccred_host *host;

static int twin_open(const struct ccred_host *h, struct ccred_call *call,
		     const struct ccred_arg *const *args, void **ret_self)
{
	(void)call;
	(void)args;
	(void)ret_self;
	host = h;
	return CCRED_SUCCESS;
}

static int twin_get(void *self, struct ccred_call *call, const struct ccred_request *request)
{
	(void)self;
	(void)request;
	int r = host->set(call, CCRED_ITEM_CLIENT_ID, TWIN, strlen(TWIN));

	return r != CCRED_SUCCESS ? r : host->set(call, CCRED_ITEM_CLIENT_SECRET, "s", 1);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "twin",
	.open = twin_open,
	.get = twin_get,
};
