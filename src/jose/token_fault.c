/* Why a key in a token fails: what libcrypto's error queue holds of PKCS#11. */
#include "jose/token_fault.h"

#include <openssl/err.h>

/* Results of PKCS#11 (PKCS#11 2.40, 5.1), which engine and provider hand on as they are. */
enum {
	CKR_DEVICE_ERROR = 0x30,
	CKR_DEVICE_REMOVED = 0x32,
	CKR_PIN_INCORRECT = 0xA0,
	CKR_PIN_LEN_RANGE = 0xA2,
	CKR_PIN_EXPIRED = 0xA3,
	CKR_PIN_LOCKED = 0xA4,
	CKR_TOKEN_NOT_PRESENT = 0xE0,
	CKR_TOKEN_NOT_RECOGNIZED = 0xE1,
	/* Of the engine. */
	P11_LOAD_MODULE_ERROR = 1025,
};

void token_init(void)
{
	(void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

enum token_fault token_fault(void)
{
	enum token_fault fault = TOKEN_FAILED;
	unsigned long code;

	while ((code = ERR_get_error()) != 0) {
		/* Libraries of others have the numbers from here on. */
		int result = ERR_GET_LIB(code) >= ERR_LIB_USER ? ERR_GET_REASON(code) : 0;
		if (result >= CKR_PIN_INCORRECT && result <= CKR_PIN_LEN_RANGE)
			fault = TOKEN_PIN_WRONG;
		else if (result == CKR_PIN_LOCKED || result == CKR_PIN_EXPIRED)
			fault = TOKEN_PIN_LOCKED;
		else if (result == CKR_DEVICE_ERROR || result == CKR_DEVICE_REMOVED ||
			 result == CKR_TOKEN_NOT_PRESENT || result == CKR_TOKEN_NOT_RECOGNIZED)
			fault = TOKEN_ABSENT;
		else if (result == P11_LOAD_MODULE_ERROR)
			fault = TOKEN_NO_MODULE;
	}
	return fault;
}
