/*
 * The tokens that all processes of the user share: what is kept of each key, when it counts, and
 * the lease that makes one request serve any number of callers. Below it lies a store (store.h),
 * which is a directory of small files by default (ccred(1), FILES).
 *
 * A hit reads one or two values and takes no lock. Callers that find no token try to get the lease,
 * look again, and only then ask the server.
 */
#pragma once

#include "base/clock.h"
#include "base/err.h"
#include "base/process_id.h"
#include "base/secret.h"
#include "base/token_binding.h"
#include "base/variable.h"

struct buf;
struct cache;
struct cache_key;

/*
 * Opens the user's cache: the directory dir if it is not NULL (cache-dir), else the first that will
 * do (cache_dir.h). What is missing there is made. EXIT_UNAVAILABLE: no directory is usable (the
 * token can still be given); EXIT_DENIED: dir was given and is not ours; EXIT_OS. With 0, err has a
 * warning if another user holds the directory that would be the first; its code is 0 if not.
 */
int cache_open(const char *dir, struct cache **ret_cache, struct err *err);

/* As cache_open, for callers that only look: nothing is made. EXIT_NOINPUT: nothing was kept
 * yet. */
int cache_peek(const char *dir, struct cache **ret_cache, struct err *err);

void cache_close(struct cache **cache);

/*
 * Calls fn for all caches of the user that a token must be dropped from: with the one that
 * cache_open opens, if it is there, and then (passed) with each in a directory that was passed
 * over for it. That one counts again once its directory will do again, when it is no longer mounted
 * read-only, for example. No directory is made. Returns what fn returned first that is nonzero, or
 * as cache_open.
 */
typedef int (*cache_fn)(const struct cache *cache, bool passed, void *arg, struct err *err);
int cache_each(const char *dir, cache_fn fn, void *arg, struct err *err);

/*
 * The key of a token: the text of all that the token depends on, and the variables, of which only
 * salted hashes are kept. Returns 0 or EXIT_OS.
 */
int cache_key_new(const struct cache *cache, const char *text, const struct variable *vars,
		  size_t nvars, struct cache_key **ret_key, struct err *err);
void cache_key_free(struct cache_key **key);

/* 32 hexadecimal digits: the name of the key, for ccred-acquire to compare. Lives as long as
 * key. */
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
	/* Valid, but less is left than min(30 s, a tenth of the lifetime): callers wait for a new
	 * one. */
	CACHE_EXPIRING,
	CACHE_EXPIRED,
	/* The server that the token is for has rejected it. */
	CACHE_REJECTED,
};

/* The word for a state, the same in all commands: fresh, renewing, expiring, expired, rejected,
 * none. */
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
	/* The state is CACHE_RENEWING, and no renewal has begun a short time ago
	 * (cache_renewal_begins). */
	bool renewal_due;
	/* As it was granted; NULL: the server did not say. */
	char *scope;
	/* It was asked for after a rejection, less than a minute ago: another one is not yet asked
	 * for because a caller asks again (cache_was_given). */
	bool just_replaced;
	/* A part of the secret may be in the token, as cache_store was told. */
	bool repeats_secret;
	/* What it is bound to; and the key of TOKEN_OF_PROOF, as cache_store was told (NULL: none,
	 * or there is no valid token). */
	enum token_binding binding;
	struct secret *proof_key;
	/* When the certificate of the client ends, which the credential had, seconds since 1970; 0:
	 * it had none. */
	int64_t certificate_end_s;
	/* Who supplied the secret, as cache_store was told; NULL: not known. */
	char *source;
	/* Why there is no valid token, in a few words; NULL: there is one, or nothing lies there at
	 * all. */
	const char *why;
	/* CACHE_NONE, because the system did not let it be read: there may be a token all the
	 * same. */
	bool unreadable;
};
void cache_token_clear(struct cache_token *token);

/* How long before its end a token of this lifetime is renewed. margin_s: the profile's
 * renew-margin, -1 for min(300, a quarter of the lifetime); never more than half of the
 * lifetime. */
int64_t cache_margin(int64_t lifetime_s, int margin_s);

/*
 * Looks for a token, without a lock. margin_s: as of cache_margin. Never fails: what cannot be read
 * is CACHE_NONE, and so is a token of which it cannot be read whether it was rejected.
 */
enum cache_state cache_look(const struct cache *cache, const struct cache_key *key, int margin_s,
			    struct cache_token *ret_token);

/* Says in the trace what a look has found. */
void cache_trace(enum cache_state state, const struct cache_token *token);

/*
 * The lease of a key: of any number of callers that find no token, its holder asks the server, and
 * the others wait for what that brings. It ends when it is released, or when its holder dies.
 */
struct cache_lease;

