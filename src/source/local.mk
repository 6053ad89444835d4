# All but paths.o lies in libraries, so that the tests link the same objects.
noinst_LIBRARIES += src/source/libsource.a
src_source_libsource_a_SOURCES = \
	src/source/host.c \
	src/source/host.h \
	src/source/inner.c \
	src/source/inner.h \
	src/source/leak.c \
	src/source/leak.h \
	src/source/outer.c \
	src/source/program.c \
	src/source/program.h \
	src/source/program_lines.c \
	src/source/program_lines.h \
	src/source/request.c \
	src/source/request.h \
	src/source/run_program.c \
	src/source/runnable.c \
	src/source/runnable.h
SOURCE_LIBS = src/source/libsource.a src/stack/libstack.a src/plugin/libplugin.a src/config/libconfig.a src/base/libbase.a

helpers_PROGRAMS += src/source/ccred-source
src_source_ccred_source_SOURCES = src/base/paths.c src/base/wipe_free.c
src_source_ccred_source_CPPFLAGS = $(PATHS_CPPFLAGS)
src_source_ccred_source_LDADD = $(SOURCE_LIBS)
