STACK_TEST_LIBS = src/stack/libstack.a src/plugin/libplugin.a src/config/libconfig.a src/base/libbase.a \
	$(CHECK_LIBS)

STACK_UNITS = \
	tests/stack/test_bind \
	tests/stack/test_bind_check \
	tests/stack/test_gather \
	tests/stack/test_outcome \
	tests/stack/test_pam \
	tests/stack/test_question \
	tests/stack/test_stack \
	tests/stack/test_supplier \
	tests/stack/test_verdict
check_PROGRAMS += $(STACK_UNITS)
TESTS += $(STACK_UNITS)
STACK_TESTS = \
	tests/stack/stack.sh \
	tests/stack/tenant_rules.sh \
	tests/stack/tenants.sh
TESTS += $(STACK_TESTS)
EXTRA_DIST += $(STACK_TESTS) \
	tests/stack/fake.h \
	tests/stack/lines.h \
	tests/stack/sample.h

tests_stack_test_gather_SOURCES = tests/stack/test_gather.c
tests_stack_test_gather_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_gather_LDADD = $(STACK_TEST_LIBS)

tests_stack_test_question_SOURCES = tests/stack/test_question.c
tests_stack_test_question_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_question_LDADD = $(STACK_TEST_LIBS)

tests_stack_test_bind_SOURCES = tests/stack/test_bind.c src/base/paths.c
tests_stack_test_bind_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_stack_test_bind_LDADD = $(STACK_TEST_LIBS)

# Linux-PAM is the oracle of the verdict; this module counts the lines that its stacks reach.
check_LTLIBRARIES += tests/stack/pam_count.la
tests_stack_pam_count_la_SOURCES = tests/stack/pam_count.c
tests_stack_pam_count_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_stack_pam_count_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
tests_stack_test_pam_SOURCES = tests/stack/test_pam.c src/base/paths.c
tests_stack_test_pam_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_stack_test_pam_LDADD = $(STACK_TEST_LIBS) -lpam

tests_stack_test_stack_SOURCES = tests/stack/test_stack.c src/base/paths.c
tests_stack_test_stack_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_stack_test_stack_LDADD = $(STACK_TEST_LIBS)

tests_stack_test_outcome_SOURCES = tests/stack/test_outcome.c src/base/paths.c
tests_stack_test_outcome_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_stack_test_outcome_LDADD = $(STACK_TEST_LIBS)

tests_stack_test_supplier_SOURCES = tests/stack/test_supplier.c src/base/paths.c
tests_stack_test_supplier_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_stack_test_supplier_LDADD = $(STACK_TEST_LIBS)

tests_stack_test_bind_check_SOURCES = tests/stack/test_bind_check.c src/base/paths.c
tests_stack_test_bind_check_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_stack_test_bind_check_LDADD = $(STACK_TEST_LIBS)

tests_stack_test_verdict_SOURCES = tests/stack/test_verdict.c
tests_stack_test_verdict_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_verdict_LDADD = $(STACK_TEST_LIBS)
