/* The certificate that a client shows in the TLS handshake (RFC 8705). */
#pragma once

#include <stdbool.h>

struct client;

/* NULL: it showed none. */
struct peer {
	char *thumbprint; /* base64url of SHA-256, as x5t#S256 has it */
	char *subject; /* RFC 4514 */
	char *dns; /* the first such name; "": none */
	bool trusted; /* signed by the server's CA, and valid now */
};

/* session is a gnutls_session_t. The caller frees with peer_free. */
void peer_read(void *session, struct peer *ret_peer);
void peer_free(struct peer *peer);

/* Whether the client is registered with this certificate: by subject or name if the CA signed it,
 * or as it is. */
bool peer_is(const struct peer *peer, const struct client *client);

/* The confirmation of a token that is bound to it (RFC 8705, 3.1), as JSON; NULL: there is none.
 * The caller frees. */
char *peer_confirmation(const struct peer *peer);
