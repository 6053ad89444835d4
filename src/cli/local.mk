# What every caller's program does (libcli), and ccred itself.
noinst_LIBRARIES += src/cli/libcli.a src/cli/libmain.a
src_cli_libcli_a_SOURCES = \
	src/cli/background.c src/cli/background.h \
	src/cli/call.c src/cli/call.h \
	src/cli/environment.c src/cli/environment.h \
	src/cli/obtain.c src/cli/obtain.h \
	src/cli/output.c src/cli/output.h \
	src/cli/session.c src/cli/session.h \
	src/cli/spawn.c src/cli/spawn.h
src_cli_libmain_a_SOURCES = \
	src/cli/cmd.h \
	src/cli/cmd_complete.c \
	src/cli/cmd_doctor.c \
	src/cli/cmd_exec.c \
	src/cli/cmd_explain.c \
	src/cli/cmd_find.c \
	src/cli/cmd_forget.c \
	src/cli/cmd_inspect.c \
	src/cli/cmd_plugin.c \
	src/cli/cmd_plugins.c \
	src/cli/cmd_profiles.c \
	src/cli/cmd_protocol.c \
	src/cli/cmd_renew.c \
	src/cli/cmd_revoke.c \
	src/cli/cmd_secret.c \
	src/cli/cmd_setup.c \
	src/cli/cmd_status.c \
	src/cli/cmd_token.c \
	src/cli/cmd_version.c \
	src/cli/doctor.c src/cli/doctor.h \
	src/cli/doctor_config.c \
	src/cli/doctor_local.c \
	src/cli/doctor_network.c \
	src/cli/doctor_stack.c \
	src/cli/doctor_token.c \
	src/cli/doctor_way.c src/cli/doctor_way.h \
	src/cli/held.c src/cli/held.h \
	src/cli/inspection.c src/cli/inspection.h \
	src/cli/inspection_text.c \
	src/cli/interrupt.c src/cli/interrupt.h \
	src/cli/json_out.c src/cli/json_out.h \
	src/cli/layout.c src/cli/layout.h \
	src/cli/main.c \
	src/cli/plugin_check.c src/cli/plugin_check.h \
	src/cli/plugin_suite.c src/cli/plugin_suite.h \
	src/cli/plugin_test.c src/cli/plugin_test.h \
	src/cli/plugin_test_args.c \
	src/cli/plugin_test_keep.c \
	src/cli/plugins.c src/cli/plugins.h \
	src/cli/preset.c src/cli/preset.h \
	src/cli/prompt.c src/cli/prompt.h \
	src/cli/prompt_line.c \
	src/cli/renew.c src/cli/renew.h \
	src/cli/report.c src/cli/report.h \
	src/cli/report_json.c \
	src/cli/report_text.c \
	src/cli/secret_input.c src/cli/secret_input.h \
	src/cli/secret_line.c src/cli/secret_line.h \
	src/cli/setup.h \
	src/cli/setup_ask.c \
	src/cli/setup_block.c \
	src/cli/setup_discover.c \
	src/cli/setup_file.c \
	src/cli/setup_name.c \
	src/cli/setup_preset.c \
	src/cli/setup_prove.c \
	src/cli/setup_use.c \
	src/cli/status.h \
	src/cli/status_gather.c \
	src/cli/status_json.c \
	src/cli/status_look.c \
	src/cli/status_place.c \
	src/cli/status_text.c \
	src/cli/status_words.c src/cli/status_words.h \
	src/cli/subject.c src/cli/subject.h \
	src/cli/usage.c src/cli/usage.h \
	src/cli/wanted.c src/cli/wanted.h
CLI_LIBS = src/cli/libcli.a src/proto/libproto.a src/acquire/libcapture.a src/cache/libcache.a \
	src/config/libconfig.a src/base/libbase.a

bin_PROGRAMS += src/cli/ccred
src_cli_ccred_SOURCES = src/base/paths.c
src_cli_ccred_CPPFLAGS = $(PATHS_CPPFLAGS)
src_cli_ccred_LDADD = src/cli/libmain.a src/stack/libstack.a $(CLI_LIBS)
