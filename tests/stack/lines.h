/* Stacks for the tests: controls from their words, results from theirs, and lines of a profile. */
#pragma once

#include "config/control.h"
#include "config/profile.h"
#include "stack/verdict.h"

#include <check.h>
#include <string.h>

static const char *const four_controls[] = { "required", "requisite", "sufficient", "optional" };

/* The control that this text stands for in a configuration. */
static inline struct control control_of(const char *text)
{
	static const struct location at = { "test", 1, 1 };
	struct control control;
	struct err err = { 0 };

	ck_assert_msg(control_parse(text, &at, &control, &err) == 0, "%s: %s", text, err.text);
	return control;
}

/* The number of a result's word. */
static inline int result_of(const char *word)
{
	int result = result_find(word);

	ck_assert_msg(result >= 0, "no result is called %s", word);
	return result;
}
