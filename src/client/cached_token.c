/* The token that the cache holds for a profile. */
#include "client/cached_token.h"
#include "acquire/profile_key.h"
#include "client/environment.h"

void cached_token_look(const struct profile *profile, struct cached_token *held)
{
	cache_token_clear(&held->token);
	held->state = cache_look(held->cache, held->key, profile->renew_margin_s, &held->token);
	cache_trace(held->state, &held->token);
}

int cached_token_open(const struct bound *bound, struct cached_token *held, struct err *err)
{
	int r;

	if ((r = cache_peek(bound->profile->cache_dir, &held->cache, err)) != 0)
		return r;
	if ((r = profile_key(bound, held->cache, &held->key, err)) != 0) {
		cache_close(&held->cache);
		return r;
	}
	cached_token_look(bound->profile, held);
	return 0;
}

void cached_token_close(struct cached_token *held)
{
	cache_token_clear(&held->token);
	cache_key_free(&held->key);
	cache_close(&held->cache);
}
