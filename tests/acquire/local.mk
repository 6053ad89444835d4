ACQUIRE_TESTS = \
	tests/acquire/memory.sh \
	tests/acquire/operations.sh
TESTS += $(ACQUIRE_TESTS)
EXTRA_DIST += $(ACQUIRE_TESTS) tests/acquire/ask.py tests/acquire/memory.py

check_PROGRAMS += tests/acquire/test_wire
TESTS += tests/acquire/test_wire
tests_acquire_test_wire_SOURCES = tests/acquire/test_wire.c
tests_acquire_test_wire_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_acquire_test_wire_LDADD = src/acquire/libwire.a src/stack/libstack.a src/config/libconfig.a src/base/libbase.a $(CHECK_LIBS)

check_PROGRAMS += tests/acquire/test_public_key
TESTS += tests/acquire/test_public_key
tests_acquire_test_public_key_SOURCES = tests/acquire/test_public_key.c
tests_acquire_test_public_key_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_acquire_test_public_key_LDADD = $(ACQUIRE_LIBS) $(CHECK_LIBS)
