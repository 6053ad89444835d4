/*
 * What a caller and ccred-acquire say to each other: messages of base/talk.h over the socketpair
 * that is descriptor 0 of ccred-acquire. Both sides use these functions, in both directions.
 *
 * The request:
 *	operation=NAME		of the table in acquire.c
 *	profile=NAME tenant=LABEL
 *	over=PLACE=LINE		a line of struct overlay (repeated); without profile= they make it
 *	key=HEX			cache_key_name of the caller's key; without it there is no cache
 *	deadline=MS		CLOCK_MONOTONIC, milliseconds
 *	interactive=1		a person may be asked by the desktop
 *	terminal=1		a person may be asked at the terminal: the caller answers prompts
 *	detach=1		nobody waits for the answer: there is none
 *	trace=N			descriptor N is where the caller's trace goes
 *	ITEM=VALUE		of prove: an item of the credential (repeated); none: that of the stack
 *	token=TOKEN		of revoke; key= is that of the token
 *	method=NAME url=URL nonce=TEXT	of token and proof: the request that a proof is wanted for; nonce
 *				is optional
 *	var=NAME=VALUE		a captured environment variable (repeated)
 * The first descriptor is the lock of the key, if the caller holds it. The trace comes after it.
 *
 * As often as a plugin asks a person, ccred-acquire sends a question of stack/question.h, and waits
 * for its reply. Meanwhile the deadlines of both sides stand still.
 *
 * The answer:
 *	status=N		0 or an exit code
 *	reason= text= fix= file= line= column= hint=	the error, if status is not 0
 *	warning=TEXT		repeated
 *	token=TOKEN expires=EPOCH scope=TEXT binding=N	of token and proof; of prove without the token. N
 *				is of enum token_binding
 *	proof=TEXT		of token, if method= is given and the token is bound to a key; of proof
 *	revoked=1, or unoffered=TEXT	of revoke; the text says why the server cannot be asked
 *	report=TEXT		of version: its words
 *	report=LINES		of discover: key=value lines with endpoint, document, methods,
 *				scopes, grant=yes|no, the result of the first source line, and
 *				ca=FILE if only the environment names that file of authorities;
 *				of authority: issuer, fingerprint and pem of the self-signed
 *				certificate of an authority that the server sent, if it did;
 *				of resource: resource, servers and scopes, or elsewhere, as
 *				oauth/resource.h has them, of the API whose URL is the profile's
 *				issuer;
 *				of key: the lines of acquire/signing_line.h for each key;
 *				of key-new: the same for the new key, made=PATH, alg=NAME and why=TEXT;
 *				of key-rotate: the same for both keys and step=made, or for the next
 *				one, place=PATH and step=done once it has taken the place of the old one;
 *				of both, command=TEXT alone if it makes the key in a token
 *
 * ccred-report is sent a request too, by report/report.h, which needs url=.
 */
#pragma once

#include "base/credential.h"
#include "base/talk.h"
#include "base/token_binding.h"
#include "base/variable.h"
#include "ccred-plugin.h"
#include "config/profile.h"
#include "stack/process.h"

#define WIRE_FIRST_FD 3
#define WIRE_LAST_FD 4

/* Of one message. */
#define WIRE_MESSAGE_MAX (512u * 1024)

/* Set up with { .trace_fd = -1 }. Strings of a request that was taken point into the message. */
struct acquire_request {
	const char *operation;
	const char *profile;
	/* NULL: none */
	const char *tenant;
	/* Of the profile; without a name it makes the profile alone. */
	struct overlay overlay;
	/* cache_key_name; NULL: there is no cache. */
	const char *key;
	/* clock_ms */
	int64_t deadline_ms;
	bool interactive, terminal, detach;
	/* -1: none */
	int trace_fd;
	/* The token that the operation is about; NULL: none. */
	const char *token;
	/* The API that the doctor calls, or that a proof is for; NULL: none. */
	const char *url;
	/* Of the request that a proof is for; nonce NULL: none. method NULL: no proof is wanted. */
	const char *method, *nonce;
	/* The credential that is to be proved. */
	struct credential given;
	/* Captured environment variables that are set. */
	struct variable *vars;
	size_t nvars;

	/* These do not travel. NULL: nobody can be asked. */
	source_prompt_fn prompt;
	void *prompt_arg;
};

/* Appends the request without its variables: lines of kv_put_pair. The overlay and the items of
 * given are borrowed. */
void wire_put_request(const struct acquire_request *request, struct buf *message);

/*
 * Takes a request out of a message, which must outlive it, as kv must. The caller clears the
 * request, in case of failure too, and frees kv. Returns 0, EXIT_DATA or EXIT_OS.
 */
int wire_take_request(struct buf *message, struct kv *kv, struct acquire_request *ret_request,
		      struct err *err);

/* Frees what a request that was taken holds. */
void acquire_request_clear(struct acquire_request *request);

/* The captured value of a variable; NULL: it is unset. A bind_value_fn; arg is the request. */
const char *acquire_var(const void *arg, const char *name);

/* What one run hands back. Set up with { 0 }. */
struct acquired {
	struct secret *token;
	/* Seconds since 1970; 0: not known, and not cached. */
	int64_t expires_s;
	/* As granted; NULL: as asked. */
	char *scope;
	enum token_binding binding;
	/* For the request that was asked for; NULL: none was, or the token needs none. */
	char *proof;
	/* Texts, each with a NUL behind it. */
	struct buf warnings;
	/* Of a revocation: it is done; or why the server cannot be asked. */
	bool revoked;
	char *unoffered;
	/* Of version its words, of discover its lines. */
	struct buf report;
};

/* Appends a text to warnings. */
void acquired_warn(struct buf *warnings, const char *text);

/* Wipes and frees what it holds. */
void acquired_clear(struct acquired *a);

/* failure is of code 0 if there is none. */
void wire_put_answer(const struct acquired *acquired, const struct err *failure,
		     struct buf *message);

/* Takes an answer out of a message. Returns 0, or an exit code with the message if it is no answer.
 * The caller clears *ret_acquired. */
int wire_take_answer(struct buf *message, struct acquired *ret_acquired, struct err *ret_failure,
		     struct err *err);

/* Passes a plugin's question on to the caller, who asks the person at the terminal: a
 * source_prompt_fn; arg is the request, whose deadline is put off by the time that it takes. */
enum result relay_prompt(void *arg, int style, const char *text, char *buffer, size_t size,
			 size_t *ret_len);
