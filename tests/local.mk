# The tests: unit tests with check(3), black-box tests in sh, all speaking TAP; and the programs once
# more, the same objects linked with paths that point into the build tree.
TEST_PATHS_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCCRED_LIBEXECDIR='"$(abs_top_builddir)/tests/bin"' \
	-DCCRED_PLUGINDIR='"$(abs_top_builddir)/tests/plugindir"' \
	-DCCRED_SYSCONFDIR='"$(abs_top_builddir)/tests/etc"' \
	-DCCRED_DATADIR='"$(abs_top_builddir)/tests/data"'

check_PROGRAMS += tests/bin/ccred tests/bin/ccred-helper tests/bin/ccred-acquire \
	tests/bin/ccred-report tests/bin/ccred-source
tests_bin_ccred_SOURCES = src/base/paths.c
tests_bin_ccred_CPPFLAGS = $(TEST_PATHS_CPPFLAGS)
tests_bin_ccred_LDADD = $(src_cli_ccred_LDADD)
tests_bin_ccred_helper_SOURCES = src/base/paths.c
tests_bin_ccred_helper_CPPFLAGS = $(TEST_PATHS_CPPFLAGS)
tests_bin_ccred_helper_LDADD = $(helpers_ccred_helper_LDADD)
tests/bin/links.stamp: tests/bin/ccred-helper helpers/local.mk
	$(AM_V_GEN)for name in $(HELPER_LINKS); do ln -sf ccred-helper tests/bin/$$name || exit 1; done && touch $@
check_DATA = tests/bin/links.stamp
CLEANFILES += tests/bin/links.stamp $(HELPER_LINKS:%=tests/bin/%)
tests_bin_ccred_acquire_SOURCES = src/base/paths.c src/base/wipe_free.c
tests_bin_ccred_acquire_CPPFLAGS = $(TEST_PATHS_CPPFLAGS)
tests_bin_ccred_acquire_LDADD = $(src_acquire_ccred_acquire_LDADD)
tests_bin_ccred_report_SOURCES = src/base/paths.c src/base/wipe_free.c
tests_bin_ccred_report_CPPFLAGS = $(TEST_PATHS_CPPFLAGS)
tests_bin_ccred_report_LDADD = $(src_report_ccred_report_LDADD)
tests_bin_ccred_source_SOURCES = src/base/paths.c src/base/wipe_free.c
tests_bin_ccred_source_CPPFLAGS = $(TEST_PATHS_CPPFLAGS)
tests_bin_ccred_source_LDADD = $(src_source_ccred_source_LDADD)

# The plugin directory of the test binaries: ours, and the debug plugin that is never installed. The
# descriptions are copied, so that they belong to whoever runs the tests.
TEST_PLUGINS = $(plugins_LTLIBRARIES) $(check_LTLIBRARIES)
TEST_DESCRIPTIONS = $(plugins_DATA) $(dist_plugins_DATA) $(OWN_DESCRIPTIONS)
OWN_DESCRIPTIONS = tests/plugins/debug/debug.plugin tests/plugins/debug/hosted.plugin \
	tests/plugins/debug/forger.plugin tests/plugins/debug/offspring.plugin \
	tests/plugins/debug/signer.plugin tests/plugins/exec/asks.plugin
EXTRA_DIST += $(OWN_DESCRIPTIONS) tests/plugins/debug/rules.plugin
tests/plugindir/stamp: $(TEST_PLUGINS) $(TEST_DESCRIPTIONS)
	$(AM_V_GEN)$(MKDIR_P) tests/plugindir && for p in $(TEST_PLUGINS); do \
		cp `dirname $$p`/.libs/`basename $$p .la`.so tests/plugindir/ || exit 1; \
	done && for p in $(TEST_DESCRIPTIONS); do \
		rm -f tests/plugindir/`basename $$p` && cp $(srcdir)/$$p tests/plugindir/ || exit 1; \
	done && touch $@
check_DATA += tests/plugindir/stamp
CLEANFILES += tests/plugindir/*

# The presets, copied so that they belong to whoever runs the tests.
tests/data/presets/stamp: $(dist_presets_DATA)
	$(AM_V_GEN)$(MKDIR_P) tests/data/presets && for p in $(dist_presets_DATA); do \
		rm -f tests/data/presets/`basename $$p` && \
		cp $(srcdir)/$$p tests/data/presets/ || exit 1; \
	done && touch $@
check_DATA += tests/data/presets/stamp
CLEANFILES += tests/data/presets/*

check_PROGRAMS += tests/lib/reaper tests/lib/kill_random tests/lib/kill_step
tests_lib_kill_random_SOURCES = tests/lib/kill_random.c
tests_lib_kill_step_SOURCES = tests/lib/kill_step.c
tests_lib_reaper_SOURCES = tests/lib/reaper.c
tests_lib_reaper_LDADD = src/base/libbase.a

UNIT_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(top_srcdir)/tests \
	-DTEST_SRCDIR='"$(abs_top_srcdir)/tests"' -DTEST_BUILDDIR='"$(abs_top_builddir)/tests"'
NO_MEMORY_WRAPS = -Wl,--wrap=malloc,--wrap=calloc,--wrap=reallocarray,--wrap=strdup,--wrap=strndup \
	-Wl,--wrap=asprintf,--wrap=__asprintf_chk
EXTRA_DIST += tests/lib/issuer.sh tests/lib/lib.sh tests/lib/no_memory.h tests/lib/temp.h tests/lib/terminal.py tests/lib/unit.h

check_PROGRAMS += tests/servers/authserver/authserver tests/servers/authserver/proxy
TESTS += tests/servers/authserver/selftest.sh tests/servers/authserver/selftest-faults.sh \
	tests/servers/authserver/selftest-assertions.sh tests/servers/authserver/selftest-tokens.sh
# The longest tests start first, so that all cores have work until the end.
include tests/plugins/pass/local.mk
include tests/plugins/keyring/local.mk
include tests/setup/local.mk
include tests/plugins/vault/local.mk
include tests/cli/local.mk
include tests/base/local.mk
include tests/config/local.mk
include tests/config/edit/local.mk
include tests/plugin/local.mk
include tests/stack/local.mk
include tests/source/local.mk
include tests/cache/local.mk
include tests/jose/local.mk
include tests/http/local.mk
include tests/oauth/local.mk
include tests/acquire/local.mk
include tests/client/local.mk
include tests/report/local.mk
include tests/kit/local.mk
include tests/helpers/local.mk
include tests/helpers/clients/local.mk
include tests/helpers/git/local.mk
include tests/house/local.mk
include tests/torture/local.mk
include tests/abi/local.mk
include tests/plugins/debug/local.mk
include tests/plugins/env/local.mk
include tests/plugins/exec/local.mk
include tests/plugins/file/local.mk
include tests/plugins/github/local.mk
include tests/plugins/key/local.mk
include tests/plugins/keyctl/local.mk
include tests/plugins/systemd/local.mk
