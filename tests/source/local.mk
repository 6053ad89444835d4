SOURCE_UNITS = \
	tests/source/test_host \
	tests/source/test_loading \
	tests/source/test_process \
	tests/source/test_program_lines \
	tests/source/test_run_program \
	tests/source/test_store
check_PROGRAMS += $(SOURCE_UNITS)
TESTS += $(SOURCE_UNITS)
EXTRA_DIST += tests/source/real.h

tests_source_test_loading_SOURCES = tests/source/test_loading.c src/base/paths.c
tests_source_test_loading_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_source_test_loading_LDADD = $(STACK_TEST_LIBS)

tests_source_test_run_program_SOURCES = tests/source/test_run_program.c src/base/paths.c
tests_source_test_run_program_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_source_test_run_program_LDADD = $(STACK_TEST_LIBS)

tests_source_test_store_SOURCES = tests/source/test_store.c src/base/paths.c
tests_source_test_store_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_source_test_store_LDADD = $(STACK_TEST_LIBS)

tests_source_test_host_SOURCES = tests/source/test_host.c src/base/paths.c
tests_source_test_host_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_source_test_host_LDADD = $(STACK_TEST_LIBS)

tests_source_test_process_SOURCES = tests/source/test_process.c src/base/paths.c
tests_source_test_process_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_source_test_process_LDADD = $(STACK_TEST_LIBS)

tests_source_test_program_lines_SOURCES = tests/source/test_program_lines.c
tests_source_test_program_lines_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_source_test_program_lines_LDADD = src/source/libsource.a src/config/libconfig.a src/base/libbase.a $(CHECK_LIBS)
