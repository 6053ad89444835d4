/* The loop of a process that keeps tokens fresh as long as it runs: of renew --follow and of
 * exec --refresh. */
#pragma once

#include "base/err.h"

#include <stdint.h>

/* What the loop remembers of a profile, or of a tenant of it. */
struct follow_item {
	char *name;
	/* The round that has last looked at it. */
	unsigned round;
	/* How it went then, and how often in a row it has failed. */
	bool good;
	unsigned failures;
	/* When it is worth another look (clock_ms). */
	int64_t next_ms;
	/* For the caller: as of struct renewed. */
	bool unkept;
};

/* Set up with { 0 } and round. */
struct follow {
	struct follow_item *items;
	size_t n;
	unsigned rounds;
	/* Looks at each item once. */
	void (*round)(struct follow *follow, void *arg);
	void *arg;
	/* Tells the service manager how it goes (sd_notify(3)), if there is one. */
	bool notify;
	/* Ends the process in the place of SIGTERM and SIGINT; 0: those do. */
	int end_signal;
	/* Tidies up then, with async-signal-safe calls; NULL: there is nothing. */
	void (*end)(void);
};

/* The item of this name, which this round looks at. NULL: it is not due, because it has failed a short
 * time ago; or there is no memory. */
struct follow_item *follow_item(struct follow *follow, const char *name);

/*
 * Notes how the item went, and prints one line if that is news: it is good for the first time, or
 * again; or it has begun to fail. left_s, due_s: for how long its token is valid, and when it is to be
 * looked at again, at the latest; left_s 0: nothing is said.
 */
void follow_good(struct follow_item *item, int64_t left_s, int64_t due_s);
void follow_bad(struct follow_item *item, const struct err *err);

/* Runs rounds until SIGTERM or SIGINT, or end_signal, which end the process with 0. SIGHUP starts a
 * round at once. */
_Noreturn void follow_run(struct follow *follow);
