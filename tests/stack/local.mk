# The plugin that misbehaves on request: for the tests alone, so it is a module that is never installed.
check_LTLIBRARIES += tests/plugins/ccred_debug.la
tests_plugins_ccred_debug_la_SOURCES = tests/plugins/debug.c tests/plugins/debug.h \
	tests/plugins/debug_acts.c
tests_plugins_ccred_debug_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_ccred_debug_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere

# The same plugin twice, so that a test sees which file was loaded.
check_LTLIBRARIES += tests/plugins/twin_good.la tests/plugins/twin_bad.la
tests_plugins_twin_good_la_SOURCES = tests/plugins/twin.c
tests_plugins_twin_good_la_CPPFLAGS = $(AM_CPPFLAGS) -DTWIN='"good"'
tests_plugins_twin_good_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_twin_good_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
tests_plugins_twin_bad_la_SOURCES = tests/plugins/twin.c
tests_plugins_twin_bad_la_CPPFLAGS = $(AM_CPPFLAGS) -DTWIN='"bad"'
tests_plugins_twin_bad_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_twin_bad_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere

STACK_TESTS = tests/stack/test_bundle tests/stack/test_elf tests/stack/test_exec \
	tests/stack/test_loading tests/stack/test_options \
	tests/stack/test_pam tests/stack/test_plugin_file tests/stack/test_plugins \
	tests/stack/test_run tests/stack/test_stack tests/stack/test_store tests/stack/test_verdict
check_PROGRAMS += $(STACK_TESTS)
TESTS += $(STACK_TESTS)
# run.c asks the profile which variables a line reads.
STACK_TEST_LIBS = src/stack/libstack.a src/config/libconfig.a src/base/libbase.a $(CHECK_LIBS)
EXTRA_DIST += tests/temp.h tests/stack/lines.h tests/stack/real.h

# Linux-PAM is the oracle of the verdict; this module counts the lines that its stacks reach.
check_LTLIBRARIES += tests/stack/pam_count.la
tests_stack_pam_count_la_SOURCES = tests/stack/pam_count.c
tests_stack_pam_count_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_stack_pam_count_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
tests_stack_test_pam_SOURCES = tests/stack/test_pam.c
tests_stack_test_pam_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_pam_LDADD = $(STACK_TEST_LIBS) -lpam

tests_stack_test_verdict_SOURCES = tests/stack/test_verdict.c
tests_stack_test_verdict_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_verdict_LDADD = $(STACK_TEST_LIBS)
tests_stack_test_bundle_SOURCES = tests/stack/test_bundle.c
tests_stack_test_bundle_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_bundle_LDADD = $(STACK_TEST_LIBS)
tests_stack_test_stack_SOURCES = tests/stack/test_stack.c
tests_stack_test_stack_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_stack_LDADD = $(STACK_TEST_LIBS)
tests_stack_test_elf_SOURCES = tests/stack/test_elf.c
tests_stack_test_elf_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_elf_LDADD = $(STACK_TEST_LIBS)
tests_stack_test_options_SOURCES = tests/stack/test_options.c
tests_stack_test_options_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_options_LDADD = $(STACK_TEST_LIBS)
tests_stack_test_plugin_file_SOURCES = tests/stack/test_plugin_file.c
tests_stack_test_plugin_file_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_stack_test_plugin_file_LDADD = $(STACK_TEST_LIBS)
# The real run function, with the paths of the build tree.
tests_stack_test_run_SOURCES = tests/stack/test_run.c src/base/paths.c
tests_stack_test_run_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_stack_test_run_LDADD = $(STACK_TEST_LIBS)
tests_stack_test_plugins_SOURCES = tests/stack/test_plugins.c src/base/paths.c
tests_stack_test_plugins_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_stack_test_plugins_LDADD = $(STACK_TEST_LIBS)
tests_stack_test_exec_SOURCES = tests/stack/test_exec.c src/base/paths.c
tests_stack_test_exec_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_stack_test_exec_LDADD = $(STACK_TEST_LIBS)
tests_stack_test_loading_SOURCES = tests/stack/test_loading.c src/base/paths.c
tests_stack_test_loading_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_stack_test_loading_LDADD = $(STACK_TEST_LIBS)
tests_stack_test_store_SOURCES = tests/stack/test_store.c src/base/paths.c
tests_stack_test_store_CPPFLAGS = $(UNIT_CPPFLAGS) $(TEST_PATHS_CPPFLAGS)
tests_stack_test_store_LDADD = $(STACK_TEST_LIBS)

# The same plugin with one rule broken each; linked by the rules in a build with sanitizers, too.
RULES_LDFLAGS = -Wl,-z,relro -Wl,-z,now -rpath /nowhere
check_LTLIBRARIES += tests/plugins/rules_good.la tests/plugins/rules_exports.la \
	tests/plugins/rules_imports.la tests/plugins/rules_wiping.la tests/plugins/rules_size.la \
	tests/plugins/rules_link.la tests/plugins/rules_words.la
tests_plugins_rules_good_la_SOURCES = tests/plugins/rules.c
tests_plugins_rules_good_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_rules_good_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_rules_exports_la_SOURCES = tests/plugins/rules.c
tests_plugins_rules_exports_la_CPPFLAGS = $(AM_CPPFLAGS) -DBREAK_EXPORTS
tests_plugins_rules_exports_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_rules_exports_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_rules_imports_la_SOURCES = tests/plugins/rules.c
tests_plugins_rules_imports_la_CPPFLAGS = $(AM_CPPFLAGS) -DBREAK_IMPORTS
tests_plugins_rules_imports_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_rules_imports_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_rules_wiping_la_SOURCES = tests/plugins/rules.c
tests_plugins_rules_wiping_la_CPPFLAGS = $(AM_CPPFLAGS) -DBREAK_WIPING
tests_plugins_rules_wiping_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_rules_wiping_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_rules_size_la_SOURCES = tests/plugins/rules.c
tests_plugins_rules_size_la_CPPFLAGS = $(AM_CPPFLAGS) -DBREAK_SIZE
tests_plugins_rules_size_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_rules_size_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_rules_words_la_SOURCES = tests/plugins/rules.c
tests_plugins_rules_words_la_CPPFLAGS = $(AM_CPPFLAGS) -DBREAK_WORDS
tests_plugins_rules_words_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_rules_words_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_rules_link_la_SOURCES = tests/plugins/rules.c
tests_plugins_rules_link_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_rules_link_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere \
	-Wl,-z,lazy -Wl,-z,norelro
