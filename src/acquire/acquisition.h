/* One acquisition, step by step: for the operations of ccred-acquire, and for ccred-report. */
#pragma once

#include "acquire/wire.h"
#include "base/limits.h"
#include "base/text.h"
#include "cache/cache.h"
#include "config/profile.h"
#include "oauth/auth.h"
#include "oauth/discover.h"
#include "stack/bind.h"
#include "stack/stack.h"

/* What a refusal is tied to. */
enum {
	/* The client with its credential at the token endpoint: of every operation. */
	PRINT_CLIENT,
	/* The same at the endpoint of the operation: some clients may ask for tokens only. */
	PRINT_ENDPOINT,
	/* The request: of an error that is about scope or resource, for example. */
	PRINT_REQUEST,
	N_PRINTS,
};

/* Everything that one acquisition holds. Set up with the request; acquisition_clear at the end. */
struct acquisition {
	const struct acquire_request *request;
	/* For reports and keys. Documents are not taken from the cache; nothing is kept there; the
	 * lines behind the one that decides run, too. */
	bool anew, peek, all;
	struct profile *profile;
	/* The profile with the descriptions of its plugins. */
	struct bound *bound;
	/* NULL: there is no place for one; or it is only looked at, and nothing is in it yet. */
	struct cache *cache;
	struct cache_key *key;
	struct oauth_config oauth;
	/* For reports: gets the assertion that is sent; may be NULL. */
	struct secret **sent;
	/* For reports: called for each document of discovery; may be NULL. */
	oauth_document_fn told;
	void *told_arg;
	struct oauth_metadata metadata;
	/* What the server is asked to do with the credential. */
	enum oauth_operation operation;
	/* Of the last request to a server. */
	struct oauth_problem problem;
	/* Its credential is what is sent. */
	struct stack_outcome outcome;
	/* Signs with the key of the credential. */
	struct auth_signer signer;
	/* The item which the server checks, and the line that supplied it. */
	int proof;
	char proof_from[256];
	/* For the commands that mend; empty: no command has them. */
	char profile_args[PROFILE_WORDS_MAX];
	/* Salted hashes of what the server will see; only with a key. */
	unsigned char prints[N_PRINTS][CACHE_PRINT_SIZE];
	/* The print that was refused; NULL: none was. */
	const unsigned char *refused;
	/* It was refused a moment ago, and is not sent again yet. */
	bool refused_before;
};

/*
 * Finds the profile, binds it to its plugins, opens the cache, and checks every line. a->profile,
 * a->bound and a->key may be set after a failure, too. EXIT_TEMPFAIL: the configuration has changed
 * since the caller read it; then there is no key.
 */
int acquisition_prepare(struct acquisition *a, struct err *err);

/* A part of it, for reports, which find the profile and open the cache by themselves: the profile
 * with its plugins, and what the servers are asked with. Returns 0 or EXIT_OS. */
int acquisition_bind(struct acquisition *a, struct err *err);

/* Finds the token endpoint. Documents are taken from the cache and kept there. */
int acquisition_discover(struct acquisition *a, struct err *err);

/*
 * Whether the endpoint of the operation has moved since the metadata were kept: asks for them anew.
 * Returns true if they name another URL; then they replace a->metadata. Everything else stays.
 */
bool acquisition_moved(struct acquisition *a, enum oauth_operation operation);

/* Runs the stack, but for lines whose login was refused and must wait. The caller clears the
 * outcome, in case of failure too. */
int acquisition_gather(const struct acquisition *a, bool refresh, struct stack_outcome *ret_outcome,
		       struct err *err);

/* A try of a request to the endpoint of the operation, with the credential of a->outcome. It
 * borrows from a. */
struct auth_attempt acquisition_try(struct acquisition *a, enum oauth_operation operation);

/* Takes the credential out of a->outcome, and the prints of it. */
int acquisition_take_credential(struct acquisition *a, struct err *err);

/* Returns 0, or the error of the refusal if one of the prints was refused and must wait: otherwise
 * the server might lock the account. */
int acquisition_check_refused(struct acquisition *a, struct err *err);

/* The key, if this is an attempt to get a token: it remembers how the last attempts failed. NULL:
 * it only looks, or does something with a token. */
const struct cache_key *acquisition_attempt_key(const struct acquisition *a);

/* Words for a person who is not let ask: how long ago that was refused, and for how long. Returns
 * out. */
#define REFUSED_WORDS_SIZE 1024
char *acquisition_refused_words(const struct acquisition *a, const struct cache_failure *f,
				char out[REFUSED_WORDS_SIZE]);

/* "file:line: plugin", the name of a line; of one that stands in no file only its place. */
char *acquisition_line_name(const struct source *from, char *out, size_t size);

void acquisition_clear(struct acquisition *a);