/* Tries once. Returns 0, EXIT_TEMPFAIL if another process holds it, EXIT_NOINPUT if the cache was
 * removed since it was opened, or EXIT_OS. */
int cache_lease_try(const struct cache *cache, const struct cache_key *key,
		    struct cache_lease **ret_lease, struct err *err);

/* Until when (clock_ms) a caller waits for the lease of another: for a third of its time. Then it
 * goes on without the lease. */
int64_t cache_lease_patience(int64_t deadline_ms);

/* Tries until then, for a caller to whom a token that comes meanwhile is of no use. */
int cache_lease_wait(const struct cache *cache, const struct cache_key *key, int64_t deadline_ms,
		     struct cache_lease **ret_lease, struct err *err);

/*
 * The descriptor (O_CLOEXEC) that holds the lease, to be handed to ccred-acquire: the lease ends
 * when all its copies are closed. -1: there is none; also for NULL.
 */
int cache_lease_fd(const struct cache_lease *lease);

/*
 * The holder says whether the others waited for it in vain, because its token could not be kept.
 * The next holder is told. Without that, callers whose tokens cannot be kept would wait for one
 * another, one request after the other.
 */
void cache_lease_set_vain(struct cache_lease *lease, bool vain);
bool cache_lease_was_vain(const struct cache_lease *lease);

/* Releases it, if there is one, and sets it to NULL. */
void cache_lease_release(struct cache_lease **lease);

/* A token to be stored. All is borrowed. */
struct cache_grant {
	/* The moment before its request was sent. */
	struct clock_now asked;
	const struct secret *token;
	int64_t lifetime_s;
	/* NULL: the server did not say. */
	const char *scope;
	/* Who supplied the secret, in one line of the caller's that is no secret itself, or
	 * NULL. */
	const char *source;
	/* A part of the secret may be in the token. */
	bool repeats_secret;
	enum token_binding binding;
	/* The raw key that the proofs of TOKEN_OF_PROOF are signed with; else NULL. */
	const struct secret *proof_key;
	/* As of struct cache_token. */
	int64_t certificate_end_s;
};

/*
 * Stores a token (with the lease held). It replaces the token that was there,
 * which is dropped if it cannot be replaced, and the key's failures are forgotten. A token that was
 * rejected is not stored (EXIT_DENIED: the server handed it out again), and one without a lifetime
 * (0) is not kept. A token that is the same as before is stored as one whose renewal has just
 * begun, so that it does not cause a request at each call. EXIT_OS.
 */
int cache_store(const struct cache *cache, const struct cache_key *key,
		const struct cache_grant *grant, struct err *err);

/* Records, with the lease held and before asking, that no other renewal is due for max(30 s, a
 * tenth of what is left). */
void cache_renewal_begins(const struct cache *cache, const struct cache_key *key, int64_t left_s);

enum cache_failure_kind {
	/* Network, TLS, 5xx, a bad answer: counts for 5 s, or for Retry-After up to 300 s. */
	CACHE_FAILURE_SERVER = 1,
	/* The server refused what the print stands for: counts for that in all keys, for 30 s,
	 * doubling to 15 min. */
	CACHE_FAILURE_REFUSED = 2,
	/* Of a source, for example: only a call that waited for this one shares it. */
	CACHE_FAILURE_OTHER = 3,
	/* Of the call itself, its deadline or its memory: counts for no other call. */
	CACHE_FAILURE_LOCAL = 4,
};
struct cache_failure {
	enum cache_failure_kind kind;
	/* Of what was refused: a client with its secret at an endpoint, for example. */
	unsigned char print[CACHE_PRINT_SIZE];
	/* When it was recorded, and how long it counts from then on. */
	struct clock_now at;
	int64_t hold_s;
	/* When it last ended a call: a refusal that counts ends all calls that would send the
	 * same. */
	struct clock_now ended;
	/* At the moment of the look: how old it is, and how long it still counts (0: no more). */
	int64_t age_s;
	int64_t left_s;
	struct err err;
};

/* The failure that counts: of the server, else the newest refusal. Returns true and fills
 * *ret_failure. */
bool cache_failure(const struct cache *cache, const struct cache_key *key,
		   struct cache_failure *ret_failure);

/* Whether what this print stands for was refused, by a call of any key, and that counts. Returns
 * true and fills *ret_failure. */
bool cache_refusal(const struct cache *cache, const unsigned char print[CACHE_PRINT_SIZE],
		   struct cache_failure *ret_failure);

/* The server has taken what this print stands for: the next refusal of it counts as the first. */
void cache_accepted(const struct cache *cache, const unsigned char print[CACHE_PRINT_SIZE]);

/* Whether the last attempt ended after that moment, and failed of anything but its own limits: what
 * a caller shares that waited for it. Returns true and fills *ret_failure. */
