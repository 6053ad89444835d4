/* The keys of a profile and of defaults: their words. What each does to a profile is in settings.h. */
#ifndef CCRED_CONFIG_KEY_H
#define CCRED_CONFIG_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/lex.h"
#include "base/location.h"

enum key_id {
	KEY_TARGET,
	KEY_ISSUER,
	KEY_DISCOVERY,
	KEY_TOKEN_ENDPOINT,
	KEY_ALLOW_ORIGIN,
	KEY_CLIENT_ID,
	KEY_CLIENT_AUTH,
	KEY_BASIC_ENCODING,
	KEY_AUDIENCE,
	KEY_RESOURCE,
	KEY_SCOPE,
	KEY_PARAM,
	KEY_SOURCE,
	KEY_SOURCE_OPTIONAL,
	KEY_SOURCE_TIMEOUT,
	KEY_TIMEOUT,
	KEY_RENEW_MARGIN,
	KEY_BACKGROUND,
	KEY_CA_FILE,
	KEY_ALLOW_HTTP_LOOPBACK,
	KEY_USERNAME,
	KEY_GIT_AUTH,
	KEY_ON_FAILURE,
	KEY_INTERACTIVE,
	N_KEYS,
};

struct key {
	const char *name;
	enum key_id id;
	bool repeatable;
	/* It cannot stand in defaults. */
	bool of_profile;
};

/* A line of a block: a key and its values. */
struct key_line {
	const struct key *key;
	/* Of the key. */
	struct location at;
	struct lex_word *values;
	size_t n;
};

/* NULL: no such key. */
const struct key *key_find(const char *name);

/* The names of all keys, or of those that defaults takes; end with NULL. */
const char *const *key_names(bool defaults);

#endif
