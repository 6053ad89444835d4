/*
 * Target matching: which URLs a token may be sent to. It is exact on purpose: scheme, host and port
 * are equal, the path matches in whole segments, {tenant} is one DNS label; there is no suffix,
 * substring or pattern. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The parts of a URL that are compared. All point into the text that was parsed, and none ends with
 * NUL. */
struct target {
	bool https;
	unsigned port;
	/* In lower case. */
	const char *host;
	size_t host_len;
	/* A label of the host is {tenant}, at host + tenant_at. */
	bool tenant;
	size_t tenant_at;
	/* Decoded and without the trailing slash: "" or "/a/b"; NULL: not known. */
	const char *path;
	size_t path_len;
};

/* A target of the configuration, which may have {tenant} but no query and no fragment; or a URL
 * that is asked for, whose path ends at '?' or '#'. */
enum target_kind {
	TARGET_CONFIGURED,
	TARGET_ASKED,
};

/*
 * Takes a URL apart in place: puts the host in lower case and decodes the path once. Returns NULL,
 * or in words why it can match nothing. These are the faults of url_split and url_check_host, dot
 * or empty segments, a backslash, an encoded slash, backslash or dot, and a control byte.
 */
const char *target_parse(char *url, enum target_kind kind, struct target *ret_target);

/*
 * Sets the path of git's word "path". It is decoded already and whole: a '?', '#' or '%' in it is a
 * fault, and so are those of target_parse. The leading slash may be missing. path is changed in
 * place.
 */
const char *target_set_path(char *path, struct target *target);

/*
 * Whether t covers the target that is asked for: their origins are equal, and t's path is the
 * beginning of the other path, in whole segments. If the path that is asked for is not known, any
 * path is covered. *ret_label is the label that {tenant} stands for (not terminated), or NULL.
 */
bool target_covers(const struct target *t, const struct target *asked, const char **ret_label,
		   size_t *ret_len);

/* Which of two targets that cover the same URL is meant: > 0 for a, < 0 for b, 0 for a tie. The
 * longer path wins; between equal paths a literal host wins over {tenant}. */
int target_prefer(const struct target *a, const struct target *b);

/* Whether {tenant} may stand for this label: a DNS label in lower case (RFC 1123, 2.1). */
bool target_is_label(const char *text, size_t len);
