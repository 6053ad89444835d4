/* SipHash-2-4 with a 128-bit result. */
#include "base/siphash.h"

#include <endian.h>
#include <stdint.h>

static uint64_t rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

/* The first n bytes, up to 8, with the lowest first. */
static uint64_t load(const unsigned char *p, size_t n)
{
	uint64_t x = 0;

	memcpy(&x, p, n);
	return le64toh(x);
}

static void store(unsigned char *p, uint64_t x)
{
	x = htole64(x);
	memcpy(p, &x, sizeof(x));
}

static void rounds(uint64_t v[4], int n)
{
	while (n-- > 0) {
		v[0] += v[1];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[0] = rotate(v[0], 32);
		v[2] += v[3];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[2] = rotate(v[2], 32);
	}
}

void siphash128(const unsigned char key[SIPHASH_KEY_SIZE], const void *data, size_t len,
		unsigned char ret_hash[SIPHASH_SIZE])
{
	const unsigned char *p = data;
	uint64_t k0 = load(key, 8), k1 = load(key + 8, 8);
	/* "somepseudorandomlygeneratedbytes"; 0xee marks the 128-bit variant. */
	uint64_t v[4] = { 0x736f6d6570736575u ^ k0, 0x646f72616e646f6du ^ k1 ^ 0xee,
			  0x6c7967656e657261u ^ k0, 0x7465646279746573u ^ k1 };
	size_t left = len;

	for (; left >= 8; left -= 8, p += 8) {
		uint64_t word = load(p, 8);
		v[3] ^= word;
		rounds(v, 2);
		v[0] ^= word;
	}
	uint64_t last = (uint64_t)len << 56;
	if (left > 0)
		last |= load(p, left);
	v[3] ^= last;
	rounds(v, 2);
	v[0] ^= last;

	v[2] ^= 0xee;
	rounds(v, 4);
	store(ret_hash, v[0] ^ v[1] ^ v[2] ^ v[3]);
	v[1] ^= 0xdd;
	rounds(v, 4);
	store(ret_hash + 8, v[0] ^ v[1] ^ v[2] ^ v[3]);
}
