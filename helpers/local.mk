noinst_LIBRARIES += helpers/libprotocol.a helpers/libgit.a
helpers_libprotocol_a_SOURCES = \
	helpers/git_protocol.c \
	helpers/git_protocol.h
helpers_libgit_a_SOURCES = helpers/git-credential-ccred.c
bin_PROGRAMS += helpers/git-credential-ccred
helpers_git_credential_ccred_SOURCES = src/base/paths.c
helpers_git_credential_ccred_CPPFLAGS = $(PATHS_CPPFLAGS)
helpers_git_credential_ccred_LDADD = helpers/libgit.a $(CLIENT_LIBS)
