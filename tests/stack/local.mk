# run.c asks the profile which variables a line reads.
STACK_TEST_LIBS = src/stack/libstack.a src/plugin/libplugin.a src/kit/libkit.a src/stack/libstack.a \
	src/plugin/libplugin.a src/config/libconfig.a src/base/libbase.a $(CHECK_LIBS)

STACK_UNITS = \
	tests/stack/test_bundle \
	tests/stack/test_pam \
	tests/stack/test_stack \
	tests/stack/test_verdict
check_PROGRAMS += $(STACK_UNITS)
TESTS += $(STACK_UNITS)
STACK_TESTS = \
	tests/stack/stack.sh \
	tests/stack/tenants.sh
TESTS += $(STACK_TESTS)
EXTRA_DIST += $(STACK_TESTS) \
	tests/stack/lines.h

tests_stack_test_bundle_SOURCES = tests/stack/test_bundle.c
tests_stack_test_bundle_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_bundle_LDADD = $(STACK_TEST_LIBS)

# Linux-PAM is the oracle of the verdict; this module counts the lines that its stacks reach.
check_LTLIBRARIES += tests/stack/pam_count.la
tests_stack_pam_count_la_SOURCES = tests/stack/pam_count.c
tests_stack_pam_count_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_stack_pam_count_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
tests_stack_test_pam_SOURCES = tests/stack/test_pam.c
tests_stack_test_pam_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_pam_LDADD = $(STACK_TEST_LIBS) -lpam

tests_stack_test_stack_SOURCES = tests/stack/test_stack.c
tests_stack_test_stack_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_stack_LDADD = $(STACK_TEST_LIBS)

tests_stack_test_verdict_SOURCES = tests/stack/test_verdict.c
tests_stack_test_verdict_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_verdict_LDADD = $(STACK_TEST_LIBS)
