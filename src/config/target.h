/*
 * Target matching: who may be given a token. Exact on purpose: scheme, host and port equal, the path on
 * whole segments, {tenant} one DNS label; no suffix, substring or pattern. Pure.
 */
#ifndef CCRED_CONFIG_TARGET_H
#define CCRED_CONFIG_TARGET_H

#include <stdbool.h>
#include <stddef.h>

/* What is compared of a URL. Everything points into the text that was parsed, nothing is terminated. */
struct target {
	bool https;
	unsigned port;
	const char *host; /* lower case */
	size_t host_len;
	bool tenant; /* a label of the host is {tenant}, at host + tenant_at */
	size_t tenant_at;
	const char *path; /* decoded, without the trailing slash: "" or "/a/b"; NULL: not known */
	size_t path_len;
};

/* A target as the configuration has it ({tenant} is known, a query or fragment is a fault), or a URL
 * that somebody asks for ('?' and '#' end the path). */
enum target_kind {
	TARGET_CONFIGURED,
	TARGET_ASKED,
};

/*
 * Takes a URL apart in place: lowers the case of the host, decodes the path once. Returns 0, or -1
 * and why it can match nothing, in words: not http(s), userinfo, a malformed host or port, dot or
 * empty segments, a backslash, an encoded slash, backslash or dot, a control byte. Stricter checks of
 * a URL are url_parse's.
 */
int target_parse(char *url, enum target_kind kind, struct target *ret_target, const char **ret_why);

/*
 * The path of git's "path" word: decoded already, and not decoded again; the leading slash may be
 * missing. The same faults as target_parse, but nothing is encoded. path is changed in place.
 */
int target_set_path(char *path, struct target *target, const char **ret_why);

/*
 * Nonzero if t covers what is asked: the same origin, and t's path the beginning of the asked one on
 * whole segments (any path, if the asked one is not known). For a {tenant} target, the label that it
 * stands for is in *ret_label (not terminated), else NULL.
 */
bool target_covers(const struct target *t, const struct target *asked, const char **ret_label,
		   size_t *ret_len);

/* Which of two targets that cover the same is meant: > 0 for a, < 0 for b, 0 for a tie. The longer path
 * first, then a literal host over {tenant}. */
int target_prefer(const struct target *a, const struct target *b);

/* Nonzero for a label that {tenant} may stand for: a lower-case DNS label (RFC 1123, 2.1). */
bool target_is_label(const char *text, size_t len);

#endif
