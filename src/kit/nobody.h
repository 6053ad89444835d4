/*
 * Calling a plugin outside any configured profile, for ccred plugin check and plugin test: the
 * made-up profile of one line, and asking ccred-source what its host alone can see.
 */
#pragma once

#include "base/argument.h"
#include "stack/bind.h"
#include "stack/outcome.h"

#define NOBODY_PROFILE "plugin-check"

/* A profile of that name whose one line runs the plugin, bound in the environment of this process.
 * It points into itself: it stays where it was set up. */
struct nobody {
	struct source source;
	struct profile profile;
	struct bound *bound;
};

/* What the profile is like; strings that are NULL have a plain default, or are not known. */
struct nobody_spec {
	const struct description *description;
	const struct argument *args;
	size_t nargs;
	const char *origin, *tenant;
};

/* Sets it up; what spec points to must outlive it. Returns 0, EXIT_OS, or why the description
 * cannot be read. */
int nobody_begin(struct nobody *n, const struct nobody_spec *spec, struct err *err);
void nobody_end(struct nobody *n);

/* How a get went whose items were not handed on. */
struct probe {
	struct line_result line;
	/* The items that it set. */
	unsigned sets;
	/* It answered success although a set had failed. */
	bool ignored_set;
	/* It answered neither success nor ignore, and said no reason. */
	bool unreasoned;
	bool wiped;
	/* It said the secret, which was taken out. */
	bool told;
	/* Where the secret is left; empty: nowhere, or not known: see wiped. */
	char left[32];
	int64_t took_ms;
};

/* Loads the plugin, and calls nothing of it. Returns 0, EXIT_CONFIG with why it is broken,
 * EXIT_UNAVAILABLE (it crashed or did not answer in time) or EXIT_OS. */
int probe_load(const struct nobody *n, struct err *err);

/* Calls open, get and close where nobody may be asked. Returns 0 if it has answered, whatever it
 * was; else as probe_load. */
int probe_get(const struct nobody *n, struct probe *ret_probe, struct err *err);
