PLUGIN_UNITS = \
	tests/plugin/test_options \
	tests/plugin/test_plugin_file
check_PROGRAMS += $(PLUGIN_UNITS)
TESTS += $(PLUGIN_UNITS)
PLUGIN_TESTS = \
	tests/plugin/plugins.sh
TESTS += $(PLUGIN_TESTS)
EXTRA_DIST += $(PLUGIN_TESTS)

tests_plugin_test_options_SOURCES = tests/plugin/test_options.c
tests_plugin_test_options_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_plugin_test_options_LDADD = $(STACK_TEST_LIBS)

tests_plugin_test_plugin_file_SOURCES = tests/plugin/test_plugin_file.c
tests_plugin_test_plugin_file_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_plugin_test_plugin_file_LDADD = $(STACK_TEST_LIBS)
