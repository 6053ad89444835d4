# The plugin that misbehaves on request: for the tests alone, so it is a module that is never installed.
check_LTLIBRARIES += tests/plugins/ccred_debug.la
tests_plugins_ccred_debug_la_SOURCES = tests/plugins/debug.c
tests_plugins_ccred_debug_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_ccred_debug_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
