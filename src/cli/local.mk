noinst_LIBRARIES += src/cli/libmain.a
src_cli_libmain_a_SOURCES = \
	src/cli/ad_hoc.c \
	src/cli/ad_hoc.h \
	src/cli/args.c \
	src/cli/args.h \
	src/cli/cmd_complete.c \
	src/cli/cmd_exec.c \
	src/cli/cmd_forget.c \
	src/cli/cmd_git.c \
	src/cli/cmd_help.c \
	src/cli/cmd_helper.c \
	src/cli/cmd_key.c \
	src/cli/cmd_plugin.c \
	src/cli/cmd_plugins.c \
	src/cli/cmd_profiles.c \
	src/cli/cmd_proof.c \
	src/cli/cmd_remove.c \
	src/cli/cmd_renew.c \
	src/cli/cmd_report.c \
	src/cli/cmd_revoke.c \
	src/cli/cmd_secret.c \
	src/cli/cmd_setup.c \
	src/cli/cmd_status.c \
	src/cli/cmd_token.c \
	src/cli/command.c \
	src/cli/command.h \
	src/cli/exec_refresh.c \
	src/cli/exec_refresh.h \
	src/cli/follow.c \
	src/cli/follow.h \
	src/cli/operand.c \
	src/cli/operand.h \
	src/cli/help.c \
	src/cli/main.c \
	src/cli/person.c \
	src/cli/person.h \
	src/cli/status.h \
	src/cli/status_gather.c \
	src/cli/status_text.c

CLIENT_LIBS = helpers/libdialects.a src/client/libclient.a src/acquire/libwire.a \
	src/stack/libstack.a src/plugin/libplugin.a src/cache/libcache.a src/config/libconfig.a \
	src/base/libbase.a

bin_PROGRAMS += src/cli/ccred
src_cli_ccred_SOURCES = src/base/paths.c
src_cli_ccred_CPPFLAGS = $(PATHS_CPPFLAGS)
src_cli_ccred_LDADD = src/cli/libmain.a src/setup/libsetup.a src/kit/libkit.a \
	src/stack/libstack.a src/plugin/libplugin.a src/stack/libstack.a src/kit/libkit.a \
	$(CLIENT_LIBS)
