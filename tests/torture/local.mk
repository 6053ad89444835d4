# The torture: scripts/torture, which is not a part of make check. The programs once more, as in tests/bin, with
# functions in front that fail to give memory.
TORTURE_PATHS_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCCRED_LIBEXECDIR='"$(abs_top_builddir)/tests/torture/bin"' \
	-DCCRED_PLUGINDIR='"$(abs_top_builddir)/tests/plugindir"' \
	-DCCRED_SYSCONFDIR='"$(abs_top_builddir)/tests/etc"' \
	-DCCRED_DATADIR='"$(abs_top_builddir)/tests/data"'
TORTURED = tests/torture/bin/ccred tests/torture/bin/git-credential-ccred \
	tests/torture/bin/ccred-acquire tests/torture/bin/ccred-report tests/torture/bin/ccred-source
EXTRA_PROGRAMS += $(TORTURED)
CLEANFILES += $(TORTURED)
tests_torture_bin_ccred_SOURCES = src/base/paths.c tests/torture/shim.c
tests_torture_bin_ccred_CPPFLAGS = $(TORTURE_PATHS_CPPFLAGS)
tests_torture_bin_ccred_LDADD = $(src_cli_ccred_LDADD)
tests_torture_bin_git_credential_ccred_SOURCES = src/base/paths.c tests/torture/shim.c
tests_torture_bin_git_credential_ccred_CPPFLAGS = $(TORTURE_PATHS_CPPFLAGS)
tests_torture_bin_git_credential_ccred_LDADD = $(helpers_git_credential_ccred_LDADD)
tests_torture_bin_ccred_acquire_SOURCES = src/base/paths.c src/base/wipe_free.c tests/torture/shim.c
tests_torture_bin_ccred_acquire_CPPFLAGS = $(TORTURE_PATHS_CPPFLAGS)
tests_torture_bin_ccred_acquire_LDADD = $(src_acquire_ccred_acquire_LDADD)
tests_torture_bin_ccred_report_SOURCES = src/base/paths.c src/base/wipe_free.c tests/torture/shim.c
tests_torture_bin_ccred_report_CPPFLAGS = $(TORTURE_PATHS_CPPFLAGS)
tests_torture_bin_ccred_report_LDADD = $(src_report_ccred_report_LDADD)
tests_torture_bin_ccred_source_SOURCES = src/base/paths.c src/base/wipe_free.c tests/torture/shim.c
tests_torture_bin_ccred_source_CPPFLAGS = $(TORTURE_PATHS_CPPFLAGS)
tests_torture_bin_ccred_source_LDADD = $(src_source_ccred_source_LDADD)

torture-programs: $(TORTURED) tests/bin/ccred tests/bin/git-credential-ccred tests/bin/ccred-acquire \
	tests/bin/ccred-report tests/bin/ccred-source tests/servers/authserver/authserver tests/plugindir/stamp \
	tests/data/presets/stamp tests/cache/age
.PHONY: torture-programs
EXTRA_DIST += scripts/torture tests/torture/torture.py tests/torture/place.py tests/torture/commands.py \
	tests/torture/cutter.py tests/torture/wants.py
EXTRA_DIST += scripts/canary tests/torture/canary.py
