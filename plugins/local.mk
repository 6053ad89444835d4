PLUGIN_CFLAGS = -std=gnu11 -fvisibility=hidden $(WARN_CFLAGS) $(HARDEN_CFLAGS)
PLUGIN_LDFLAGS = -module -avoid-version -shared $(HARDEN_LDFLAGS)

plugins_LTLIBRARIES += plugins/ccred_env.la plugins/ccred_file.la
plugins_ccred_env_la_SOURCES = plugins/env.c plugins/options.h
plugins_ccred_env_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_ccred_env_la_LDFLAGS = $(PLUGIN_LDFLAGS)

plugins_LTLIBRARIES += plugins/ccred_exec.la
plugins_ccred_exec_la_SOURCES = plugins/exec.c plugins/program.h plugins/program_path.c \
	plugins/program_talk.c plugins/options.h
plugins_ccred_exec_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_ccred_exec_la_LDFLAGS = $(PLUGIN_LDFLAGS)

plugins_LTLIBRARIES += plugins/ccred_pass.la
plugins_ccred_pass_la_SOURCES = plugins/pass.c plugins/pass.h plugins/pass_entry.c plugins/pass_gpg.c \
	plugins/pass_place.c plugins/pass_run.c plugins/pass_write.c plugins/options.h \
	plugins/origin.c plugins/origin.h plugins/program.h plugins/program_path.c \
	plugins/program_talk.c
plugins_ccred_pass_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_ccred_pass_la_LDFLAGS = $(PLUGIN_LDFLAGS)

# json-c is loaded only into the ccred-source process of a file line.
plugins_ccred_file_la_SOURCES = plugins/file.c plugins/file_format.c plugins/file_format.h \
	plugins/file_read.c plugins/file_read.h plugins/json_strict.c plugins/json_strict.h \
	plugins/options.h plugins/origin.c plugins/origin.h
plugins_ccred_file_la_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_C_CFLAGS)
plugins_ccred_file_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_ccred_file_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_ccred_file_la_LIBADD = $(JSON_C_LIBS)

# The formats are those of a file line, and so is json-c.
plugins_LTLIBRARIES += plugins/ccred_systemd.la
plugins_ccred_systemd_la_SOURCES = plugins/systemd.c plugins/file_format.c plugins/file_format.h \
	plugins/file_read.c plugins/file_read.h plugins/json_strict.c plugins/json_strict.h \
	plugins/options.h
plugins_ccred_systemd_la_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_C_CFLAGS)
plugins_ccred_systemd_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_ccred_systemd_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_ccred_systemd_la_LIBADD = $(JSON_C_LIBS)

if WITH_KEYCTL
plugins_LTLIBRARIES += plugins/ccred_keyctl.la
endif
plugins_ccred_keyctl_la_SOURCES = plugins/keyctl.c plugins/file_format.c plugins/file_format.h \
	plugins/file_read.c plugins/file_read.h plugins/json_strict.c plugins/json_strict.h \
	plugins/options.h
plugins_ccred_keyctl_la_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_C_CFLAGS) $(KEYUTILS_CFLAGS)
plugins_ccred_keyctl_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_ccred_keyctl_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_ccred_keyctl_la_LIBADD = $(JSON_C_LIBS) $(KEYUTILS_LIBS)

# libsecret and GLib are loaded only into the ccred-source process of a keyring line.
if WITH_KEYRING
plugins_LTLIBRARIES += plugins/ccred_keyring.la
endif
plugins_ccred_keyring_la_SOURCES = plugins/keyring.c plugins/keyring.h plugins/keyring_call.c \
	plugins/keyring_prompt.c \
	plugins/keyring_search.c plugins/options.h
plugins_ccred_keyring_la_CPPFLAGS = $(AM_CPPFLAGS) $(LIBSECRET_CFLAGS)
plugins_ccred_keyring_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_ccred_keyring_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_ccred_keyring_la_LIBADD = $(LIBSECRET_LIBS)

# libcurl and json-c are loaded only into the ccred-source process of a vault line.
plugins_LTLIBRARIES += plugins/ccred_vault.la
plugins_ccred_vault_la_SOURCES = plugins/vault.c plugins/vault.h plugins/vault_answer.c \
	plugins/vault_http.c plugins/vault_login.c plugins/vault_memory.c plugins/vault_url.c \
	plugins/file_format.c plugins/file_format.h plugins/file_read.c plugins/file_read.h \
	plugins/json_strict.c plugins/json_strict.h plugins/options.h plugins/origin.c \
	plugins/origin.h
plugins_ccred_vault_la_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(JSON_C_CFLAGS)
plugins_ccred_vault_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_ccred_vault_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_ccred_vault_la_LIBADD = $(CURL_LIBS) $(JSON_C_LIBS)
