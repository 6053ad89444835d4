/* What the tests of the file plugin share: a directory, and files as they may be. */
#pragma once

#include "lib/unit.h"
#include "lib/temp.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static char dir[TEMP_SIZE];

static inline void setup(void)
{
	temp_make(dir);
}

static inline void teardown(void)
{
	temp_remove(dir);
}

#define BOTH "client_id=me\nclient_secret=s"
#define JSON "{\"client_id\":\"me\",\"client_secret\":\"s\"}"
#define AUTO NULL
