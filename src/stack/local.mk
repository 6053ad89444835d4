noinst_LIBRARIES += src/stack/libstack.a
src_stack_libstack_a_SOURCES = \
	src/stack/ask.c \
	src/stack/ask.h \
	src/stack/bind.c \
	src/stack/bind.h \
	src/stack/bind_check.c \
	src/stack/gather.c \
	src/stack/gather.h \
	src/stack/inherit.c \
	src/stack/inherit.h \
	src/stack/outcome.c \
	src/stack/outcome.h \
	src/stack/process.c \
	src/stack/question.c \
	src/stack/question.h \
	src/stack/process.h \
	src/stack/run_line.c \
	src/stack/run_line.h \
	src/stack/stack.c \
	src/stack/stack.h \
	src/stack/verdict.c \
	src/stack/verdict.h \
	src/stack/wire.c \
	src/stack/wire.h
