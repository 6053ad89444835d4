/*
 * Editing the user's configuration: where a profile stands, what may be written there, and a new
 * text in the place of the file, as a whole or not at all.
 */
#pragma once

#include <sys/stat.h>

#include "base/buf.h"
#include "base/lex.h"

struct block;
struct config;

/* edit_text.c: texts. Pure. */

/*
 * Appends the line of a block that lex_split takes apart into exactly the key and these words: in
 * quotes what needs them. What no line can hold (control bytes, bytes that are not UTF-8, more than
 * LIMIT_CONFIG_LINE bytes) is written as it is, and refused when it is read.
 */
void edit_put_line(struct buf *b, const char *key, const char *const *words, size_t n);

/* One of these words. */
void edit_put_word(struct buf *b, const char *word);

/* The text of a file with a block behind all that is there. */
void edit_append(struct buf *b, const char *text, size_t len, const char *block);

/*
 * The text of a file with a block in place of the lines first to last (counted from 1), but for
 * blank lines and comments at their end, which belong to what follows. An empty block leaves no
 * more blank lines than there were on one side.
 */
void edit_replace(struct buf *b, const char *text, size_t len, unsigned first, unsigned last,
		  const char *block);

/* edit_line.c: lines. */

/*
 * Whether a line of words, key first and no source, may stand in a profile: known, and with values
 * that reading takes. http: the profile has allow-http-loopback yes. *ret_tenant is whether
 * {tenant} stands in it. Returns 0, EXIT_CONFIG with its place, or EXIT_OS.
 */
int edit_check_line(const struct lex *lex, bool http, bool *ret_tenant, struct err *err);

/*
 * Appends the line of a key and its value, which is one word; but for scope blanks part the words.
 * http and *ret_tenant as above. Returns 0; EXIT_CONFIG with why the value cannot stand there, and
 * b as it was; or EXIT_OS.
 */
int edit_put_value(struct buf *b, const char *key, const char *value, bool http, bool *ret_tenant,
		   struct err *err);

/* edit_file.c: the file. */

/* Set up with EDIT_INIT. */
struct edit {
	/* As it is named, but absolute. */
	char *path;
	/* Of path: what belongs to the configuration lies there, and includes count from there. */
	char *dir;
	int dirfd;
	/* Where the file lies: path, unless that is a link. */
	char *real;
	/* The file as it was read, if it exists, and the profiles in it and in what it includes. */
	bool exists;
	struct stat st;
	struct buf text;
	struct config *config;
	/* Directories that were made for it, the inner one last; NULL: none. */
	char *made[2];

	/* The text as it is to be, and the file that holds it until then; NULL: none. */
	struct buf draft;
	char *draft_path;
	/* Locked as long as the draft is there. */
	int draft_fd;
	/* Of the directory of real; -1: not locked. */
	int lock_fd;
};
#define EDIT_INIT \
	{ \
		.dirfd = -1, .draft_fd = -1, .lock_fd = -1 \
	}

/*
 * Finds the user's configuration and reads it, making its directory if need be. companion is how
 * the names of other files end that are written there by fs_replace: what was left behind of those
 * and of drafts is removed. Returns 0; EXIT_DENIED for an unsafe file or directory, EXIT_NOINPUT
 * for a directory that is named and not there, EXIT_CONFIG for what is wrong outside of every
 * block, EXIT_DATA (too long) or EXIT_OS.
 */
int edit_open(struct edit *edit, const char *companion, struct err *err);

/* Takes away what did not get its place: the draft, and the directories unless keep is true. */
void edit_close(struct edit *edit, bool keep);

/* Where a profile stands: in the configuration itself, if file_number is 1. NULL: there is no
 * profile of this name. */
const struct block *edit_find(const struct edit *edit, const char *profile);

/*
 * Finds the only block of a profile. Returns 0 with NULL if none has the name; EXIT_CONFIG if it
 * stands in a file that the configuration includes, or twice.
 */
int edit_find_own(const struct edit *edit, const char *profile, const struct block **ret_block,
		  struct err *err);
/* Whether a line of a profile, or of a stack, has a word with this end; except: not of the profile of
 * this name, NULL: of any. */
bool edit_names(const struct edit *edit, const char *end, const char *except);

/* Writes the configuration with this block (in place of the profile of this name, or behind all)
 * into a file beside it, which helpers can be pointed at. Returns 0 or EXIT_OS. */
int edit_draft(struct edit *edit, const char *profile, const char *block, struct err *err);

/*
 * Two editors take turns: waits for another one, and keeps others waiting until the file is closed.
 * Returns 0, EXIT_TEMPFAIL if the file is not as it was read, or EXIT_OS.
 */
int edit_lock(struct edit *edit, struct err *err);

/* Puts the draft in place of the locked file, if that is still as it was read: other programs know
 * nothing of the lock. Returns 0, EXIT_TEMPFAIL or EXIT_OS with nothing changed. */
int edit_commit(struct edit *edit, struct err *err);

/* Names the configuration where err names the draft. */
void edit_rename_draft(const struct edit *edit, struct err *err);
