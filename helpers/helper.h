/* What every dialect does: find the profile, get a token, take one back. */
#pragma once

#include "client/client.h"
#include "config/config.h"
#include "helpers/dialect.h"

/*
 * Runs a dialect over the words, which end with NULL, and prints its answer. Returns its status, or
 * an exit code with the message. about (at least LIMIT_NAME bytes and NUL)
 * is set to the profile, and left alone if none was found.
 */
int helper_run(const struct dialect *dialect, char **words, char *about, size_t about_size,
	       struct err *err);

/*
 * Finds the profile that has a server as its target, which is a URL, or HOST[:PORT] and perhaps a path,
 * which means https. h->profile stays NULL if none has it, as for all other schemes. Returns 0, or as
 * config_find.
 */
int helper_find_server(struct helper *h, const char *server, struct err *err);

/*
 * Reads a request of one line from stdin, without the end of the line. The tool need not close its
 * end. Returns 0, EXIT_DATA (over LIMIT_PROTO_REQUEST bytes, or a NUL in it), EXIT_IO or EXIT_OS.
 */
int helper_read_line(struct buf *line, struct err *err);

/*
 * Finds the profile that a person's word means: its name, or a URL. If the tool says to which server it
 * sends the token (a URL, else NULL), a named profile must have it as its target, unless it has none.
 * Returns as config_find_word.
 */
int helper_find_word(struct helper *h, const char *word, const char *server, struct err *err);

/* Gets a token of h->profile. options may be NULL. Returns as obtain; the caller clears the token. */
int helper_obtain(struct helper *h, const struct obtain_options *options,
		  struct obtained *ret_obtained, struct err *err);

/* Takes a token of h->profile back, which the server has rejected. NULL: all that the profile has. */
int helper_take_back(struct helper *h, const char *token, struct err *err);

/* EXIT_USAGE: the tool starts the program in another way. */
int helper_usage(const struct dialect *dialect, const char *how, struct err *err);

/* Appends a member of a JSON object with the time (seconds since 1970) by RFC 3339; nothing if it is 0
 * or cannot be written so. */
void helper_put_expiry(struct buf *b, const char *key, int64_t at_s);
