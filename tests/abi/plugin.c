/* A plugin as somebody built it against a frozen header, and ways in which such a one can be
 * wrong. */
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
#ifndef NAME
#define NAME "abi"
#endif

struct abi {
	const struct ccred_host *host;
	const char *secret;
};

static struct abi abi;

static int abi_open(const struct ccred_host *host, struct ccred_call *call,
		    const struct ccred_arg *const *args, void **ret_self)
{
	(void)call;
	abi.host = host;
	for (; *args != NULL; args++)
		if (strcmp((*args)->name, "secret") == 0)
			abi.secret = (*args)->value;
	*ret_self = &abi;
	return CCRED_SUCCESS;
}

__attribute__((unused)) static int fail(struct ccred_call *call, const char *text)
{
	const struct ccred_message m = {
		.size = sizeof(m), .severity = CCRED_ERROR, .reason = "abi_broken", .text = text
	};

	abi.host->say(call, &m);
	return CCRED_INVALID;
}

static int request_is_right(const struct ccred_request *q)
{
	return q->profile != NULL && strcmp(q->profile, "demo") == 0 && q->issuer != NULL &&
	       q->token_endpoint != NULL && q->origin != NULL && q->tenant == NULL &&
	       q->scope != NULL && strcmp(q->scope, "api.read") == 0 && q->audience != NULL &&
	       q->resources == NULL && q->targets != NULL && q->targets[0] != NULL &&
	       q->targets[1] == NULL && q->methods_wanted == NULL && q->methods_offered != NULL;
}

static int runs(const struct ccred_host *host, struct ccred_call *call)
{
	static const char *const argv[] = { "cat", NULL };
	static const char *const env[] = { "LANG=C", NULL };
	char output[16], errors[16];
	const struct ccred_run run = { .size = sizeof(run),
				       .program = "/bin/cat",
				       .argv = argv,
				       .env = env,
				       .input = "there",
				       .input_len = 5,
				       .output = output,
				       .output_size = sizeof(output),
				       .errors = errors,
				       .errors_size = sizeof(errors) };
	struct ccred_run_answer answer = { .size = sizeof(answer) };

	return host->run(call, &run, &answer) == CCRED_SUCCESS && answer.status == 0 &&
	       answer.signal == 0 && answer.output_len == 5 && memcmp(output, "there", 5) == 0 &&
	       answer.errors_len == 0 && answer.last_line[0] == '\0';
}

/* Every function of the host, and every member of the request, as its header has them. */
__attribute__((unused)) static int abi_get(void *self, struct ccred_call *call,
					   const struct ccred_request *request)
{
	struct abi *me = self;
	const struct ccred_host *host = me->host;
	size_t len = strlen(me->secret), data_len;
	const void *data;
	char *copy;
	int fd, r;

	if (host->size < sizeof(*host) || request->size < sizeof(*request))
		return fail(call, "the host's structs are shorter than those of the frozen header");
	if (!request_is_right(request) || host->time_left(call) <= 0)
		return fail(call, "the request is not what was asked");
	host->log(call, "the frozen plugin was called");
	if (host->open_file(call, "/nowhere", CCRED_OPEN_SHARED_MODE, &fd) != CCRED_NOT_FOUND ||
	    host->check_file(call, "/nowhere", 0) != CCRED_NOT_FOUND ||
	    host->check_file(call, "/bin/sh", CCRED_OPEN_SHARED_MODE) != CCRED_SUCCESS)
		return fail(call, "the functions for files are not as they were");
	if (host->get(call, CCRED_ITEM_CLIENT_SECRET, &data, &data_len) != CCRED_NOT_FOUND ||
	    host->get(call, CCRED_ITEM_CLIENT_ID, &data, &data_len) != CCRED_SUCCESS ||
	    data_len != strlen(request->client_id))
		return fail(call, "get is not as it was");
	if (host->prompt(call, CCRED_PROMPT_INFO, "touch", NULL, 0, NULL) != CCRED_LOCKED)
		return fail(call, "prompt is not as it was");
	if (host->expires(call, CCRED_ITEM_CLIENT_SECRET, 4102444800) != CCRED_SUCCESS)
		return fail(call, "expires is not as it was");
	if (!runs(host, call))
		return fail(call, "run is not as it was");
	if ((copy = host->secret_alloc(len)) == NULL)
		return CCRED_INTERNAL;
	memcpy(copy, me->secret, len);
	r = host->set(call, CCRED_ITEM_CLIENT_SECRET, copy, len);
	host->wipe(copy, len);
	host->secret_free(copy, len);
	return r;
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = SIZE,
	.abi_minor = MINOR,
	.name = NAME,
	.open = abi_open,
	.get = GET,
};
