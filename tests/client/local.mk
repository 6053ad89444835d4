CLIENT_TESTS = \
	tests/client/cache.sh \
	tests/client/callers.sh \
	tests/client/crash.sh \
	tests/client/failures.sh \
	tests/client/herd.sh \
	tests/client/kill.sh \
	tests/client/renewal.sh
TESTS += $(CLIENT_TESTS)
EXTRA_DIST += $(CLIENT_TESTS)
check_PROGRAMS += tests/client/inherited

tests_client_inherited_SOURCES = tests/client/inherited.c
