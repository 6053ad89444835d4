if WITH_KEYCTL
plugins_LTLIBRARIES += plugins/keyctl/ccred_keyctl.la
plugins_DATA += plugins/keyctl/keyctl.plugin
endif
EXTRA_DIST += plugins/keyctl/keyctl.plugin
plugins_keyctl_ccred_keyctl_la_SOURCES = \
	plugins/keyctl/keyctl.c \
	plugins/lib/say.c \
	plugins/lib/say.h \
	plugins/lib/secret_file.c \
	plugins/lib/secret_file.h \
	plugins/lib/json_strict.c \
	plugins/lib/json_strict.h
plugins_keyctl_ccred_keyctl_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) $(JSON_C_CFLAGS) $(KEYUTILS_CFLAGS)
plugins_keyctl_ccred_keyctl_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_keyctl_ccred_keyctl_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_keyctl_ccred_keyctl_la_LIBADD = $(JSON_C_LIBS) $(KEYUTILS_LIBS)
