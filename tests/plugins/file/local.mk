PLUGINS_FILE_UNITS = \
	tests/plugins/file/test_file
check_PROGRAMS += $(PLUGINS_FILE_UNITS)
TESTS += $(PLUGINS_FILE_UNITS)

tests_plugins_file_test_file_SOURCES = tests/plugins/file/test_file.c src/base/paths.c
tests_plugins_file_test_file_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_plugins_file_test_file_LDADD = $(STACK_TEST_LIBS)
