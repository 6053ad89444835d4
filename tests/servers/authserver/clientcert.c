/* The certificate that a client shows in the TLS handshake. */
#include "clientcert.h"
#include "jws.h"
#include "server.h"
#include "util.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

static char *first_dns(gnutls_x509_crt_t crt)
{
	char name[256];
	size_t len = sizeof(name) - 1;
	int type = gnutls_x509_crt_get_subject_alt_name(crt, 0, name, &len, NULL);

	return type == GNUTLS_SAN_DNSNAME ? must_copy(name, len) : must_dup("");
}

void peer_read(void *session, struct peer *ret_peer)
{
	unsigned n = 0, status = 1;
	const gnutls_datum_t *der = gnutls_certificate_get_peers(session, &n);
	unsigned char hash[32];
	gnutls_x509_crt_t crt;
	gnutls_datum_t dn;

	if (der == NULL || n == 0)
		return;
	if (gnutls_x509_crt_init(&crt) < 0 ||
	    gnutls_x509_crt_import(crt, &der[0], GNUTLS_X509_FMT_DER) < 0 ||
	    gnutls_x509_crt_get_dn3(crt, &dn, 0) < 0 ||
	    gnutls_hash_fast(GNUTLS_DIG_SHA256, der[0].data, der[0].size, hash) < 0)
		die("a certificate of a client cannot be read");
	ret_peer->thumbprint = base64url(hash, sizeof(hash));
	ret_peer->subject = must_copy((char *)dn.data, dn.size);
	ret_peer->dns = first_dns(crt);
	ret_peer->trusted = gnutls_certificate_verify_peers2(session, &status) == 0 && status == 0;
	gnutls_free(dn.data);
	gnutls_x509_crt_deinit(crt);
}

void peer_free(struct peer *peer)
{
	free(peer->thumbprint);
	free(peer->subject);
	free(peer->dns);
	*peer = (struct peer){ 0 };
}

static bool same(const char *registered, const char *shown)
{
	return registered != NULL && strcmp(registered, shown) == 0;
}

bool peer_is(const struct peer *peer, const struct client *client)
{
	if (peer->thumbprint == NULL)
		return false;
	return same(client->tls_certificate, peer->thumbprint) ||
	       (peer->trusted &&
		(same(client->tls_subject, peer->subject) || same(client->tls_dns, peer->dns)));
}

char *peer_confirmation(const struct peer *peer)
{
	return peer->thumbprint != NULL ? must_printf("{\"x5t#S256\":\"%s\"}", peer->thumbprint)
					: NULL;
}
