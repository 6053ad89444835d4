/*
 * The tokens that all processes of the user share: entries, what is known of failures and rejected
 * tokens, and the lock that makes one request serve any number of callers. Behind this interface it is
 * a directory of small files (docs: ccred(1), FILES); another store could take its place.
 *
 * A hit opens a few files and takes no lock. Callers that miss take the lock, look again, and only
 * then fetch.
 */
#ifndef CCRED_CACHE_CACHE_H
#define CCRED_CACHE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/secret.h"

struct cache;
struct cache_key;

/*
 * Opens the user's cache: dir if it is not NULL (cache-dir), else the first of $XDG_RUNTIME_DIR/ccred,
 * $RUNTIME_DIRECTORY's first entry, /run/user/UID/ccred, for root /run/ccred, /dev/shm/ccred-UID that
 * is ours alone, checked on the descriptor. The salt file is made when missing. EXIT_UNAVAILABLE: no
 * place is usable (the token can still be given); EXIT_DENIED: dir was given and is not ours.
 */
int cache_open(const char *dir, struct cache **ret_cache, struct err *err);

/* As cache_open, for whoever only looks: nothing is made. EXIT_NOINPUT: cache_open would have to make it. */
int cache_peek(const char *dir, struct cache **ret_cache, struct err *err);
void cache_close(struct cache **cache);

/* A place that cache_open looks at. */
struct cache_place {
	const char *path; /* NULL: what names it does not */
	const char *from; /* what names it: cache-dir, XDG_RUNTIME_DIR and so on */
	const char *why; /* it is passed over; NULL: this is where the cache lies */
	bool there; /* else it will be made */
	bool memory; /* it is gone with the power */
	bool writable, full;
};
typedef void (*cache_place_fn)(const struct cache_place *place, void *arg);

/* Tells the places in their order, up to the one that cache_open takes; dir as there. Nothing is made. */
void cache_places(const char *dir, cache_place_fn fn, void *arg);

/* One environment variable that the token depends on; value NULL: unset. */
struct cache_var {
	const char *name;
	const char *value;
};

/*
 * The key of an entry: text (profile_describe), and the variables as salted hashes. Entries repeat it
 * in full. Returns 0 or EXIT_OS.
 */
int cache_key_new(const struct cache *cache, const char *text, const struct cache_var *vars,
		  size_t nvars, struct cache_key **ret_key, struct err *err);
void cache_key_free(struct cache_key **key);

/* 32 hexadecimal digits: the name of the key, for ccred-acquire to compare. Lives as long as key. */
const char *cache_key_name(const struct cache_key *key);

/* The salted hash of any bytes (a token, a whole request), 16 bytes. */
#define CACHE_PRINT_SIZE 16
void cache_print(const struct cache *cache, const void *data, size_t len,
		 unsigned char ret_print[CACHE_PRINT_SIZE]);

/* How the token of a key stands. */
enum cache_state {
	/* There is none that can be used: see why in struct cache_token. */
	CACHE_NONE,
	/* Valid, and not inside its renewal margin yet. */
	CACHE_FRESH,
	/* Inside the margin, with enough left to be used: a renewal is due, or under way. */
	CACHE_RENEWING,
	/* Valid, but less is left than min(30 s, a tenth of the lifetime): callers wait for a new one. */
	CACHE_EXPIRING,
	CACHE_EXPIRED,
	/* The server that the token is for has rejected it. */
	CACHE_REJECTED,
};

/* The word for a state, the same in all commands: fresh, renewing, expiring, expired, rejected, none. */
const char *cache_state_word(enum cache_state state);

/* Whether there is a valid token: fresh, renewing or expiring. */
bool cache_is_valid(enum cache_state state);

/* What the cache knows of a token. Set up with { 0 }. For CACHE_NONE all is 0 and NULL but why. */
struct cache_token {
	/* NULL unless cache_is_valid. */
	struct secret *token;
	/* Wall time, seconds since 1970, by the clock that runs out first. */
	int64_t expires_s;
	/* Until then; 0 or less: since then. */
	int64_t left_s;
	/* As it was granted. */
	int64_t lifetime_s;
	/* Since it was stored. */
	int64_t age_s;
	/* When less than this is left, it is time to renew the token. */
	int64_t margin_s;
	/* The state is CACHE_RENEWING, and no renewal has begun a short time ago (cache_renewal_begins). */
	bool renewal_due;
	/* As it was granted; NULL: the server did not say. */
	char *scope;
	/* Who supplied the secret, as cache_store was told; NULL: not known. */
	char *source;
	/* Why there is no valid token, in a few words; NULL: there is one, or nothing lies there at all. */
	const char *why;
};
void cache_token_clear(struct cache_token *token);

/*
 * Looks for a token, without a lock. margin_s: the profile's renew-margin, -1 for min(300, a quarter of
 * the lifetime); never more than half of the lifetime. Never fails: what cannot be read is CACHE_NONE.
 */
enum cache_state cache_look(const struct cache *cache, const struct cache_key *key, int margin_s,
			    struct cache_token *ret_token);

/* Says in the trace what a look has found. */
void cache_trace(enum cache_state state, const struct cache_token *token);

/*
 * Calls fn with the profile and the tenant (NULL: none) of each token and failure that lies in the
 * cache, of any environment and configuration, one after the other in no order; the same may come more
 * than once. Stops at a nonzero return and returns it. The strings live for the call.
 */
typedef int (*cache_owner_fn)(const char *profile, const char *tenant, void *arg);
int cache_each_owner(const struct cache *cache, cache_owner_fn fn, void *arg);

