# All but paths.o lies in libraries, so that the tests link the same objects.
noinst_LIBRARIES += src/source/libsource.a
src_source_libsource_a_SOURCES = \
	src/source/describe.c \
	src/source/describe.h \
	src/source/host.c \
	src/source/host.h \
	src/source/leak.c \
	src/source/leak.h \
	src/source/load.c \
	src/source/load.h \
	src/source/main.c
SOURCE_LIBS = src/source/libsource.a src/kit/libkit.a src/plugin/libplugin.a src/kit/libkit.a src/stack/libstack.a \
	src/base/libbase.a

helpers_PROGRAMS += src/source/ccred-source
src_source_ccred_source_SOURCES = src/base/paths.c
src_source_ccred_source_CPPFLAGS = $(PATHS_CPPFLAGS)
src_source_ccred_source_LDADD = $(SOURCE_LIBS)
