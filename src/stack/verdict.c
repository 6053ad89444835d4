/* The verdict of a stack: a pure state machine over controls and results. */
#include "base/banned.h"
#include "stack/verdict.h"
#include "base/err.h"

static const struct {
	const char *name;
	int exit;
} results[N_RESULTS] = {
	[CCRED_SUCCESS] = { "success", EXIT_OK },
	[CCRED_IGNORE] = { "ignore", EXIT_NOUSER },
	[CCRED_NOT_FOUND] = { "not_found", EXIT_NOUSER },
	[CCRED_UNAVAILABLE] = { "unavailable", EXIT_UNAVAILABLE },
	[CCRED_LOCKED] = { "locked", EXIT_TEMPFAIL },
	[CCRED_TRY_AGAIN] = { "try_again", EXIT_TEMPFAIL },
	[CCRED_TIMEOUT] = { "timeout", EXIT_TEMPFAIL },
	[CCRED_DENIED] = { "denied", EXIT_DENIED },
	[CCRED_INVALID] = { "invalid", EXIT_DATA },
	[CCRED_CONFLICT] = { "conflict", EXIT_DENIED },
	[CCRED_INTERNAL] = { "internal", EXIT_SOFTWARE },
	[CCRED_CRASHED] = { "crashed", EXIT_SOFTWARE },
};

/* From the most telling to the least. */
static const int soft_order[] = { CCRED_LOCKED, CCRED_TRY_AGAIN, CCRED_TIMEOUT, CCRED_UNAVAILABLE,
				  CCRED_NOT_FOUND };

/* A number that no plugin should return is a bug of the plugin. */
static int known(int result)
{
	return result >= 0 && result < N_RESULTS ? result : CCRED_INTERNAL;
}

bool result_is_hard(int result)
{
	return known(result) >= CCRED_DENIED;
}

bool result_is_soft(int result)
{
	result = known(result);
	return result >= CCRED_NOT_FOUND && result <= CCRED_TIMEOUT;
}

const char *result_name(int result)
{
	return results[known(result)].name;
}

int result_exit(int result)
{
	return results[known(result)].exit;
}

bool verdict_takes(const struct verdict *v, const struct control *control, int result)
{
	if (known(result) != CCRED_SUCCESS || v->failed >= 0)
		return false;
	return control->action[CCRED_SUCCESS] == ACTION_OK ||
	       control->action[CCRED_SUCCESS] == ACTION_DONE;
}

static int telling(int result)
{
	int rank = 0;

	while (soft_order[rank] != result)
		rank++;
	return rank;
}

static void fail(struct verdict *v, int result)
{
	/* Asked for a failure although nothing is wrong: nobody else could say why. */
	if (result == CCRED_IGNORE)
		result = CCRED_DENIED;
	/* The first failure counts, as in PAM; a hard one says more than a soft one before it. */
	if (v->failed < 0 || (result_is_soft(v->failed) && result_is_hard(result)))
		v->failed = result;
}

bool verdict_step(struct verdict *v, const struct control *control, int result, bool complete)
{
	result = known(result);
	if (result_is_soft(result) && (v->soft < 0 || telling(result) < telling(v->soft)))
		v->soft = result;
	switch (control->action[result]) {
	case ACTION_OK:
		v->decided = true;
		return false;
	case ACTION_DONE:
		v->decided = true;
		return v->failed < 0 && complete;
	case ACTION_BAD:
		fail(v, result);
		return false;
	case ACTION_DIE:
		fail(v, result);
		return true;
	default:
		if (result_is_hard(result) && v->ignored_hard < 0)
			v->ignored_hard = result;
		return false;
	}
}

int verdict_end(const struct verdict *v, bool complete)
{
	if (v->failed >= 0 && result_is_hard(v->failed))
		return v->failed;
	if (v->failed >= 0)
		return v->soft >= 0 ? v->soft : v->failed;
	if (v->decided)
		return complete ? CCRED_SUCCESS : CCRED_INVALID;
	if (v->ignored_hard >= 0)
		return v->ignored_hard;
	/* Lines that all have no opinion leave the caller without a credential. */
	return v->soft >= 0 ? v->soft : CCRED_NOT_FOUND;
}
