CLI_UNITS = \
	tests/cli/test_ad_hoc \
	tests/cli/test_args
check_PROGRAMS += $(CLI_UNITS)
TESTS += $(CLI_UNITS)
CLI_TESTS = \
	tests/cli/adhoc.sh \
	tests/cli/completion.sh \
	tests/cli/exec.sh \
	tests/cli/help.sh \
	tests/cli/key.sh \
	tests/cli/person.sh \
	tests/cli/remove.sh \
	tests/cli/renewahead.sh \
	tests/cli/revoke.sh \
	tests/cli/rotate.sh \
	tests/cli/secret.sh \
	tests/cli/status.sh \
	tests/cli/token.sh \
	tests/cli/trace.sh \
	tests/cli/version.sh
TESTS += $(CLI_TESTS)
EXTRA_DIST += $(CLI_TESTS)
check_PROGRAMS += tests/cli/alone

# ccred with nothing installed beside it, but what tests/cli/version.sh puts there; and with the system's
# configuration that tests/cli/adhoc.sh writes.
tests_cli_alone_SOURCES = src/base/paths.c
tests_cli_alone_CPPFLAGS = $(AM_CPPFLAGS) -DCCRED_PLUGINDIR='""' -DCCRED_SYSCONFDIR='"$(abs_top_builddir)/tests/cli/alone.etc"' \
	-DCCRED_DATADIR='""' \
	-DCCRED_LIBEXECDIR='"$(abs_top_builddir)/tests/cli/alone.d"'
tests_cli_alone_LDADD = $(src_cli_ccred_LDADD)

tests_cli_test_args_SOURCES = tests/cli/test_args.c
tests_cli_test_args_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cli_test_args_LDADD = src/cli/libmain.a src/base/libbase.a $(CHECK_LIBS)

tests_cli_test_ad_hoc_SOURCES = tests/cli/test_ad_hoc.c
tests_cli_test_ad_hoc_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cli_test_ad_hoc_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=getauxval,--wrap=geteuid
tests_cli_test_ad_hoc_LDADD = src/cli/libmain.a src/config/libconfig.a src/base/libbase.a \
	$(CHECK_LIBS)

check_PROGRAMS += tests/cli/person
tests_cli_person_SOURCES = tests/cli/person.c
tests_cli_person_LDADD = src/cli/libmain.a $(CLIENT_LIBS)
