# The keyring plugin against real keyrings, and against a service that behaves as it is told.
KEYRING_TESTS = \
	tests/keyring/bus.sh \
	tests/keyring/doctor.sh \
	tests/keyring/gnome.sh \
	tests/keyring/keepassxc.sh \
	tests/keyring/mock.sh \
	tests/keyring/session.sh \
	tests/keyring/setup.sh \
	tests/keyring/store.sh
if WITH_KEYRING
TESTS += $(KEYRING_TESTS)
check_PROGRAMS += tests/keyring/line
endif
EXTRA_DIST += $(KEYRING_TESTS) tests/keyring/lib.sh tests/keyring/fake_bus.py tests/keyring/mock.py \
	tests/keyring/valgrind.supp
tests_keyring_line_SOURCES = tests/keyring/line.c src/base/paths.c
tests_keyring_line_CPPFLAGS = $(TEST_PATHS_CPPFLAGS)
tests_keyring_line_LDADD = src/stack/libstack.a src/config/libconfig.a src/base/libbase.a
