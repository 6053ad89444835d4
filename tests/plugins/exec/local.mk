PLUGINS_EXEC_UNITS = \
	tests/plugins/exec/test_exec \
	tests/plugins/exec/test_exec_answer
check_PROGRAMS += $(PLUGINS_EXEC_UNITS)
TESTS += $(PLUGINS_EXEC_UNITS)
PLUGINS_EXEC_TESTS = \
	tests/plugins/exec/exec.sh
TESTS += $(PLUGINS_EXEC_TESTS)
EXTRA_DIST += $(PLUGINS_EXEC_TESTS) tests/plugins/exec/program.h

tests_plugins_exec_test_exec_SOURCES = tests/plugins/exec/test_exec.c src/base/paths.c
tests_plugins_exec_test_exec_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_plugins_exec_test_exec_LDADD = $(STACK_TEST_LIBS)

tests_plugins_exec_test_exec_answer_SOURCES = tests/plugins/exec/test_exec_answer.c src/base/paths.c
tests_plugins_exec_test_exec_answer_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_plugins_exec_test_exec_answer_LDADD = $(STACK_TEST_LIBS)
