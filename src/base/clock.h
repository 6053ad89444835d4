/* Clocks: CLOCK_MONOTONIC for deadlines; wall time, CLOCK_BOOTTIME and the boot id for expiry. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* CLOCK_MONOTONIC in milliseconds. */
int64_t clock_ms(void);

/* Milliseconds left until a clock_ms deadline, never negative, at most INT_MAX (for poll(2)). */
int clock_left(int64_t deadline_ms);

/* Of a UUID and its NUL, filled up so that struct clock_now has no padding. */
#define CLOCK_BOOT_ID_SIZE 40

/*
 * One moment by both clocks: the stamp of everything that has an age and outlives its process.
 * Records hold it byte by byte, so clock_now sets all of its bytes.
 */
struct clock_now {
	/* CLOCK_REALTIME, seconds. */
	int64_t wall_s;
	/* CLOCK_BOOTTIME, milliseconds: it goes on while the machine sleeps, and nobody sets it. */
	int64_t boot_ms;
	/* /proc/sys/kernel/random/boot_id; empty if it cannot be read. */
	char boot_id[CLOCK_BOOT_ID_SIZE];
};

/* Takes the moment. Never fails. */
void clock_now(struct clock_now *ret_now);

/* Sleeps for at most ms milliseconds; a signal may end it early. */
void clock_sleep(int64_t ms);

/*
 * One step of waiting for something that tells nobody when it comes: sleeps about 1 ms at first,
 * twice as long each time, up to 50 ms, and never past the deadline (clock_ms). Each sleep is
 * shorter by a random part, so that many processes that wait together do not wake together.
 * *step_ms is 0 before the first.
 */
void clock_backoff(int *step_ms, int64_t deadline_ms);
