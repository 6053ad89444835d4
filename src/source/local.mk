# All but paths.o lies in libraries, so that the tests link the same objects.
noinst_LIBRARIES += src/source/libsource.a
src_source_libsource_a_SOURCES = src/source/main.c
helpers_PROGRAMS += src/source/ccred-source
src_source_ccred_source_SOURCES = src/base/paths.c
src_source_ccred_source_CPPFLAGS = $(PATHS_CPPFLAGS)
src_source_ccred_source_LDADD = $(SOURCE_LIBS)
SOURCE_LIBS = src/source/libsource.a src/base/libbase.a
