/* A plugin as somebody built it against a frozen header, and ways in which such a one can be wrong. */
#include "ccred-plugin.h"

#include <string.h>

#ifndef SIZE
#define SIZE sizeof(struct ccred_plugin)
#endif
#ifndef MINOR
#define MINOR CCRED_ABI_MINOR
#endif
#ifndef GET
#define GET abi_get
#endif

struct abi {
	const struct ccred_host *host;
	const char *secret;
};

static struct abi abi;

static int abi_open(const struct ccred_host *host, struct ccred_tx *tx,
		    const struct ccred_arg *args, size_t nargs, void **ret_self)
{
	(void)tx;
	abi.host = host;
	for (size_t i = 0; i < nargs; i++)
		if (strcmp(args[i].name, "secret") == 0)
			abi.secret = args[i].value;
	*ret_self = &abi;
	return CCRED_SUCCESS;
}

/* Every function of the host, and every member of the request, as its header has them. */
__attribute__((unused)) static int abi_get(void *self, struct ccred_tx *tx,
					   const struct ccred_request *request)
{
	struct abi *me = self;
	const struct ccred_host *host = me->host;
	size_t len = strlen(me->secret);
	const void *data;
	size_t data_len;
	char *copy;
	int fd, r;

	if (host->size < sizeof(*host) || request->size < sizeof(*request)) {
		host->fail(tx, 0, "the host's structs are shorter than those of the frozen header");
		return CCRED_INVALID;
	}
	if (request->profile == NULL || strcmp(request->profile, "demo") != 0 ||
	    request->issuer == NULL || request->token_endpoint == NULL || request->origin == NULL ||
	    request->tenant != NULL || request->scope == NULL || request->deadline_ms <= 0 ||
	    host->cancelled(tx)) {
		host->fail(tx, 0, "the request is not what was asked");
		return CCRED_INVALID;
	}
	host->log(tx, "the frozen plugin was called");
	if (host->open_file(tx, "/nowhere", CCRED_OPEN_SHARED_MODE, &fd) != CCRED_NOT_FOUND)
		return CCRED_INVALID;
	if (host->get(tx, CCRED_ITEM_CLIENT_SECRET, &data, &data_len) != CCRED_NOT_FOUND ||
	    host->get(tx, CCRED_ITEM_CLIENT_ID, &data, &data_len) != CCRED_SUCCESS ||
	    data_len != strlen(request->client_id))
		return CCRED_INVALID;
	if ((copy = host->secret_alloc(len)) == NULL)
		return CCRED_INTERNAL;
	memcpy(copy, me->secret, len);
	r = host->set(tx, CCRED_ITEM_CLIENT_SECRET, copy, len);
	host->wipe(copy, len);
	host->secret_free(copy, len);
	return r;
}

static const struct ccred_option abi_options[] = {
	{ "secret", CCRED_OPT_STRING, 1, "what to answer" },
	{ NULL, 0, 0, NULL },
};

__attribute__((visibility("default"))) const struct ccred_plugin ccred_plugin_v1 = {
	.size = SIZE,
	.abi_minor = MINOR,
	.name = "abi",
	.version = "1",
	.summary = "built against a frozen header",
	.options = abi_options,
	.open = abi_open,
	.get = GET,
};
