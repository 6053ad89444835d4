/* Puts connections to sleep without a thread for each: one clock wakes them all. */
#pragma once

#include <stdbool.h>
#include <microhttpd.h>

/* Starts the clock's thread; dies if it cannot. */
void timer_start(void);

/*
 * Suspends the connection and resumes it after that time; to be called from one of its callbacks.
 * Returns false, and does nothing, once timer_stop was called.
 */
bool timer_sleep(struct MHD_Connection *connection, unsigned ms);

/* Resumes every connection and lets none sleep again: libmicrohttpd cannot stop while one does. */
void timer_stop(void);
