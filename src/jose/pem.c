/* Keys as PEM (RFC 7468). */
#include "jose/pem.h"

#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

char *jose_private_pem(EVP_PKEY *key, size_t *ret_len)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data = NULL, *pem = NULL;
	long len;

	/* What a memory BIO frees, it wipes before. */
	if (bio == NULL || !PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL))
		goto out;
	len = BIO_get_mem_data(bio, &data);
	if (len > 0 && (pem = malloc((size_t)len + 1)) != NULL) {
		memcpy(pem, data, (size_t)len);
		pem[len] = '\0';
		*ret_len = (size_t)len;
	}
out:
	BIO_free(bio);
	return pem;
}

EVP_PKEY *jose_read_public_pem(const char *pem)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = bio != NULL ? PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL) : NULL;

	BIO_free(bio);
	return key;
}
