/*
 * Asking a plugin what it is, outside any profile: one ccred-source process loads it and says. For
 * ccred plugins, plugin help and plugin check.
 */
#ifndef CCRED_KIT_PROBE_H
#define CCRED_KIT_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "ccred-plugin.h"

struct probe_option {
	const char *name, *help; /* help may be NULL */
	uint32_t type; /* enum ccred_option_type */
	bool required;
};

/* Set up with { 0 }; strings point into text, and are as the plugin wrote them. */
struct probe {
	const char *name, *version, *summary; /* NULL: it could not be loaded */
	uint32_t minor, capabilities;
	struct probe_option *options;
	size_t noptions;
	/* Of probe_check. */
	int result; /* enum ccred_result */
	bool refused; /* it does not take the arguments */
	const char *said; /* NULL: nothing */
	const char *missing; /* a required option; then get was left out */
	bool sets_id, sets_secret, wiped;
	bool told; /* it said the secret, which was taken out */
	const char *left; /* where the secret is left; NULL: nowhere, or not known: see wiped */
	int64_t took_ms;

	struct buf text;
	struct kv kv;
};

/* Loads the plugin at this absolute path and fills in the first part. Returns 0, or EXIT_CONFIG or
 * EXIT_DENIED with why it would be refused; EXIT_OS. */
int probe_describe(const char *path, struct probe *ret_probe, struct err *err);

/*
 * The same, and calls open, get and close with these arguments, for a made-up profile, where nobody may
 * be asked. Returns 0 if it was loaded and has answered, whatever it was; else as probe_describe
 * (EXIT_UNAVAILABLE: it crashed or did not answer in time).
 */
int probe_check(const char *path, const struct ccred_arg *args, size_t nargs,
		struct probe *ret_probe, struct err *err);

void probe_clear(struct probe *probe);

#endif
