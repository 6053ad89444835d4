/*
 * Messages over a socketpair between ccred's own programs, two ways: key=value lines (kv.h) with
 * escaped values, ended by an empty line. Whoever sends a message waits for its answer before the
 * next one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/kv.h"

/* The first line of every message, without its end: both sides must be of one version. */
#define TALK_VERSION "ccred=1"

/* Puts the version in front of a message. */
void talk_begin(struct buf *message);

enum talk_end {
	/* A message is complete. */
	TALK_MESSAGE,
	/* Not yet. */
	TALK_MORE,
	/* The other side has closed, and errno is 0; or the socket failed, and errno says why. */
	TALK_CLOSED,
	/* More bytes came than a message may have. */
	TALK_FLOOD,
	/* The time is over. */
	TALK_TIMEOUT,
	/* There is no memory for the message. */
	TALK_NO_MEMORY,
};

/* Reads what is there, without waiting. message has a limit of more than max bytes. */
enum talk_end talk_take(int fd, size_t max, struct buf *message);

/* Waits for a message until deadline_ms (clock_ms), or until proc_stop (base/proc.h): TALK_TIMEOUT.
 * As talk_take, but never TALK_MORE. */
enum talk_end talk_receive(int fd, size_t max, int64_t deadline_ms, struct buf *message);

/* Sends a message, to which it adds the empty line that ends it, until deadline_ms (clock_ms).
 * Never raises SIGPIPE. Returns TALK_MESSAGE, TALK_CLOSED, TALK_TIMEOUT, or TALK_NO_MEMORY for
 * a message that has failed (buf_error). */
enum talk_end talk_send(int fd, struct buf *message, int64_t deadline_ms);

/* A message of fixed lines, for whoever has no memory for another one. It is not freed. */
#define TALK_FIXED(lines) \
	((struct buf){ .data = (char[]){ TALK_VERSION "\n" lines "\n" }, \
		       .len = sizeof(TALK_VERSION "\n" lines "\n") - 1 })

/* Takes a message apart in place: checks the version, and takes the values out of their escaping.
 * Returns 0, EXIT_DATA or EXIT_OS. The message lives as long as kv. */
int talk_parse(struct buf *message, struct kv *ret_kv, struct err *err);

/* The value of the first line with this key in a message that is not taken apart, still escaped;
 * NULL: none. It ends with the line. */
const char *talk_peek(const struct buf *message, const char *key);
