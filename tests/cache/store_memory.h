/* A store that lives in the memory of one test: it shows that nothing above store.h knows a
 * directory. */
#pragma once

#include "cache/store.h"

/* Values go when their time is over, by clock_now. NULL: no memory. */
struct cache *store_memory_new(void);
