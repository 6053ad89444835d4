CACHE_TEST_LIBS = src/cache/libcache.a src/base/libbase.a $(CHECK_LIBS)

CACHE_UNITS = \
	tests/cache/test_cache_dir \
	tests/cache/test_document \
	tests/cache/test_entry \
	tests/cache/test_failure \
	tests/cache/test_fault \
	tests/cache/test_given \
	tests/cache/test_key \
	tests/cache/test_kill \
	tests/cache/test_lease \
	tests/cache/test_owner \
	tests/cache/test_stamp \
	tests/cache/test_state \
	tests/cache/test_store \
	tests/cache/test_store_dir \
	tests/cache/test_token
check_PROGRAMS += $(CACHE_UNITS)
TESTS += $(CACHE_UNITS)
EXTRA_DIST += tests/cache/fake_clock.h tests/cache/fixture.h tests/cache/store_memory.h
check_PROGRAMS += tests/cache/age

# A store beside the directory, in the memory of the test.
check_LIBRARIES += tests/cache/libmemory.a
tests_cache_libmemory_a_SOURCES = tests/cache/store_memory.c

tests_cache_test_cache_dir_SOURCES = tests/cache/test_cache_dir.c
tests_cache_test_cache_dir_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_cache_dir_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=fs_user_dir
tests_cache_test_cache_dir_LDADD = tests/cache/libmemory.a $(CACHE_TEST_LIBS)

tests_cache_test_document_SOURCES = tests/cache/test_document.c
tests_cache_test_document_CPPFLAGS = $(UNIT_CPPFLAGS)
# Clocks that the test sets.
tests_cache_test_document_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_now
tests_cache_test_document_LDADD = tests/cache/libmemory.a $(CACHE_TEST_LIBS)

tests_cache_test_entry_SOURCES = tests/cache/test_entry.c
tests_cache_test_entry_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_entry_LDADD = $(CACHE_TEST_LIBS)

tests_cache_test_failure_SOURCES = tests/cache/test_failure.c
tests_cache_test_failure_CPPFLAGS = $(UNIT_CPPFLAGS)
# Clocks that the test sets.
tests_cache_test_failure_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_now
tests_cache_test_failure_LDADD = tests/cache/libmemory.a $(CACHE_TEST_LIBS)

tests_cache_test_fault_SOURCES = tests/cache/test_fault.c
tests_cache_test_fault_CPPFLAGS = $(UNIT_CPPFLAGS)
# A disk that is full, and memory that ends, when the test says so.
tests_cache_test_fault_LDFLAGS = $(AM_LDFLAGS) $(NO_MEMORY_WRAPS) -Wl,--wrap=renameat -Wl,--wrap=write
tests_cache_test_fault_LDADD = tests/cache/libmemory.a $(CACHE_TEST_LIBS)

tests_cache_test_given_SOURCES = tests/cache/test_given.c
tests_cache_test_given_CPPFLAGS = $(UNIT_CPPFLAGS)
# Clocks that the test sets, and processes that have ended if it says so.
tests_cache_test_given_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_now,--wrap=process_id_ended
tests_cache_test_given_LDADD = tests/cache/libmemory.a $(CACHE_TEST_LIBS)

tests_cache_test_key_SOURCES = tests/cache/test_key.c
tests_cache_test_key_CPPFLAGS = $(UNIT_CPPFLAGS)
# Clocks that the test sets.
tests_cache_test_key_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_now
tests_cache_test_key_LDADD = tests/cache/libmemory.a $(CACHE_TEST_LIBS)

tests_cache_test_kill_SOURCES = tests/cache/test_kill.c
tests_cache_test_kill_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_kill_LDADD = tests/cache/libmemory.a $(CACHE_TEST_LIBS)

tests_cache_test_lease_SOURCES = tests/cache/test_lease.c
tests_cache_test_lease_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_lease_LDADD = tests/cache/libmemory.a $(CACHE_TEST_LIBS)

tests_cache_test_owner_SOURCES = tests/cache/test_owner.c
tests_cache_test_owner_CPPFLAGS = $(UNIT_CPPFLAGS)
# Clocks that the test sets.
tests_cache_test_owner_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_now
tests_cache_test_owner_LDADD = tests/cache/libmemory.a $(CACHE_TEST_LIBS)

tests_cache_test_stamp_SOURCES = tests/cache/test_stamp.c
tests_cache_test_stamp_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_stamp_LDADD = $(CACHE_TEST_LIBS)

tests_cache_test_state_SOURCES = tests/cache/test_state.c
tests_cache_test_state_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_state_LDADD = $(CACHE_TEST_LIBS)

tests_cache_test_store_SOURCES = tests/cache/test_store.c
tests_cache_test_store_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_store_LDADD = tests/cache/libmemory.a $(CACHE_TEST_LIBS)

tests_cache_test_store_dir_SOURCES = tests/cache/test_store_dir.c
tests_cache_test_store_dir_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cache_test_store_dir_LDADD = tests/cache/libmemory.a $(CACHE_TEST_LIBS)

tests_cache_test_token_SOURCES = tests/cache/test_token.c
tests_cache_test_token_CPPFLAGS = $(UNIT_CPPFLAGS)
# Clocks that the test sets.
tests_cache_test_token_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_now
tests_cache_test_token_LDADD = tests/cache/libmemory.a $(CACHE_TEST_LIBS)

# Makes a cache older, for the black-box tests.
tests_cache_age_SOURCES = tests/cache/age.c
tests_cache_age_LDADD = src/cache/libcache.a src/base/libbase.a
