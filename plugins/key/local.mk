# libcrypto and json-c are loaded only into the ccred-source process of a key line. What JOSE makes of keys is the
# same as in the programs: the one room of src that a plugin sees.
plugins_LTLIBRARIES += plugins/key/ccred_key.la
dist_plugins_DATA += plugins/key/key.plugin
plugins_key_ccred_key_la_SOURCES = \
	plugins/key/key.c \
	plugins/key/key.h \
	plugins/key/key_certificate.c \
	plugins/key/key_file.c \
	plugins/key/key_jwk.c \
	plugins/key/key_token.c \
	plugins/key/key_word.c \
	plugins/lib/say.c \
	plugins/lib/say.h \
	plugins/lib/secret_file.c \
	plugins/lib/secret_file.h \
	plugins/lib/json_strict.c \
	plugins/lib/json_strict.h \
	$(JOSE_SOURCES)
plugins_key_ccred_key_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) -I$(top_srcdir)/src $(CRYPTO_CFLAGS) $(JSON_C_CFLAGS)
plugins_key_ccred_key_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_key_ccred_key_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_key_ccred_key_la_LIBADD = $(CRYPTO_LIBS) $(JSON_C_LIBS)
