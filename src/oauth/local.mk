noinst_LIBRARIES += src/oauth/liboauth.a
src_oauth_liboauth_a_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS) $(JSON_C_CFLAGS)
src_oauth_liboauth_a_SOURCES = \
	src/oauth/auth.c \
	src/oauth/auth.h \
	src/oauth/auth_assertion.c \
	src/oauth/auth_basic.c \
	src/oauth/auth_key.c \
	src/oauth/auth_method.c \
	src/oauth/auth_method.h \
	src/oauth/auth_post.c \
	src/oauth/auth_secret_jwt.c \
	src/oauth/auth_tls.c \
	src/oauth/binding.c \
	src/oauth/binding.h \
	src/oauth/claims.c \
	src/oauth/claims.h \
	src/oauth/discover.c \
	src/oauth/discover.h \
	src/oauth/discovery.c \
	src/oauth/discovery.h \
	src/oauth/dpop.c \
	src/oauth/dpop.h \
	src/oauth/errors.c \
	src/oauth/errors.h \
	src/oauth/exchange.c \
	src/oauth/exchange.h \
	src/oauth/jwt.c \
	src/oauth/jwt.h \
	src/oauth/oauth.h \
	src/oauth/operations.c \
	src/oauth/operations.h \
	src/oauth/resource.c \
	src/oauth/resource.h \
	src/oauth/resource_look.c \
	src/oauth/response.c \
	src/oauth/response.h \
	src/oauth/retry.c \
	src/oauth/retry.h
