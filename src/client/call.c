/* One call on its way to a token: what obtain.c and renew.c share. */
#include "base/banned.h"
#include "client/call.h"
#include "base/trace.h"
#include "client/environment.h"

int call_begin(struct call *c, struct err *err)
{
	c->deadline_ms = clock_ms() + (int64_t)c->profile->timeout_s * 1000;
	clock_now(&c->begin);
	return environment_bind(c->profile, &c->bound, err);
}

void call_end(struct call *c)
{
	cache_lease_release(&c->lease);
	cache_token_clear(&c->old);
	cache_key_free(&c->key);
	cache_close(&c->cache);
	bind_free(&c->bound);
}

void call_look(struct call *c)
{
	enum cache_state before = c->state;

	cache_token_clear(&c->old);
	if (c->cache != NULL)
		c->state = cache_look(c->cache, c->key, c->profile->renew_margin_s, &c->old);
	/* A caller that waits looks many times, and says only what is new. */
	if (c->cache != NULL && (!c->looked || c->state != before))
		cache_trace(c->state, &c->old);
	c->looked = true;
}

int call_shared_failure(const struct call *c, bool waited, struct err *err)
{
	struct cache_failure f;

	if (c->cache == NULL || !cache_failure(c->cache, c->key, &f))
		return 0;
	bool ours = waited && f.at.boot_s >= c->begin.boot_s;
	if (!ours && (f.kind != CACHE_FAILURE_SERVER || c->options->renew))
		return 0;
	*err = f.err;
	trace("failure: shared, of %lld s ago: %s", (long long)f.age_s, f.err.text);
	if (f.age_s > 0 && f.err.hint[0] == '\0')
		err_hint(err, "%lld s ago; asked again in %lld s, or at once with --renew",
			 (long long)f.age_s, (long long)f.left_s);
	return f.err.code != 0 ? f.err.code
			       : err_set(err, EXIT_SOFTWARE, "a failure without a code");
}

struct spawn call_spawn(const struct call *c)
{
	return (struct spawn){
		.profile = c->profile,
		.bound = c->bound,
		.key = c->key != NULL ? cache_key_name(c->key) : NULL,
		.lock_fd = cache_lease_fd(c->lease),
		.deadline_ms = c->deadline_ms,
		.interactive = c->options->interactive,
	};
}
