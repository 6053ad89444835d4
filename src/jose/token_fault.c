/* Why a key in a token fails: what libcrypto's error queue holds of PKCS#11. */
#include "jose/token_fault.h"

#include <openssl/err.h>

/* Results of PKCS#11 (PKCS#11 2.40, 5.1), which engine and provider hand on as they are. */
enum {
	CKR_DEVICE_ERROR = 0x30,
	CKR_DEVICE_REMOVED = 0x32,
	CKR_PIN_INCORRECT = 0xA0,
	CKR_PIN_INVALID = 0xA1,
	CKR_PIN_LEN_RANGE = 0xA2,
	CKR_PIN_EXPIRED = 0xA3,
	CKR_PIN_LOCKED = 0xA4,
	CKR_SESSION_CLOSED = 0xB0,
	CKR_SESSION_HANDLE_INVALID = 0xB3,
	CKR_TOKEN_NOT_PRESENT = 0xE0,
	CKR_TOKEN_NOT_RECOGNIZED = 0xE1,
	/* Of the engine. */
	P11_LOAD_MODULE_ERROR = 1025,
};

void token_init(void)
{
	(void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

UI_METHOD *token_ui(pem_password_cb *ask)
{
	static UI_METHOD *ui;

	if (ui == NULL)
		ui = UI_UTIL_wrap_read_pem_callback(ask, 0);
	return ui;
}

static enum token_fault meaning(int result)
{
	switch (result) {
	case CKR_PIN_INCORRECT:
	case CKR_PIN_INVALID:
	case CKR_PIN_LEN_RANGE:
		return TOKEN_PIN_WRONG;
	case CKR_PIN_EXPIRED:
	case CKR_PIN_LOCKED:
		return TOKEN_PIN_LOCKED;
	case CKR_DEVICE_ERROR:
	case CKR_DEVICE_REMOVED:
	case CKR_SESSION_CLOSED:
	case CKR_SESSION_HANDLE_INVALID:
	case CKR_TOKEN_NOT_PRESENT:
	case CKR_TOKEN_NOT_RECOGNIZED:
		return TOKEN_ABSENT;
	case P11_LOAD_MODULE_ERROR:
		return TOKEN_NO_MODULE;
	default:
		return TOKEN_FAILED;
	}
}

enum token_fault token_fault(void)
{
	enum token_fault fault = TOKEN_FAILED;
	unsigned long code;

	/* Libraries of others have the numbers from ERR_LIB_USER on. */
	while ((code = ERR_get_error()) != 0)
		if (ERR_GET_LIB(code) >= ERR_LIB_USER && fault == TOKEN_FAILED)
			fault = meaning(ERR_GET_REASON(code));
	return fault;
}

const char *token_fault_words(enum token_fault fault)
{
	static const char *const words[] = {
		[TOKEN_NO_LIBRARY] =
			"OpenSSL cannot use tokens here: install pkcs11-provider, or on "
			"Debian 12 libengine-pkcs11-openssl",
		[TOKEN_NO_MODULE] =
			"its PKCS#11 module cannot be loaded, or does not start: correct "
			"module=",
		[TOKEN_NO_KEY] =
			"no private key was found there: is the token connected, and are the "
			"names in the URI right?",
		[TOKEN_ABSENT] =
			"the token is not there, or was pulled out: connect it, and call again",
		[TOKEN_PIN_WRONG] =
			"the token refused the PIN. It was sent once: a token locks itself "
			"after a few wrong ones",
		[TOKEN_PIN_LOCKED] =
			"the token has locked its PIN, or the PIN has expired: set a new "
			"one with the token's own tool",
		[TOKEN_FAILED] = "the key did not sign: the token or libcrypto refused it",
	};

	return words[fault];
}
