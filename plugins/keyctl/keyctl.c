/* The keyctl plugin: a secret, or client id and secret, from a key in the kernel's keyrings. */
#include "ccred-plugin.h"
#include "lib/file_read.h"

#include <errno.h>
#include <keyutils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The kernel's own limits. */
#define MAX_DESCRIPTION 4095
#define MAX_KEY 32767 /* of a key of type user */

struct key {
	struct say say;
	/* description= of the arguments, which outlive the call; NULL: made of the request. */
	const char *wanted;
	enum file_format format;
	/* The user's keyring, not the session's. */
	int user;
	char description[MAX_DESCRIPTION + 1];
};

static int keyctl_open(const struct ccred_host *host, struct ccred_call *call,
		       const struct ccred_arg *const *args, void **ret_self)
{
	const struct say say = { host, call };
	struct key *k = calloc(1, sizeof(*k));

	if (k == NULL)
		return say_no_memory(&say);
	k->say = say;
	k->format = FILE_FORMAT_AUTO;
	for (; *args != NULL; args++) {
		if (strcmp((*args)->name, "description") == 0)
			k->wanted = (*args)->value;
		else if (strcmp((*args)->name, "format") == 0)
			k->format = file_format_find((*args)->value);
		else if (strcmp((*args)->name, "keyring") == 0)
			k->user = strcmp((*args)->value, "user") == 0;
	}
	if (k->wanted != NULL && (k->wanted[0] == '\0' || strlen(k->wanted) > MAX_DESCRIPTION)) {
		free(k);
		return say_error(&say, CCRED_INVALID, "description_invalid", NULL,
				 "description= must have 1 to 4095 bytes");
	}
	*ret_self = k;
	return CCRED_SUCCESS;
}

/* Neither the name of a profile nor a tenant holds a slash, so no two of them share a key. */
static int describe(struct key *k, const struct ccred_request *rq)
{
	int n;

	if (k->wanted != NULL)
		n = snprintf(k->description, sizeof(k->description), "%s", k->wanted);
	else if (rq->origin == NULL)
		n = -1;
	else
		n = snprintf(k->description, sizeof(k->description), "ccred:%s%s%s@%s", rq->profile,
			     rq->tenant != NULL ? "/" : "", rq->tenant != NULL ? rq->tenant : "",
			     rq->origin);
	if (n > 0 && n < (int)sizeof(k->description))
		return CCRED_SUCCESS;
	return say_error(&k->say, CCRED_INVALID, "description_invalid", NULL,
			 "the key cannot be named after the profile and its server: add "
			 "description=");
}

static int missing(const struct key *k)
{
	char word[SAY_WORD], fix[SAY_WORD + 32] = "";

	if (say_word(k->description, word)[0] != '\0')
		snprintf(fix, sizeof(fix), "keyctl padd user %s %s", word, k->user ? "@u" : "@s");
	return say_error(&k->say, CCRED_NOT_FOUND, "key_missing", fix,
			 "the %s keyring has no key %.300s", k->user ? "user's" : "session's",
			 k->description);
}

static int fail(const struct key *k, int why)
{
	switch (why) {
	case ENOKEY:
		return missing(k);
	case EKEYEXPIRED:
	case EKEYREVOKED:
	case EKEYREJECTED:
		return say_errno(&k->say, CCRED_INVALID, why, "key_unusable",
				 "%.300s: add the key again with keyctl padd", k->description);
	case EACCES:
		return say_errno(&k->say, CCRED_DENIED, why, "key_denied",
				 "%.300s: the key must let its possessor search it (keyctl "
				 "setperm)",
				 k->description);
	case ENOMEM:
		return say_no_memory(&k->say);
	default:
		/* ENOSYS: a kernel without keyrings; EPERM: a container that forbids the call. */
		return say_errno(&k->say, CCRED_UNAVAILABLE, why, "keyrings_unavailable",
				 "%.300s: the kernel's keyrings cannot be used here",
				 k->description);
	}
}

/* Returns a result. */
static int find(struct key *k, key_serial_t *ret_key)
{
	key_serial_t ring = k->user ? KEY_SPEC_USER_KEYRING : KEY_SPEC_SESSION_KEYRING;
	long key;

	/*
	 * A key can be read by whoever possesses it: reaches it from a keyring of the process. The user's
	 * hangs on the session's, most often, but not in a service or under sudo, so it is hung on this
	 * process's own, which goes with the process.
	 */
	if (k->user && keyctl_link(ring, KEY_SPEC_PROCESS_KEYRING) != 0)
		return fail(k, errno);
	if ((key = keyctl_search(ring, "user", k->description, 0)) < 0)
		return fail(k, errno);
	*ret_key = (key_serial_t)key;
	return CCRED_SUCCESS;
}

/* The items of the key's bytes; where they lie is said. */
static int take(const struct key *k, char *data, size_t len)
{
	int r = file_take(&k->say, k->description, data, len, k->format);

	if (r != CCRED_SUCCESS)
		return r;
	return say_found(&k->say, "%.400s in the %s keyring", k->description,
			 k->user ? "user's" : "session's");
}

static int keyctl_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct key *k = state;
	const struct ccred_host *host = k->say.host;
	key_serial_t key = 0;
	char *data;
	long len;
	int r;

	k->say.call = call;
	if ((r = describe(k, request)) != CCRED_SUCCESS || (r = find(k, &key)) != CCRED_SUCCESS)
		return r;
	if ((data = host->secret_alloc(MAX_KEY + 1)) == NULL)
		return say_no_memory(&k->say);
	if ((len = keyctl_read(key, data, MAX_KEY)) < 0)
		r = fail(k, errno);
	else if (len > MAX_KEY)
		r = say_error(&k->say, CCRED_INVALID, "key_too_long", NULL,
			      "%.300s: the key is too long", k->description);
	else
		r = take(k, data, (size_t)len);
	host->secret_free(data, MAX_KEY + 1);
	return r;
}

static void keyctl_close(void *self)
{
	free(self);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "keyctl",
	.open = keyctl_open,
	.get = keyctl_get,
	.close = keyctl_close,
};
