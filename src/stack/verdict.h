/*
 * The verdict of a stack: a pure state machine over controls and results, as small as Linux-PAM's
 * _pam_dispatch_aux so that it can be tested whole. It knows nothing of plugins or secrets.
 */
#pragma once

#include "config/profile.h"

struct verdict {
	int failed; /* enum result of the failure that counts, or -1 */
	bool decided; /* some line was taken as ok or done */
	int soft; /* the most telling soft result of all lines called, or -1 */
	int ignored_hard; /* the first hard result whose line was ignored, or -1 */
};

#define VERDICT_INIT \
	{ \
		.failed = -1, .soft = -1, .ignored_hard = -1 \
	}

/*
 * Whether what a line set joins the bundle: its result is success, its control takes it, and no
 * line failed before.
 */
bool verdict_takes(const struct verdict *v, const struct control *control, int result);

/*
 * Takes one line's result. complete: the bundle (with what this line set, if taken) has id and
 * secret. Returns true if the stack ends here.
 */
bool verdict_step(struct verdict *v, const struct control *control, int result, bool complete);

/* The result of the stack at its end. complete as above. */
int verdict_end(const struct verdict *v, bool complete);
