HTTP_UNITS = \
	tests/http/test_json \
	tests/http/test_redact
check_PROGRAMS += $(HTTP_UNITS)
TESTS += $(HTTP_UNITS)
HTTP_TESTS = \
	tests/http/hostile.sh \
	tests/http/proxy.sh
TESTS += $(HTTP_TESTS)
EXTRA_DIST += $(HTTP_TESTS)
check_PROGRAMS += tests/http/raw

tests_http_test_json_SOURCES = tests/http/test_json.c
tests_http_test_json_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_http_test_json_LDADD = $(OAUTH_TEST_LIBS)

tests_http_test_redact_SOURCES = tests/http/test_redact.c
tests_http_test_redact_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_http_test_redact_LDADD = src/http/libhttp.a src/base/libbase.a $(CHECK_LIBS)

tests_http_raw_SOURCES = tests/http/raw.c

check_LTLIBRARIES += tests/http/slow_resolver.la
tests_http_slow_resolver_la_SOURCES = tests/http/slow_resolver.c
tests_http_slow_resolver_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_http_slow_resolver_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
