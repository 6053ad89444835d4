/* The age of what is kept: the rules for both clocks in one place. */
#ifndef CCRED_CACHE_STAMP_H
#define CCRED_CACHE_STAMP_H

#include "base/clock.h"

/*
 * Seconds since the stamp, for what must not be used for too long: by the clock that has gone further, or by
 * wall time alone where a boot id could not be read. -1: it cannot be told, for the stamp is of another boot,
 * or a clock stands before it.
 */
int64_t stamp_age(const struct clock_now *stamp, const struct clock_now *now);

/* Seconds since the stamp by the clock that nobody sets. -1: the stamp is of another boot, or lies ahead. */
int64_t stamp_since(const struct clock_now *stamp, const struct clock_now *now);

#endif
