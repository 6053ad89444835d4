/*
 * The key=value lines of git's credential protocol (git-credential(1), INPUT/OUTPUT FORMAT): one
 * codec for callers, ccred-acquire and ccred-source.
 *
 * A line is a key (1 or more bytes, no '=' and no control byte), '=', and a value without control
 * bytes, ended by LF; the message ends at an empty line or at the end of the input.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct kv_line {
	const char *key;
	const char *value; /* NUL-terminated */
	size_t len; /* of value */
};

/* A parsed message; lines point into the text that was parsed. */
struct kv {
	struct kv_line *lines;
	size_t n;
	size_t cap;
};

#define KV_INIT \
	{ \
		0 \
	}

/*
 * Parses text in place (line ends become NUL). Stops after an empty line; text that follows is left
 * alone. Returns 0 or EXIT_DATA: a line without '=', an empty key, a control byte (a CR too), a
 * line over LIMIT_PROTO_LINE bytes. Values are never repeated in a message. text lives as long as
 * kv.
 */
int kv_parse(struct buf *text, struct kv *ret_kv, struct err *err);

/*
 * The same for a message between ccred's own programs: every value is escaped (kv_put_escaped), and
 * is taken out of that in place; no line is too long.
 */
int kv_parse_escaped(struct buf *text, struct kv *ret_kv, struct err *err);

/*
 * Reads a message from fd: to its empty line, or to the end of the input where there is none;
 * whoever sends it need not close. b is empty; name is for the message. Returns 0, EXIT_DATA (over
 * max bytes), EXIT_IO or EXIT_OS.
 */
int kv_read(int fd, size_t max, const char *name, struct buf *b, struct err *err);

/* The last value of a key (git-credential(1): later ones override), or NULL. */
const char *kv_get(const struct kv *kv, const char *key);

/* Whole number of a key; dflt if it is absent or not a number. */
int64_t kv_get_int(const struct kv *kv, const char *key, int64_t dflt);

/* Frees the array (the text is the caller's). */
void kv_free(struct kv *kv);

/*
 * Appends a line. Control bytes in the value make b failed (buf_error), so that no message can be
 * forged; NULL values write nothing.
 */
void kv_put(struct buf *b, const char *key, const char *value);
void kv_putn(struct buf *b, const char *key, const void *value, size_t len);
void kv_put_int(struct buf *b, const char *key, int64_t value);

/* As kv_putn for any bytes: control bytes, '%' and 0x7F as %NN. kv_unescape takes them back, in
 * place, NUL-terminated; returns the length, or -1 when the text is not of that form. */
void kv_put_escaped(struct buf *b, const char *key, const void *value, size_t len);
/* The same for a string; NULL writes nothing. */
void kv_put_text(struct buf *b, const char *key, const char *value);
/* The same, but that an empty string writes nothing. value is not NULL. */
void kv_put_filled(struct buf *b, const char *key, const char *value);
/* Appends key=NAME=VALUE. */
void kv_put_pair(struct buf *b, const char *key, const char *name, const char *value);
/* Appends key=1 if the flag is set, and nothing otherwise. */
void kv_put_flag(struct buf *b, const char *key, bool set);
long kv_unescape(char *value);

/* Appends the parts of an error that are there, escaped: reason, text, fix, file, line, column,
 * hint. */
void err_kv_put(struct buf *b, const struct err *err);

/* Fills in the parts that a message has. A reason that is no word, and a command that cannot be
 * pasted as it is, are left out: the message may come from a process that runs foreign code. */
void err_kv_get(const struct kv *kv, int code, struct err *ret_err);
