# libsecret and GLib are loaded only into the ccred-source process of a keyring line.
if WITH_KEYRING
plugins_LTLIBRARIES += plugins/keyring/ccred_keyring.la
plugins_DATA += plugins/keyring/keyring.plugin
endif
EXTRA_DIST += plugins/keyring/keyring.plugin
plugins_keyring_ccred_keyring_la_SOURCES = \
	plugins/keyring/keyring.c \
	plugins/keyring/keyring.h \
	plugins/keyring/keyring_call.c \
	plugins/keyring/keyring_prompt.c \
	plugins/keyring/keyring_search.c \
	plugins/lib/say.c \
	plugins/lib/say.h
plugins_keyring_ccred_keyring_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) $(LIBSECRET_CFLAGS)
plugins_keyring_ccred_keyring_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_keyring_ccred_keyring_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_keyring_ccred_keyring_la_LIBADD = $(LIBSECRET_LIBS)
