/*
 * http and https URLs (RFC 3986), taken apart for comparing origins and paths; anything unusual is
 * refused, not repaired.
 */
#ifndef CCRED_BASE_URL_H
#define CCRED_BASE_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct url {
	char scheme[8]; /* "http" or "https" */
	char *host; /* lower case; an IPv6 literal keeps its brackets */
	unsigned port; /* the default port if none was written */
	char *path; /* as written (percent-encoding kept); "" or starts with '/' */
	char *query; /* without '?'; NULL: none */
};

/*
 * Parses. Returns 0 or EXIT_DATA with a message that names the fault but not the URL's userinfo:
 * another scheme, userinfo, an empty or malformed host, a bad port, control bytes, blanks, a
 * backslash, a bad percent-encoding, over LIMIT_URL bytes. A fragment is cut off.
 */
int url_parse(const char *text, struct url **ret_url, struct err *err);

/* Frees and sets to NULL; NULL is fine. */
void url_free(struct url **url);

/* Same scheme, host and port (RFC 6454, 5). */
bool url_same_origin(const struct url *a, const struct url *b);

/* scheme://host[:port], the port only if it is not the default. The caller frees; NULL: no memory. */
char *url_origin(const struct url *u);

/* Nonzero for 127.0.0.0/8, [::1] and "localhost": the hosts that allow-http-loopback means. */
bool url_is_loopback(const struct url *u);

/* Decodes %NN once, in place. Returns the length, or -1 (malformed, or a control byte came out). */
long url_decode(char *text);

/*
 * Appends with application/x-www-form-urlencoded encoding as RFC 6749, appendix B, asks for: letters,
 * digits and "-._~*" stay, a blank becomes '+', all else %NN.
 */
struct buf;
void url_form_encode(struct buf *b, const void *data, size_t len);

#endif
