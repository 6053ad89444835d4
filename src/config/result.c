/* The results of a source line: the words of the configuration, their classes and their exit
 * codes. */
#include "config/result.h"

#include "base/exit_code.h"

enum class {
	CLASS_NONE,
	CLASS_SOFT,
	CLASS_HARD,
};

static const struct {
	const char *name;
	enum class class;
	int exit;
} results[N_RESULTS] = {
	[RESULT_SUCCESS] = { "success", CLASS_NONE, EXIT_OK },
	[RESULT_IGNORE] = { "ignore", CLASS_NONE, EXIT_NOUSER },
	[RESULT_NOT_FOUND] = { "not_found", CLASS_SOFT, EXIT_NOUSER },
	[RESULT_UNAVAILABLE] = { "unavailable", CLASS_SOFT, EXIT_UNAVAILABLE },
	[RESULT_LOCKED] = { "locked", CLASS_SOFT, EXIT_TEMPFAIL },
	[RESULT_TRY_AGAIN] = { "try_again", CLASS_SOFT, EXIT_TEMPFAIL },
	[RESULT_DENIED] = { "denied", CLASS_HARD, EXIT_DENIED },
	[RESULT_INVALID] = { "invalid", CLASS_HARD, EXIT_DATA },
	[RESULT_CONFLICT] = { "conflict", CLASS_HARD, EXIT_DENIED },
	[RESULT_INTERNAL] = { "internal", CLASS_HARD, EXIT_SOFTWARE },
	[RESULT_TIMEOUT] = { "timeout", CLASS_SOFT, EXIT_TEMPFAIL },
	[RESULT_CRASHED] = { "crashed", CLASS_HARD, EXIT_SOFTWARE },
	[RESULT_BROKEN] = { "broken", CLASS_HARD, EXIT_CONFIG },
};

static int known(int result)
{
	return result >= 0 && result < N_RESULTS ? result : RESULT_INTERNAL;
}

bool result_is_soft(int result)
{
	return results[known(result)].class == CLASS_SOFT;
}

bool result_is_hard(int result)
{
	return results[known(result)].class == CLASS_HARD;
}

const char *result_name(int result)
{
	return results[known(result)].name;
}

int result_find(const char *name)
{
	for (int i = 0; i < N_RESULTS; i++)
		if (strcmp(results[i].name, name) == 0)
			return i;
	return -1;
}

int result_exit(int result)
{
	return results[known(result)].exit;
}
