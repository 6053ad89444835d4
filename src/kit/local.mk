noinst_LIBRARIES += src/kit/libkit.a
src_kit_libkit_a_SOURCES = \
	src/kit/audit.c \
	src/kit/audit.h \
	src/kit/plugin_check.c \
	src/kit/plugin_check.h \
	src/kit/plugin_suite.c \
	src/kit/plugin_suite.h \
	src/kit/plugin_test.c \
	src/kit/plugin_test.h \
	src/kit/plugin_test_keep.c \
	src/kit/nobody.c \
	src/kit/nobody.h \
	src/kit/scenario.h
