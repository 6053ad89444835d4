/* What the files of the vault plugin share: its line, an exchange with the server, what answers mean. */
#ifndef CCRED_PLUGINS_VAULT_VAULT_H
#define CCRED_PLUGINS_VAULT_VAULT_H

#include <stddef.h>
#include <stdint.h>

#include "ccred-plugin.h"
#include "lib/say.h"

#define VAULT_MAX_ANSWER 262144
#define VAULT_MAX_WORD 4096 /* a token, a role id or a secret id */
#define VAULT_TEXT 300 /* of a message, behind the URL */

/* A token, a role id or a secret id: one word of ASCII, in secret memory. */
struct vault_word {
	char *data; /* NULL: there is none */
	size_t size; /* of the memory */
};

struct vault {
	struct say say;

	/* Of the arguments, which outlive the call; NULL: not given. */
	const char *address, *mount, *path, *id_field, *secret_field, *namespace, *ca_file;
	const char *token_file, *role_id, *role_id_file, *secret_id_file, *approle_mount;
	int http_loopback;

	char *base; /* the address as a URL, without a slash at its end */
	int plain, localhost; /* the address is of http; of that name */
	char *url; /* of the exchange that is under way: what messages begin with */
	struct vault_word token, role, secret_id;
	int revocable; /* the token is of a login of ours */

	int set_up; /* libcurl is */
	void *curl; /* CURL; its connection is kept from one exchange to the next */
	char *answer; /* VAULT_MAX_ANSWER + 1 bytes of secret memory */
};

/* Why an exchange failed. */
struct vault_failure {
	const char *reason;
	char text[VAULT_TEXT];
};

/* What came back. The body lies in answer, until the next exchange. */
struct vault_reply {
	long status;
	size_t len;
	char location[128]; /* of a redirect, which is never followed; empty: none */
};

/* vault.c */

/* Says what is wrong, behind the URL of the exchange, and returns result. */
int vault_fail(const struct vault *v, int result, const char *reason, const char *what);

/*
 * Copies the server's text for people to read: blanks and control bytes as one blank, what it was
 * sent of secrets taken out, cut short. Returns out, which ends with a NUL.
 */
char *vault_clean(const struct vault *v, const char *text, size_t len, char *out, size_t size);

/* vault_url.c */

/* Takes the address apart, into base, plain and localhost. Returns NULL, or what is wrong with it. */
const char *vault_take_address(struct vault *v, const char *text);

/* Segments between single slashes, none of them of dots alone. Returns nonzero, or 0. */
int vault_is_path(const char *text);

/* Makes the URL of base, /v1/ and the parts up to NULL, percent-encoded but for slashes. Returns a
 * result. */
int vault_set_url(struct vault *v, const char *const *parts);

/* vault_http.c */

/* Returns a result, whose reason is said. vault_http_close in both cases. */
int vault_http_open(struct vault *v);
void vault_http_close(struct vault *v);

/*
 * One exchange with url, with the token if there is one: POST that body, or GET if it is NULL. Returns
 * CCRED_SUCCESS with a reply of any status, or a result and why.
 */
int vault_exchange(struct vault *v, const char *body, int64_t timeout_ms,
		   struct vault_reply *ret_reply, struct vault_failure *ret_failure);

/* vault_login.c */

/* Nonzero if the text can stand in a header and in a JSON string as it is: 1 to VAULT_MAX_WORD bytes
 * of ASCII, without blanks, quotes and backslashes. */
int vault_is_word(const char *text, size_t len);

/* Copies it. Returns CCRED_SUCCESS, CCRED_INVALID if it is none, or CCRED_INTERNAL. */
int vault_set_word(const struct vault *v, struct vault_word *word, const char *text, size_t len);

/* Finds a token, in a file or by a login. Returns a result, whose reason is said. */
int vault_login(struct vault *v);

/* Revokes the token of a login, at best effort: what comes of it is for the trace. */
void vault_logout(struct vault *v);

/* Frees what the call had of tokens and ids. */
void vault_words_clear(struct vault *v);

/* vault_answer.c */

/* CCRED_SUCCESS for 200; else says what the status and the server's words mean. */
int vault_check_status(struct vault *v, const struct vault_reply *reply, int login);

/* Takes the token out of the answer to a login. Returns a result, whose reason is said. */
int vault_take_token(struct vault *v, const struct vault_reply *reply);

/* Sets the id and the secret of an answer of KV version 2. Returns a result, whose reason is said. */
int vault_take_secret(struct vault *v, const struct vault_reply *reply,
		      const struct ccred_request *request);

#endif
