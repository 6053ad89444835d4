/* The host's side of the plugin ABI: the functions of struct ccred_host, and what one call gathered. */
#ifndef CCRED_SOURCE_HOST_H
#define CCRED_SOURCE_HOST_H

#include <stdint.h>

#include "base/secret.h"
#include "ccred-plugin.h"

#define HOST_TEXT_MAX 512

/* One call of a plugin. */
struct ccred_tx {
	int64_t deadline_ms;
	struct secret *known_id; /* the client id known so far, or the one to store; NULL: none */
	struct secret *given_secret; /* to store; NULL: none */
	struct secret *client_id, *client_secret; /* what was set */
	char text[HOST_TEXT_MAX + 1]; /* what fail() said last */
	char log[4096]; /* lines of log() */
};

extern const struct ccred_host host_table;

/* Takes the secret out of what the plugin said, where it breaks the rule not to say it. */
void host_tx_hide(struct ccred_tx *tx);

/* Frees what the call gathered. */
void host_tx_clear(struct ccred_tx *tx);

#endif
