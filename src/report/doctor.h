/*
 * What ccred doctor finds: steps in their order, each with its outcome, one line of words, and the
 * one command that mends it; and the two forms in which they are printed.
 */
#pragma once

#include "config/config.h"
#include "report/report.h"

enum doctor_outcome {
	DOCTOR_OK,
	/* A call can be answered all the same. */
	DOCTOR_WARNING,
	DOCTOR_FAILURE,
	/* What it needs failed before it, or nothing asks for it. */
	DOCTOR_SKIPPED,
	N_DOCTOR_OUTCOMES,
};

struct doctor_step {
	/* Static. */
	const char *step;
	enum doctor_outcome outcome;
	/* Of a failure. */
	int code;
	/* Of a failure or a warning: a word for programs; empty: none. */
	char reason[ERR_REASON_MAX];
	char text[ERR_TEXT_MAX + ERR_HINT_MAX];
	/* For a shell; empty: none is needed, or known. */
	char command[ERR_TEXT_MAX];
	/* The steps before have said it: not said again to a person. */
	bool again;
	/* Members of a JSON object (json_out.h). */
	struct buf details;
};

/* Set up with { 0 }. */
struct doctor {
	/* That it is about; NULL: none. */
	const char *profile;
	struct doctor_step *steps;
	size_t n;
	/* The step that was added last, and its details; the first call must be one that adds a
	 * step. */
	struct doctor_step *last;
	struct buf *json;
	/* Is the last step when there is no memory for one more. */
	struct doctor_step spare;
	/* There was no memory for all of the report. */
	bool failed;
	/* Of the first failure; 0: none. */
	int code;
	/* All files. */
	struct config *config;
	/* The profiles that are in order, and the first of them; NULL: there is none. */
	struct profile *first_good;
	bool needs_tenant;
	struct buf good;
	size_t ngood;
};
void doctor_clear(struct doctor *d);

/* Adds a step behind the others. The text is escaped. */
void doctor_add(struct doctor *d, const char *step, enum doctor_outcome outcome, const char *fmt,
		...) __attribute__((format(printf, 4, 5)));

/* Adds a failure with an error's code, text, hint, and the command that mends it; or a warning,
 * which has no code. */
void doctor_error(struct doctor *d, const char *step, enum doctor_outcome outcome,
		  const struct err *err);

/* Adds a failure that the doctor itself has found. */
void doctor_fail(struct doctor *d, const char *step, enum reason reason, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Each sets the command of the last step. Words that are not ours go through text_shell_word first.
 * doctor_command_word: a command that ends with this word, quoted for a shell.
 */
void doctor_command(struct doctor *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void doctor_command_word(struct doctor *d, const char *command, const char *word);

/* The command that mends an error: its fix, else to edit its place. Without either it sets nothing,
 * and returns false. */
bool doctor_mend(struct doctor *d, const struct err *err);

/* A command that opens the file at this line in the user's editor, or the place of the profile. */
void doctor_edit(struct doctor *d, const char *file, unsigned line);
void doctor_edit_profile(struct doctor *d, const struct report *r);

/* Room for a word of a command: for all of a message, each byte of it quoted. */
#define DOCTOR_WORD_MAX (4 * ERR_TEXT_MAX)

/* Adds a member to the details of the last step: a list of these elements. */
void doctor_list(struct doctor *d, const char *key, const struct buf *elements);

/* Frees what a step was made of. Without memory for all of it the report would not be whole. */
void doctor_free(struct doctor *d, struct buf *part);

/* Appends the report: a line a step, with the words in colour if asked to; or one JSON document.
 * width is that of a terminal: the text is wrapped there, and nothing is said twice. 0: it is for
 * programs, too, which find each step whole. */
void doctor_text(const struct doctor *d, bool colour, size_t width, struct buf *b);
void doctor_json(const struct doctor *d, struct buf *b);

/*
 * The steps. p is NULL for what concerns all profiles alike.
 *
 * Configuration: reads the files, and says which profiles are refused; why, if not NULL, is the
 * error that there is no p for. Returns false if nothing can be read or is there; then the other
 * steps cannot be taken.
 */
bool doctor_configuration(struct doctor *d, const struct profile *p, const struct err *why);
void doctor_permissions(struct doctor *d, struct bound *bound);
void doctor_cache(struct doctor *d, const struct profile *p);

/* What the report found: dns, tls, discovery and clock; source and stack; token; api. */
void doctor_stack(struct doctor *d, const struct report *r);
void doctor_network(struct doctor *d, const struct report *r);
/* Which method of client authentication, why, and the assertion. */
void doctor_auth(struct doctor *d, const struct report *r);
void doctor_token(struct doctor *d, const struct report *r);
/* Of explain: what the cache has, and whether the token request could be made. */
void doctor_cached(struct doctor *d, const struct report *r);
void doctor_request(struct doctor *d, const struct report *r);
void doctor_api(struct doctor *d, const struct report *r);
/* Whether the token file has the token that the doctor got. */
void doctor_token_file(struct doctor *d, const struct report *r);

/* Sets the command that gives the line's source what it lacks, or mends it. said is what it said of
 * its result; NULL: nothing. */
void doctor_command_source(struct doctor *d, const struct report *r, const struct source *source,
			   enum result result, const struct said *said);
