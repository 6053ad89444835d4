noinst_LIBRARIES += src/cache/libcache.a
src_cache_libcache_a_SOURCES = \
	src/cache/cache.c \
	src/cache/cache.h \
	src/cache/cache_dir.c \
	src/cache/dir.c \
	src/cache/document.c \
	src/cache/entry.c \
	src/cache/entry.h \
	src/cache/failure.c \
	src/cache/internal.h \
	src/cache/key.c \
	src/cache/lease.c \
	src/cache/record.c \
	src/cache/reject.c
