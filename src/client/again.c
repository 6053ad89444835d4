/* A caller that asks again for the token that it was given, and says with that alone that the token
 * was rejected. */
#include "client/again.h"
#include "base/trace.h"

void again_begin(struct fetch *f)
{
	const char *why;

	if (f->options.again_means_rejected && f->cache != NULL &&
	    (why = process_id_parent(&f->caller)) != NULL)
		trace("caller: asking again means nothing, because the caller cannot be identified: %s",
		      why);
}

int again_take_back(struct fetch *f, bool give, struct err *err)
{
	enum cache_give how = !give                     ? CACHE_GIVE_NOT
			      : f->cached.just_replaced ? CACHE_GIVE
							: CACHE_GIVE_FIRST;
	bool again;
	int r;

	if (f->caller.pid == 0 || !cache_is_valid(f->state))
		return 0;
	again = cache_was_given(f->cache, f->key, &f->caller, f->cached.token, &f->begin, how);
	if (again && f->cached.just_replaced)
		trace("caller: asks again, but the token has just replaced a rejected one");
	if (!again || f->cached.just_replaced) {
		f->noted = give;
		return 0;
	}
	trace("caller: asks again for the token that it was given, which was rejected");
	r = cache_reject(f->cache, f->key, f->cached.token->data, f->cached.token->len, err);
	if (r == 0)
		fetch_look(f);
	return r;
}

void again_given(const struct fetch *f, const struct secret *token)
{
	if (f->caller.pid != 0 && !f->noted)
		cache_given(f->cache, f->key, &f->caller, token);
}
