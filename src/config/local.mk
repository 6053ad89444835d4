noinst_LIBRARIES += src/config/libconfig.a
src_config_libconfig_a_SOURCES = \
	src/config/block.c src/config/block.h \
	src/config/config.h \
	src/config/change.c src/config/change.h \
	src/config/control.c src/config/control.h \
	src/config/expand.c src/config/expand.h \
	src/config/find.c \
	src/config/include.c \
	src/config/index.c src/config/index.h \
	src/config/keys.c src/config/keys.h \
	src/config/keys_request.c \
	src/config/keys_url.c \
	src/config/lex.c src/config/lex.h \
	src/config/list.c \
	src/config/place.c src/config/place.h \
	src/config/profile.c src/config/profile.h \
	src/config/reader.c src/config/reader.h \
	src/config/resolve.c src/config/resolve.h \
	src/config/scan.c src/config/scan.h \
	src/config/seen.c src/config/seen.h \
	src/config/sources.c src/config/sources.h \
	src/config/target.c src/config/target.h \
	src/config/value.c src/config/value.h \
	src/config/write.c src/config/write.h
