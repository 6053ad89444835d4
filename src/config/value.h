/* Checking and expanding the values of a line. Each function returns 0, EXIT_CONFIG with the place, or EXIT_OS. */
#pragma once

#include "base/url.h"
#include "config/resolve.h"

/* The place of one value of a line; of the key, if it is not there. */
const struct location *value_place(const struct key_line *line, size_t value);

/* Refuses a value: "KEY WHY". */
int value_fault(const struct key_line *line, size_t value, const char *why, struct err *err);

/* The line's only value, which may not be empty. */
int value_one(const struct key_line *line, const char **ret_text, struct err *err);

/* The same, with {profile} and {tenant} expanded; the caller frees. */
int value_text(struct resolve *r, const struct key_line *line, char **ret_text, struct err *err);

/* The same: the value is one of a NULL-terminated list of words. */
int value_word(const struct key_line *line, const char *const *words, unsigned *ret_index,
	       struct err *err);

/* The same: a whole number from min to max of the key. */
int value_number(const struct key_line *line, unsigned *ret_value, struct err *err);

/*
 * Checks a URL that is expanded: it is https, or http to a loopback host with allow-http-loopback; it has no
 * userinfo and no fragment, and a query only if the rule allows that. ret_url may be NULL.
 */
int value_url(const struct resolve *r, const struct key_line *line, const char *text,
	      enum url_rule rule, struct url **ret_url, struct err *err);

/* An absolute path, with ~, {profile} and {tenant} expanded; the caller frees. */
int value_path(struct resolve *r, const struct key_line *line, char **ret_path, struct err *err);
