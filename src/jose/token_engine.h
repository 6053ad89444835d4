/* Keys in a PKCS#11 token by libcrypto's engine, which Debian 12 has in place of a provider. */
#pragma once

#include "jose/token_fault.h"

EVP_PKEY *token_engine_load(const struct token_key *key, enum token_fault *ret_fault);
