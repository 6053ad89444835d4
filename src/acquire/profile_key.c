/* The key of a profile in the cache, as callers and ccred-acquire make it. */
#include "acquire/profile_key.h"

int profile_key(const struct bound *bound, const struct cache *cache, struct cache_key **ret_key,
		struct err *err)
{
	struct buf text = BUF_INIT;
	int r;

	bind_describe(bound, &text);
	r = buf_error(&text) ? err_nomem(err)
			     : cache_key_new(cache, buf_str(&text), bound->variables,
					     bound->nvariables, ret_key, err);
	buf_free(&text);
	return r;
}
