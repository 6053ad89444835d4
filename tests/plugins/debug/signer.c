/* A plugin that holds a key and signs with it: the signature is the bytes backwards, with the
 * number of the call. */
#include "ccred-plugin.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct signer {
	const struct ccred_host *host;
	/* Of the arguments. */
	const char *closed, *act;
	char pin[16];
	unsigned calls;
};

static int signer_open(const struct ccred_host *host, struct ccred_call *call,
		       const struct ccred_arg *const *args, void **ret_self)
{
	struct signer *s = calloc(1, sizeof(*s));

	(void)call;
	if (s == NULL)
		return CCRED_INTERNAL;
	s->host = host;
	for (; *args != NULL; args++) {
		if (strcmp((*args)->name, "closed") == 0)
			s->closed = (*args)->value;
		else if (strcmp((*args)->name, "do") == 0)
			s->act = (*args)->value;
	}
	*ret_self = s;
	return CCRED_SUCCESS;
}

static int is(const struct signer *s, const char *word)
{
	return s->act != NULL && strcmp(s->act, word) == 0;
}

static int set(const struct signer *s, struct ccred_call *call, int item, const char *text)
{
	return s->host->set(call, item, text, strlen(text));
}

static int signer_get(void *self, struct ccred_call *call, const struct ccred_request *request)
{
	struct signer *s = self;
	size_t len;
	int r = CCRED_SUCCESS;

	/* Once for all signatures. */
	if ((request->flags & CCRED_REQ_TERMINAL) != 0)
		r = s->host->prompt(call, CCRED_PROMPT_HIDDEN, "PIN: ", s->pin, sizeof(s->pin),
				    &len);
	if (r == CCRED_SUCCESS && is(s, "secret"))
		r = set(s, call, CCRED_ITEM_CLIENT_SECRET, "s");
	if (r != CCRED_SUCCESS || set(s, call, CCRED_ITEM_CLIENT_ID, "me") != CCRED_SUCCESS ||
	    set(s, call, CCRED_ITEM_ALGORITHM, "XS256") != CCRED_SUCCESS ||
	    set(s, call, CCRED_ITEM_KEY_ID, "k1") != CCRED_SUCCESS)
		return r != CCRED_SUCCESS ? r : CCRED_INTERNAL;
	return CCRED_SUCCESS;
}

static int signer_sign(void *self, struct ccred_call *call, const struct ccred_request *request,
		       const struct ccred_signing *signing)
{
	static const struct ccred_message denied = { .size = sizeof(denied),
						     .severity = CCRED_ERROR,
						     .reason = "key_refuses",
						     .text = "the key is worn out",
						     .fix = "buy another" };
	struct signer *s = self;
	const char *data = signing->data;
	char signature[256];
	size_t n = 0;

	if (is(s, "crash")) {
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
	}
	while (is(s, "hang"))
		pause();
	if (is(s, "denied")) {
		s->host->say(call, &denied);
		return CCRED_DENIED;
	}
	if (is(s, "nothing"))
		return CCRED_SUCCESS;
	if (strcmp(signing->algorithm, "XS256") != 0 || strcmp(request->profile, "test") != 0 ||
	    signing->len > 200)
		return CCRED_INVALID;
	n = (size_t)snprintf(signature, sizeof(signature), "%u%s", ++s->calls, s->pin);
	for (size_t i = signing->len; i > 0; i--)
		signature[n++] = data[i - 1];
	return s->host->set(call, CCRED_ITEM_SIGNATURE, signature, n);
}

static void signer_close(void *self)
{
	struct signer *s = self;
	int fd = s->closed != NULL ? open(s->closed, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;

	if (fd >= 0)
		close(fd);
	free(s);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "signer",
	.open = signer_open,
	.get = signer_get,
	.sign = signer_sign,
	.close = signer_close,
};
