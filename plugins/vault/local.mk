# libcurl and json-c are loaded only into the ccred-source process of a vault line.
plugins_LTLIBRARIES += plugins/vault/ccred_vault.la
dist_plugins_DATA += plugins/vault/vault.plugin
plugins_vault_ccred_vault_la_SOURCES = \
	plugins/vault/vault.c \
	plugins/vault/vault.h \
	plugins/vault/vault_answer.c \
	plugins/vault/vault_http.c \
	plugins/vault/vault_login.c \
	plugins/vault/vault_url.c \
	plugins/lib/https.c \
	plugins/lib/https.h \
	plugins/lib/say.c \
	plugins/lib/say.h \
	plugins/lib/secret_file.c \
	plugins/lib/secret_file.h \
	plugins/lib/json_strict.c \
	plugins/lib/json_strict.h \
	plugins/lib/origin.c \
	plugins/lib/origin.h
plugins_vault_ccred_vault_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) $(CURL_CFLAGS) $(JSON_C_CFLAGS)
plugins_vault_ccred_vault_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_vault_ccred_vault_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_vault_ccred_vault_la_LIBADD = $(CURL_LIBS) $(JSON_C_LIBS)
