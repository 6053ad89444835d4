PLUGIN_UNITS = \
	tests/plugin/test_arguments \
	tests/plugin/test_description \
	tests/plugin/test_find
check_PROGRAMS += $(PLUGIN_UNITS)
TESTS += $(PLUGIN_UNITS)
PLUGIN_TESTS = \
	tests/plugin/plugins.sh
TESTS += $(PLUGIN_TESTS)
EXTRA_DIST += $(PLUGIN_TESTS)
PLUGIN_TEST_LIBS = src/plugin/libplugin.a src/base/libbase.a $(CHECK_LIBS)

tests_plugin_test_arguments_SOURCES = tests/plugin/test_arguments.c
tests_plugin_test_arguments_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_plugin_test_arguments_LDADD = $(PLUGIN_TEST_LIBS)

tests_plugin_test_description_SOURCES = tests/plugin/test_description.c
tests_plugin_test_description_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_plugin_test_description_LDADD = $(PLUGIN_TEST_LIBS)

tests_plugin_test_find_SOURCES = tests/plugin/test_find.c
tests_plugin_test_find_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_plugin_test_find_LDADD = $(PLUGIN_TEST_LIBS)

