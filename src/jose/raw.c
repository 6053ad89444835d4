/* The private key of ES256 as its bare number, which is all that has to be kept of it. */
#include "jose/raw.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>

/* 4, then both coordinates (SEC 1, 2.3.3). */
#define POINT_SIZE (1 + 2 * JOSE_RAW_SIZE)

int jose_raw_save(EVP_PKEY *key, unsigned char ret_raw[JOSE_RAW_SIZE])
{
	BIGNUM *number = NULL;
	int len = -1;

	if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &number))
		len = BN_bn2binpad(number, ret_raw, JOSE_RAW_SIZE);
	BN_clear_free(number);
	return len == JOSE_RAW_SIZE ? 0 : -1;
}

/* The point that belongs to the number: libcrypto does not compute it by itself. */
static int put_point(const EC_GROUP *group, const BIGNUM *number,
		     unsigned char ret_point[POINT_SIZE])
{
	EC_POINT *point = EC_POINT_new(group);
	size_t len = 0;

	if (point != NULL && EC_POINT_mul(group, point, number, NULL, NULL, NULL) == 1)
		len = EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, ret_point,
					 POINT_SIZE, NULL);
	EC_POINT_free(point);
	return len == POINT_SIZE ? 0 : -1;
}

static OSSL_PARAM *put_params(const BIGNUM *number, const unsigned char point[POINT_SIZE])
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;

	if (build != NULL &&
	    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1,
					    0) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, number) &&
	    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, POINT_SIZE))
		params = OSSL_PARAM_BLD_to_param(build);
	OSSL_PARAM_BLD_free(build);
	return params;
}

EVP_PKEY *jose_raw_load(const unsigned char raw[JOSE_RAW_SIZE])
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	BIGNUM *number = BN_secure_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	unsigned char point[POINT_SIZE];
	OSSL_PARAM *params = NULL;
	EVP_PKEY *key = NULL;

	if (group == NULL || number == NULL || ctx == NULL ||
	    BN_bin2bn(raw, JOSE_RAW_SIZE, number) == NULL || BN_is_zero(number) ||
	    BN_cmp(number, EC_GROUP_get0_order(group)) >= 0)
		goto out;
	BN_set_flags(number, BN_FLG_CONSTTIME);
	if (put_point(group, number, point) != 0 || (params = put_params(number, point)) == NULL ||
	    EVP_PKEY_fromdata_init(ctx) <= 0 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params) <= 0)
		key = NULL;
out:
	OSSL_PARAM_free(params);
	EVP_PKEY_CTX_free(ctx);
	BN_clear_free(number);
	EC_GROUP_free(group);
	return key;
}
