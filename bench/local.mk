# What bench/run measures with; built by it alone.
EXTRA_PROGRAMS += bench/feed bench/floor bench/load
bench_feed_SOURCES = bench/feed.c
bench_floor_SOURCES = bench/floor.c
bench_load_SOURCES = bench/load.c
CLEANFILES += bench/feed bench/floor bench/load
EXTRA_DIST += bench/run
