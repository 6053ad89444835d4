JOSE_UNITS = \
	tests/jose/test_jose \
	tests/jose/test_token_uri
check_PROGRAMS += $(JOSE_UNITS)
TESTS += $(JOSE_UNITS)
tests_jose_test_jose_SOURCES = tests/jose/test_jose.c
tests_jose_test_jose_CPPFLAGS = $(UNIT_CPPFLAGS) $(CRYPTO_CFLAGS)
tests_jose_test_jose_LDADD = src/jose/libjose.a $(CRYPTO_LIBS) $(CHECK_LIBS)
tests_jose_test_token_uri_SOURCES = tests/jose/test_token_uri.c
tests_jose_test_token_uri_CPPFLAGS = $(UNIT_CPPFLAGS) $(CRYPTO_CFLAGS)
tests_jose_test_token_uri_LDADD = src/jose/libjose.a $(CRYPTO_LIBS) $(CHECK_LIBS)
