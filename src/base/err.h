/*
 * Errors with parts: the exit code that the user will see, a reason for programs, a text, a command
 * that mends it, and the place that it is about. They are written where the cause is known.
 * Functions return 0 or the exit code and leave the parts in the struct err. No code looks for
 * anything in a text.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/exit_code.h"
#include "base/reason.h"

#define ERR_REASON_MAX 64
#define ERR_TEXT_MAX 1024
#define ERR_FIX_MAX 512
#define ERR_HINT_MAX 512
#define ERR_FILE_MAX 512

/* Where something stands that a person can look at. */
struct err_place {
	/* Empty: nowhere. Cut short at ERR_FILE_MAX. */
	char file[ERR_FILE_MAX];
	/* From 1; 0: not known. The column is counted in bytes. */
	unsigned line, column;
};

/* Set up with { 0 }; owns nothing. All texts are printable: control bytes are escaped. */
struct err {
	/* An exit code; 0: no error. */
	int code;
	/* A stable word: of base/reason.h, or a plugin's own. */
	char reason[ERR_REASON_MAX];
	/* What happened, and, where no command mends it, what to do. */
	char text[ERR_TEXT_MAX];
	/* A command that a person can paste into a shell; empty: none. Never with a server's bytes
	 * in it. */
	char fix[ERR_FIX_MAX];
	struct err_place place;
	/* At most one more line; empty: none. */
	char hint[ERR_HINT_MAX];
};

/*
 * Sets reason, code and text (cut short at ERR_TEXT_MAX with "..."; control bytes escaped) and
 * clears all else. Returns the code, so that a caller can write: return err_set(err, REASON_...,
 * ...). err may be NULL: then only the code is passed on.
 *
 * what is an enum reason; or an exit code alone, where the reason came from a plugin or another
 * program.
 */
int err_set(struct err *err, int what, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* As err_set, with ": " and the text of the errno value appended. */
int err_sys(struct err *err, int what, int errnum, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Whether that is the reason of the error. */
bool err_is(const struct err *err, enum reason reason);

/* Each sets one more part. Without an error (err NULL) they do nothing. err_reason takes a plugin's
 * own word, which is in no table. */
void err_reason(struct err *err, const char *word);
void err_fix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A command with a path as its last word, quoted for a shell. A path that is too long or has
 * control bytes sets no fix, for the command would name another file. Returns code, which err_set
 * has returned. */
int err_fix_path(struct err *err, int code, const char *command, const char *path);
void err_place(struct err *err, const char *file, unsigned line, unsigned column);
void err_hint(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Replaces the exit code, for a caller to whom the same failure means something else. Returns
 * code. */
int err_recode(struct err *err, int code);

/* Replaces the reason and the exit code, for a caller who knows what the failure is about. Returns
 * the code. */
int err_rename(struct err *err, enum reason reason);

/* Puts "fmt: " in front of the text that is there, for a layer that knows more. */
void err_prefix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Writes the place as "file:line:column", as far as it is known; else "". Returns out. */
#define ERR_WHERE_MAX (ERR_FILE_MAX + 32)
char *err_where(const struct err_place *at, char out[ERR_WHERE_MAX]);

/*
 * Writes the error as one line for people: "file:line:column: text: fix", each part only if it is
 * there. Always ends with NUL, cut short where it does not fit. Returns out.
 */
#define ERR_LINE_MAX (ERR_WHERE_MAX + ERR_TEXT_MAX + ERR_FIX_MAX)
char *err_line(const struct err *err, char *out, size_t size);

/* Out of memory: REASON_NO_MEMORY with a fixed text. */
int err_nomem(struct err *err);
