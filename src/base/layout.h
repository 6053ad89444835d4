/* Text for a person at a terminal: how wide it is, how it wraps, and times in words. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Columns that the text takes: one a UTF-8 character. */
size_t layout_width(const char *text);

/* Appends the text, and blanks up to width columns. */
void layout_pad(struct buf *b, const char *text, size_t width);

/*
 * Appends the text from column at on. A word that would go beyond width begins a new, indented
 * line. A word that is longer than a line is broken behind a slash, or anywhere. There is no
 * newline at the end. indent < width; several blanks become one.
 */
void layout_wrap(struct buf *b, const char *text, size_t at, size_t indent, size_t width);

/* A time in words, of one or two units: "25 s", "42 min", "3 h 10 min", "2 d". Rounded down;
 * negative as 0. Returns out. */
#define LAYOUT_TIME_SIZE 48
char *layout_time(int64_t seconds, char out[LAYOUT_TIME_SIZE]);

/* A moment (seconds since 1970) by RFC 3339, in UTC; "" if it cannot be written so. Returns out. */
char *layout_utc(int64_t wall_s, char out[LAYOUT_TIME_SIZE]);

/* A moment from now, and by RFC 3339: "in 12 d (2026-11-30T10:00:00Z)", or "12 d ago (...)".
 * Returns out. */
#define LAYOUT_MOMENT_SIZE (2 * LAYOUT_TIME_SIZE + 16)
char *layout_moment(int64_t wall_s, char out[LAYOUT_MOMENT_SIZE]);

/* A moment (seconds since 1970) in the user's time: "14:02", or "2026-11-30 00:10" if that is not
 * today. Returns out. */
char *layout_clock(int64_t wall_s, char out[LAYOUT_TIME_SIZE]);
