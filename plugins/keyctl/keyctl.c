/* The keyctl plugin: a secret, or client id and secret, from a key in the kernel's keyrings. */
#include "lib/secret_file.h"

#include <errno.h>
#include <keyutils.h>

/* The kernel's own limits. */
#define MAX_DESCRIPTION 4095
#define MAX_KEY 32767 /* of a key of type user */

struct key {
	struct say say;
	/* Of the arguments, which outlive the call. Without description= it is made of the request,
	 * in name. */
	const char *description, *format;
	char name[MAX_DESCRIPTION + 1];
	/* The user's keyring, or the session's, for the kernel, for keyctl(1) and in words. */
	key_serial_t ring;
	const char *ring_name, *whose;
};

static int keyctl_open(const struct ccred_host *host, struct ccred_call *call,
		       const struct ccred_arg *const *args, void **ret_self)
{
	int user = strcmp(say_arg(args, "keyring", "session"), "user") == 0;
	struct key *k = say_state(host, call, sizeof(*k));

	if (k == NULL)
		return CCRED_INTERNAL;
	k->description = say_arg(args, "description", NULL);
	k->format = say_arg(args, "format", NULL);
	k->ring = user ? KEY_SPEC_USER_KEYRING : KEY_SPEC_SESSION_KEYRING;
	k->ring_name = user ? "@u" : "@s";
	k->whose = user ? "user's" : "session's";
	if (k->description != NULL &&
	    (k->description[0] == '\0' || strlen(k->description) > MAX_DESCRIPTION)) {
		say_error(&k->say, CCRED_INVALID, "description_invalid", NULL,
			  "description= must have 1 to 4095 bytes");
		free(k);
		return CCRED_INVALID;
	}
	*ret_self = k;
	return CCRED_SUCCESS;
}

/* Neither the name of a profile nor a tenant holds a slash, so no two of them share a key. */
static int describe(struct key *k, const struct ccred_request *rq)
{
	const char *slash = rq->tenant != NULL ? "/" : "",
		   *tenant = slash[0] != '\0' ? rq->tenant : "";

	if (k->description != NULL)
		return CCRED_SUCCESS;
	k->description = k->name;
	if (rq->origin != NULL && snprintf(k->name, sizeof(k->name), "ccred:%s%s%s@%s", rq->profile,
					   slash, tenant, rq->origin) < (int)sizeof(k->name))
		return CCRED_SUCCESS;
	return say_error(&k->say, CCRED_INVALID, "description_invalid", NULL,
			 "the key cannot be named after the profile and its server: add "
			 "description=");
}

static int fail(const struct key *k, int why)
{
	/* ENOSYS: a kernel without keyrings; EPERM: a container that forbids the call. */
	const char *reason = "keyrings_unavailable",
		   *what = "the kernel's keyrings cannot be used here";
	char fix[SAY_FIX] = "";
	int r = CCRED_UNAVAILABLE;

	if (why == ENOMEM)
		return say_no_memory(&k->say);
	if (why == ENOKEY)
		return say_error(
			&k->say, CCRED_NOT_FOUND, "key_missing",
			say_fix(fix, "keyctl padd user %s %s", k->description, k->ring_name),
			"the %s keyring has no key %.300s", k->whose, k->description);
	if (why == EKEYEXPIRED || why == EKEYREVOKED || why == EKEYREJECTED) {
		r = CCRED_INVALID;
		reason = "key_unusable";
		what = "add the key again with keyctl padd";
	} else if (why == EACCES) {
		r = CCRED_DENIED;
		reason = "key_denied";
		what = "the key must let its possessor search it (keyctl setperm)";
	}
	return say_error(&k->say, r, reason, NULL, "%.300s: %s: %s", k->description, what,
			 strerror(why));
}

/* Returns -1 with errno. */
static long find(const struct key *k)
{
	/*
	 * A key can be read by whoever possesses it: reaches it from a keyring of the process. The
	 * user's hangs on the session's, most often, but not in a service or under sudo, so it is
	 * hung on this process's own, which goes with the process.
	 */
	if (k->ring == KEY_SPEC_USER_KEYRING && keyctl_link(k->ring, KEY_SPEC_PROCESS_KEYRING) != 0)
		return -1;
	return keyctl_search(k->ring, "user", k->description, 0);
}

static int keyctl_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct key *k = state;
	const struct ccred_host *host = k->say.host;
	char *data;
	long key, len;
	int r;

	k->say.call = call;
	if ((r = describe(k, request)) != CCRED_SUCCESS)
		return r;
	if ((key = find(k)) < 0)
		return fail(k, errno);
	if ((data = host->secret_alloc(MAX_KEY + 1)) == NULL)
		return say_no_memory(&k->say);
	if ((len = keyctl_read((key_serial_t)key, data, MAX_KEY)) < 0)
		r = fail(k, errno);
	else if (len > MAX_KEY)
		r = say_error(&k->say, CCRED_INVALID, "key_too_long", NULL,
			      "%.300s: the key has more than %d bytes: store the secret again",
			      k->description, MAX_KEY);
	else
		r = file_take(&k->say, k->description, data, (size_t)len, k->format, NULL);
	if (r == CCRED_SUCCESS)
		say_found(&k->say, "%.400s in the %s keyring", k->description, k->whose);
	host->secret_free(data, MAX_KEY + 1);
	return r;
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "keyctl",
	.open = keyctl_open,
	.get = keyctl_get,
	.close = free,
};
