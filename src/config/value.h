/* The kinds of values that keys have, checked and expanded. */
#ifndef CCRED_CONFIG_VALUE_H
#define CCRED_CONFIG_VALUE_H

#include "base/url.h"
#include "config/resolve.h"

/* The place of one value of a line. */
struct location value_place(const struct key_line *line, size_t value);

/* The line's only value, not empty. */
int value_one(const struct key_line *line, const char **ret_text, struct err *err);

/* The line's only value with {profile} and {tenant} expanded; the caller frees. */
int value_text(struct resolve *r, const struct key_line *line, char **ret_text, struct err *err);

/* One of a NULL-terminated list of words. */
int value_word(const struct key_line *line, const char *const *words, size_t *ret_index,
	       struct err *err);

/* A whole number from min to max. */
int value_number(const struct key_line *line, unsigned min, unsigned max, unsigned *ret_value,
		 struct err *err);

/* What else a URL may have. */
enum value_url_rule {
	URL_PLAIN, /* a path */
	URL_WITH_QUERY, /* a path and a query */
	URL_ORIGIN, /* nothing */
};

/*
 * Checks a URL that is expanded: https, or http to a loopback host with allow-http-loopback; no
 * userinfo, no fragment, a query only if the rule says so. *ret_url may be NULL.
 */
int value_url(const struct resolve *r, const struct key_line *line, const char *text,
	      enum value_url_rule rule, struct url **ret_url, struct err *err);

/* An absolute path, after ~, {profile} and {tenant}; the caller frees. */
int value_path(struct resolve *r, const struct key_line *line, char **ret_path, struct err *err);

/* Appends to a list of strings, which takes over text (freed on failure). Returns 0 or EXIT_OS. */
int value_append(char ***list, size_t *n, char *text, struct err *err);

#endif
