/* Small pure functions on text: numbers, UTF-8, escaping for terminal and shell, hexadecimal,
 * nearest word. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Nonzero for 0x00 to 0x1F and 0x7F. */
bool text_is_control(unsigned char c);

/* Nonzero if a control byte is among the len bytes. */
bool text_has_control(const void *data, size_t len);

/* Nonzero if the bytes are well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms). */
bool text_is_utf8(const void *data, size_t len);

/* The length of the UTF-8 sequence at text, of which left > 0 bytes are there, and its code point;
 * 0: it is not well-formed. */
size_t text_code_point(const char *text, size_t left, uint32_t *ret_point);

/* Writes a code point (at most 0x10ffff) as UTF-8, at most 4 bytes. Returns what follows them. */
char *text_put_point(char *out, uint32_t point);

/* Puts the letters of ASCII in lower case. */
void text_to_lower(char *text, size_t len);

/* Nonzero for the name of an environment variable (XBD 8.1): letters, digits and _, no digit
 * first. */
bool text_is_variable(const char *name);

/* Nonzero for the name of a plugin: 1 to LIMIT_NAME letters, digits, - and _. */
bool text_is_plugin(const char *name);

/* Nonzero for the reason of an error: 1 to LIMIT_REASON small letters, digits and _. */
bool text_is_reason(const char *word);

/*
 * Reads a whole decimal number: digits only, no sign, no blanks, the whole string, at most max.
 * Returns 0, or -1 (and *ret_value is left alone).
 */
int text_to_u64(const char *s, uint64_t max, uint64_t *ret_value);

/*
 * Copies text into out for people to read: control bytes (C0, DEL, C1 as UTF-8) and bytes that are
 * not UTF-8 as \xNN, bidirectional controls too, cut short with "..." when it does not fit. Always
 * ends with NUL. Returns out. size is at least 8.
 */
char *text_escape(const void *data, size_t len, char *out, size_t size);

/*
 * Copies a word into out as a POSIX shell takes it for one argument: as it is if it means nothing
 * else, else between single quotes; cut short when it does not fit, which it does in
 * TEXT_SHELL_WORD(strlen(word)). Always ends with NUL. Returns out. size is at least 8.
 */
#define TEXT_SHELL_WORD(len) (4 * (len) + 8)
char *text_shell_word(const char *word, char *out, size_t size);

/* Writes 2*len hexadecimal digits and NUL. */
void text_to_hex(const void *data, size_t len, char *out);

/* The value of a hexadecimal digit; -1: it is none. */
int text_hex_value(char c);

/* Reads exactly 2*len hexadecimal digits. Returns 0, or -1. */
int text_from_hex(const char *hex, void *out, size_t len);

/*
 * The words of one blank-separated list (RFC 6749, 3.3) that another lacks, blank-separated, cut
 * short with "..." when they do not fit. Always ends with NUL. Returns out. size is at least 8.
 */
char *text_missing(const char *wanted, const char *list, char *out, size_t size);

/*
 * The word of a NULL-terminated list that is nearest to the given one (edits, at most a third of
 * its length and at most 3), for "did you mean". NULL if none is near.
 */
const char *text_nearest(const char *word, const char *const *words);

/* Edits (insert, delete, replace, swap of neighbours) that turn a into b; both at most 63 bytes are
 * compared. For callers whose words are not in an array. */
size_t text_distance(const char *a, const char *b);
