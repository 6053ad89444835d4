# The plugin that misbehaves on request: for the tests alone, so it is a module that is never installed.
check_LTLIBRARIES += tests/plugins/debug/ccred_debug.la
tests_plugins_debug_ccred_debug_la_SOURCES = tests/plugins/debug/debug.c tests/plugins/debug/debug.h \
	tests/plugins/debug/debug_acts.c
tests_plugins_debug_ccred_debug_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_ccred_debug_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere

# The same plugin twice, so that a test sees which file was loaded.
check_LTLIBRARIES += tests/plugins/debug/twin_good.la tests/plugins/debug/twin_bad.la
tests_plugins_debug_twin_good_la_SOURCES = tests/plugins/debug/twin.c
tests_plugins_debug_twin_good_la_CPPFLAGS = $(AM_CPPFLAGS) -DTWIN='"good"'
tests_plugins_debug_twin_good_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_twin_good_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
tests_plugins_debug_twin_bad_la_SOURCES = tests/plugins/debug/twin.c
tests_plugins_debug_twin_bad_la_CPPFLAGS = $(AM_CPPFLAGS) -DTWIN='"bad"'
tests_plugins_debug_twin_bad_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_twin_bad_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere

# The same plugin with one rule broken each; linked by the rules in a build with sanitizers, too.
RULES_LDFLAGS = -Wl,-z,relro -Wl,-z,now -rpath /nowhere
check_LTLIBRARIES += tests/plugins/debug/rules_good.la tests/plugins/debug/rules_exports.la \
	tests/plugins/debug/rules_imports.la tests/plugins/debug/rules_wiping.la tests/plugins/debug/rules_size.la \
	tests/plugins/debug/rules_link.la tests/plugins/debug/rules_words.la \
	tests/plugins/debug/rules_reason.la tests/plugins/debug/rules_set.la
tests_plugins_debug_rules_good_la_SOURCES = tests/plugins/debug/rules.c
tests_plugins_debug_rules_good_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_rules_good_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_debug_rules_exports_la_SOURCES = tests/plugins/debug/rules.c
tests_plugins_debug_rules_exports_la_CPPFLAGS = $(AM_CPPFLAGS) -DBREAK_EXPORTS
tests_plugins_debug_rules_exports_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_rules_exports_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_debug_rules_imports_la_SOURCES = tests/plugins/debug/rules.c
tests_plugins_debug_rules_imports_la_CPPFLAGS = $(AM_CPPFLAGS) -DBREAK_IMPORTS
tests_plugins_debug_rules_imports_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_rules_imports_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_debug_rules_wiping_la_SOURCES = tests/plugins/debug/rules.c
tests_plugins_debug_rules_wiping_la_CPPFLAGS = $(AM_CPPFLAGS) -DBREAK_WIPING
tests_plugins_debug_rules_wiping_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_rules_wiping_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_debug_rules_size_la_SOURCES = tests/plugins/debug/rules.c
tests_plugins_debug_rules_size_la_CPPFLAGS = $(AM_CPPFLAGS) -DBREAK_SIZE
tests_plugins_debug_rules_size_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_rules_size_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_debug_rules_words_la_SOURCES = tests/plugins/debug/rules.c
tests_plugins_debug_rules_words_la_CPPFLAGS = $(AM_CPPFLAGS) -DBREAK_WORDS
tests_plugins_debug_rules_words_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_rules_words_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_debug_rules_reason_la_SOURCES = tests/plugins/debug/rules.c
tests_plugins_debug_rules_reason_la_CPPFLAGS = $(AM_CPPFLAGS) -DBREAK_REASON
tests_plugins_debug_rules_reason_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_rules_reason_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_debug_rules_set_la_SOURCES = tests/plugins/debug/rules.c
tests_plugins_debug_rules_set_la_CPPFLAGS = $(AM_CPPFLAGS) -DBREAK_SET
tests_plugins_debug_rules_set_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_rules_set_la_LDFLAGS = $(PLUGIN_LDFLAGS) $(RULES_LDFLAGS)
tests_plugins_debug_rules_link_la_SOURCES = tests/plugins/debug/rules.c
tests_plugins_debug_rules_link_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_rules_link_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere \
	-Wl,-z,lazy -Wl,-z,norelro

# Plugins that call every function of their host, that sign, that have children, and that forge an answer.
check_LTLIBRARIES += tests/plugins/debug/ccred_hosted.la tests/plugins/debug/ccred_offspring.la \
	tests/plugins/debug/ccred_signer.la tests/plugins/debug/ccred_forger.la
tests_plugins_debug_ccred_forger_la_SOURCES = tests/plugins/debug/forger.c
tests_plugins_debug_ccred_forger_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_ccred_forger_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
tests_plugins_debug_ccred_offspring_la_SOURCES = tests/plugins/debug/offspring.c
tests_plugins_debug_ccred_offspring_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_ccred_offspring_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
tests_plugins_debug_ccred_hosted_la_SOURCES = tests/plugins/debug/hosted.c
tests_plugins_debug_ccred_hosted_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_ccred_hosted_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
tests_plugins_debug_ccred_signer_la_SOURCES = tests/plugins/debug/signer.c
tests_plugins_debug_ccred_signer_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_debug_ccred_signer_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
