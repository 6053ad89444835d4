/* The profile that is nearest to what is asked for, for a message when none matches. */
#ifndef CCRED_CONFIG_NEAREST_H
#define CCRED_CONFIG_NEAREST_H

#include <stdbool.h>

#include "config/block.h"
#include "config/target.h"

/* Set up with { 0 }. */
struct nearest {
	bool set;
	size_t score;
	/* The profile in words. */
	char text[LIMIT_NAME + 512];
};

/* A target of the block, which does not match. */
void nearest_target(struct nearest *nearest, const struct block *block, const struct target *target,
		    const struct target *asked);

/* The name of the block, which is not the one that is asked for. */
void nearest_name(struct nearest *nearest, const struct block *block, const char *asked);

#endif
