/* An acquire that its caller does not wait for. */
#ifndef CCRED_CLIENT_BACKGROUND_H
#define CCRED_CLIENT_BACKGROUND_H

#include "client/spawn.h"

/*
 * Runs the acquire in a process of its own session, which nobody waits for: cwd /, descriptors 0 to 2
 * on /dev/null and none of the caller's but the lock and a trace into a file, so that $(ccred token x)
 * ends at once. What comes of it lies in the cache. The lock stays held until it has ended, however
 * soon the caller closes its own descriptor. Returns 0, or EXIT_OS when no process could be started.
 */
int background_start(const struct spawn *spawn, struct err *err);

#endif
