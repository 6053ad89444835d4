noinst_LIBRARIES += src/plugin/libplugin.a
src_plugin_libplugin_a_SOURCES = \
	src/plugin/arguments.c \
	src/plugin/arguments.h \
	src/plugin/description.c \
	src/plugin/description.h \
	src/plugin/find.c \
	src/plugin/find.h
