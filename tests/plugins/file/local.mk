PLUGINS_FILE_UNITS = \
	tests/plugins/file/test_file \
	tests/plugins/file/test_file_store
check_PROGRAMS += $(PLUGINS_FILE_UNITS)
TESTS += $(PLUGINS_FILE_UNITS)

tests_plugins_file_test_file_SOURCES = tests/plugins/file/test_file.c src/base/paths.c
tests_plugins_file_test_file_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_plugins_file_test_file_LDADD = $(STACK_TEST_LIBS)

tests_plugins_file_test_file_store_SOURCES = tests/plugins/file/test_file_store.c src/base/paths.c
tests_plugins_file_test_file_store_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_plugins_file_test_file_store_LDADD = $(STACK_TEST_LIBS)

EXTRA_DIST += tests/plugins/file/file_fixture.h
