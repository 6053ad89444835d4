noinst_LIBRARIES += src/stack/libstack.a
src_stack_libstack_a_SOURCES = \
	src/stack/bundle.c \
	src/stack/bundle.h \
	src/stack/capture.c \
	src/stack/capture.h \
	src/stack/check.c \
	src/stack/plugin_dirs.c \
	src/stack/plugin_dirs.h \
	src/stack/run.c \
	src/stack/run.h \
	src/stack/stack.c \
	src/stack/stack.h \
	src/stack/supplier.c \
	src/stack/supplier.h \
	src/stack/verdict.c \
	src/stack/verdict.h \
	src/stack/wire.h
