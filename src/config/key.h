/* The keys of a profile and of defaults: their words. settings.c has what each does to a profile. */
#pragma once

#include "base/lex.h"

/* X(ID, name, repeatable, of a profile alone). */
#define KEY_TABLE(X) \
	X(TARGET, "target", true, true) \
	X(ISSUER, "issuer", false, false) \
	X(DISCOVERY, "discovery", false, false) \
	X(TOKEN_ENDPOINT, "token-endpoint", false, false) \
	X(ALLOW_ORIGIN, "allow-origin", true, false) \
	X(CLIENT_ID, "client-id", false, false) \
	X(CLIENT_AUTH, "client-auth", false, false) \
	X(BASIC_ENCODING, "basic-encoding", false, false) \
	X(AUDIENCE, "audience", false, false) \
	X(RESOURCE, "resource", true, false) \
	X(SCOPE, "scope", false, false) \
	X(PARAM, "param", true, false) \
	X(SOURCE, "source", true, true) \
	X(SOURCE_OPTIONAL, "-source", true, true) \
	X(SOURCE_TIMEOUT, "source-timeout", false, false) \
	X(TIMEOUT, "timeout", false, false) \
	X(RENEW_MARGIN, "renew-margin", false, false) \
	X(BACKGROUND, "background", false, false) \
	X(CA_FILE, "ca-file", false, false) \
	X(ALLOW_HTTP_LOOPBACK, "allow-http-loopback", false, false) \
	X(USERNAME, "username", false, false) \
	X(GIT_AUTH, "git-auth", false, false) \
	X(ON_FAILURE, "on-failure", false, false) \
	X(INTERACTIVE, "interactive", false, false)

#define KEY_MEMBER(id, name, repeatable, of_profile) KEY_##id,
enum key_id {
	KEY_TABLE(KEY_MEMBER) N_KEYS
};
#undef KEY_MEMBER

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

/* The line of these words, key first; key is NULL if there is no such key. */
struct key_line key_line_of(const struct location *at, const struct lex *lex);

/* The names of all keys, or of those that defaults takes; end with NULL. */
const char *const *key_names(bool defaults);
