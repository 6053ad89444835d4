/*
 * What ccred doctor finds: steps in their order, each with its outcome, one line of words, and the one
 * command that mends it; and the two forms in which they are printed.
 */
#ifndef CCRED_REPORT_DOCTOR_H
#define CCRED_REPORT_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "report/report.h"
#include "config/profile.h"
#include "stack/bind.h"

enum doctor_outcome {
	DOCTOR_OK,
	DOCTOR_WARNING, /* a call can be answered all the same */
	DOCTOR_FAILURE,
	DOCTOR_SKIPPED, /* what it needs failed before it, or nothing asks for it */
};

struct doctor_step {
	const char *step; /* static */
	enum doctor_outcome outcome;
	int code; /* of a failure: an exit code */
	char text[ERR_TEXT_MAX + ERR_HINT_MAX];
	char command[ERR_TEXT_MAX]; /* for a shell; empty: none is needed, or known */
	struct buf details; /* members of a JSON object (json_out.h) */
};

/* Set up with { 0 }. */
struct doctor {
	const char *profile; /* what it is about; NULL: none */
	struct doctor_step *steps;
	size_t n;
	struct doctor_step spare; /* given out when there is no memory for one more */
	bool failed; /* there was none: the report would not be whole */
	int code; /* of the first failure; 0: none */
};
void doctor_clear(struct doctor *d);

/* A step behind the others; its address holds until the next one. The text is escaped. */
struct doctor_step *doctor_add(struct doctor *d, const char *step, enum doctor_outcome outcome,
			       const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The step that was added last; there is one. */
struct doctor_step *doctor_last(struct doctor *d);

/* A failure with an error's code, text and hint. */
struct doctor_step *doctor_fail(struct doctor *d, const char *step, const struct err *err);

/* Sets the command. Words that are not ours go through text_shell_word first. */
void doctor_command(struct doctor_step *step, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Takes the command that mends an error, if it has one. */
void doctor_fix(struct doctor_step *step, const struct err *err);

/* As doctor_command: opens the place in a file with the user's editor. */
void doctor_command_edit(struct doctor_step *step, const char *file, unsigned line);

/* Takes the place to edit from a text that begins with "file:line:", unless there is a command. Returns false if
 * there is none afterwards. */
bool doctor_command_of(struct doctor_step *step);

/* Room for a word of a command: for all of a message, each byte of it quoted. */
#define DOCTOR_WORD_MAX (4 * ERR_TEXT_MAX)

/* "NAME", or "NAME --tenant LABEL": the profile on a command line. Returns out. */
char *doctor_words(const struct profile *profile, char out[DOCTOR_WORD_MAX]);

/* Appends the report: a line a step, with the words in colour if asked to; or one JSON document. */
void doctor_text(const struct doctor *d, bool colour, struct buf *b);
void doctor_json(const struct doctor *d, struct buf *b);

/*
 * The steps. p and bound are NULL for what concerns all profiles alike.
 *
 * Configuration: the files, and each profile that is refused; why, if not NULL, is the error that there
 * is no p for. Returns false if nothing can be read or is there. The caller frees what good holds in both
 * cases.
 */
struct doctor_profiles {
	char *first; /* of those that are in order; NULL: there is none */
	struct buf names;
	size_t n;
};
bool doctor_configuration(struct doctor *d, const struct profile *p, const struct err *why,
			  struct doctor_profiles *good);
void doctor_permissions(struct doctor *d, struct bound *bound);
void doctor_cache(struct doctor *d, const struct profile *p);

/* What ccred-acquire found: source and stack; dns, tls, discovery and clock; token; api. */
void doctor_stack(struct doctor *d, const struct report *r);
void doctor_network(struct doctor *d, const struct report *r);
void doctor_token(struct doctor *d, const struct report *r);
/* url: what was to be called; NULL: nothing. */
void doctor_api(struct doctor *d, const struct report *r, const char *url);

/* The command that gives the line's source what it lacks; result is a word of the stack. fix is its plugin's
 * own; NULL: none. */
void doctor_command_source(struct doctor_step *step, const struct profile *p,
			   const struct line *line, const char *result, const char *fix);

/* Whether two words are equal; NULL is none. */
bool doctor_is(const char *word, const char *other);

/* How a part of the report went that has its code in NAME=: 0, an exit code and *err, or -1: not tried. */
int doctor_outcome_of(const struct report *r, const char *name, struct err *err);

/* The line of the profile's stack that runs a plugin and stands at "file:line"; NULL: none. */
const struct line *doctor_find_line(const struct bound *bound, const char *where);

#endif
