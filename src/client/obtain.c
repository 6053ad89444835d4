/* What every caller does to get a token: the cache, then the lease, then ccred-acquire. */
#include "base/banned.h"
#include "client/obtain.h"
#include "base/log.h"
#include "base/trace.h"
#include "client/background.h"
#include "client/call.h"
#include "client/environment.h"

#include <unistd.h>

/* For how long the lifetime of the last token tells that of the next. */
#define GRANTED_NOW_S 30

/* Takes the answer out of what was found in the cache. */
static int give_old(struct call *c, struct obtained *ret_obtained)
{
	*ret_obtained = (struct obtained){ .token = c->old.token,
					   .expires_s = c->old.expires_s,
					   .scope = c->old.scope };
	c->old.token = NULL;
	c->old.scope = NULL;
	return 0;
}

/* Whether what the last look found is as long valid as the caller wants. */
static bool long_enough(const struct call *c)
{
	return cache_is_valid(c->state) && c->old.left_s >= c->options->min_valid_s;
}

/* Whether the caller can be given it without a thought of renewing it. */
static bool good(const struct call *c)
{
	return long_enough(c) &&
	       (c->state == CACHE_FRESH || (c->state == CACHE_RENEWING && !c->old.renewal_due));
}

/* Whether a token with little left may still be handed out: renewing failed in passing. */
static bool may_fall_back(struct call *c, int code)
{
	if (c->options->renew || (code != EXIT_UNAVAILABLE && code != EXIT_TEMPFAIL))
		return false;
	call_look(c); /* it may have run out, or been rejected, in the meantime */
	return long_enough(c);
}

/* Tokens that are rejected as fast as they come are no matter of asking once more. */
static int check_rejecting(const struct call *c, struct err *err)
{
	int64_t wait_s;

	if (c->cache == NULL || c->options->renew || !cache_rejecting(c->cache, c->key, &wait_s))
		return 0;
	err_set(err, EXIT_DENIED,
		"the server that the token is for rejects each new one: check scope, audience and "
		"the clock of this machine");
	err_hint(err, "the next token is asked for in %lld s, or at once with --renew",
		 (long long)wait_s);
	return EXIT_DENIED;
}

static int too_short(int64_t seconds, struct err *err)
{
	return err_set(err, EXIT_MIN_VALID,
		       "the server grants tokens for %lld s: ask for a smaller --min-valid",
		       (long long)seconds);
}

static int fetch(struct call *c, struct obtained *ret_obtained, struct err *err)
{
	struct spawn s = call_spawn(c);
	int r = spawn_acquire(&s, ret_obtained, err);

	if (r != 0)
		return r;
	if (c->options->min_valid_s == 0)
		return 0;
	struct clock_now now;
	clock_now(&now);
	int64_t left = ret_obtained->expires_s - now.wall_s;
	if (ret_obtained->expires_s == 0)
		r = err_set(
			err, EXIT_MIN_VALID,
			"the server does not say how long the token lives: leave out --min-valid");
	else if (left < c->options->min_valid_s)
		r = too_short(left, err);
	if (r != 0)
		obtained_clear(ret_obtained);
	return r;
}

/* Renews without making the caller wait, if profile and caller allow that. True: the old token will do. */
static bool renew_behind(struct call *c)
{
	struct spawn s = call_spawn(c);
	struct err ignored = { 0 };

	if (!c->profile->background || c->options->wait)
		return false;
	s.interactive = false;
	/* Without a process for it, the next caller tries again. */
	(void)background_start(&s, &ignored);
	return true;
}

/*
 * Inside the margin, with enough left: one caller renews, or starts the renewal, while the others go on
 * with what is there, and a renewal that fails harms nobody.
 */
static int renew_early(struct call *c, struct obtained *ret_obtained)
{
	struct err ignored = { 0 };

	if (call_shared_failure(c, false, &ignored) != 0 ||
	    cache_lease_try(c->cache, c->key, &c->lease, &ignored) != 0) {
		trace("renewal: left to another call");
		return give_old(c, ret_obtained);
	}
	call_look(c);
	if (!c->old.renewal_due || !long_enough(c))
		return -1; /* somebody was quicker: start over */
	cache_renewal_begins(c->cache, c->key, c->old.left_s);
	if (renew_behind(c))
		return give_old(c, ret_obtained);
	if (fetch(c, ret_obtained, &ignored) == 0)
		return 0;
	call_look(c);
	return cache_is_valid(c->state) ? give_old(c, ret_obtained) : -1;
}

