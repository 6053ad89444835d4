/*
 * Reading the files of a configuration: includes, what stands before the first block, and the text cut
 * into blocks. Most blocks are passed over, so little is looked at here.
 */
#pragma once

#include <sys/types.h>

#include "base/buf.h"
#include "config/block.h"
#include "config/hash_set.h"

struct stat;

/* The user's configuration or the system's: one file and what it includes. Set up with { 0 }. */
struct scope {
	/* The name of that file; NULL: there is none. */
	char *root;
	/* It was named by CCRED_CONFIG. */
	bool must_exist;
	/* Borrowed: that file, if it was read already; NULL: it is to be read. */
	const struct buf *root_text;
	const struct stat *root_st;
	/* The names of all files that were read, for messages. */
	char **files;
	size_t nfiles;
	/* How many profiles stand there, and what is taken: their names and targets. */
	size_t nprofiles;
	struct hash_set names;
	struct hash_set targets;
	struct blocks defaults, stacks;
	/* NULL: not given. */
	char *cache_dir;
	struct location cache_dir_at;
	char **plugin_path;
	size_t nplugin_path;
};

/* Called with each complete profile block, which it may keep (blocks_add). A nonzero return ends the reading
 * and is returned. */
typedef int (*scan_fn)(struct block *block, void *arg, struct err *err);

/*
 * Reads the scope's file and what it includes; defaults, stacks and what stands before the first
 * block are kept in the scope. Returns 0 (also when the file is missing and need not exist),
 * EXIT_NOINPUT, EXIT_DENIED, EXIT_OS, or EXIT_CONFIG for an error outside every block.
 */
int scan_scope(struct scope *scope, scan_fn fn, void *arg, struct err *err);

/* Frees what the scope holds. */
void scope_clear(struct scope *scope);

/* What scan.c and include.c share. */

/* A file being read, and the files that led to it. */
struct scan_open {
	dev_t dev;
	ino_t ino;
	/* Among the scope's files, from 1. */
	unsigned number;
	const struct scan_open *from;
};

struct scan {
	struct scope *scope;
	scan_fn fn;
	void *arg;
	/* The block being read, and its target lines. */
	struct block block;
	struct block_line *targets;
	size_t targets_cap;
};

/* Reads one file. from is the file that includes it (NULL: none), at its line. */
int scan_file(struct scan *scan, const char *name, const struct scan_open *from,
	      const struct location *at, struct err *err);

/* A line before the first block: include, cache-dir, plugin-path. in is the file it stands in. */
int scan_top_line(struct scan *scan, const struct lex *lex, const struct scan_open *in,
		  const struct location *at, struct err *err);

/* The words that may stand there; ends with NULL. */
extern const char *const scan_top_words[];
