/* The outer process of ccred-source: clock and undertaker of the inner one. */
#ifndef CCRED_SOURCE_OUTER_H
#define CCRED_SOURCE_OUTER_H

#include <sys/types.h>

/*
 * Passes messages on between the caller, over the socket up, and the inner process over the socket down. Reports
 * what the inner process cannot: that its time is over, or that it died. When the talk is over, or the caller has
 * gone, everything that the inner process has started is killed, in whatever session it is. This process must be a
 * PR_SET_CHILD_SUBREAPER, with SIGCHLD and SIGTERM blocked.
 */
void outer_run(int up, int down, pid_t inner);

/* SIGCHLD and SIGTERM are blocked, and have handlers, so that outer_run can wait for them. */
void outer_prepare(void);

#endif
