/*
 * The configuration while it is read, and the names and targets of its profiles: which of them count (the
 * user's file wins over the system's), and which stand twice.
 */
#pragma once

#include "config/scan.h"
#include "config/target.h"

/* scopes[0] is the user's configuration, scopes[1] the system's. */
#define N_SCOPES 2
struct config {
	struct scope scopes[N_SCOPES];
	/* The blocks that are kept. */
	struct blocks profiles;
	/* For one target line at a time. */
	struct lex lex;
	char *scratch;
};

/*
 * The user's configuration file: $CCRED_CONFIG (then *ret_named), or the default one. *ret_file is NULL if
 * there is no place for it; the caller frees. Returns 0 or EXIT_OS.
 */
int config_user_file(char **ret_file, bool *ret_named, struct err *err);

/* Names the files: the user's, which is user_file unless that is NULL; and the system's. Reads nothing.
 * Returns 0 or EXIT_OS. */
int config_open(struct config *config, const char *user_file, struct err *err);
void config_clear(struct config *config);

/* For callers that find nothing: why no file of the user's was found, " (WHY)"; else nothing. Returns out. */
#define CONFIG_ABSENT_MAX (ERR_TEXT_MAX / 2)
const char *config_absent(const struct config *config, char out[CONFIG_ABSENT_MAX]);

/* Nonzero if the block is of the system's scope and the user has a profile of that name. */
bool index_is_hidden(const struct config *config, const struct block *block);

/*
 * Takes note of a profile block's name and targets. If one of them stands somewhere else in the scope
 * already, refuses the block, and the one that has it if that is kept. Calls fn, unless that is NULL, with
 * every target that counts; i is its number among the block's target lines. Targets that cannot be read
 * are passed over: reading the block says why. Returns 0 or EXIT_OS.
 */
typedef void (*index_target_fn)(const struct block *block, const struct target *target, size_t i,
				void *arg);
int index_block(struct config *config, struct block *block, index_target_fn fn, void *arg,
		struct err *err);