/* Whether a token that was granted just now says already that --min-valid cannot be met: not every one of
 * many callers needs to ask again. */
static bool known_too_short(const struct call *c)
{
	return !c->options->renew && cache_is_valid(c->state) && c->old.age_s >= 0 &&
	       c->old.age_s < GRANTED_NOW_S && c->old.lifetime_s < c->options->min_valid_s;
}

/* Looks for what another call may have brought. Returns true if that ends this one, with *ret_r. */
static bool look_again(struct call *c, bool waited, struct obtained *ret_obtained, int *ret_r,
		       struct err *err)
{
	call_look(c);
	if (!c->options->renew && long_enough(c) && c->state != CACHE_EXPIRING)
		*ret_r = give_old(c, ret_obtained);
	else if (known_too_short(c))
		*ret_r = too_short(c->old.lifetime_s, err);
	else if ((*ret_r = call_shared_failure(c, waited, err)) == 0)
		return false;
	return true;
}

/*
 * The long way: one caller holds the lease and asks. The others look into the cache again and again, until
 * it brings a token or a failure, or its lease is free. After a third of its time a caller asks without it.
 */
static int fetch_alone(struct call *c, struct obtained *ret_obtained, struct err *err)
{
	int64_t patience_ms = clock_ms() + clock_left(c->deadline_ms) / 3;
	bool waited = false;
	int step_ms = 0, r, tried;

	if ((r = call_shared_failure(c, false, err)) != 0 || (r = check_rejecting(c, err)) != 0)
		return r;
	if (c->cache == NULL || c->lease != NULL)
		return fetch(c, ret_obtained, err);
	for (;;) {
		tried = cache_lease_try(c->cache, c->key, &c->lease, NULL);
		/* Whoever held it has stored what it got before it let go. */
		if (look_again(c, waited, ret_obtained, &r, err))
			return r;
		if (tried != EXIT_TEMPFAIL || clock_left(patience_ms) == 0)
			break;
		if (!waited)
			trace("lock: waiting for another call that asks");
		waited = true;
		clock_backoff(&step_ms, patience_ms);
	}
	if (waited)
		trace(tried == 0 ? "lock: got it" : "lock: not waited for any longer");
	/* Where no lease can be had, on a full disk for example, every caller asks the server itself. */
	return fetch(c, ret_obtained, err);
}

static int answer(struct call *c, struct obtained *ret_obtained, struct err *err)
{
	int r;

	if (!c->options->renew) {
		call_look(c);
		if (good(c))
			return give_old(c, ret_obtained);
		if (c->old.renewal_due && long_enough(c) && renew_early(c, ret_obtained) == 0)
			return 0;
		if (good(c))
			return give_old(c, ret_obtained);
	}
	r = fetch_alone(c, ret_obtained, err);
	if (r != 0 && may_fall_back(c, r)) {
		trace("renewal: failed, the old token will do: %s", err->text);
		return give_old(c, ret_obtained);
	}
	return r;
}

/* Opens the cache of a call, or leaves it NULL: the token can still be given. */
static int open_cache(struct call *c, struct err *err)
{
	struct err why = { 0 };
	int r = cache_open(c->profile->cache_dir, &c->cache, &why);

	if (r != 0)
		trace("cache: %s", why.text);
	if (r == EXIT_UNAVAILABLE) {
		/* For a person; a script in a container without any such place would be told each time. */
		if (isatty(STDERR_FILENO))
			log_warning(c->profile->name, why.text);
	} else if (r == EXIT_OS) {
		/* A cache-dir that is full, say: somebody wanted one there. */
		log_warning(c->profile->name, why.text);
	} else if (r != 0) {
		*err = why;
		return r;
	}
	return 0;
}

int obtain(const struct profile *profile, const struct obtain_options *options,
	   struct obtained *ret_obtained, struct err *err)
{
	struct call c = { .profile = profile, .options = options };
	int r;

	if ((r = call_begin(&c, err)) != 0 || (r = open_cache(&c, err)) != 0)
		goto out;
	if (c.cache != NULL && (r = environment_key(c.bound, c.cache, &c.key, err)) != 0)
		goto out;
	r = answer(&c, ret_obtained, err);
out:
	call_end(&c);
	return r;
}

void obtained_clear(struct obtained *o)
{
	secret_free(&o->token);
	free(o->scope);
	*o = (struct obtained){ 0 };
}
