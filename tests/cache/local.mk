CACHE_TESTS = tests/cache/test_cache tests/cache/test_entry
check_PROGRAMS += $(CACHE_TESTS)
TESTS += $(CACHE_TESTS)
CACHE_TEST_LIBS = src/cache/libcache.a src/base/libbase.a $(CHECK_LIBS)
EXTRA_DIST += tests/cache/fixture.h

# Clocks that the test sets.
tests_cache_test_cache_SOURCES = tests/cache/test_cache.c
tests_cache_test_cache_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_cache_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_now
tests_cache_test_cache_LDADD = $(CACHE_TEST_LIBS)
tests_cache_test_entry_SOURCES = tests/cache/test_entry.c
tests_cache_test_entry_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_entry_LDADD = $(CACHE_TEST_LIBS)
