/* The verdict of a stack: a pure state machine over controls and results. */
#include "stack/verdict.h"

/* How much each soft result tells a person; the most telling one is shown. */
static const int telling[N_RESULTS] = { [RESULT_NOT_FOUND] = 1,
					[RESULT_UNAVAILABLE] = 2,
					[RESULT_TIMEOUT] = 3,
					[RESULT_TRY_AGAIN] = 4,
					[RESULT_LOCKED] = 5 };

bool verdict_takes(const struct verdict *v, const struct control *control, int result)
{
	if (result != RESULT_SUCCESS || v->failed >= 0)
		return false;
	return control->action[RESULT_SUCCESS] == ACTION_OK ||
	       control->action[RESULT_SUCCESS] == ACTION_DONE;
}

static void fail(struct verdict *v, int result)
{
	/* Asked for a failure although nothing is wrong: nobody else could say why. */
	if (result == RESULT_IGNORE)
		result = RESULT_DENIED;
	/* The first failure counts, as in PAM; a hard one says more than a soft one before it. */
	if (v->failed < 0 || (result_is_soft(v->failed) && result_is_hard(result)))
		v->failed = result;
}

bool verdict_step(struct verdict *v, const struct control *control, int result, bool complete)
{
	/* A number that no plugin should return is a bug of the plugin. */
	if (result < 0 || result >= N_RESULTS)
		result = RESULT_INTERNAL;
	if (result_is_soft(result) && (v->soft < 0 || telling[result] > telling[v->soft]))
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
		return complete ? RESULT_SUCCESS : RESULT_INVALID;
	if (v->ignored_hard >= 0)
		return v->ignored_hard;
	/* Lines that all have no opinion leave the caller without a credential. */
	return v->soft >= 0 ? v->soft : RESULT_NOT_FOUND;
}
