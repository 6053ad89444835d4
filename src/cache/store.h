/*
 * Where the cache keeps its bytes. The policy above names a value by the name of a key and a kind,
 * and knows nothing of files: a store is a directory (store_dir.h), or anything else that keeps
 * these promises.
 */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/siphash.h"

enum store_kind {
	STORE_TOKEN,
	STORE_STATE,
	STORE_DOCUMENT,
	/* Of note, and drop. */
	STORE_NOTES,
};

/* A name is 32 hexadecimal digits. */
#define STORE_NAME_SIZE (2 * SIPHASH_SIZE + 1)
/* No value is longer, and none is kept for longer. */
#define STORE_VALUE_MAX (512u * 1024)
#define STORE_TTL_MAX_S 86400

enum store_found {
	STORE_FOUND,
	STORE_NONE,
	/* Something lies there, but not exactly what was put. */
	STORE_DAMAGED,
	/* The system did not let it be read: nothing can be told of it. */
	STORE_UNREADABLE,
};

enum store_change {
	STORE_LEAVE,
	STORE_PUT,
	STORE_DROP,
};
/* Changes a value in place (it is empty if there is none), and says what is to be done with it. */
typedef enum store_change (*store_update_fn)(struct buf *value, void *arg);

/* Notes are small, and nobody is harmed if one is lost. */
#define STORE_NOTE_SIZE 64
#define STORE_PAGE_NOTES 4
#define STORE_PAGES 64
struct store_page {
	unsigned char notes[STORE_PAGE_NOTES][STORE_NOTE_SIZE];
};
/* Looks at a page, and returns the number of the note that it has changed, or STORE_PAGE_NOTES. */
typedef unsigned (*store_note_fn)(struct store_page *page, void *arg);

/* Nonzero ends the walk. The strings live for the call. */
typedef int (*store_each_fn)(const char *name, const struct buf *value, void *arg);

/* A lease that is held; each store puts what it needs behind it. */
struct cache_lease {
	void (*release)(struct cache_lease *lease);
	/* Can be handed on: the lease ends when all copies are closed. -1: this store has none. */
	int fd;
	/* Of cache_lease_set_vain: the next holder finds the value that it has at the release. A
	 * store may forget it. */
	bool vain;
};

/* An open cache is its store. The functions of the policy take it as it is. */
struct cache {
	const struct store_ops *ops;
	/* The key of all hashes that the policy makes: the same for as long as the store holds
	 * anything. */
	unsigned char salt[SIPHASH_KEY_SIZE];
};

/*
 * What a store can do; functions that return int return 0, or EXIT_OS with the message. Any number
 * of processes use a store at once: a reader sees a value whole, as it was before a change or after
 * it.
 */
struct store_ops {
	/* Appends the value to the empty buffer, which stays empty unless it returns
	 * STORE_FOUND. */
	enum store_found (*get)(const struct cache *cache, enum store_kind kind, const char *name,
				struct buf *value);

	/*
	 * Replaces the value, and may append to the buffer, whose failure it reports. Nobody needs
	 * the value after ttl_s seconds, so the store may drop it then.
	 */
	int (*put)(const struct cache *cache, enum store_kind kind, const char *name,
		   struct buf *value, int64_t ttl_s, struct err *err);

	/* Returns 0 also if there is no such value. */
	int (*drop)(const struct cache *cache, enum store_kind kind, const char *name,
		    struct err *err);

	/*
	 * Reads a value, has fn change it, and writes it: of any number of callers at once, no
	 * change is lost. fn may be called more than once, each time with what lies there. A value
	 * that is damaged counts as none; one that cannot be read is an error.
	 */
	int (*update)(const struct cache *cache, enum store_kind kind, const char *name,
		      int64_t ttl_s, store_update_fn fn, void *arg, struct err *err);

	/*
	 * Calls fn with a page of notes, those that are not there being zero, and writes the one
	 * that it has changed. That takes no lock: of two that are written at once one may be lost,
	 * or both damaged, which fn must see. A page that cannot be read is not shown.
	 */
	void (*note)(const struct cache *cache, const char *name, unsigned page, store_note_fn fn,
		     void *arg);

	/*
	 * Calls fn for each whole value of a kind, in no order; a value that changes meanwhile may
	 * come twice. fn may drop any value. Returns what fn returned last if it is nonzero; or
	 * EXIT_OS if some could not be read, once it has been through all others.
	 */
	int (*each)(const struct cache *cache, enum store_kind kind, store_each_fn fn, void *arg,
		    struct err *err);

	/* Tries once to get the lease of a name. EXIT_TEMPFAIL: another holds it. EXIT_NOINPUT: the
	 * store was removed, or begun anew, since it was opened. It ends with its holder. */
	int (*lease)(const struct cache *cache, const char *name, struct cache_lease **ret_lease,
		     struct err *err);

	void (*close)(struct cache *cache);
};
