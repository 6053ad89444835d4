/* Clocks: CLOCK_MONOTONIC for deadlines; wall time, CLOCK_BOOTTIME and the boot id for expiry. */
#ifndef CCRED_BASE_CLOCK_H
#define CCRED_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* CLOCK_MONOTONIC in milliseconds. */
int64_t clock_ms(void);

/* Milliseconds left until a clock_ms deadline, never negative, at most INT_MAX (for poll(2)). */
int clock_left(int64_t deadline_ms);

#define CLOCK_BOOT_ID_SIZE 37

/* One moment by all three clocks, for what must survive the process that took it. */
struct clock_now {
	int64_t wall_s; /* CLOCK_REALTIME, seconds */
	int64_t wall_ms; /* the same in milliseconds */
	int64_t boot_s; /* CLOCK_BOOTTIME, seconds: goes on during suspend */
	char boot_id[CLOCK_BOOT_ID_SIZE]; /* /proc/sys/kernel/random/boot_id; empty if unreadable */
};

/* Takes the moment. Never fails. */
void clock_now(struct clock_now *ret_now);

/* Sleeps for at most ms milliseconds; a signal may end it early. */
void clock_sleep(int64_t ms);

#endif
