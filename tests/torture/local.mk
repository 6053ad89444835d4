# The torture: scripts/torture, which is not a part of make check. The programs once more, as in tests/bin, with
# functions in front that fail to give memory.
TORTURE_PATHS_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCCRED_LIBEXECDIR='"$(abs_top_builddir)/tests/torture/bin"' \
	-DCCRED_PLUGINDIR='"$(abs_top_builddir)/tests/plugindir"' \
	-DCCRED_SYSCONFDIR='"$(abs_top_builddir)/tests/etc"' \
	-DCCRED_DATADIR='"$(abs_top_builddir)/tests/data"'
TORTURED = tests/torture/bin/ccred tests/torture/bin/ccred-helper \
	tests/torture/bin/ccred-acquire tests/torture/bin/ccred-report tests/torture/bin/ccred-source
EXTRA_PROGRAMS += $(TORTURED)
CLEANFILES += $(TORTURED)
tests_torture_bin_ccred_SOURCES = src/base/paths.c tests/torture/shim.c
tests_torture_bin_ccred_CPPFLAGS = $(TORTURE_PATHS_CPPFLAGS)
tests_torture_bin_ccred_LDADD = $(src_cli_ccred_LDADD)
tests_torture_bin_ccred_helper_SOURCES = src/base/paths.c tests/torture/shim.c
tests_torture_bin_ccred_helper_CPPFLAGS = $(TORTURE_PATHS_CPPFLAGS)
tests_torture_bin_ccred_helper_LDADD = $(helpers_ccred_helper_LDADD)
tests_torture_bin_ccred_acquire_SOURCES = src/base/paths.c src/base/wipe_free.c tests/torture/shim.c
tests_torture_bin_ccred_acquire_CPPFLAGS = $(TORTURE_PATHS_CPPFLAGS)
tests_torture_bin_ccred_acquire_LDADD = $(src_acquire_ccred_acquire_LDADD)
tests_torture_bin_ccred_report_SOURCES = src/base/paths.c src/base/wipe_free.c tests/torture/shim.c
tests_torture_bin_ccred_report_CPPFLAGS = $(TORTURE_PATHS_CPPFLAGS)
tests_torture_bin_ccred_report_LDADD = $(src_report_ccred_report_LDADD)
tests_torture_bin_ccred_source_SOURCES = src/base/paths.c src/base/wipe_free.c tests/torture/shim.c
tests_torture_bin_ccred_source_CPPFLAGS = $(TORTURE_PATHS_CPPFLAGS)
tests_torture_bin_ccred_source_LDADD = $(src_source_ccred_source_LDADD)

tests/torture/bin/links.stamp: tests/torture/bin/ccred-helper helpers/local.mk
	$(AM_V_GEN)for name in $(HELPER_LINKS); do ln -sf ccred-helper tests/torture/bin/$$name || exit 1; done && touch $@
CLEANFILES += tests/torture/bin/links.stamp $(HELPER_LINKS:%=tests/torture/bin/%)
torture-programs: $(TORTURED) tests/torture/bin/links.stamp tests/bin/links.stamp tests/bin/ccred tests/bin/ccred-helper tests/bin/ccred-acquire \
	tests/bin/ccred-report tests/bin/ccred-source tests/servers/authserver/authserver tests/plugindir/stamp \
	tests/data/presets/stamp tests/cache/age
.PHONY: torture-programs
EXTRA_DIST += scripts/torture tests/torture/torture.py tests/torture/place.py tests/torture/commands.py \
	tests/torture/cutter.py tests/torture/wants.py
EXTRA_DIST += scripts/canary tests/torture/canary.py
