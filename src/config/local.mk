noinst_LIBRARIES += src/config/libconfig.a
src_config_libconfig_a_SOURCES = \
	src/config/asked.c \
	src/config/asked.h \
	src/config/block.c \
	src/config/block.h \
	src/config/compose.c \
	src/config/config.h \
	src/config/control.c \
	src/config/control.h \
	src/config/expand.c \
	src/config/expand.h \
	src/config/file.c \
	src/config/file.h \
	src/config/include.c \
	src/config/index.c \
	src/config/key.h \
	src/config/list.c \
	src/config/lookup.c \
	src/config/profile.c \
	src/config/profile.h \
	src/config/resolve.h \
	src/config/result.c \
	src/config/result.h \
	src/config/scan.c \
	src/config/scan.h \
	src/config/settings.c \
	src/config/sources.c \
	src/config/strings.c \
	src/config/strings.h \
	src/config/target.c \
	src/config/target.h \
	src/config/value.c \
	src/config/edit/edit.h \
	src/config/edit/edit_file.c \
	src/config/edit/edit_line.c \
	src/config/edit/edit_text.c
