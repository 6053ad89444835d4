/* The parts of the key plugin. */
#pragma once

#include "jose/token_key.h"
#include "lib/secret_file.h"

#include <openssl/x509.h>

/* Longer ones do not fit what libcrypto has for them. */
#define WORD_MAX 1024

/* A passphrase or a PIN: from its file, or from a person, who is asked once. */
struct word {
	const struct say *say;
	/* NULL: a person is asked. */
	const char *file;
	/* The option that names the file; what to ask a person for, and of which key. */
	const char *option, *question, *place;
	/* Secret memory; NULL: not needed so far. */
	char *text;
	size_t len;
	/* Why there is none: the result of the call, whose reason was said. */
	int failure;
	/* A token is given it once, since it counts wrong ones; it is given it again when it was
	 * right. */
	int once, given, right;
};

/* What libcrypto calls; arg is a struct word. */
int word_ask(char *buffer, int size, int writes, void *arg);
void word_free(struct word *w);

struct key {
	struct say say;
	/* Of the arguments, which outlive the call; NULL: not given. */
	const char *path, *uri, *kid, *alg, *certificate, *module;
	int tpm;
	uint32_t flags;
	struct word passphrase, pin;

	EVP_PKEY *key;
	/* Of libcrypto: which provider signs. */
	const char *properties;
	char algorithms[JOSE_ALGORITHMS];
	/* The certificates of the key's own file, or of certificate=. */
	STACK_OF(X509) * chain;
};

/* What stands in messages: the path or the URI. */
const char *key_place(const struct key *k);

/*
 * Loads the key from its file, or from its token; both set k->key. The file's certificates become
 * k->chain. They return the result of the call, and say why if it is no success.
 */
int key_from_file(struct key *k, const struct ccred_request *request);
int key_from_token(struct key *k);

/* Says why a token did not give its key or a signature, and returns the result. */
int key_token_failed(const struct key *k, enum token_fault fault);

/* A private key as JWK (RFC 7517; RFC 8037). Returns NULL with *ret_why. */
EVP_PKEY *key_from_jwk(const char *data, size_t len, const char **ret_why);

/* Reads what a file holds as PEM, DER or PKCS#12; *ret_key is NULL if there is no private key. */
void key_read_store(const char *data, size_t len, const char *properties, struct word *passphrase,
		    EVP_PKEY **ret_key, STACK_OF(X509) * *ret_chain);

/*
 * Takes the chain of certificate=, else that of the key's file, and checks it against the public
 * key, which is NULL where nothing but the certificate knows it. Sets the item, and when it
 * expires. *ret_set: whether there is one.
 */
int key_set_certificate(struct key *k, EVP_PKEY *public, int *ret_set);
