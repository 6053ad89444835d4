/* What the files of the vault plugin share: its line, an exchange with the server, what answers
 * mean. */
#pragma once

#include <stdarg.h>

#include "lib/https.h"
#include "lib/say.h"

#define VAULT_MAX_ANSWER 262144
#define VAULT_MAX_WORD 4096 /* a token, a role id or a secret id */

struct vault {
	struct say say;
	const struct ccred_request *request;

	/* Of the arguments, which outlive the call; NULL: not given. */
	const char *address, *mount, *path, *id_field, *secret_field, *namespace, *ca_file;
	const char *token_file, *role_id, *role_id_file, *secret_id_file, *approle_mount;
	int http_loopback;

	/* The address, without a slash at its end. */
	struct https_server server;
	char *token, *role,
		*secret_id; /* each one word of ASCII, in secret memory; NULL: there is none */
	int revocable; /* the token is of a login of ours */
	int leaving; /* the call has its result, and what fails now is for the trace */

	void *curl; /* CURL; its connection is kept from one exchange to the next */

	/* The exchange that is under way, or was: its URL, which messages begin with, and what came
	 * back. */
	char *url;
	char *answer; /* VAULT_MAX_ANSWER + 1 bytes of secret memory */
	size_t len;
	long status;
	char location[128]; /* of a redirect, which is never followed; empty: none */
};

/* vault.c */

/* Says what is wrong, behind the URL of the exchange, and returns result. */
__attribute__((format(printf, 4, 5))) int vault_fail(const struct vault *v, int result,
						     const char *reason, const char *fmt, ...);

/*
 * Copies the server's text for people to read: blanks and control bytes as one blank, what it was
 * sent of secrets taken out, cut short. Returns out, which ends with a NUL.
 */
char *vault_clean(const struct vault *v, const char *text, char *out, size_t size);

/* vault_url.c */

/* Takes the address apart, into server. Returns NULL, or what is wrong with it. */
const char *vault_take_address(struct vault *v, const char *text);

/* Segments between single slashes, none of them of dots alone. Returns nonzero, or 0. */
int vault_is_path(const char *text);

/* Makes the URL of base, /v1/ and the path, percent-encoded but for slashes. Returns a result. */
int vault_set_url(struct vault *v, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/* vault_http.c */

/* Returns a result, whose reason is said. vault_http_close in both cases. */
int vault_http_open(struct vault *v);
void vault_http_close(struct vault *v);

/*
 * One exchange, with the token if there is one: POST that body, or GET if it is NULL, of the path
 * below /v1/. Returns CCRED_SUCCESS with an answer of any status, or a result whose reason is said.
 */
__attribute__((format(printf, 4, 5))) int vault_exchange(struct vault *v, const char *body,
							 int64_t timeout_ms, const char *fmt, ...);

/* vault_login.c */

/* Nonzero if the text can stand in a header and in a JSON string as it is: 1 to VAULT_MAX_WORD
 * bytes of ASCII, without blanks, quotes and backslashes. */
int vault_is_word(const char *text, size_t len);

/* Copies the value. Returns CCRED_SUCCESS, CCRED_INVALID, or CCRED_INTERNAL with a message. */
int vault_set_word(const struct vault *v, char **word, const char *text, size_t len);

/* Finds a token, in a file or by a login. Returns a result, whose reason is said. */
int vault_login(struct vault *v);

/* Revokes the token of a login, at best effort: what comes of it is for the trace. */
void vault_logout(struct vault *v);

/* Frees what the call had of tokens and ids. */
void vault_words_clear(struct vault *v);

/* vault_answer.c */

/* Takes the token out of the answer to a login. Returns a result, whose reason is said. */
int vault_take_token(struct vault *v);

/* Sets the id and the secret of an answer of KV version 2. Returns a result, whose reason is
 * said. */
int vault_take_secret(struct vault *v);
