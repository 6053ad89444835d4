SETUP_TESTS = \
	tests/setup/fromcurl.sh \
	tests/setup/presets.sh \
	tests/setup/setup.sh \
	tests/setup/setup_tty.sh \
	tests/setup/smart.sh
TESTS += $(SETUP_TESTS)
EXTRA_DIST += $(SETUP_TESTS)

check_LTLIBRARIES += tests/setup/dies_writing.la
tests_setup_dies_writing_la_SOURCES = tests/setup/dies_writing.c
tests_setup_dies_writing_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_setup_dies_writing_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
