/*
 * Reading the files of a configuration: includes, what stands before the first block, and the text cut
 * into blocks. Most blocks are passed over, so little is looked at here.
 */
#ifndef CCRED_CONFIG_SCAN_H
#define CCRED_CONFIG_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "config/block.h"
#include "config/hash_set.h"

/* The user's configuration or the system's: one file and what it includes. Set up with { 0 }. */
struct scope {
	char *root; /* the name of that file; NULL: there is none */
	bool must_exist; /* it was named by CCRED_CONFIG */
	char **files; /* the names of all files read, for messages */
	size_t nfiles;
	size_t nprofiles;
	struct seen_set names; /* of profiles */
	struct seen_set targets;
	struct block *defaults;
	size_t ndefaults;
	struct seen_set stack_names;
	struct block *stacks;
	size_t nstacks;
	char *cache_dir; /* NULL: not given */
	struct location cache_dir_at;
	char **plugin_path;
	size_t nplugin_path;
};

/* Called with each complete profile block, which it may take away with block_move. A nonzero return
 * ends the reading and is returned. */
typedef int (*scan_fn)(struct scope *scope, struct block *block, void *arg, struct err *err);

/*
 * Reads the scope's file and what it includes; defaults, stacks and what stands before the first
 * block are kept in the scope. Returns 0 (also when the file is missing and need not exist),
 * EXIT_NOINPUT, EXIT_DENIED, EXIT_OS, or EXIT_CONFIG for an error outside every block.
 */
int scan_scope(struct scope *scope, scan_fn fn, void *arg, struct err *err);

/* Frees what the scope holds. */
void scope_clear(struct scope *scope);

/* The name of the file of a place. */
const char *scope_file(const struct scope *scope, const struct seen *place);

/* 1 to LIMIT_NAME of [A-Za-z0-9._-], the first a letter or digit. */
bool scan_is_name(const char *text);

/* What scan.c and include.c share. */

/* A file being read, and the files that led to it. */
struct scan_open {
	dev_t dev;
	ino_t ino;
	unsigned number; /* among the scope's files, from 1 */
	const struct scan_open *from;
};

struct scan {
	struct scope *scope;
	scan_fn fn;
	void *arg;
	struct block block; /* the one being read */
};

/* Reads one file. from is the file that includes it (NULL: none), at its line. */
int scan_file(struct scan *scan, const char *name, const struct scan_open *from,
	      const struct location *at, struct err *err);

/* A line before the first block: include, cache-dir, plugin-path. in is the file it stands in. */
int scan_top_line(struct scan *scan, const struct lex *lex, const struct scan_open *in,
		  const struct location *at, struct err *err);

/* The words that may stand there; ends with NULL. */
extern const char *const scan_top_words[];

#endif
