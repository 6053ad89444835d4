CONFIG_EDIT_UNITS = \
	tests/config/edit/test_write
check_PROGRAMS += $(CONFIG_EDIT_UNITS)
TESTS += $(CONFIG_EDIT_UNITS)

tests_config_edit_test_write_SOURCES = tests/config/edit/test_write.c src/base/paths.c
tests_config_edit_test_write_CPPFLAGS = $(UNIT_CPPFLAGS) $(CONFIG_TEST_CPPFLAGS)
tests_config_edit_test_write_LDADD = $(CONFIG_TEST_LIBS) $(CHECK_LIBS)
