# json-c is loaded only into the ccred-source process of a file line.
plugins_LTLIBRARIES += plugins/file/ccred_file.la
dist_plugins_DATA += plugins/file/file.plugin
plugins_file_ccred_file_la_SOURCES = \
	plugins/file/file.c \
	plugins/file/file.h \
	plugins/file/file_edit.c \
	plugins/file/file_write.c \
	plugins/lib/say.c \
	plugins/lib/say.h \
	plugins/lib/secret_file.c \
	plugins/lib/secret_file.h \
	plugins/lib/json_strict.c \
	plugins/lib/json_strict.h \
	plugins/lib/origin.c \
	plugins/lib/origin.h
plugins_file_ccred_file_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) $(JSON_C_CFLAGS)
plugins_file_ccred_file_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_file_ccred_file_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_file_ccred_file_la_LIBADD = $(JSON_C_LIBS)
