CACHE_TEST_LIBS = src/cache/libcache.a src/base/libbase.a $(CHECK_LIBS)

CACHE_UNITS = \
	tests/cache/test_cache \
	tests/cache/test_dir \
	tests/cache/test_entry \
	tests/cache/test_fault \
	tests/cache/test_kill \
	tests/cache/test_lease \
	tests/cache/test_records
check_PROGRAMS += $(CACHE_UNITS)
TESTS += $(CACHE_UNITS)
EXTRA_DIST += tests/cache/fake_clock.h tests/cache/fixture.h
check_PROGRAMS += tests/cache/age

# Clocks that the test sets.
tests_cache_test_cache_SOURCES = tests/cache/test_cache.c
tests_cache_test_cache_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_cache_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_now
tests_cache_test_cache_LDADD = $(CACHE_TEST_LIBS)

tests_cache_test_dir_SOURCES = tests/cache/test_dir.c
tests_cache_test_dir_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_dir_LDADD = $(CACHE_TEST_LIBS)

tests_cache_test_entry_SOURCES = tests/cache/test_entry.c
tests_cache_test_entry_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_entry_LDADD = $(CACHE_TEST_LIBS)

# A disk that is full when the test says so.
tests_cache_test_fault_SOURCES = tests/cache/test_fault.c
tests_cache_test_fault_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_fault_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=renameat -Wl,--wrap=write
tests_cache_test_fault_LDADD = $(CACHE_TEST_LIBS)

tests_cache_test_kill_SOURCES = tests/cache/test_kill.c
tests_cache_test_kill_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_kill_LDADD = $(CACHE_TEST_LIBS)

tests_cache_test_lease_SOURCES = tests/cache/test_lease.c
tests_cache_test_lease_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_lease_LDADD = $(CACHE_TEST_LIBS)

tests_cache_test_records_SOURCES = tests/cache/test_records.c
tests_cache_test_records_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_records_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_now
tests_cache_test_records_LDADD = $(CACHE_TEST_LIBS)

# Makes a cache older, for the black-box tests.
tests_cache_age_SOURCES = tests/cache/age.c
tests_cache_age_LDADD = src/cache/libcache.a src/base/libbase.a
