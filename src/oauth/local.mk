noinst_LIBRARIES += src/oauth/liboauth.a
src_oauth_liboauth_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_C_CFLAGS)
src_oauth_liboauth_a_SOURCES = \
	src/oauth/auth.c \
	src/oauth/auth.h \
	src/oauth/auth_basic.c \
	src/oauth/auth_method.c \
	src/oauth/auth_method.h \
	src/oauth/auth_post.c \
	src/oauth/claims.c \
	src/oauth/claims.h \
	src/oauth/discover.c \
	src/oauth/discover.h \
	src/oauth/discovery.c \
	src/oauth/discovery.h \
	src/oauth/errors.c \
	src/oauth/errors.h \
	src/oauth/exchange.c \
	src/oauth/exchange.h \
	src/oauth/grant.c \
	src/oauth/grant.h \
	src/oauth/jwt.c \
	src/oauth/jwt.h \
	src/oauth/metadata.c \
	src/oauth/metadata.h \
	src/oauth/oauth.h \
	src/oauth/op_answer.c \
	src/oauth/op_answer.h \
	src/oauth/request.c \
	src/oauth/request.h \
	src/oauth/response.c \
	src/oauth/response.h \
	src/oauth/retry.c \
	src/oauth/retry.h \
	src/oauth/token.c \
	src/oauth/token.h \
	src/oauth/token_ops.c \
	src/oauth/token_ops.h
