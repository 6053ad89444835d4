noinst_LIBRARIES += src/plugin/libplugin.a
src_plugin_libplugin_a_SOURCES = \
	src/plugin/options.c \
	src/plugin/options.h \
	src/plugin/plugin_file.c \
	src/plugin/plugin_file.h \
	plugins/lib/options.h
