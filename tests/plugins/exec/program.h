/* A program of sh that the exec plugin runs for real: what its tests share. */
#pragma once

#include "lib/unit.h"
#include "source/real.h"
#include "lib/temp.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* What a test that is no test of the clock waits at most. */
#define LONG_MS 60000

static char dir[TEMP_SIZE];

static inline void setup(void)
{
	temp_make(dir);
}

static inline void teardown(void)
{
	temp_remove(dir);
}

/* A program of sh. */
static inline const char *program(const char *name, const char *body, mode_t mode)
{
	char text[4096];

	snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", body);
	temp_write(dir, name, text, strlen(text), mode);
	return temp_path(dir, name);
}

static inline void run_body(const char *body, const char *known, struct line_result *ret_line)
{
	struct real real = { .plugin = "exec",
			     .client_id = known,
			     .ms = LONG_MS,
			     .args = { { "command", program("p", body, 0700) } } };

	real_run(&real, ret_line);
}
