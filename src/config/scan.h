/*
 * The configuration while it is read: includes, what stands before the first block, and the text
 * cut into blocks. Most blocks are passed over, so little is looked at here.
 */
#pragma once

#include <stdint.h>

#include "config/block.h"
#include "config/file.h"
#include "config/target.h"

struct hash_entry {
	uint64_t hash;
	/* The number of the file, from 1; 0: an empty slot. */
	uint32_t file, line;
};

/*
 * A set of hashes, each with the place where it was added. It finds names and targets that stand
 * twice. Of a profile that is passed over nothing else is kept.
 */
struct hash_set {
	struct hash_entry *slots;
	size_t n;
	/* A power of two. */
	size_t cap;
};

/* The user's configuration or the system's: one file and what it includes. */
struct scope {
	/* The name of that file; NULL: there is none. */
	char *root;
	/* It was named by CCRED_CONFIG. */
	bool must_exist;
	/* The names of all files that were read, for messages. */
	char **files;
	size_t nfiles;
	/* How much was read: bytes, includes, blocks of each kind, and what stands twice. */
	size_t size, nincludes, nblocks[LINE_DEFAULTS + 1], nduplicates;
	/* What is taken: names and targets. */
	struct hash_set taken;
	struct blocks defaults, stacks;
	/* NULL: not given. */
	char *cache_dir;
	struct location cache_dir_at;
	char **plugin_path;
	size_t nplugin_path;
	/* ad-hoc no. */
	bool no_ad_hoc;
};

/* scopes[0] is the user's configuration, scopes[1] the system's. Set up with { 0 } or the
 * callbacks. */
#define N_SCOPES 2
enum {
	SCOPE_USER = 1 << 0,
	SCOPE_SYSTEM = 1 << 1,
	SCOPE_ALL = SCOPE_USER | SCOPE_SYSTEM,
};
struct config {
	struct scope scopes[N_SCOPES];
	/* The blocks that are kept. */
	struct blocks profiles;
	/* The block being read, and the words of one line at a time, of which a target's is taken
	 * apart here. */
	struct block block;
	struct lex lex;
	char line[LIMIT_CONFIG_LINE + 1];

	/* Called with each target that counts (the user's configuration wins over the system's),
	 * while its block is being read; NULL: nobody is. block->ntargets is its number among the
	 * target lines, block->last_line its line. */
	void (*on_target)(const struct block *block, const struct target *target, void *arg);
	/* Called with each complete profile block that counts, which it may keep (blocks_add). A
	 * nonzero return ends the reading and is returned. NULL: all are kept. */
	int (*on_profile)(struct block *block, void *arg, struct err *err);
	void *arg;
};

/*
 * The user's configuration file: $CCRED_CONFIG (then *ret_named), or the default one. *ret_file is
 * NULL if there is no place for it; the caller frees. Returns 0 or EXIT_OS.
 */
int config_user_file(char **ret_file, bool *ret_named, struct err *err);

/*
 * Reads the files of these scopes (SCOPE_*), and what they include. The user's file is user_file,
 * unless that is NULL. Defaults, stacks and what stands before the first block are kept in the
 * scope. Returns 0 (also when a file is missing and need not exist), EXIT_NOINPUT, EXIT_DENIED,
 * EXIT_OS, or EXIT_CONFIG for an error outside every block.
 */
int config_scan(struct config *config, const char *user_file, unsigned which, struct err *err);
void config_clear(struct config *config);

/* For callers that find nothing: why no file of the user's was found, " (WHY)"; else nothing.
 * Returns out. */
#define CONFIG_ABSENT_MAX (ERR_TEXT_MAX / 2)
const char *config_absent(const struct config *config, char out[CONFIG_ABSENT_MAX]);

/* What makes the first profile. */
#define CONFIG_FIRST "ccred setup URL"

/* What scan.c shares with include.c and index.c. */

/* Reads one file. from is the file that includes it (NULL: none), at its line. */
int scan_file(struct config *config, struct scope *scope, const char *name, const struct file *from,
	      const struct location *at, struct err *err);

/* A line before the first block of a file: include, cache-dir, plugin-path, ad-hoc. Its words are in
 * config->lex. */
int scan_top_line(struct config *config, const struct file *in, struct err *err);

/* The words that may stand there; ends with NULL. */
extern const char *const scan_top_words[];

/*
 * Take note of the name of the profile or stack that is being read, and of one of its target lines
 * or its token-file.
 * If that stands somewhere else in the scope already, they refuse the block, and the one that has
 * it if that is kept. A target that cannot be read is passed over: reading the block says why.
 * Return 0, EXIT_CONFIG if too much stands twice, or EXIT_OS.
 */
int index_name(struct config *config, struct err *err);
int index_target(struct config *config, const char *line, size_t len, struct err *err);
int index_token_file(struct config *config, const char *line, size_t len, struct err *err);
