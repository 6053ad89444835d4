/* The certificate of a client, and its key, as OpenSSL takes them. */
#include "http/certificate.h"
#include "base/base64.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/layout.h"
#include "base/limits.h"
#include "base/text.h"
#include "jose/token_key.h"

#include <fcntl.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/* A pem_password_cb: nobody is asked here. A source opens what has a passphrase. */
static int no_passphrase(char *buf, int size, int writing, void *arg)
{
	(void)buf;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

/* What libcrypto cannot use; text says why, and what to do. */
static int unusable(const char *text, struct err *err)
{
	return ERR_GET_REASON(ERR_peek_error()) == ERR_R_MALLOC_FAILURE
		       ? err_nomem(err)
		       : err_set(err, REASON_CLIENT_CERTIFICATE, "%s", text);
}

static int64_t seconds_of(const ASN1_TIME *t)
{
	struct tm tm = { 0 };

	return t != NULL && ASN1_TIME_to_tm(t, &tm) == 1 ? (int64_t)timegm(&tm) : 0;
}

static void put_name(X509 *certificate, char *out, size_t size)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL;
	long len = 0;

	if (bio != NULL && X509_NAME_print_ex(bio, X509_get_subject_name(certificate), 0,
					      XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0)
		len = BIO_get_mem_data(bio, &text);
	if (len > 0)
		text_escape(text, (size_t)len, out, size);
	else
		snprintf(out, size, "without a name");
	BIO_free(bio);
}

static int describe(struct http_certificate *c, struct err *err)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	struct buf b = BUF_INIT;

	put_name(c->own, c->name, sizeof(c->name));
	c->expires_s = seconds_of(X509_get0_notAfter(c->own));
	if (X509_digest(c->own, EVP_sha256(), hash, &len) != 1)
		return err_nomem(err);
	base64url_put(&b, hash, len);
	snprintf(c->thumbprint, sizeof(c->thumbprint), "%s", buf_str(&b));
	int r = buf_error(&b) ? err_nomem(err) : 0;
	buf_free(&b);
	return r;
}

static bool has_ended(void)
{
	unsigned long e = ERR_peek_last_error();

	return ERR_GET_LIB(e) == ERR_LIB_PEM && ERR_GET_REASON(e) == PEM_R_NO_START_LINE;
}

int certificate_read(const struct secret *chain, struct http_certificate **ret_certificate,
		     struct err *err)
{
	struct http_certificate *c = calloc(1, sizeof(*c));
	BIO *bio = BIO_new_mem_buf(chain->data, (int)chain->len);
	X509 *next;
	int r = 0;

	ERR_clear_error();
	if (c == NULL || bio == NULL || (c->others = sk_X509_new_null()) == NULL) {
		r = err_nomem(err);
		goto out;
	}
	c->own = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL);
	while (c->own != NULL && (next = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL)) != NULL)
		if (sk_X509_push(c->others, next) == 0) {
			X509_free(next);
			r = err_nomem(err);
			goto out;
		}
	if (c->own == NULL || !has_ended())
		r = unusable(
			"the certificate of the client is cut short, or no PEM: give the chain as "
			"PEM, the client's own first",
			err);
	else
		r = describe(c, err);
	if (r == 0) {
		*ret_certificate = c;
		c = NULL;
	}
out:
	ERR_clear_error();
	BIO_free(bio);
	certificate_free(&c);
	return r;
}

static int read_key(const struct secret *pem, EVP_PKEY **ret_key, struct err *err)
{
	BIO *bio = BIO_new_mem_buf(pem->data, (int)pem->len);

	if (bio == NULL)
		return err_nomem(err);
	*ret_key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	BIO_free(bio);
	return *ret_key != NULL
		       ? 0
		       : unusable(
				 "the private key of the client is cut short, has a passphrase, or is "
				 "no PEM: give it as PEM without a passphrase",
				 err);
}

/* A pem_password_cb; arg is the certificate. */
static int give_pin(char *buf, int size, int writing, void *arg)
{
	const struct http_certificate *c = arg;

	(void)writing;
	if (c->pin == NULL || c->pin->len > (size_t)size)
		return -1;
	memcpy(buf, c->pin->data, c->pin->len);
	return (int)c->pin->len;
}

/* A secret file; ends: the bytes that end what is wanted of it. */
static int read_file(const char *path, const char *ends, struct secret **ret_text, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_SECRET_FILE);
	int fd = -1, r;

	if ((r = fs_open(AT_FDCWD, path, FS_SECRET, &fd, NULL, err)) == 0 &&
	    (r = fs_read_all(fd, LIMIT_SECRET_FILE, path, &text, err)) == 0 &&
	    secret_new(buf_str(&text), strcspn(buf_str(&text), ends), ret_text) != 0)
		r = err_nomem(err);
	fs_close(&fd);
	buf_free(&text);
	return r;
}

