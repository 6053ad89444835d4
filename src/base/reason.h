/*
 * The reasons for which ccred fails: stable words for programs, one table for all of them. ccred(1),
 * REASONS, is the same table for people, and a test compares the two.
 */
#ifndef CCRED_BASE_REASON_H
#define CCRED_BASE_REASON_H

/*
 * X(NAME, word, exit code of base/err.h, meaning). A room adds its own below its heading, in the order of
 * the alphabet. A word, once released, keeps its meaning.
 */
#define REASON_TABLE(X) \
	/* base */ \
	X(NO_MEMORY, no_memory, EXIT_OS, "There is no memory left.") \
	X(SYSTEM, system_error, EXIT_OS, "The system refused a call.") \
	/* config */ \
	/* plugin */ \
	/* stack */ \
	/* source */ \
	/* cache */ \
	X(CACHE_DIR_UNUSABLE, cache_dir_unusable, EXIT_DENIED, \
	  "The cache cannot lie in this directory.") \
	X(CACHE_MISSING, cache_missing, EXIT_NOINPUT, "Nothing was kept in the cache yet.") \
	X(CACHE_UNAVAILABLE, cache_unavailable, EXIT_UNAVAILABLE, \
	  "There is no directory that the cache can lie in.") \
	X(LEASE_HELD, lease_held, EXIT_TEMPFAIL, "Another call is asking for this token.") \
	X(TOKEN_REJECTED, token_rejected, EXIT_DENIED, \
	  "The server handed out a token again that was rejected.") \
	/* http */ \
	/* oauth */ \
	/* acquire */ \
	/* client */ \
	/* report */ \
	/* setup */ \
	/* kit */ \
	/* cli */ \
	/* helpers */

#define REASON_MEMBER(name, word, code, meaning) REASON_##name,
enum reason {
	REASON_FIRST = 1000, /* above every exit code, so that the two cannot be mixed up */
	REASON_TABLE(REASON_MEMBER) REASON_END,
};
#undef REASON_MEMBER

/* The word of a reason, such as "no_memory"; never NULL. */
const char *reason_word(enum reason reason);

/* The exit code that it leads to, and one sentence of what it means. */
int reason_code(enum reason reason);
const char *reason_meaning(enum reason reason);

#endif
