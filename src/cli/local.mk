# What every caller's program does (libcli), and the main of ccred itself.
noinst_LIBRARIES += src/cli/libcli.a src/cli/libmain.a
src_cli_libcli_a_SOURCES =
src_cli_libmain_a_SOURCES = src/cli/main.c
CLI_LIBS = src/cli/libcli.a src/proto/libproto.a src/cache/libcache.a src/config/libconfig.a \
	src/base/libbase.a

bin_PROGRAMS += src/cli/ccred
src_cli_ccred_SOURCES = src/base/paths.c
src_cli_ccred_CPPFLAGS = $(PATHS_CPPFLAGS)
src_cli_ccred_LDADD = src/cli/libmain.a $(CLI_LIBS)
