# The key plugin compiles the same files once more.
JOSE_SOURCES = \
	src/jose/jose.h \
	src/jose/jose_sign.c \
	src/jose/jwk.c \
	src/jose/kind.c \
	src/jose/kind.h \
	src/jose/pem.c \
	src/jose/pem.h \
	src/jose/token_fault.c \
	src/jose/token_fault.h \
	src/jose/token_engine.c \
	src/jose/token_engine.h \
	src/jose/token_key.c \
	src/jose/token_key.h \
	src/jose/token_uri.c
noinst_LIBRARIES += src/jose/libjose.a
src_jose_libjose_a_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS)
src_jose_libjose_a_SOURCES = $(JOSE_SOURCES) \
	src/jose/raw.c \
	src/jose/raw.h
