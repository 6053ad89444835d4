CLIENT_TESTS = \
	tests/client/again.sh \
	tests/client/cache.sh \
	tests/client/callers.sh \
	tests/client/crash.sh \
	tests/client/failures.sh \
	tests/client/herd.sh \
	tests/client/kill.sh \
	tests/client/prompt.sh \
	tests/client/renewal.sh \
	tests/client/tokenfile.sh
TESTS += $(CLIENT_TESTS)
EXTRA_DIST += $(CLIENT_TESTS)
check_PROGRAMS += tests/client/inherited

tests_client_inherited_SOURCES = tests/client/inherited.c

check_PROGRAMS += tests/client/test_converse tests/client/fake_acquire
TESTS += tests/client/test_converse
WIRE_LIBS = src/acquire/libwire.a src/stack/libstack.a src/config/libconfig.a src/base/libbase.a
tests_client_test_converse_SOURCES = tests/client/test_converse.c
tests_client_test_converse_CPPFLAGS = $(UNIT_CPPFLAGS) \
	-DFAKE_ACQUIRE='"$(abs_top_builddir)/tests/client/fake_acquire"'
tests_client_test_converse_LDADD = src/client/libclient.a $(WIRE_LIBS) $(CHECK_LIBS)
tests_client_fake_acquire_SOURCES = tests/client/fake_acquire.c
tests_client_fake_acquire_LDADD = src/acquire/libacquire.a $(WIRE_LIBS)
