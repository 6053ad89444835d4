# The author's kit: header, pkg-config file, template and tutorial, as an author finds them.
KIT_TESTS = tests/kit/header.sh tests/kit/howto.sh tests/kit/template.sh
TESTS += $(KIT_TESTS)
EXTRA_DIST += tests/kit/lib.sh $(KIT_TESTS)

# The same tests with what "make install" put into the real prefix. They write nothing there.
installcheck-local: tests/authserver/authserver tests/reaper
	@test -z '$(DESTDIR)' || { \
		echo "make installcheck runs what is installed: not with DESTDIR" >&2; exit 1; }
	@status=0; $(AM_TESTS_ENVIRONMENT) \
	CHECK_BINDIR='$(bindir)' CHECK_PKGCONFIGDIR='$(pkgconfigdir)'; \
	export CHECK_BINDIR CHECK_PKGCONFIGDIR; \
	for t in $(KIT_TESTS); do \
		echo "== $$t"; $(SHELL) $(srcdir)/$$t || status=1; \
	done; exit $$status
