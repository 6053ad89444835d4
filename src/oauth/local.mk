noinst_LIBRARIES += src/oauth/liboauth.a
src_oauth_liboauth_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(JSON_C_CFLAGS)
src_oauth_liboauth_a_SOURCES = src/oauth/oauth.h
