/* The placeholders of a preset: what each customer of a service has of its own. */
#pragma once

#include "base/lex.h"
#include "config/target.h"
#include "setup/setup.h"

#define PLACEHOLDERS_MAX 8

/* A preset writes {name} where the answer goes. */
struct placeholder {
	/* Owned. pattern: an extended regular expression for the whole answer; NULL: a DNS label. */
	char *name, *question, *example, *pattern;
	/* NULL: not known yet. */
	char *value;
	/* A line has it; a line has it that the command line does not override. */
	bool used, needed;
	/* It stands in the host of a URL, where capitals mean the same. */
	bool host;
	/* Of the line that is nothing else, if no other has it; NULL: there is none. */
	const char *option;
};

/* Set up with { 0 }. {tenant} needs no ask line. */
struct placeholders {
	struct placeholder list[PLACEHOLDERS_MAX];
	size_t n;
};

/* placeholder.c: the placeholders and their values. */

void placeholders_clear(struct placeholders *p);

/* Whether the text can be the value. *failed is set if there is no memory to tell. */
bool placeholder_fits(const struct placeholder *p, const char *text, bool *failed);

/* Whether each example fits its pattern. *failed is set if there is no memory to tell. */
bool placeholders_sound(const struct placeholders *p, bool *failed);

/* Takes an ask line: NAME QUESTION EXAMPLE [PATTERN]. Returns 0, EXIT_CONFIG with the place, or
 * EXIT_OS. */
int placeholders_take(struct placeholders *p, const struct lex *line, struct err *err);

/* Checks the pattern of an ask line that was taken, and that the example fits it. Returns the
 * same. */
int placeholders_check(const struct placeholders *p, const struct lex *line, struct err *err);

/* Notes which placeholders a line has. option overrides the line (NULL: none does), and is given or
 * not. Returns 0, or EXIT_CONFIG for a placeholder without an ask line above. */
int placeholders_look(struct placeholders *p, const struct lex *line, const char *option,
		      bool given, struct err *err);

/* The text with all values in place, or with an example of one that is not needed; the caller frees;
 * NULL: no memory. */
char *placeholders_fill(const struct placeholders *p, const char *text);

/*
 * Whether asked is on the server of url, a URL of the preset: of its target, below whose path it
 * must be unless it has none; or of its issuer, with any path. If a placeholder is the whole host,
 * it must be below the path: *ret_fits. Sets the values that asked tells. Returns 0 or EXIT_OS.
 */
int placeholders_match(struct placeholders *p, const char *url, bool target,
		       const struct target *asked, bool *ret_fits, struct err *err);

/* placeholder_answer.c: the answers. */

/*
 * Sets the value of each placeholder that is needed: from --tenant and --answers, or asks, and
 * keeps the answer in s. target: the preset has one, so that --target is not missing. Returns 0;
 * EXIT_USAGE for an answer that does not fit, or if answers are missing and nobody can be asked; or
 * as terminal_read.
 */
int placeholders_answer(struct placeholders *p, bool target, struct setup *s, struct err *err);

/* Returns 0, or EXIT_USAGE for an answer of the command line that the preset does not ask for. */
int placeholders_check_given(const struct placeholders *p, const struct setup *s, struct err *err);

/* Hands the values over to --tenant and --answers, unless those say otherwise: *ret_agrees. Returns
 * 0 or EXIT_OS. */
int placeholders_give(const struct placeholders *p, struct setup *s, bool *ret_agrees,
		      struct err *err);
