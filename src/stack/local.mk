noinst_LIBRARIES += src/stack/libstack.a
src_stack_libstack_a_SOURCES = \
	plugins/options.h \
	src/stack/bundle.c src/stack/bundle.h \
	src/stack/check.c \
	src/stack/elf_audit.c src/stack/elf_audit.h \
	src/stack/elf_check.c src/stack/elf_check.h \
	src/stack/elf_read.c src/stack/elf_read.h \
	src/stack/options.c src/stack/options.h \
	src/stack/plugin_file.c src/stack/plugin_file.h \
	src/stack/probe.c src/stack/probe.h \
	src/stack/run.c src/stack/run.h \
	src/stack/stack.c src/stack/stack.h \
	src/stack/supplier.c src/stack/supplier.h \
	src/stack/verdict.c src/stack/verdict.h \
	src/stack/wire.h
