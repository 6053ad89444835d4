/*
 * The source line that keeps a profile's client secret: finding it, and having it store, erase or
 * find the secret.
 */
#pragma once

#include "client/client.h"
#include "stack/bind.h"
#include "stack/run_line.h"

/*
 * The first line that can store a secret, or the wanted one, counted from 1 with the lines of
 * nested stacks in their place (0: the first that can). Returns 0, or EXIT_CONFIG if there is none.
 * *ret_line belongs to bound, which is checked (bind_check), here and below.
 */
int secret_line_find(const struct bound *bound, unsigned long wanted, const struct line **ret_line,
		     struct err *err);

/* A line of a profile, for a client, by whose prompt its plugin asks the person. */
struct secret_line {
	const struct client *client;
	const struct bound *bound;
	const struct line *line;
};

/*
 * Has the line do it, within the profile's timeout: run_store keeps client id and secret, both of
 * which are there; run_erase drops the secret of the client id, or without one, any; run_source
 * finds the secret of the client id, which ret_result->set has. Returns 0 with the plugin's words
 * in ret_result->said, or its exit code with the place of the line in the message. The caller
 * clears ret_result->set.
 */
int secret_line_run(const struct secret_line *sl, source_run_fn run, const struct credential *given,
		    struct line_result *ret_result, struct err *err);

/* Proves that the server grants a token for id and secret. config is the user's configuration;
 * NULL: that of this process. Returns 0, or as spawn_prove. */
int secret_line_prove(const struct secret_line *sl, const char *config,
		      const struct credential *given, struct err *err);

/*
 * Drops the profile's tokens from the cache, so that no token of the old secret is handed out any
 * more. Returns 0, or an error of the cache.
 */
int secret_line_forget(const struct profile *profile, struct err *err);

/*
 * As secret_line_run with run_store or run_erase. Then drops the profile's tokens from the cache,
 * and prints what was done and where: "deleted from". Returns 0, or the exit code of its result; if
 * the line stores nothing, the hint names the next one that can.
 */
int secret_line_call(const struct secret_line *sl, source_run_fn run,
		     const struct credential *given, const char *done, struct err *err);

/* The secret that calls get now, from the whole stack. */
enum secret_seen {
	/* The given one. */
	SECRET_NEW,
	/* Another one, of the same line. */
	SECRET_OLD,
	/* Another one, of another line. */
	SECRET_ELSEWHERE,
	SECRET_NONE,
};

/*
 * Runs the stack. ret_where is the line that supplies the secret, as "file:line: plugin"; with
 * SECRET_NONE it is the reason why no line does.
 */
enum secret_seen secret_line_seen(const struct secret_line *sl, const struct credential *given,
				  char ret_where[ERR_TEXT_MAX]);
