noinst_LIBRARIES += src/acquire/libacquire.a
src_acquire_libacquire_a_SOURCES = \
	src/acquire/acquire.c \
	src/acquire/acquire.h \
	src/acquire/acquisition.c \
	src/acquire/acquisition.h \
	src/acquire/acquisition_stack.c \
	src/acquire/attempt.c \
	src/acquire/attempt.h \
	src/acquire/key_algorithm.c \
	src/acquire/key_algorithm.h \
	src/acquire/key_file.c \
	src/acquire/key_file.h \
	src/acquire/key_operations.c \
	src/acquire/key_operations.h \
	src/acquire/key_token.c \
	src/acquire/key_token.h \
	src/acquire/main.c \
	src/acquire/proof.c \
	src/acquire/proof.h \
	src/acquire/public_key.c \
	src/acquire/public_key.h \
	src/acquire/signing_line.c \
	src/acquire/signing_line.h

# The talk with callers, for both sides; libc alone.
noinst_LIBRARIES += src/acquire/libwire.a
src_acquire_libwire_a_SOURCES = \
	src/acquire/profile_key.c \
	src/acquire/profile_key.h \
	src/acquire/wire.c \
	src/acquire/wire.h

helpers_PROGRAMS += src/acquire/ccred-acquire
src_acquire_ccred_acquire_SOURCES = src/base/paths.c src/base/wipe_free.c
src_acquire_ccred_acquire_CPPFLAGS = $(PATHS_CPPFLAGS)
src_acquire_ccred_acquire_LDADD = $(ACQUIRE_LIBS)
ACQUIRE_LIBS = src/acquire/libacquire.a src/acquire/libwire.a src/stack/libstack.a \
	src/plugin/libplugin.a src/config/libconfig.a src/oauth/liboauth.a src/http/libhttp.a \
	src/jose/libjose.a src/cache/libcache.a src/base/libbase.a \
	$(CURL_LIBS) $(SSL_LIBS) $(CRYPTO_LIBS) $(JSON_C_LIBS)
