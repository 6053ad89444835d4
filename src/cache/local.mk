noinst_LIBRARIES += src/cache/libcache.a
src_cache_libcache_a_SOURCES = \
	src/cache/cache.h \
	src/cache/cache_dir.c \
	src/cache/cache_dir.h \
	src/cache/document.c \
	src/cache/entry.c \
	src/cache/entry.h \
	src/cache/failure.c \
	src/cache/given.c \
	src/cache/internal.h \
	src/cache/open.c \
	src/cache/owner.c \
	src/cache/state.c \
	src/cache/state.h \
	src/cache/store.h \
	src/cache/store_dir.c \
	src/cache/store_dir.h \
	src/cache/token.c
