/*
 * http and https URLs (RFC 3986), taken apart for comparing origins and paths; anything unusual is
 * refused, not repaired.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* The parts of a URL. All point into its text, as it is written, and none ends with NUL. */
struct url_parts {
	bool https;
	/* The default port if none is written. */
	unsigned port;
	/* An IPv6 address keeps its brackets. */
	const char *host;
	size_t host_len;
	/* Empty, or it starts with '/'. */
	const char *path;
	size_t path_len;
	/* Without '?'; NULL: none. */
	const char *query;
	size_t query_len;
	/* What follows the path: "", or it starts with '?' or '#'. */
	const char *rest;
};

/*
 * Takes a URL apart and allocates nothing. Returns NULL, or why it is no URL of ours: another
 * scheme, userinfo, a bad port, a bad percent-encoding. The host is not checked: url_check_host
 * does that, and also returns NULL or why it is malformed.
 */
const char *url_split(const char *text, struct url_parts *ret_parts);
const char *url_check_host(const char *host, size_t len);

/* Both of these, and no control bytes, blanks and backslashes, and at most LIMIT_URL bytes. */
const char *url_check(const char *text, struct url_parts *ret_parts);

/* A URL with strings of its own. */
struct url {
	bool https;
	/* In lower case. An IPv6 address keeps its brackets. */
	char *host;
	/* The default port if none was written. */
	unsigned port;
	/* As written, percent-encoding too. Empty, or it starts with '/'. */
	char *path;
	/* Without '?'; NULL: none. */
	char *query;

	/* What the three point into. */
	char text[];
};

/* Parses. Returns 0, EXIT_DATA with what url_check says, which never shows the URL's userinfo, or
 * EXIT_OS. A fragment is cut off. */
int url_parse(const char *text, struct url **ret_url, struct err *err);

/* Frees and sets to NULL. */
void url_free(struct url **url);

/* Same scheme, host and port (RFC 6454, 5). */
bool url_same_origin(const struct url *a, const struct url *b);

/* scheme://host[:port], the port only if it is not the default. The caller frees; NULL: no
 * memory. */
char *url_origin(const struct url *u);

/* Nonzero for 127.0.0.0/8, [::1] and "localhost": the hosts that allow-http-loopback means. */
bool url_is_loopback(const struct url *u);
bool url_host_is_loopback(const char *host, size_t len);

/*
 * Decodes %NN once, in place, in text of a URL that was parsed. Returns the new length, or
 * (size_t)-1 if a byte of refused was encoded. Control bytes may come out.
 */
size_t url_decode(char *text, size_t len, const char *refused);

/*
 * Appends with application/x-www-form-urlencoded encoding as RFC 6749, appendix B, asks for:
 * letters, digits and "-._~*" stay, a blank becomes '+', all else %NN.
 */
struct buf;
void url_form_encode(struct buf *b, const void *data, size_t len);
