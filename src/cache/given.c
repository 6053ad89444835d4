/* Records which processes were given a key's token, so that a second call by one of them is noticed. */
#include "cache/state.h"

struct hand_out {
	unsigned char print[CACHE_PRINT_SIZE];
	struct state_caller caller;
	struct clock_now now;
};

static bool is_of(const struct state *state, const unsigned char *print, const char *boot_id)
{
	return memcmp(state->given, print, CACHE_PRINT_SIZE) == 0 &&
	       strcmp(state->given_last.boot_id, boot_id) == 0;
}

static void drop_caller(struct state *state, uint32_t i)
{
	state->ncallers--;
	memmove(&state->callers[i], &state->callers[i + 1],
		(state->ncallers - i) * sizeof(state->callers[0]));
}

/* Those that have ended do not ask again. If there are none, the first was given it longest ago. */
static void make_room(struct state *state)
{
	for (uint32_t i = state->ncallers; i > 0; i--)
		if (process_id_ended(&state->callers[i - 1].id))
			drop_caller(state, i - 1);
	if (state->ncallers == STATE_CALLERS)
		drop_caller(state, 0);
}

/* A state_change_fn; arg: a struct hand_out. */
static bool give(struct state *state, void *arg)
{
	const struct hand_out *given = arg;
	uint32_t i = 0;

	/* Nobody gets a replaced token again, so its callers are dropped. */
	if (!is_of(state, given->print, given->now.boot_id))
		state->ncallers = 0;
	memcpy(state->given, given->print, sizeof(state->given));
	state->given_last = given->now;
	while (i < state->ncallers && !process_id_equal(&state->callers[i].id, &given->caller.id))
		i++;
	if (i < state->ncallers)
		drop_caller(state, i);
	else if (state->ncallers == STATE_CALLERS)
		make_room(state);
	state->callers[state->ncallers++] = given->caller;
	return true;
}

void cache_given(const struct cache *cache, const struct cache_key *key,
		 const struct process_id *caller, const struct secret *token)
{
	struct hand_out given = { .caller = { .id = *caller } };

	clock_now(&given.now);
	given.caller.given_ms = given.now.boot_ms;
	cache_print(cache, token->data, token->len, given.print);
	(void)state_change(cache, key, give, &given, NULL);
}

bool cache_was_given(const struct cache *cache, const struct cache_key *key,
		     const struct process_id *caller, const struct secret *token,
		     const struct clock_now *before)
{
	struct state *state = state_load(cache, key);
	unsigned char print[CACHE_PRINT_SIZE];
	bool given = false;

	if (state == NULL)
		return false;
	cache_print(cache, token->data, token->len, print);
	for (uint32_t i = 0; is_of(state, print, before->boot_id) && i < state->ncallers; i++)
		if (process_id_equal(&state->callers[i].id, caller))
			given = state->callers[i].given_ms < before->boot_ms;
	free(state);
	return given;
}
