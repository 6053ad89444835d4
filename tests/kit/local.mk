KIT_TESTS = \
	tests/kit/header.sh \
	tests/kit/howto.sh \
	tests/kit/jsonfile.sh \
	tests/kit/offspring.sh \
	tests/kit/plugincheck.sh \
	tests/kit/plugintest.sh \
	tests/kit/template.sh
TESTS += $(KIT_TESTS)
EXTRA_DIST += $(KIT_TESTS) \
	tests/kit/lib.sh

# What an author finds: header, pkg-config file, template and tutorial.
INSTALLED_TESTS = tests/kit/header.sh tests/kit/howto.sh tests/kit/jsonfile.sh tests/kit/template.sh
# The same tests with what "make install" put into the real prefix. They write nothing there.
installcheck-local: tests/servers/authserver/authserver tests/lib/reaper
	@test -z '$(DESTDIR)' || { \
		echo "make installcheck runs what is installed: not with DESTDIR" >&2; exit 1; }
	@status=0; $(AM_TESTS_ENVIRONMENT) \
	CHECK_BINDIR='$(bindir)' CHECK_PKGCONFIGDIR='$(pkgconfigdir)'; \
	export CHECK_BINDIR CHECK_PKGCONFIGDIR; \
	for t in $(INSTALLED_TESTS); do \
		echo "== $$t"; $(SHELL) $(srcdir)/$$t || status=1; \
	done; exit $$status
