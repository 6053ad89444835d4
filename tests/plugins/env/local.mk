PLUGINS_ENV_UNITS = \
	tests/plugins/env/test_env
check_PROGRAMS += $(PLUGINS_ENV_UNITS)
TESTS += $(PLUGINS_ENV_UNITS)

tests_plugins_env_test_env_SOURCES = tests/plugins/env/test_env.c src/base/paths.c
tests_plugins_env_test_env_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_plugins_env_test_env_LDADD = $(STACK_TEST_LIBS)
