/* One acquire, step by step: what asking for a token and explaining it have in common. */
#ifndef CCRED_ACQUIRE_JOB_H
#define CCRED_ACQUIRE_JOB_H

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
 * line's plugin. job->profile and job->key may be there after a failure, too. EXIT_TEMPFAIL: the
 * configuration is not the one that the caller read; then there is no key.
 */
int job_prepare(struct job *job, struct err *err);

/* Finds the token endpoint. Documents are taken from the cache and kept there, but for an explanation. */
int job_discover(struct job *job, struct oauth_problem *ret_problem, struct err *err);

/*
 * Whether the token endpoint of kept metadata has moved: asks for the metadata anew. Returns true if they
 * name another one, which is then job's. The rest of job is as it was.
 */
bool job_moved(struct job *job);

/* Runs the stack. The caller clears the outcome, in case of failure too. */
int job_gather(const struct job *job, bool refresh, struct stack_outcome *ret_outcome,
	       struct err *err);

/* Takes the print of the request that the bundle of job->outcome makes. */
int job_take_print(struct job *job, struct err *err);

/* A request that was refused is not sent again before its time, so that no account is locked out. */
int job_check_refused(struct job *job, struct err *err);

/* "file:line: plugin", of who supplied an item. */
char *job_source_name(const struct source *from, char *out, size_t size);

void job_clear(struct job *job);

#endif
