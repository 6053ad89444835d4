/* SHA-256 (FIPS 180-4), for the fingerprint of a certificate. */
#pragma once

#include <stddef.h>

#define SHA256_SIZE 32

void sha256(const void *data, size_t len, unsigned char ret_hash[SHA256_SIZE]);
