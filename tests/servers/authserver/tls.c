/* Makes the throwaway certification authority and its server certificates with GnuTLS. */
#include "tls.h"
#include "util.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <gnutls/gnutls.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>

#define DAY 86400

struct ca {
	gnutls_x509_crt_t crt;
	gnutls_x509_privkey_t key;
};

static void must(int r, const char *what)
{
	if (r < 0)
		die("%s: %s", what, gnutls_strerror(r));
}

static gnutls_x509_privkey_t new_key(void)
{
	gnutls_x509_privkey_t key;

	must(gnutls_x509_privkey_init(&key), "key");
	/* P-256 keeps a thousand handshakes at once cheap. */
	must(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
					  GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
	     "key");
	return key;
}

static gnutls_x509_crt_t new_cert(const char *cn, gnutls_x509_privkey_t key, time_t from, time_t to)
{
	gnutls_x509_crt_t crt;
	unsigned char serial[16], id[20];
	size_t len = sizeof(id);

	must(gnutls_x509_crt_init(&crt), "certificate");
	must(gnutls_x509_crt_set_version(crt, 3), "version");
	must(gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof(serial)), "serial");
	serial[0] &= 0x7f; /* RFC 5280, 4.1.2.2: positive */
	must(gnutls_x509_crt_set_serial(crt, serial, sizeof(serial)), "serial");
	must(gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, cn,
					   (unsigned)strlen(cn)),
	     "name");
	must(gnutls_x509_crt_set_activation_time(crt, from), "activation");
	must(gnutls_x509_crt_set_expiration_time(crt, to), "expiration");
	must(gnutls_x509_crt_set_key(crt, key), "key");
	must(gnutls_x509_crt_get_key_id(crt, 0, id, &len), "key id");
	must(gnutls_x509_crt_set_subject_key_id(crt, id, len), "key id");
	return crt;
}

static char *export_crt(gnutls_x509_crt_t crt)
{
	gnutls_datum_t out;
	char *text;

	must(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &out), "export");
	text = must_copy(out.data, out.size);
	gnutls_free(out.data);
	return text;
}

struct ca *ca_new(const char *name)
{
	struct ca *ca = must_alloc(sizeof(*ca));
	time_t now = time(NULL);

	ca->key = new_key();
	ca->crt = new_cert(name, ca->key, now - 10 * DAY, now + 400 * DAY);
	must(gnutls_x509_crt_set_basic_constraints(ca->crt, 1, 0), "constraints");
	must(gnutls_x509_crt_set_key_usage(ca->crt, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN),
	     "usage");
	must(gnutls_x509_crt_sign2(ca->crt, ca->crt, ca->key, GNUTLS_DIG_SHA256, 0), "sign");
	return ca;
}

void ca_free(struct ca *ca)
{
	if (ca == NULL)
		return;
	gnutls_x509_crt_deinit(ca->crt);
	gnutls_x509_privkey_deinit(ca->key);
	free(ca);
}

char *ca_pem(const struct ca *ca)
{
	return export_crt(ca->crt);
}

static void add_name(gnutls_x509_crt_t crt, gnutls_x509_subject_alt_name_t type, const void *data,
		     size_t len)
{
	must(gnutls_x509_crt_set_subject_alt_name(crt, type, data, (unsigned)len,
						  GNUTLS_FSAN_APPEND),
	     "alternative name");
}

static void add_names(gnutls_x509_crt_t crt, enum cert_kind kind)
{
	/* The last two are the service's shape, <mycompany>.auth. and <mycompany>.api. */
	static const char *const names[] = { "localhost", "*.localhost", "*.test.localhost",
					     "*.auth.test.localhost", "*.api.test.localhost" };
	unsigned char v4[4], v6[16];
	size_t i;

	if (kind == CERT_WRONGNAME) {
		add_name(crt, GNUTLS_SAN_DNSNAME, "elsewhere.example", strlen("elsewhere.example"));
		return;
	}
	inet_pton(AF_INET, "127.0.0.1", v4);
	inet_pton(AF_INET6, "::1", v6);
	add_name(crt, GNUTLS_SAN_IPADDRESS, v4, sizeof(v4));
	add_name(crt, GNUTLS_SAN_IPADDRESS, v6, sizeof(v6));
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		add_name(crt, GNUTLS_SAN_DNSNAME, names[i], strlen(names[i]));
}

/* Exports both, and frees them. */
static void take(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key, struct identity *ret_identity)
{
	gnutls_datum_t out;

	ret_identity->cert = export_crt(crt);
	must(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &out), "export");
	ret_identity->key = must_copy(out.data, out.size);
	gnutls_memset(out.data, 0, out.size);
	gnutls_free(out.data);
	gnutls_x509_crt_deinit(crt);
	gnutls_x509_privkey_deinit(key);
}

void ca_issue_client(const struct ca *ca, const char *cn, long days, struct identity *ret_identity)
{
	static const char dns[] = "client.test";
	gnutls_x509_privkey_t key = new_key();
	time_t now = time(NULL);
	gnutls_x509_crt_t crt = new_cert(cn, key, now - 9 * DAY, now + days * DAY);

	must(gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_DIGITAL_SIGNATURE), "usage");
	must(gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_CLIENT, 0), "purpose");
	add_name(crt, GNUTLS_SAN_DNSNAME, dns, strlen(dns));
	must(gnutls_x509_crt_sign2(crt, ca ? ca->crt : crt, ca ? ca->key : key, GNUTLS_DIG_SHA256,
				   0),
	     "sign");
	take(crt, key, ret_identity);
}

void ca_issue(const struct ca *ca, enum cert_kind kind, long days, char *const *names,
	      size_t nnames, struct identity *ret_identity)
{
	gnutls_x509_privkey_t key = new_key();
	time_t now = time(NULL);
	gnutls_x509_crt_t crt = new_cert("ccred test server", key, now - 9 * DAY,
					 kind == CERT_EXPIRED ? now - DAY : now + days * DAY);
	unsigned char id[20];
	size_t len = sizeof(id);

	must(gnutls_x509_crt_get_subject_key_id(ca->crt, id, &len, NULL), "key id");
	must(gnutls_x509_crt_set_authority_key_id(crt, id, len), "key id");
	must(gnutls_x509_crt_set_basic_constraints(crt, 0, -1), "constraints");
	must(gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_DIGITAL_SIGNATURE), "usage");
	must(gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0), "purpose");
	add_names(crt, kind);
	for (size_t i = 0; i < nnames; i++)
		add_name(crt, GNUTLS_SAN_DNSNAME, names[i], strlen(names[i]));
	must(gnutls_x509_crt_sign2(crt, ca->crt, ca->key, GNUTLS_DIG_SHA256, 0), "sign");
	take(crt, key, ret_identity);
}

void identity_free(struct identity *identity)
{
	free(identity->cert);
	if (identity->key)
		gnutls_memset(identity->key, 0, strlen(identity->key));
	free(identity->key);
	identity->cert = identity->key = NULL;
}
