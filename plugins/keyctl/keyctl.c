/* The keyctl plugin: a secret, or client id and secret, from a key in the kernel's keyrings. */
#include "ccred-plugin.h"
#include "lib/file_read.h"
#include "lib/options.h"

#include <errno.h>
#include <keyutils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DESCRIPTION 4095 /* the kernel's */
#define MAX_KEY 32767 /* of a key of type user, the kernel's */

struct key {
	const struct ccred_host *host;
	struct ccred_tx *tx;
	const char *
		wanted; /* description=, of the arguments, which outlive the call; NULL: made of the request */
	enum file_format format;
	int user; /* the user's keyring, not the session's */
	char description[MAX_DESCRIPTION + 1];
};

static int keyctl_open(const struct ccred_host *host, struct ccred_tx *tx,
		       const struct ccred_arg *args, size_t nargs, void **ret_self)
{
	struct key *k = calloc(1, sizeof(*k));

	if (k == NULL)
		return CCRED_INTERNAL;
	k->host = host;
	k->tx = tx;
	k->format = FILE_FORMAT_AUTO;
	for (size_t i = 0; i < nargs; i++) {
		if (strcmp(args[i].name, "description") == 0)
			k->wanted = args[i].value;
		else if (strcmp(args[i].name, "format") == 0)
			k->format = file_format_find(args[i].value);
		else if (strcmp(args[i].name, "keyring") == 0)
			k->user = strcmp(args[i].value, "user") == 0;
	}
	if (k->wanted != NULL && (k->wanted[0] == '\0' || strlen(k->wanted) > MAX_DESCRIPTION)) {
		host->fail(tx, 0, "description= must have 1 to 4095 bytes");
		free(k);
		return CCRED_INVALID;
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
	else if (rq->profile == NULL || rq->origin == NULL)
		n = -1;
	else
		n = snprintf(k->description, sizeof(k->description), "ccred:%s%s%s@%s", rq->profile,
			     rq->tenant != NULL ? "/" : "", rq->tenant != NULL ? rq->tenant : "",
			     rq->origin);
	if (n > 0 && n < (int)sizeof(k->description))
		return CCRED_SUCCESS;
	k->host->fail(k->tx, 0,
		      "the key cannot be named after the profile and its server: add description=");
	return CCRED_INVALID;
}

static int fail(struct key *k, int why)
{
	const char *ring = k->user ? "@u" : "@s";
	char text[512];

	switch (why) {
	case ENOKEY:
		snprintf(
			text, sizeof(text),
			"the %s keyring has no key %.150s: add it with keyctl padd user '%.150s' %s",
			k->user ? "user's" : "session's", k->description, k->description, ring);
		k->host->fail(k->tx, 0, text);
		return CCRED_NOT_FOUND;
	case EKEYEXPIRED:
	case EKEYREVOKED:
	case EKEYREJECTED:
		return file_fail(k->host, k->tx, k->description, CCRED_INVALID, why,
				 "add the key again with keyctl padd");
	case EACCES:
		return file_fail(k->host, k->tx, k->description, CCRED_DENIED, why,
				 "the key must let its possessor search it (keyctl setperm)");
	case ENOMEM:
		return file_fail(k->host, k->tx, k->description, CCRED_INTERNAL, why, "keyctl");
	default:
		/* ENOSYS: a kernel without keyrings; EPERM: a container that forbids the call. */
		return file_fail(k->host, k->tx, k->description, CCRED_UNAVAILABLE, why,
				 "the kernel's keyrings cannot be used here");
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

static int keyctl_get(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct key *k = state;
	key_serial_t key = 0;
	char *data;
	long len;
	int r;

	k->tx = tx;
	if ((r = describe(k, request)) != CCRED_SUCCESS || (r = find(k, &key)) != CCRED_SUCCESS)
		return r;
	if ((data = k->host->secret_alloc(MAX_KEY + 1)) == NULL)
		return fail(k, ENOMEM);
	if ((len = keyctl_read(key, data, MAX_KEY)) < 0)
		r = fail(k, errno);
	else if (len > MAX_KEY)
		r = file_fail(k->host, tx, k->description, CCRED_INVALID, 0, "the key is too long");
	else
		r = file_take(k->host, tx, k->description, data, (size_t)len, k->format);
	k->host->secret_free(data, MAX_KEY + 1);
	return r;
}

static void keyctl_close(void *self)
{
	free(self);
}

static const struct ccred_option keyctl_options[] = CCRED_KEYCTL_OPTIONS;

__attribute__((visibility("default"))) const struct ccred_plugin ccred_plugin_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	/* No CCRED_CAP_TENANT: with description= tenants are as far apart as that says. */
	.name = "keyctl",
	.version = "1",
	.summary = "client id and secret from a key in the kernel's keyrings",
	.options = keyctl_options,
	.open = keyctl_open,
	.get = keyctl_get,
	.close = keyctl_close,
};
