# What bench/run measures with; built by it alone.
EXTRA_PROGRAMS += bench/floor bench/measure
bench_floor_SOURCES = bench/floor.c
bench_measure_SOURCES = bench/measure.c
bench_measure_CPPFLAGS = $(INCLUDE_CPPFLAGS)
CLEANFILES += bench/floor bench/measure
EXTRA_DIST += bench/run
