/* The private key of ES256 as its bare number, which is all that has to be kept of it. */
#pragma once

#include <openssl/evp.h>

#define JOSE_RAW_SIZE 32

/* Writes the number of a key of the curve P-256. Returns -1 if libcrypto failed. */
int jose_raw_save(EVP_PKEY *key, unsigned char ret_raw[JOSE_RAW_SIZE]);

/* Makes the key of such a number again. NULL: it is no key, or libcrypto failed. */
EVP_PKEY *jose_raw_load(const unsigned char raw[JOSE_RAW_SIZE]);
