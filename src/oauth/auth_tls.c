/* tls_client_auth and self_signed_tls_client_auth: the client id in the form, the client's
 * certificate in the handshake (RFC 8705, 2). What tells them apart is how the server checks the
 * certificate. */
#include "oauth/auth_method.h"

bool auth_has_certificate(const struct credential *credential)
{
	return credential_has(credential, ITEM_CERTIFICATE) &&
	       (credential_has(credential, ITEM_PRIVATE_KEY) ||
		credential_has(credential, ITEM_KEY_URI));
}

int auth_load_certificate(const struct credential *credential,
			  struct http_certificate **ret_certificate, struct err *err)
{
	return certificate_load(credential->items[ITEM_CERTIFICATE],
				credential->items[ITEM_PRIVATE_KEY],
				credential->items[ITEM_KEY_URI], ret_certificate, err);
}

static bool needs(const struct credential *credential)
{
	return credential_has(credential, ITEM_CLIENT_ID) && auth_has_certificate(credential);
}

/* Before anything is sent. */
static int check(const struct auth_attempt *attempt, struct err *err)
{
	struct http_certificate *certificate = NULL;
	int r = certificate_read(attempt->credential->items[ITEM_CERTIFICATE], &certificate, err);

	certificate_free(&certificate);
	return r;
}

/* The whole chain: a server refuses a certificate as well if one that leads to its authority is
 * missing. */
static void identity(const struct credential *credential, struct buf *b)
{
	auth_identity_item(credential, ITEM_CLIENT_ID, b);
	auth_identity_item(credential, ITEM_CERTIFICATE, b);
}

static int apply(struct token_request *request, const struct auth_attempt *attempt, struct err *err)
{
	const struct secret *id = attempt->credential->items[ITEM_CLIENT_ID];

	(void)err;
	request_put_bytes(request, "client_id", id->data, id->len);
	return 0;
}

#define TLS_METHOD(word) \
	{ \
		.name = word, \
		.wants = "a client id, and a certificate with a key that TLS can use", \
		.checked = "the certificate", .proof = ITEM_CERTIFICATE, \
		.shows_certificate = true, .needs = needs, .check = check, .identity = identity, \
		.apply = apply, \
	}

const struct auth_method auth_tls = TLS_METHOD("tls_client_auth");
const struct auth_method auth_self_signed_tls = TLS_METHOD("self_signed_tls_client_auth");
