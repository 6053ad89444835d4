/*
 * application/x-www-form-urlencoded (RFC 6749, appendix B), read strictly: spaces, control bytes,
 * bytes above 0x7f and malformed escapes are errors, not guesses.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pair {
	char *name; /* decoded, NUL behind it; a NUL inside makes name_len differ from strlen */
	size_t name_len;
	char *value;
	size_t len;
};

struct form {
	struct pair *pairs;
	size_t n;
};

/* Decodes text in place, NUL behind it. Returns 0 and the new length, or -1: malformed. */
int form_decode(char *text, size_t len, size_t *ret_len);

/*
 * Whether the text holds only what appendix B leaves unescaped (letters, digits, "-._~*", "+") and
 * "%": raw credentials in a form-encoded header show here.
 */
bool form_is_escaped(const char *text, size_t len);

/* Parses into ret_form, which form_free releases. Returns 0, or -1: malformed. */
int form_parse(const char *data, size_t len, struct form *ret_form);
void form_free(struct form *form);

/*
 * The first pair of that name with a value, or NULL: RFC 6749, 3.2: "Parameters sent without a
 * value MUST be treated as if they were omitted from the request."
 */
const struct pair *form_get(const struct form *form, const char *name);

/* The first pair of that name, even with an empty value, or NULL. */
const struct pair *form_find(const struct form *form, const char *name);

/* The first name that occurs twice, or NULL; "resource" may (RFC 8707, 2). */
const char *form_repeated(const struct form *form);

/* Whether the value is exactly this text. */
bool pair_is(const struct pair *pair, const char *text);