bool cache_failed_since(const struct cache *cache, const struct cache_key *key,
			const struct clock_now *since, struct cache_failure *ret_failure);

/*
 * How the last attempt to get a token ended, if it failed, in the background too: of any kind, and
 * whether it counts or not. A token that is stored removes it, and so do cache_forget and a day.
 * The age is by the wall clock if it is of another boot.
 */
bool cache_last_failure(const struct cache *cache, const struct cache_key *key,
			struct cache_failure *ret_failure);

/*
 * Records a failure, with the lease of the key held. hold_s: how long it counts, as the server
 * said; 0: as its kind says. A refusal counts for that long at least, and twice as long as the one
 * before of the same print. print is for CACHE_FAILURE_REFUSED, and else may be NULL. key NULL: of
 * a refusal that was no attempt to get a token; that needs no lease.
 */
void cache_fail(const struct cache *cache, const struct cache_key *key,
		enum cache_failure_kind kind, const unsigned char *print, int64_t hold_s,
		const struct err *why);

/* A call of the key has ended with the refusal of this print, be it a new one or one that still
 * counts: it is the key's last failure, unless one of the server still counts. With the lease
 * held. */
void cache_refused_again(const struct cache *cache, const struct cache_key *key,
			 const unsigned char print[CACHE_PRINT_SIZE]);

/* A token came that is not kept: all failures are forgotten, as by cache_store. With the lease
 * held. */
void cache_succeeded(const struct cache *cache, const struct cache_key *key);

/*
 * Records that the server that the token is for has rejected it. From now on nobody is given it; a
 * newer token stays. If the profile's token file has this one, it is removed. Needs no lease. A
 * token that the cache does not know is recorded all the same. Returns 0, or EXIT_OS: it is not
 * recorded. Then it is dropped all the same, if that can be.
 */
int cache_reject(const struct cache *cache, const struct cache_key *key, const void *token,
		 size_t len, struct err *err);

/*
 * Remembers that the caller is given the token, because it says nothing of a rejection but just
 * asks again. That takes no lock. Some hundred callers are remembered. If one is not, or no longer,
 * its next call counts as its first.
 */
void cache_given(const struct cache *cache, const struct cache_key *key,
		 const struct process_id *caller, const struct secret *token);

/* Whether it is remembered, in the same step, that the caller is given the token. */
enum cache_give {
	CACHE_GIVE_NOT,
	/* If it has not been given it before. */
	CACHE_GIVE_FIRST,
	CACHE_GIVE,
};

/*
 * Whether the caller has been given the token, and not since that moment, at which its call began:
 * two calls that run at once do not ask one after the other.
 */
bool cache_was_given(const struct cache *cache, const struct cache_key *key,
		     const struct process_id *caller, const struct secret *token,
		     const struct clock_now *before, enum cache_give give);

/*
 * Whether every new token is rejected: the latest one was asked for after a rejection, and rejected
 * itself within 60 s. Then another one will not help, and is asked for once a minute: *ret_wait_s
 * is how long to wait for the next. Returns true while that is so.
 */
bool cache_rejecting(const struct cache *cache, const struct cache_key *key, int64_t *ret_wait_s);

/*
 * Calls fn with the profile and the tenant (NULL: none) of each token and each state in the cache,
 * of any environment and configuration, in no order; the same may come more than once. Stops at a
 * nonzero return and returns it; EXIT_OS if some could not be read. The strings live for the call.
 */
typedef int (*cache_owner_fn)(const char *profile, const char *tenant, void *arg);
int cache_each_owner(const struct cache *cache, cache_owner_fn fn, void *arg, struct err *err);

/* Drops the key's token, failures and rejections, ends its refusals for all keys, and removes the
 * profile's token file. Returns 0, EXIT_OS, or as token_file_remove. */
int cache_forget(const struct cache *cache, const struct cache_key *key, struct err *err);

/*
 * Drops everything of a profile (of the tenant alone if that is not NULL; of all profiles if
 * profile is NULL), of any environment.
 * *ret_count: tokens dropped. Returns 0, or EXIT_OS if some could not be dropped, or not be read to
 * tell whose they are.
 */
int cache_forget_profile(const struct cache *cache, const char *profile, const char *tenant,
			 size_t *ret_count, struct err *err);

/* The same in all caches of cache_each; dir as there. */
int cache_forget_everywhere(const char *dir, const char *profile, const char *tenant,
			    size_t *ret_count, struct err *err);

/*
 * A document that servers publish (discovery metadata), by a key text of its own; never a secret.
 * It is used for CACHE_DOCUMENT_S by either clock. Returns true and appends it to the empty b.
 */
#define CACHE_DOCUMENT_S 3600
bool cache_document(const struct cache *cache, const char *key_text, struct buf *b);
void cache_keep_document(const struct cache *cache, const char *key_text, const void *data,
			 size_t len);
