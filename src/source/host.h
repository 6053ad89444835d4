/* The host's side of the plugin ABI: the functions of struct ccred_host, and what one call gathered. */
#ifndef CCRED_SOURCE_HOST_H
#define CCRED_SOURCE_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/secret.h"
#include "ccred-plugin.h"

#define HOST_TEXT_MAX 512
#define HOST_LOG_MAX 4096

/* One call of a plugin. */
struct ccred_tx {
	int64_t deadline_ms;
	struct secret *known_id; /* the client id known so far, or the one to store; NULL: none */
	struct secret *given_secret; /* to store; NULL: none */
	struct secret *client_id, *client_secret; /* what was set */
	/* What fail() said last, and the lines of log(). They have room for a whole secret where they
	 * will be cut, so that host_tx_hide sees all of it. */
	char text[HOST_TEXT_MAX + LIMIT_CLIENT_SECRET + 1];
	char log[HOST_LOG_MAX + LIMIT_CLIENT_SECRET + 1];
};

extern const struct ccred_host host_table;

/* Takes the secret out of what the plugin said, where it breaks the rule not to say it, and cuts it.
 * Returns true if it did. */
bool host_tx_hide(struct ccred_tx *tx);

/* Frees what the call gathered. */
void host_tx_clear(struct ccred_tx *tx);

#endif