static int read_key_file(const char *path, EVP_PKEY **ret_key, struct err *err)
{
	struct secret *pem = NULL;
	int r = read_file(path, "", &pem, err);

	if (r == 0)
		r = read_key(pem, ret_key, err);
	secret_free(&pem);
	return r;
}

static int token_failed(enum token_fault fault, const char *uri, struct err *err)
{
	bool pin = fault == TOKEN_PIN_WRONG || fault == TOKEN_PIN_LOCKED;

	return err_set(err, pin ? REASON_PIN_REFUSED : REASON_CLIENT_CERTIFICATE, "the key %s: %s",
		       uri, token_fault_words(fault));
}

/* A key in a file, or one that stays in its token. Who may change the module, or a directory above
 * it, gets the PIN. */
static int find_key(struct http_certificate *c, const char *key_uri, struct err *err)
{
	char *uri = NULL, *named = NULL, *module = NULL, *pin_file = NULL;
	enum token_fault fault = TOKEN_FAILED;
	int r = 0;

	if (key_uri[0] == '/')
		return read_key_file(key_uri, &c->key, err);
	if (token_uri_split(key_uri, &uri, &named, &pin_file) != 0)
		return err_set(err, REASON_CLIENT_CERTIFICATE,
			       "the URI of the key is malformed: correct uri=");
	if ((named == NULL || (r = fs_check_path(named, &module, err)) == 0) &&
	    (pin_file == NULL || (r = read_file(pin_file, "\r\n", &c->pin, err)) == 0)) {
		const struct token_key token = { uri, module, give_pin, c };
		if ((c->key = token_key_load(&token, &fault)) == NULL)
			r = token_failed(fault, uri, err);
	}
	free(uri);
	free(named);
	free(module);
	free(pin_file);
	return r;
}

/* The certificates of a chain may stand in the wrong order. */
static int check_key(const struct http_certificate *c, struct err *err)
{
	char name[sizeof(c->name)];

	if (X509_check_private_key(c->own, c->key) == 1)
		return 0;
	for (int i = 0; i < sk_X509_num(c->others); i++) {
		X509 *other = sk_X509_value(c->others, i);
		if (X509_check_private_key(other, c->key) != 1)
			continue;
		put_name(other, name, sizeof(name));
		return err_set(
			err, REASON_CLIENT_CERTIFICATE,
			"the certificate of %s stands before that of the key, which is of %s: put "
			"the client's own first",
			c->name, name);
	}
	return err_set(
		err, REASON_CLIENT_CERTIFICATE,
		"the private key does not belong to the certificate of %s: give the two that were "
		"made for each other",
		c->name);
}

static int check_time(const struct http_certificate *c, struct err *err)
{
	int64_t begins_s = seconds_of(X509_get0_notBefore(c->own));
	char date[LAYOUT_TIME_SIZE];
	struct clock_now now;

	clock_now(&now);
	if (c->expires_s <= now.wall_s)
		return err_set(err, REASON_CREDENTIAL_EXPIRED,
			       "the certificate of %s expired at %s: have it renewed", c->name,
			       layout_utc(c->expires_s, date));
	if (begins_s > now.wall_s)
		return err_set(err, REASON_CLIENT_CERTIFICATE,
			       "the certificate of %s is not valid before %s: check the clock",
			       c->name, layout_utc(begins_s, date));
	return 0;
}

int certificate_load(const struct secret *chain, const struct secret *key,
		     const struct secret *key_uri, struct http_certificate **ret_certificate,
		     struct err *err)
{
	struct http_certificate *c = NULL;
	int r;

	if ((r = certificate_read(chain, &c, err)) != 0 || (r = check_time(c, err)) != 0 ||
	    (r = key != NULL ? read_key(key, &c->key, err) : find_key(c, key_uri->data, err)) !=
		    0 ||
	    (r = check_key(c, err)) != 0)
		goto out;
	*ret_certificate = c;
	c = NULL;
out:
	ERR_clear_error();
	certificate_free(&c);
	return r;
}

void certificate_free(struct http_certificate **certificate)
{
	struct http_certificate *c = *certificate;

	*certificate = NULL;
	if (c == NULL)
		return;
	X509_free(c->own);
	sk_X509_pop_free(c->others, X509_free);
	EVP_PKEY_free(c->key);
	secret_free(&c->pin);
	free(c);
}
