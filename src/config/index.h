/*
 * The names and targets of the profiles as they pass by: which of them count (the user's file wins over
 * the system's) and which stand twice in one file.
 */
#ifndef CCRED_CONFIG_INDEX_H
#define CCRED_CONFIG_INDEX_H

#include "config/scan.h"
#include "config/target.h"

/* The configuration while it is read: scopes[0] is the user's, scopes[1] the system's. */
#define N_SCOPES 2
struct config {
	struct scope scopes[N_SCOPES];
	struct lex lex; /* reused for target lines */
	char *scratch; /* LIMIT_CONFIG_LINE + 1 bytes, for the same */
};

struct index_visitor {
	/* A target of the block that counts, with its line. */
	int (*target)(const struct block *block, const struct target *target, unsigned line,
		      void *arg, struct err *err);
	/* The name or a target that stands there already, in a block that was seen earlier:
	 * that block is refused too, with this text. */
	int (*clash)(const struct scope *scope, const struct seen *first, const char *why,
		     void *arg, struct err *err);
	void *arg;
};

/* Names the files: the user's, which is user_file unless that is NULL, else $CCRED_CONFIG or the default
 * one; and the system's. Returns 0 or EXIT_OS. */
int config_open(struct config *config, const char *user_file, struct err *err);
void config_clear(struct config *config);

/* True, with the reason, if there is no file of the user's (all have been read): for whoever finds nothing. */
bool config_absent(const struct config *config, char *out, size_t size);

/* Nonzero if the block is of the system's scope and the user has a profile of that name. */
bool index_is_hidden(const struct config *config, const struct scope *scope,
		     const struct block *block);

/*
 * Takes note of a profile block's name and targets, refuses it for what stands twice, and shows the
 * targets that count to the visitor. Targets that cannot be read are passed over: reading the block
 * says why. Returns 0, EXIT_OS, or what the visitor returned.
 */
int index_block(struct config *config, struct scope *scope, struct block *block,
		const struct index_visitor *visitor, struct err *err);

#endif
