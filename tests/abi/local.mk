# Plugins built against frozen headers, for today's host. Never change a frozen header.
check_LIBRARIES += tests/abi/liblayout.a
tests_abi_liblayout_a_SOURCES = tests/abi/layout.c

ABI_CPPFLAGS = -I$(top_srcdir)/tests/abi/1.0
ABI_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
check_LTLIBRARIES += tests/abi/plain.la tests/abi/newer.la tests/abi/short.la \
	tests/abi/null.la tests/abi/name.la
tests_abi_plain_la_SOURCES = tests/abi/plugin.c
tests_abi_plain_la_CPPFLAGS = $(ABI_CPPFLAGS)
tests_abi_plain_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_abi_plain_la_LDFLAGS = $(ABI_LDFLAGS)
tests_abi_newer_la_SOURCES = tests/abi/plugin.c
tests_abi_newer_la_CPPFLAGS = $(ABI_CPPFLAGS) -DMINOR=99
tests_abi_newer_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_abi_newer_la_LDFLAGS = $(ABI_LDFLAGS)
tests_abi_short_la_SOURCES = tests/abi/plugin.c
tests_abi_short_la_CPPFLAGS = $(ABI_CPPFLAGS) '-DSIZE=offsetof(struct ccred_plugin,close)'
tests_abi_short_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_abi_short_la_LDFLAGS = $(ABI_LDFLAGS)
tests_abi_null_la_SOURCES = tests/abi/plugin.c
tests_abi_null_la_CPPFLAGS = $(ABI_CPPFLAGS) -DGET=NULL
tests_abi_null_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_abi_null_la_LDFLAGS = $(ABI_LDFLAGS)
tests_abi_name_la_SOURCES = tests/abi/plugin.c
tests_abi_name_la_CPPFLAGS = $(ABI_CPPFLAGS) '-DNAME="another"'
tests_abi_name_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_abi_name_la_LDFLAGS = $(ABI_LDFLAGS)

TESTS += tests/abi/abi.sh
EXTRA_DIST += tests/abi/1.0/ccred-plugin.h tests/abi/abi.plugin tests/abi/abi.sh