/*
 * The lease of a key: of any number of callers that find no token, its holder asks the server, and the
 * others wait for what that brings. It ends when it is released, or when its holder dies.
 */
struct cache_lease;

/* Tries once. Returns 0, EXIT_TEMPFAIL if another process holds it, or EXIT_OS. */
int cache_lease_try(const struct cache *cache, const struct cache_key *key,
		    struct cache_lease **ret_lease, struct err *err);

/* Tries until deadline_ms (clock_ms), for a caller to whom a token that comes meanwhile is of no use. */
int cache_lease_wait(const struct cache *cache, const struct cache_key *key, int64_t deadline_ms,
		     struct cache_lease **ret_lease, struct err *err);

/*
 * The descriptor (O_CLOEXEC) that holds the lease, to be handed to ccred-acquire: the lease ends when all
 * its copies are closed. -1: there is none; also for NULL.
 */
int cache_lease_fd(const struct cache_lease *lease);

/* Releases it, if there is one, and sets it to NULL. */
void cache_lease_release(struct cache_lease **lease);

/*
 * Stores a token (under the lock), with the moment before the request was sent, and source: who supplied
 * the secret, one line of the caller's that is no secret itself, or NULL. Replaces what was there, drops failures, tidies what a killed holder left. A token that was rejected is not stored
 * (EXIT_DENIED: the server handed out a token that was refused). A token that is the same as before is
 * stored with the time of the next try, so that it does not cause a request a call. EXIT_OS.
 */
int cache_store(const struct cache *cache, const struct cache_key *key,
		const struct clock_now *asked, const struct secret *token, int64_t lifetime_s,
		const char *scope, const char *source, struct err *err);

/* Records when a renewal may be tried next: max(30 s, a tenth of what is left) from now. Under the
 * lock, before asking. */
void cache_renewal_begins(const struct cache *cache, const struct cache_key *key, int64_t left_s);

/* Failures: those that callers share, and what is only told to a person. */
enum cache_failure_kind {
	CACHE_FAILURE_SERVER =
		1, /* network, TLS, 5xx, a bad answer: 5 s; 429: Retry-After up to 300 s */
	CACHE_FAILURE_REFUSED =
		2, /* 30 s, doubling to 15 min, tied to a print of the whole request */
	CACHE_FAILURE_OTHER =
		3, /* of a source, say, or the call's own deadline: counts for nobody else */
};
struct cache_failure {
	enum cache_failure_kind kind;
	unsigned char print[CACHE_PRINT_SIZE]; /* of the request that was refused */
	int64_t at_ms; /* CLOCK_BOOTTIME of its making, milliseconds */
	int64_t age_s;
	int64_t left_s; /* how long it still counts; 0: no more */
	struct err err; /* what it was */
};

/* The failure that still counts, of the server before a refusal. Returns true and fills *ret_failure. */
bool cache_failure(const struct cache *cache, const struct cache_key *key,
		   struct cache_failure *ret_failure);

/* The refusal that still counts, whatever the server has failed with since. */
bool cache_refusal(const struct cache *cache, const struct cache_key *key,
		   struct cache_failure *ret_failure);

/*
 * How the last attempt to get a token ended, if it failed, in the background too: of any kind, and
 * whether it still counts or not. A token that is stored removes it, and so do cache_forget and a day.
 * The age is by the wall clock if it is of another boot.
 */
bool cache_last_failure(const struct cache *cache, const struct cache_key *key,
			struct cache_failure *ret_failure);

/* Records one, under the lock. hold_s: how long it counts; 0: the default of its kind (for REFUSED:
 * doubling while print stays the same). print is for REFUSED, and else may be NULL. */
void cache_fail(const struct cache *cache, const struct cache_key *key,
		enum cache_failure_kind kind, const unsigned char *print, int64_t hold_s,
		const struct err *why);

/* The refusal that counts has ended a call once more: what else failed, and counts no more, came before it.
 * Under the lock. */
void cache_refused_again(const struct cache *cache, const struct cache_key *key);

/* A token came that is not to be stored: no failure is left, as after cache_store. Under the lock. */
void cache_succeeded(const struct cache *cache, const struct cache_key *key);

/*
 * Records that a token was rejected by whoever it is for. It is a miss for everybody from now on; a
 * newer token stays. Takes no lock for longer than a write. If the token is not the entry's, it is
 * recorded all the same. Returns 0 or EXIT_OS.
 */
int cache_reject(const struct cache *cache, const struct cache_key *key, const void *token,
		 size_t len, struct err *err);

/*
 * Whether tokens are being rejected as fast as they come: the latest entry was got after a rejection
 * and rejected itself within 60 s. Then no more than one request a minute makes sense: *ret_wait_s is
 * how long to wait for the next. Returns true while that is so.
 */
bool cache_rejecting(const struct cache *cache, const struct cache_key *key, int64_t *ret_wait_s);

/* Drops the key's token, failures and rejections. */
int cache_forget(const struct cache *cache, const struct cache_key *key, struct err *err);

/*
 * Drops everything of a profile (of the tenant alone if that is not NULL, any environment), whose
 * entries state its name. *ret_count: tokens dropped. Returns 0, or EXIT_OS if some could not be.
 */
int cache_forget_profile(const struct cache *cache, const char *profile, const char *tenant,
			 size_t *ret_count, struct err *err);

/*
 * A document kept for others (discovery metadata), by a key text of its own, for at most max_age_s.
 * Returns true and the bytes (the caller frees b). Never a secret.
 */
struct buf;
bool cache_document(const struct cache *cache, const char *key_text, int64_t max_age_s,
		    struct buf *b);
void cache_keep_document(const struct cache *cache, const char *key_text, const void *data,
			 size_t len);

#endif
