/* What a caller of src/client includes: functions of its own that warn and ask, and the calls for a
 * token. */
#pragma once

#include "acquire/wire.h"
#include "config/profile.h"

/*
 * src/client is a library in waiting. It prints nothing, has no globals, no signal handlers and no
 * timers, and opens no descriptor below 3. All else comes through here. A caller may set up what it
 * has, and leave the rest NULL.
 */
struct client {
	/* Warns of something that does not keep the token from coming. text may have any bytes. */
	void (*warn)(void *arg, const char *profile, const char *text);
	/* Asks the person at the terminal, and gives up after PROMPT_TIMEOUT_MS. NULL: nobody can
	 * be asked. */
	source_prompt_fn prompt;
	void *arg;
	/* Warnings are read by a person: those come as well that a script would be told each
	 * time. */
	bool person;
};

static inline void client_warn(const struct client *client, const char *profile, const char *text)
{
	if (client->warn != NULL)
		client->warn(client->arg, profile, text);
}

/* A request to an API that is sent with the token. */
struct api_request {
	const char *method, *url;
	/* That the API has given for the proof (RFC 9449, 9); NULL: none. */
	const char *nonce;
};

/* The options of a call for a token, and the token. */
struct obtain_options {
	/* The token must be valid that long; 0: any will do. */
	int64_t min_valid_s;
	/* Never from the cache. */
	bool renew;
	/* The desktop may ask a person. */
	bool interactive;
	/* Waits for a renewal, so that none is left in the background. */
	bool wait;
	/* The parent of this process runs it again only because of a 401: if it asks once more for
	 * the token that it was given, that one was rejected. */
	bool again_means_rejected;
	/* A variable that has another value for the profile than in the environment; NULL: none. */
	const struct variable *instead;
	/* If the token is bound to a key, a proof for this request comes with it; NULL: none is
	 * wanted. */
	const struct api_request *proof_for;
};

struct obtained {
	struct secret *token;
	/* Seconds since 1970; 0: not known. */
	int64_t expires_s;
	/* As granted; NULL: the server did not say. */
	char *scope;
	/* What the token is bound to. A caller that cannot present a bound token refuses it
	 * (obtained_check_bearer). */
	enum token_binding binding;
	/* NULL: none was asked for, or the token needs none. */
	char *proof;
};
void obtained_clear(struct obtained *o);

/* Whether the token can be handed to a reader that sends it as it is: returns 0, or the error that
 * says what it is bound to. */
int obtained_check_bearer(const struct obtained *obtained, struct err *err);

/*
 * Finds or fetches a token for the profile. Returns 0, or an exit code with the message for the
 * user; ends within the profile's timeout and a second, not counting the time that a person takes
 * to answer a prompt.
 */
int obtain(const struct client *client, const struct profile *profile,
	   const struct obtain_options *options, struct obtained *ret_obtained, struct err *err);

/*
 * Makes a proof for the request, of the key of the token that the cache has for the profile: no
 * server is asked. options has the request. Returns 0 and the token with its proof, EXIT_NOINPUT
 * (no token is cached), EXIT_CONFIG (the profile does not ask for a proof), or another exit code
 * with the message.
 */
int obtain_proof(const struct client *client, const struct profile *profile,
		 const struct obtain_options *options, struct obtained *ret_obtained,
		 struct err *err);

enum renewal {
	/* The cache has no valid token, so the server was not asked for one. */
	RENEWAL_NO_TOKEN,
	RENEWAL_NOT_DUE,
	/* Another call is asking just now. */
	RENEWAL_ELSEWHERE,
	RENEWAL_DONE,
};

struct renew_options {
	/* What comes into its margin within so many seconds is renewed, too (at least 0). */
	int64_t within_s;
	/* The caller wants the token itself: one is fetched if there is no valid one, and it comes
	 * also if the token file cannot be written. For a profile with a token file one is always
	 * fetched: a program that reads the file asks nobody. */
	bool wanted;
	/* As of obtain. */
	const struct variable *instead;
};

/* The caller clears now. */
struct renewed {
	enum renewal what;
	/* For how long now is valid; 0: there is none. */
	int64_t left_s;
	/* Seconds until it would be renewed, within_s included. */
	int64_t due_s;
	/* There is no cache: to look again is to ask the server again. */
	bool unkept;
	/* The token that callers get; NULL in it: there is none. */
	struct obtained now;
};

/*
 * Renews the token that the cache has for the profile in this environment, if it is inside its
 * margin, and writes the token file if it lacks the token. Asks no person, and does not wait for
 * another call that asks. A failed try does not put the renewal off, but a failure that callers
 * share does. Returns 0 and *ret_renewed, or an exit code with the message; then the token in the
 * cache is left alone. Ends within the profile's timeout and a second.
 */
int renew_ahead(const struct client *client, const struct profile *profile,
		const struct renew_options *options, struct renewed *ret_renewed, struct err *err);
