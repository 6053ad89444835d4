noinst_LIBRARIES += helpers/libdialects.a helpers/libhelper.a
helpers_libdialects_a_SOURCES = \
	helpers/cargo.c \
	helpers/dialect.c \
	helpers/dialect.h \
	helpers/docker.c \
	helpers/engflow.c \
	helpers/git.c \
	helpers/goauth.c \
	helpers/headers.c \
	helpers/helper.c \
	helpers/helper.h \
	helpers/kubernetes.c \
	helpers/pip.c \
	helpers/plain.c \
	helpers/pnpm.c \
	helpers/terraform.c
helpers_libhelper_a_SOURCES = helpers/ccred-helper.c
bin_PROGRAMS += helpers/ccred-helper
helpers_ccred_helper_SOURCES = src/base/paths.c
helpers_ccred_helper_CPPFLAGS = $(PATHS_CPPFLAGS)
helpers_ccred_helper_LDADD = helpers/libhelper.a $(CLIENT_LIBS)

# One program under the names that the tools demand.
HELPER_LINKS = cargo-credential-ccred ccred-credential-helper docker-credential-ccred git-credential-ccred \
	terraform-credentials-ccred
install-helper-links:
	cd $(DESTDIR)$(bindir) && for name in $(HELPER_LINKS); do $(LN_S) -f ccred-helper $$name || exit 1; done
uninstall-helper-links:
	cd $(DESTDIR)$(bindir) && rm -f $(HELPER_LINKS)
