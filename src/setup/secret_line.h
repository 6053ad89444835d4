/* The source line that keeps a profile's client secret: finding it, and having it do its work. */
#ifndef CCRED_SETUP_SECRET_LINE_H
#define CCRED_SETUP_SECRET_LINE_H

#include <stdbool.h>

#include "base/err.h"
#include "config/profile.h"
#include "stack/run.h"

/*
 * The first line whose plugin can store a secret, or the wanted one, counted from 1 with the lines of
 * nested stacks in their place (0: the first that can). Returns 0, EXIT_CONFIG if there is none, or as
 * run_stores. *ret_line belongs to the profile.
 */
int secret_line_find(const struct profile *profile, unsigned long wanted,
		     const struct source **ret_line, struct err *err);

/* What a line is to do with id and secret. */
enum secret_act {
	SECRET_STORE, /* keep both, which are there */
	SECRET_ERASE, /* drop the secret of the client id, or of any if none is set */
	SECRET_GET, /* find the secret of the client id: it is in ret_result->set */
};

/*
 * Has the line do it, within the profile's timeout. Returns 0 with what it said in ret_result->text; or its
 * exit code, with the line in the message. The caller clears ret_result->set.
 */
int secret_line_run(const struct source *line, const struct profile *profile, enum secret_act act,
		    const struct bundle *b, struct line_result *ret_result, struct err *err);

/* Drops the profile's tokens from the cache: those of the old secret would go on being handed out. Returns
 * 0, or an error of the cache. */
int secret_line_forget(const struct profile *profile, struct err *err);

/*
 * Has the line store the id and the secret, or drop what it keeps, then drops the profile's tokens from
 * the cache. Prints what the line said. Returns
 * 0, or the exit code of its result.
 */
int secret_line_call(const struct source *line, const struct profile *profile, bool store,
		     const struct bundle *given, struct err *err);

/* What calls get by now, of the whole stack. */
enum secret_seen {
	SECRET_NEW, /* what was given */
	SECRET_OLD, /* another one of the line */
	SECRET_ELSEWHERE, /* another one, of another line */
	SECRET_NONE,
};

/* Runs the stack. ret_where: who supplies it, as "file:line: plugin"; SECRET_NONE: why nobody does. */
enum secret_seen secret_line_seen(const struct source *line, const struct profile *profile,
				  const struct bundle *given, char ret_where[ERR_TEXT_MAX]);

#endif
