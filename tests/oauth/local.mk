OAUTH_TEST_LIBS = src/oauth/liboauth.a src/http/libhttp.a src/jose/libjose.a src/base/libbase.a \
	$(CURL_LIBS) $(SSL_LIBS) $(CRYPTO_LIBS) $(JSON_C_LIBS) $(CHECK_LIBS)

OAUTH_UNITS = \
	tests/oauth/test_assertion \
	tests/oauth/test_auth \
	tests/oauth/test_auth_tls \
	tests/oauth/test_discovery \
	tests/oauth/test_dpop \
	tests/oauth/test_errors \
	tests/oauth/test_jwt \
	tests/oauth/test_oom \
	tests/oauth/test_request \
	tests/oauth/test_resource \
	tests/oauth/test_response \
	tests/oauth/test_retry \
	tests/oauth/test_token_ops \
	tests/oauth/test_wiped
check_PROGRAMS += $(OAUTH_UNITS)
TESTS += $(OAUTH_UNITS)
OAUTH_TESTS = \
	tests/oauth/assertion.sh \
	tests/oauth/discover.sh \
	tests/oauth/dpop.sh \
	tests/oauth/jwt.sh \
	tests/oauth/live.sh \
	tests/oauth/metadata.sh \
	tests/oauth/mutual.sh \
	tests/oauth/mutual-key.sh \
	tests/oauth/peer.sh \
	tests/oauth/server.sh
TESTS += $(OAUTH_TESTS)
EXTRA_DIST += $(OAUTH_TESTS) tests/oauth/golden \
	tests/oauth/seen.sh \
	tests/oauth/jwks \
	tests/oauth/openssl-signer \
	tests/oauth/openssl-signer.plugin \
	tests/oauth/answer.h tests/oauth/auth_fixture.h

tests_oauth_test_assertion_SOURCES = tests/oauth/test_assertion.c
tests_oauth_test_assertion_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_oauth_test_assertion_LDADD = $(OAUTH_TEST_LIBS)

tests_oauth_test_auth_SOURCES = tests/oauth/test_auth.c
tests_oauth_test_auth_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_oauth_test_auth_LDADD = $(OAUTH_TEST_LIBS)

tests_oauth_test_auth_tls_SOURCES = tests/oauth/test_auth_tls.c
tests_oauth_test_auth_tls_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_oauth_test_auth_tls_LDADD = $(OAUTH_TEST_LIBS)

tests_oauth_test_discovery_SOURCES = tests/oauth/test_discovery.c
tests_oauth_test_discovery_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_oauth_test_discovery_LDADD = $(OAUTH_TEST_LIBS)

# A server that answers what the test says.
tests_oauth_test_dpop_SOURCES = tests/oauth/test_dpop.c
tests_oauth_test_dpop_CPPFLAGS = $(UNIT_CPPFLAGS) $(GNUTLS_CFLAGS) $(JSON_C_CFLAGS)
tests_oauth_test_dpop_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=http_send,--wrap=clock_sleep
tests_oauth_test_dpop_LDADD = $(OAUTH_TEST_LIBS) $(GNUTLS_LIBS)

# Sees which row of the table an answer falls under.
tests_oauth_test_errors_SOURCES = tests/oauth/test_errors.c
tests_oauth_test_errors_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_oauth_test_errors_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=error_say
tests_oauth_test_errors_LDADD = $(OAUTH_TEST_LIBS)

tests_oauth_test_jwt_SOURCES = tests/oauth/test_jwt.c
tests_oauth_test_jwt_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_oauth_test_jwt_LDADD = $(OAUTH_TEST_LIBS)

# Allocations that fail when the test says so.
tests_oauth_test_oom_SOURCES = tests/oauth/test_oom.c
tests_oauth_test_oom_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_oauth_test_oom_LDFLAGS = $(AM_LDFLAGS) $(NO_MEMORY_WRAPS) -Wl,--wrap=secret_alloc,--wrap=secret_new,--wrap=socket,--wrap=json_tokener_new_ex,--wrap=json_tokener_parse_ex,--wrap=json_object_to_json_string_ext,--wrap=json_object_get_string
tests_oauth_test_oom_LDADD = $(OAUTH_TEST_LIBS)

tests_oauth_test_request_SOURCES = tests/oauth/test_request.c
tests_oauth_test_request_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_oauth_test_request_LDADD = $(OAUTH_TEST_LIBS)

tests_oauth_test_resource_SOURCES = tests/oauth/test_resource.c
tests_oauth_test_resource_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_oauth_test_resource_LDADD = $(OAUTH_TEST_LIBS)

tests_oauth_test_response_SOURCES = tests/oauth/test_response.c
tests_oauth_test_response_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_oauth_test_response_LDADD = $(OAUTH_TEST_LIBS)

# A network and a clock that do what the test says.
tests_oauth_test_retry_SOURCES = tests/oauth/test_retry.c
tests_oauth_test_retry_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_oauth_test_retry_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=http_send,--wrap=clock_ms,--wrap=clock_left,--wrap=clock_sleep
tests_oauth_test_retry_LDADD = $(OAUTH_TEST_LIBS)

tests_oauth_test_token_ops_SOURCES = tests/oauth/test_token_ops.c
tests_oauth_test_token_ops_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_oauth_test_token_ops_LDADD = $(OAUTH_TEST_LIBS)

# With the free that wipes, as ccred-acquire has it.
tests_oauth_test_wiped_SOURCES = tests/oauth/test_wiped.c src/base/wipe_free.c
tests_oauth_test_wiped_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_oauth_test_wiped_LDADD = $(OAUTH_TEST_LIBS)
