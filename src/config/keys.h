/* The keys of a profile and of defaults: one table, and what each does to the profile. */
#ifndef CCRED_CONFIG_KEYS_H
#define CCRED_CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/lex.h"
#include "base/location.h"

struct resolve;

/* A line of a block: a key and its values. */
struct key_line {
	const struct key *key;
	struct location at; /* of the key */
	struct lex_word *values;
	size_t n;
};

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
	bool of_profile; /* not in defaults */
	/* Checks the values and puts them into r->profile. Returns 0, EXIT_CONFIG or EXIT_OS. */
	int (*set)(struct resolve *r, const struct key_line *line, struct err *err);
};

/* The functions of the table that lie in files of their own: keys_url.c and keys_request.c. */
int key_set_target(struct resolve *r, const struct key_line *line, struct err *err);
int key_set_issuer(struct resolve *r, const struct key_line *line, struct err *err);
int key_set_token_endpoint(struct resolve *r, const struct key_line *line, struct err *err);
int key_set_discovery(struct resolve *r, const struct key_line *line, struct err *err);
int key_set_allow_origin(struct resolve *r, const struct key_line *line, struct err *err);
int key_set_client_id(struct resolve *r, const struct key_line *line, struct err *err);
int key_set_audience(struct resolve *r, const struct key_line *line, struct err *err);
int key_set_resource(struct resolve *r, const struct key_line *line, struct err *err);
int key_set_scope(struct resolve *r, const struct key_line *line, struct err *err);
int key_set_param(struct resolve *r, const struct key_line *line, struct err *err);

/* NULL: no such key. */
const struct key *key_find(const char *name);

/* The names of all keys, and of those that defaults takes; end with NULL. */
const char *const *key_names(bool defaults);

#endif
