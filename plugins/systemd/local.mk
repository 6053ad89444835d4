# The formats are those of a file line, and so is json-c.
plugins_LTLIBRARIES += plugins/systemd/ccred_systemd.la
dist_plugins_DATA += plugins/systemd/systemd.plugin
plugins_systemd_ccred_systemd_la_SOURCES = \
	plugins/systemd/systemd.c \
	plugins/lib/say.c \
	plugins/lib/say.h \
	plugins/lib/secret_file.c \
	plugins/lib/secret_file.h \
	plugins/lib/json_strict.c \
	plugins/lib/json_strict.h
plugins_systemd_ccred_systemd_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) $(JSON_C_CFLAGS)
plugins_systemd_ccred_systemd_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_systemd_ccred_systemd_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_systemd_ccred_systemd_la_LIBADD = $(JSON_C_LIBS)
