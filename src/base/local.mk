noinst_LIBRARIES += src/base/libbase.a
src_base_libbase_a_SOURCES = \
	src/base/banned.h \
	src/base/buf.c \
	src/base/buf.h \
	src/base/clock.c \
	src/base/clock.h \
	src/base/credential.c \
	src/base/credential.h \
	src/base/err.c \
	src/base/err.h \
	src/base/err_kv.c \
	src/base/err_kv.h \
	src/base/exit_code.h \
	src/base/fs.c \
	src/base/fs.h \
	src/base/fs_path.c \
	src/base/harden.c \
	src/base/kv.c \
	src/base/kv.h \
	src/base/limits.h \
	src/base/log.c \
	src/base/log.h \
	src/base/paths.h \
	src/base/proc.c \
	src/base/proc.h \
	src/base/reason.c \
	src/base/reason.h \
	src/base/secret.c \
	src/base/secret.h \
	src/base/siphash.c \
	src/base/siphash.h \
	src/base/text.c \
	src/base/text.h \
	src/base/trace.c \
	src/base/trace.h \
	src/base/url.c \
	src/base/url.h
