# The keyring plugin against real keyrings, and against a service that behaves as it is told.
PLUGINS_KEYRING_TESTS = \
	tests/plugins/keyring/bus.sh \
	tests/plugins/keyring/doctor.sh \
	tests/plugins/keyring/gnome.sh \
	tests/plugins/keyring/keepassxc.sh \
	tests/plugins/keyring/mock.sh \
	tests/plugins/keyring/session.sh \
	tests/plugins/keyring/setup.sh \
	tests/plugins/keyring/store.sh
if WITH_KEYRING
TESTS += $(PLUGINS_KEYRING_TESTS)
check_PROGRAMS += tests/plugins/keyring/line
endif
EXTRA_DIST += $(PLUGINS_KEYRING_TESTS) \
	tests/plugins/keyring/lib.sh \
	tests/plugins/keyring/fake_bus.py \
	tests/plugins/keyring/mock.py \
	tests/plugins/keyring/valgrind.supp

tests_plugins_keyring_line_SOURCES = tests/plugins/keyring/line.c src/base/paths.c
tests_plugins_keyring_line_CPPFLAGS = $(TEST_PATHS_CPPFLAGS)
tests_plugins_keyring_line_LDADD = $(STACK_TEST_LIBS)
