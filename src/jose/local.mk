# The key plugin compiles the same files once more.
JOSE_SOURCES = \
	src/jose/jose.h \
	src/jose/jose_sign.c \
	src/jose/jwk.c \
	src/jose/kind.c \
	src/jose/kind.h
noinst_LIBRARIES += src/jose/libjose.a
src_jose_libjose_a_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS)
src_jose_libjose_a_SOURCES = $(JOSE_SOURCES) src/jose/pem.c src/jose/pem.h
