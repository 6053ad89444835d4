/* How the lines of a stack went, what came of it, and both in words. */
#pragma once

#include "base/credential.h"
#include "stack/bind.h"
#include "stack/process.h"

/* What a line said about its result. Printable. */
#define SAID_TEXT_MAX 512
struct said {
	/* A stable word: the host's or the plugin's own. */
	char reason[ERR_REASON_MAX];
	char text[SAID_TEXT_MAX];
	/* A command to paste; empty: none. */
	char fix[ERR_FIX_MAX];
	/* Where the credential lies that the line found or kept. */
	char location[SAID_TEXT_MAX];
	/* To be shown although the line succeeded. */
	bool warning;
};

/* Writes it as one line: "text: fix", or the location if nothing else was said. Returns out. */
#define SAID_LINE_MAX (SAID_TEXT_MAX + ERR_FIX_MAX + 2)
char *said_line(const struct said *said, char out[SAID_LINE_MAX]);

/* Takes the parts of an error: reason, text and fix. */
void said_error(struct said *said, const struct err *err);

/* How one line went. Filled in by the run function. */
struct line_result {
	enum result result;
	struct said said;
	/* What it set. */
	struct credential set;
	/* The arguments are wrong: the profile is refused whatever the control says. */
	bool refused;
	/* The plugin is not installed. */
	bool missing;
	/* How long prompts were open. */
	int64_t paused_ms;
	/* With keep_signer: its process, if it can sign; else NULL. */
	struct source_process *process;
};

/* Ends the process, wipes and frees what the line set. */
void line_result_clear(struct line_result *line);

/* One line as it happened, for messages and for explain: in the order called, nested ones after
 * their stack line. */
struct stack_event {
	const struct source *src;
	/* 0: a line of the profile. */
	unsigned depth;
	enum result result;
	/* What it set joined the credential. */
	bool taken;
	/* The items that it set. */
	unsigned sets;
	/* Its stack's result is this line's doing: it ended the stack, or failed it first, or
	 * completed the credential. At most one of a stack. */
	bool decides;
	/* It ran because of all, and changed nothing. */
	bool beyond;
	int64_t took_ms;
	struct said said;
};

struct stack_outcome {
	enum result result;
	/* Complete if the result is RESULT_SUCCESS. Its from are the lines of the profile. */
	struct credential credential;
	struct stack_event *events;
	size_t nevents;
	/* Hard results that were ignored although the stack succeeded, and what lines warned of:
	 * one line each, "file:line: plugin: text". */
	char **warnings;
	size_t nwarnings;
	/* The process that signs with the key of the credential; NULL: none. */
	struct source_process *signer;
	/* How long prompts were open, all together: the caller's own deadline moves by it. */
	int64_t paused_ms;
};

void stack_outcome_clear(struct stack_outcome *outcome);

/* The name of a line's plugin, or of its nested stack. */
const char *stack_line_name(const struct source *src);

/* Says why one line failed, or why the profile is refused: its arguments are wrong, or its plugin
 * is missing. Returns the exit code of its result; EXIT_CONFIG if it is refused. */
int outcome_line(const struct source *line, const struct line_result *result, struct err *err);

/* Says why the stack failed, as stack_run does. Returns the exit code of its result. */
int outcome_failure(const struct stack_outcome *outcome, bool complete, struct err *err);

/* Fills in the warnings of a stack that succeeded. */
void outcome_warnings(struct stack_outcome *outcome);

/*
 * Appends the number of the line that supplied the item by which the client proves itself, counted
 * from 1 with the lines of nested stacks in their place, and what its plugin said; nothing if no
 * line did. A number and no place: lines move in a file while the stack, and with it the key of the
 * token, stays.
 */
void supplier_write(const struct bound *bound, const struct stack_outcome *outcome, int item,
		    struct buf *b);

/*
 * The line that supplier_write meant, of a profile with the same stack; *ret_said is what its
 * plugin said (points into text), NULL: nothing. NULL: the profile has no such line, or text is not
 * of that form.
 */
const struct line *supplier_read(const struct bound *bound, const char *text,
				 const char **ret_said);
