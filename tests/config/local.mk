# The system's configuration of these tests is sysconf/config in the directory that they run in.
CONFIG_TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests -I$(top_srcdir)/tests/config \
	-DCCRED_LIBEXECDIR='"libexec"' -DCCRED_PLUGINDIR='"plugins"' -DCCRED_SYSCONFDIR='"sysconf"' \
	-DCCRED_DATADIR='"data"'
CONFIG_TEST_LIBS = src/config/libconfig.a src/base/libbase.a

CONFIG_UNITS = \
	tests/config/test_control \
	tests/config/test_file \
	tests/config/test_profile \
	tests/config/test_target
check_PROGRAMS += $(CONFIG_UNITS)
TESTS += $(CONFIG_UNITS)
CONFIG_TESTS = \
	tests/config/golden.sh \
	tests/config/locate.sh \
	tests/config/mutate.sh
TESTS += $(CONFIG_TESTS)
EXTRA_DIST += $(CONFIG_TESTS) tests/config/golden \
	tests/config/prepare.sh \
	tests/config/query.h
check_PROGRAMS += tests/config/dump tests/config/mutate tests/config/oom

tests_config_test_control_SOURCES = tests/config/test_control.c
tests_config_test_control_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_config_test_control_LDADD = $(CONFIG_TEST_LIBS) $(CHECK_LIBS)

tests_config_test_file_SOURCES = tests/config/test_file.c
tests_config_test_file_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_config_test_file_LDADD = $(CONFIG_TEST_LIBS) $(CHECK_LIBS)

tests_config_test_profile_SOURCES = tests/config/test_profile.c
tests_config_test_profile_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_config_test_profile_LDADD = $(CONFIG_TEST_LIBS) $(CHECK_LIBS)

tests_config_test_target_SOURCES = tests/config/test_target.c
tests_config_test_target_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_config_test_target_LDADD = $(CONFIG_TEST_LIBS) $(CHECK_LIBS)

tests_config_dump_SOURCES = tests/config/dump.c tests/config/query.c tests/config/query.h \
	src/base/paths.c
tests_config_dump_CPPFLAGS = $(CONFIG_TEST_CPPFLAGS)
tests_config_dump_LDADD = $(CONFIG_TEST_LIBS)

tests_config_mutate_SOURCES = tests/config/mutate.c tests/config/query.c tests/config/query.h \
	src/base/paths.c
tests_config_mutate_CPPFLAGS = $(CONFIG_TEST_CPPFLAGS)
tests_config_mutate_LDADD = $(CONFIG_TEST_LIBS)

tests_config_oom_SOURCES = tests/config/oom.c tests/config/query.c tests/config/query.h \
	src/base/paths.c
tests_config_oom_CPPFLAGS = $(CONFIG_TEST_CPPFLAGS)
tests_config_oom_LDADD = $(CONFIG_TEST_LIBS)
tests_config_oom_LDFLAGS = $(AM_LDFLAGS) $(NO_MEMORY_WRAPS) -Wl,--wrap=glob
