/* The table of the keys. */
#include "base/banned.h"
#include "config/key.h"

/* By enum key_id. */
static const struct key keys[N_KEYS] = {
	{ "target", KEY_TARGET, true, true },
	{ "issuer", KEY_ISSUER, false, false },
	{ "discovery", KEY_DISCOVERY, false, false },
	{ "token-endpoint", KEY_TOKEN_ENDPOINT, false, false },
	{ "allow-origin", KEY_ALLOW_ORIGIN, true, false },
	{ "client-id", KEY_CLIENT_ID, false, false },
	{ "client-auth", KEY_CLIENT_AUTH, false, false },
	{ "basic-encoding", KEY_BASIC_ENCODING, false, false },
	{ "audience", KEY_AUDIENCE, false, false },
	{ "resource", KEY_RESOURCE, true, false },
	{ "scope", KEY_SCOPE, false, false },
	{ "param", KEY_PARAM, true, false },
	{ "source", KEY_SOURCE, true, true },
	{ "-source", KEY_SOURCE_OPTIONAL, true, true },
	{ "source-timeout", KEY_SOURCE_TIMEOUT, false, false },
	{ "timeout", KEY_TIMEOUT, false, false },
	{ "renew-margin", KEY_RENEW_MARGIN, false, false },
	{ "background", KEY_BACKGROUND, false, false },
	{ "ca-file", KEY_CA_FILE, false, false },
	{ "allow-http-loopback", KEY_ALLOW_HTTP_LOOPBACK, false, false },
	{ "username", KEY_USERNAME, false, false },
	{ "git-auth", KEY_GIT_AUTH, false, false },
	{ "on-failure", KEY_ON_FAILURE, false, false },
	{ "interactive", KEY_INTERACTIVE, false, false },
};

const struct key *key_find(const char *name)
{
	for (size_t i = 0; i < N_KEYS; i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

const char *const *key_names(bool defaults)
{
	static const char *names[2][N_KEYS + 1];
	size_t n = 0;

	for (size_t i = 0; i < N_KEYS; i++)
		if (!defaults || !keys[i].of_profile)
			names[defaults][n++] = keys[i].name;
	names[defaults][n] = NULL;
	return names[defaults];
}
