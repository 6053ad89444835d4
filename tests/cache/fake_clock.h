/* The cache on clocks that the test sets: for programs linked with -Wl,--wrap=clock_now. */
#pragma once

#include "fixture.h"

#define BOOT "11111111-2222-3333-4444-555555555555"
#define OTHER_BOOT "11111111-2222-3333-4444-555555555556"

void __wrap_clock_now(struct clock_now *ret_now);

static struct clock_now fake;

void __wrap_clock_now(struct clock_now *ret_now)
{
	*ret_now = fake;
}

static inline void pass(int64_t seconds)
{
	fake.wall_s += seconds;
	fake.boot_ms += seconds * 1000;
}

static inline void set_boot(const char *id)
{
	memset(fake.boot_id, 0, sizeof(fake.boot_id));
	snprintf(fake.boot_id, sizeof(fake.boot_id), "%s", id);
}

static inline void setup_directory(void)
{
	fake = (struct clock_now){ .wall_s = 1000000, .boot_ms = 5000000, .boot_id = BOOT };
	fixture_directory();
}

static inline void setup_memory(void)
{
	fake = (struct clock_now){ .wall_s = 1000000, .boot_ms = 5000000, .boot_id = BOOT };
	fixture_memory();
}

static inline void stored(const char *token, int64_t lifetime_s)
{
	struct err err = { 0 };

	ck_assert_msg(store_token(token, &fake, lifetime_s, &err) == 0, "%s", err.text);
}

static inline void expect(int margin_s, enum cache_state state, const char *token)
{
	char got[64];
	enum cache_state s = look(margin_s, got);

	ck_assert_int_eq(s, state);
	ck_assert_str_eq(got, token);
}

static inline int reject(const char *token)
{
	return cache_reject(cache, key, token, strlen(token), NULL);
}
