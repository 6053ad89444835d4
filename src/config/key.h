/* The keys of a profile and of defaults: their words, and what each does to a profile. */
#pragma once

#include "base/lex.h"
#include "base/token_format.h"

struct resolve;

/*
 * X(ID, name, the members of struct key that are not 0). settings.c has the functions. TO(kind,
 * member) is for a key without a function: it names the member of the profile that takes the value.
 */
#define KEY_TABLE(X) \
	X(TARGET, "target", .repeatable = true, .of_profile = true, .set = set_target) \
	X(ISSUER, "issuer", TO(URL, issuer), .rule = URL_PLAIN) \
	X(DISCOVERY, "discovery", .set = set_discovery) \
	X(TOKEN_ENDPOINT, "token-endpoint", TO(URL, token_endpoint), .rule = URL_WITH_QUERY) \
	X(ALLOW_ORIGIN, "allow-origin", .repeatable = true, .set = set_allow_origin) \
	X(CLIENT_ID, "client-id", TO(TEXT, client_id), .max = LIMIT_CLIENT_ID) \
	X(CLIENT_AUTH, "client-auth", .set = set_client_auth) \
	X(BASIC_ENCODING, "basic-encoding", TO(SWITCH, basic_raw), .words = { "form", "raw" }, \
	  .on = 1) \
	X(ASSERTION_AUDIENCE, "assertion-audience", .set = set_assertion_audience) \
	X(ASSERTION_TYP, "assertion-typ", TO(TEXT, assertion_typ), .max = LIMIT_NAME) \
	X(ASSERTION_ALG, "assertion-alg", .set = set_assertion_alg) \
	X(ASSERTION_LIFETIME, "assertion-lifetime", TO(NUMBER, assertion_lifetime_s), .min = 60, \
	  .max = 240) \
	X(ASSERTION_TYPE, "assertion-type", .set = set_assertion_type) \
	X(DPOP, "dpop", TO(SWITCH, dpop), YES_NO) \
	X(AUDIENCE, "audience", TO(TEXT, audience)) \
	X(RESOURCE, "resource", .repeatable = true, .set = set_resource) \
	X(SCOPE, "scope", .set = set_scope) \
	X(PARAM, "param", .repeatable = true, .set = set_param) \
	X(SOURCE, "source", .repeatable = true, .of_profile = true, .set = sources_add) \
	X(SOURCE_OPTIONAL, "-source", .repeatable = true, .of_profile = true, .set = sources_add) \
	X(SOURCE_TIMEOUT, "source-timeout", TO(NUMBER, source_timeout_s), .min = 1, \
	  .max = MAX_TIMEOUT_S) \
	X(TIMEOUT, "timeout", TO(NUMBER, timeout_s), .min = 1, .max = MAX_TIMEOUT_S) \
	X(RENEW_MARGIN, "renew-margin", TO(NUMBER, renew_margin_s), .max = MAX_TOKEN_LIFETIME_S) \
	X(HAND_OUT_MIN, "hand-out-min", TO(NUMBER, hand_out_min_s), .max = MAX_TOKEN_LIFETIME_S) \
	X(BACKGROUND, "background", TO(SWITCH, background), YES_NO) \
	X(CA_FILE, "ca-file", TO(PATH, ca_file)) \
	X(ALLOW_HTTP_LOOPBACK, "allow-http-loopback", TO(SWITCH, allow_http_loopback), YES_NO) \
	X(USERNAME, "username", TO(TEXT, username)) \
	X(GIT_AUTH, "git-auth", TO(WORD, git_auth), .words = { "auto", "bearer", "basic" }) \
	X(TOKEN_FILE, "token-file", .of_profile = true, .set = set_token_file) \
	X(TOKEN_FILE_MODE, "token-file-mode", .set = set_token_file_mode) \
	X(TOKEN_FILE_FORMAT, "token-file-format", TO(WORD, token_file_format), \
	  .words = { TOKEN_FORMAT_WORDS }) \
	X(ON_FAILURE, "on-failure", TO(SWITCH, on_failure_next), .words = { "quit", "next" }, \
	  .on = 1) \
	X(INTERACTIVE, "interactive", TO(SWITCH, interactive), YES_NO)

#define KEY_MEMBER(id, ...) KEY_##id,
enum key_id {
	KEY_TABLE(KEY_MEMBER) N_KEYS
};
#undef KEY_MEMBER

/* What a URL may have behind its origin. */
enum url_rule {
	/* A path. */
	URL_PLAIN,
	/* A path and a query. */
	URL_WITH_QUERY,
	/* Nothing. */
	URL_ORIGIN,
};

/* A line of a block: a key and its values. */
struct key_line {
	const struct key *key;
	/* Of the key. */
	const struct location *at;
	struct lex_word *values;
	size_t n;
};

struct key {
	const char *name;
	enum key_id id;
	bool repeatable;
	/* It cannot stand in defaults. */
	bool of_profile;
	/* How its value is read, and where it goes: by a function, or into a member of the
	 * profile. */
	enum {
		VALUE_CALL,
		VALUE_TEXT,
		VALUE_PATH,
		VALUE_URL,
		VALUE_NUMBER,
		/* Into a bool: the word of the number on is true, any other false. */
		VALUE_SWITCH,
		/* Into an enum: the number of the word. */
		VALUE_WORD,
	} kind;
	size_t offset;
	int (*set)(struct resolve *r, const struct key_line *line, struct err *err);
	/* Of a NUMBER; max is also the length of a TEXT, 0: any. */
	unsigned min, max;
	enum url_rule rule;
	const char *words[6];
	unsigned on;
};

/* NULL: no such key. */
const struct key *key_find(const char *name);

/* The line of these words, which it borrows, key first; key is NULL if there is no such key. */
struct key_line key_line_of(const struct lex *lex);

/* The names of all keys, or of those that defaults takes; end with NULL. */
const char *const *key_names(bool defaults);
