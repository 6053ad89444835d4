/* One acquire, step by step: what asking for a token, explaining it and the doctor have in common. */
#ifndef CCRED_ACQUIRE_ACQUISITION_H
#define CCRED_ACQUIRE_ACQUISITION_H

#include "acquire/acquire.h"
#include "cache/cache.h"
#include "config/profile.h"
#include "oauth/oauth.h"
#include "stack/stack.h"

/* Everything that one acquire holds. Set up with the request; job_clear at the end. */
struct job {
	const struct acquire_request *request;
	struct profile *profile;
	struct cache *cache; /* NULL: no place for one, or nothing in it yet and only looked at */
	struct cache_key *key;
	struct oauth_config oauth;
	const char **param_names, **param_values;
	struct oauth_metadata metadata;
	struct stack_outcome outcome;
	char secret_from[256];
	unsigned char print[CACHE_PRINT_SIZE]; /* of the request as it will be sent */
	bool refused_before; /* this very request, and it was not sent again */
};

/*
 * Finds the profile, opens the cache (with explain set in the request it is only looked at), checks every
 * line's plugin (but for the doctor, which does that itself: run_check). job->profile and job->key may be
 * there after a failure, too. EXIT_TEMPFAIL: the configuration is not the one that the caller read; then
 * there is no key.
 */
int job_prepare(struct job *job, struct err *err);

/* Finds the token endpoint. Documents are taken from the cache, but for the doctor, and kept there, but for
 * an explanation. */
int job_discover(struct job *job, struct oauth_problem *ret_problem, struct err *err);

/*
 * Whether the endpoint for the operation has moved since the metadata were kept: asks for them anew.
 * Returns true if they name another one, and are then job's. The rest of job is as it was.
 */
bool job_moved(struct job *job, enum oauth_operation operation);

/* Runs the stack. The caller clears the outcome, in case of failure too. */
int job_gather(const struct job *job, bool refresh, struct stack_outcome *ret_outcome,
	       struct err *err);

/* Takes the print of the request that the bundle of job->outcome makes. */
int job_take_print(struct job *job, struct err *err);

/* A request that was refused is not sent again before its time, so that no account is locked out. */
int job_check_refused(struct job *job, struct err *err);

/* Sends what is to be sent with the bundle of job->outcome. Returns as oauth_request. */
typedef int (*job_ask_fn)(struct job *job, void *arg, struct oauth_problem *problem,
			  struct err *err);

/*
 * From the credentials to the server's answer, once the endpoint is known: the stack, the check for a
 * refusal that counts, and ask; once more with newer credentials if these are refused and a source has
 * some, and once more at the new endpoint of the operation if it has moved. *problem is all zero.
 * Appends warning= lines to warnings. Returns as ask, or the first error before it.
 */
int job_attempt(struct job *job, enum oauth_operation operation, job_ask_fn ask, void *arg,
		struct buf *warnings, struct oauth_problem *problem, struct err *err);

/* Appends a warning= line of the answer. */
void job_warn(struct buf *warnings, const char *text);

/* The same with the bundle that is there, at the endpoint that is known: what comes behind the stack. */
int job_send(struct job *job, job_ask_fn ask, void *arg, struct oauth_problem *problem,
	     struct err *err);

/* The token request, a job_ask_fn; arg is the struct oauth_token to fill in. */
int job_ask_token(struct job *job, void *arg, struct oauth_problem *problem, struct err *err);

/* Records what later callers are to know of a failure to get a token. Under the lock. */
void job_share(const struct job *job, const struct oauth_problem *problem, const struct err *err);

/*
 * Stores the token and moves it into acquired, with warnings. Under the lock. Returns 0, or EXIT_DENIED
 * for one that was rejected already.
 */
int job_keep(struct job *job, struct oauth_token *token, struct acquired *acquired,
	     struct err *err);

/* "file:line: plugin", of who supplied an item. */
char *job_source_name(const struct source *from, char *out, size_t size);

void job_clear(struct job *job);

#endif
