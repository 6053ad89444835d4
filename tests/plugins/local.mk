PLUGINS_UNITS = \
	tests/plugins/test_plugins
check_PROGRAMS += $(PLUGINS_UNITS)
TESTS += $(PLUGINS_UNITS)

tests_plugins_test_plugins_SOURCES = tests/plugins/test_plugins.c src/base/paths.c
tests_plugins_test_plugins_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_plugins_test_plugins_LDADD = $(STACK_TEST_LIBS)
