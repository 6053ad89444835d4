/* The key plugin's certificate: it is the key's, and is valid now. */
#include "key.h"

#include <openssl/pem.h>
#include <time.h>

/* The file of the certificate, which anybody may read. */
static int load(struct key *k)
{
	EVP_PKEY *key = NULL;
	char *data = NULL;
	size_t len = 0;
	int r;

	if (k->certificate == NULL)
		return CCRED_SUCCESS;
	if ((r = file_load(&k->say, k->certificate, CCRED_OPEN_SHARED_MODE, &data, &len)) !=
	    CCRED_SUCCESS)
		return r;
	sk_X509_pop_free(k->chain, X509_free);
	key_read_store(data, len, NULL, &k->passphrase, &key, &k->chain);
	k->say.host->secret_free(data, FILE_ROOM);
	EVP_PKEY_free(key);
	if (k->chain == NULL || sk_X509_num(k->chain) == 0)
		return say_error(
			&k->say, CCRED_INVALID, "certificate_malformed", NULL,
			"%.300s: it holds no certificate that can be read: it must be PEM, "
			"with the client's own certificate first",
			k->certificate);
	return CCRED_SUCCESS;
}

static const char *place(const struct key *k)
{
	return k->certificate != NULL ? k->certificate : k->path;
}

/* Seconds since 1970; -1 if it is out of range. */
static time_t moment(const ASN1_TIME *at, char ret_day[32])
{
	struct tm tm;

	if (!ASN1_TIME_to_tm(at, &tm) || strftime(ret_day, 32, "%Y-%m-%d %H:%M UTC", &tm) == 0)
		return -1;
	return timegm(&tm);
}

static int check_time(const struct key *k, X509 *own)
{
	char from[32] = "?", until[32] = "?";
	time_t begin = moment(X509_get0_notBefore(own), from), now = time(NULL);
	time_t end = moment(X509_get0_notAfter(own), until);

	if (end <= now)
		return say_error(&k->say, CCRED_INVALID, "certificate_expired", NULL,
				 "%.300s: the certificate expired on %s: get a new one", place(k),
				 until);
	if (begin > now)
		return say_error(&k->say, CCRED_INVALID, "certificate_early", NULL,
				 "%.300s: the certificate is valid from %s on: is the clock right?",
				 place(k), from);
	return k->say.host->expires(k->say.call, CCRED_ITEM_CERTIFICATE, end);
}

static int check_key(const struct key *k, EVP_PKEY *public)
{
	if (public == NULL ||
	    EVP_PKEY_eq(X509_get0_pubkey(sk_X509_value(k->chain, 0)), public) == 1)
		return CCRED_SUCCESS;
	for (int i = 1; i < sk_X509_num(k->chain); i++)
		if (EVP_PKEY_eq(X509_get0_pubkey(sk_X509_value(k->chain, i)), public) == 1)
			return say_error(
				&k->say, CCRED_INVALID, "certificate_order", NULL,
				"%.300s: the key is that of certificate %d: put that one first",
				place(k), i + 1);
	return say_error(&k->say, CCRED_INVALID, "certificate_mismatch", NULL,
			 "%.300s: the certificate is that of another key than %.300s", place(k),
			 key_place(k));
}

static int set_chain(struct key *k)
{
	BIO *pem = BIO_new(BIO_s_mem());
	int good = pem != NULL, r;
	char *text;
	long len;

	for (int i = 0; good && i < sk_X509_num(k->chain); i++)
		good = PEM_write_bio_X509(pem, sk_X509_value(k->chain, i));
	if (good) {
		len = BIO_get_mem_data(pem, &text);
		r = k->say.host->set(k->say.call, CCRED_ITEM_CERTIFICATE, text, (size_t)len);
	} else {
		r = say_no_memory(&k->say);
	}
	BIO_free(pem);
	return r;
}

int key_set_certificate(struct key *k, EVP_PKEY *public, int *ret_set)
{
	int r = load(k);

	*ret_set = k->chain != NULL && sk_X509_num(k->chain) > 0;
	if (r != CCRED_SUCCESS || !*ret_set)
		return r;
	if ((r = check_key(k, public)) != CCRED_SUCCESS ||
	    (r = check_time(k, sk_X509_value(k->chain, 0))) != CCRED_SUCCESS)
		return r;
	return set_chain(k);
}
