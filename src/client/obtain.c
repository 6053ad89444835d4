/* What every caller does to get a token: the cache, then the lease, then ccred-acquire. */
#include "client/client.h"
#include "base/layout.h"
#include "base/trace.h"
#include "client/again.h"
#include "client/spawn.h"
#include "acquire/profile_key.h"

/* For how long the lifetime of the last token tells that of the next. */
#define GRANTED_NOW_S 30

/* Hands out the token that the last look found. */
static int give_cached(struct fetch *f, struct obtained *ret_obtained)
{
	*ret_obtained = (struct obtained){ .token = f->cached.token,
					   .expires_s = f->cached.expires_s,
					   .scope = f->cached.scope,
					   .binding = f->cached.binding };
	f->cached.token = NULL;
	f->cached.scope = NULL;
	return 0;
}

/* Whether the profile wants a token to have more time left than its caller does. */
static bool profile_wants_more(const struct fetch *f)
{
	return f->profile->hand_out_min_s > f->options.min_valid_s;
}

/* How much time a token must have left to be handed out. */
static int64_t least_left(const struct fetch *f)
{
	return profile_wants_more(f) ? f->profile->hand_out_min_s : f->options.min_valid_s;
}

/* Whether the token that the last look found is valid for as long as it must be. */
static bool long_enough(const struct fetch *f)
{
	return cache_is_valid(f->state) && f->cached.left_s >= least_left(f);
}

/* Whether the caller can have it, and it is not yet to be renewed. */
static bool good(const struct fetch *f)
{
	return long_enough(f) &&
	       (f->state == CACHE_FRESH || (f->state == CACHE_RENEWING && !f->cached.renewal_due));
}

/* Whether a token with little time left is still good enough, because renewing it failed for the
 * moment. */
static bool may_fall_back(struct fetch *f, int code)
{
	if (f->options.renew || (code != EXIT_UNAVAILABLE && code != EXIT_TEMPFAIL))
		return false;
	/* It may have expired, or been rejected, in the meantime. */
	fetch_look(f);
	return long_enough(f);
}

static int too_short(const struct fetch *f, int64_t seconds, struct err *err)
{
	char time[LAYOUT_TIME_SIZE];

	return err_set(err, REASON_LIFETIME_SHORT, "the server grants tokens for %s: %s",
		       layout_time(seconds, time),
		       profile_wants_more(f) ? "give the profile a smaller hand-out-min"
					     : "ask for a smaller --min-valid");
}

/* Whether those who wait for this call find a token. */
static bool is_kept(const struct fetch *f)
{
	struct cache_token token;
	bool kept = cache_is_valid(cache_look(f->cache, f->key, -1, &token));

	cache_token_clear(&token);
	return kept;
}

/* Has ccred-acquire ask the server. */
static int ask(struct fetch *f, struct obtained *ret_obtained, struct err *err)
{
	int r = spawn_acquire(f, ret_obtained, err);
	struct clock_now now;

	if (r == 0 && f->lease != NULL)
		cache_lease_set_vain(f->lease, !is_kept(f));
	if (r != 0 || least_left(f) == 0)
		return r;
	clock_now(&now);
	int64_t left = ret_obtained->expires_s - now.wall_s;
	if (ret_obtained->expires_s == 0)
		r = err_set(err, REASON_LIFETIME_SHORT,
			    "the server does not say how long the token lives: leave out %s",
			    profile_wants_more(f) ? "hand-out-min" : "--min-valid");
	else if (left < least_left(f))
		r = too_short(f, left, err);
	if (r != 0)
		obtained_clear(ret_obtained);
	return r;
}

/*
 * The token is to be renewed, and has enough time left: one caller renews it, or starts the
 * renewal. The others go on with the token that there is, and a renewal that fails harms nobody.
 * Returns -1 if there is none to hand out.
 */
static int renew_early(struct fetch *f, struct obtained *ret_obtained)
{
	struct err ignored = { 0 };

	if (fetch_shared_failure(f, false, &ignored) != 0 ||
	    cache_lease_try(f->cache, f->key, &f->lease, &ignored) != 0) {
		trace("renewal: left to another call");
		return give_cached(f, ret_obtained);
	}
	fetch_look(f);
	/* Another caller may have renewed it just now. */
	if (!f->cached.renewal_due || !long_enough(f))
		return good(f) ? give_cached(f, ret_obtained) : -1;
	cache_renewal_begins(f->cache, f->key, f->cached.left_s);
	if (f->profile->background && !f->options.wait) {
		/* If it does not begin, the next caller tries again. */
		(void)spawn_renewal(f, &ignored);
		return give_cached(f, ret_obtained);
	}
	if (ask(f, ret_obtained, &ignored) == 0)
		return 0;
	fetch_look(f);
	return long_enough(f) ? give_cached(f, ret_obtained) : -1;
}

/* Hands out what the cache has, and renews it if it is time to. Returns -1 if the server must be
 * asked first; or as again_take_back. */
static int use_cached(struct fetch *f, struct obtained *ret_obtained, struct err *err)
{
	int r;

	fetch_look(f);
	if ((r = again_take_back(f, good(f), err)) != 0)
		return r;
	if (good(f))
		return give_cached(f, ret_obtained);
	return f->cached.renewal_due && long_enough(f) ? renew_early(f, ret_obtained) : -1;
}

/* Whether a token that was granted a moment ago shows that the next one lives too short, too. */
static bool known_too_short(const struct fetch *f)
{
	return !f->options.renew && cache_is_valid(f->state) && f->cached.age_s >= 0 &&
	       f->cached.age_s < GRANTED_NOW_S && f->cached.lifetime_s < least_left(f);
}

/* Looks for the result of another call. Returns -1 if this call cannot use it. */
static int look_again(struct fetch *f, bool waited, struct obtained *ret_obtained, struct err *err)
{
	int r;

	fetch_look(f);
	if (!f->options.renew && long_enough(f) && f->state != CACHE_EXPIRING)
		return give_cached(f, ret_obtained);
	if (known_too_short(f))
		return too_short(f, f->cached.lifetime_s, err);
	return (r = fetch_shared_failure(f, waited, err)) != 0 ? r : -1;
}

/*
 * One caller at a time asks: the one that holds the lease. The others look into the cache again and
 * again, until there is a token or a failure, or the lease is free. After a third of its time a
 * caller goes on without it; so does every caller where no lease can be had, on a full disk for
 * example, and who has waited in vain, because the server's tokens cannot be kept. Returns as
 * look_again; EXIT_NOINPUT: the cache was removed.
 */
static int wait_for_lease(struct fetch *f, struct obtained *ret_obtained, struct err *err)
{
	int64_t patience_ms = cache_lease_patience(f->deadline_ms);
	int step_ms = 0, tried, r;
	bool waited = false;

	if (f->cache == NULL || f->lease != NULL)
		return -1;
	for (;;) {
		tried = cache_lease_try(f->cache, f->key, &f->lease, err);
		/* Who held it has stored its result before it let go. */
		if ((r = look_again(f, waited, ret_obtained, err)) >= 0)
			return r;
		if (tried == EXIT_NOINPUT && !f->again)
			return tried;
		if (tried != EXIT_TEMPFAIL || clock_left(patience_ms) == 0)
			break;
		if (!waited)
			trace("lock: waiting for another call that asks");
		waited = true;
		clock_backoff(&step_ms, patience_ms);
	}
	if (waited && tried == 0 && cache_lease_was_vain(f->lease)) {
		cache_lease_release(&f->lease);
		tried = EXIT_TEMPFAIL;
	}
	if (waited)
		trace(tried == 0 ? "lock: got it" : "lock: not waited for any longer");
	return -1;
}

/* The way to a token, with the cache open, or NULL. */
static int find_token(struct fetch *f, struct obtained *ret_obtained, struct err *err)
{
	int r;

	if (!f->options.renew && (r = use_cached(f, ret_obtained, err)) >= 0)
		return r;
	if ((r = fetch_shared_failure(f, false, err)) == 0 &&
	    (r = fetch_check_rejecting(f, err)) == 0 &&
	    (r = wait_for_lease(f, ret_obtained, err)) < 0)
		r = ask(f, ret_obtained, err);
	if (r != 0 && may_fall_back(f, r)) {
		trace("renewal: failed, the old token will do: %s", err->text);
		r = give_cached(f, ret_obtained);
	}
	return r;
}

/* A token that comes out of the cache has no proof: its key stays there, for ccred-acquire. */
static int add_proof(struct fetch *f, struct obtained *obtained, struct err *err)
{
	struct obtained proven = { 0 };
	int r;

	if (f->options.proof_for == NULL || obtained->binding != TOKEN_OF_PROOF ||
	    obtained->proof != NULL)
		return 0;
	r = spawn_proof(f, &proven, err);
	obtained_clear(obtained);
	if (r == 0)
		*obtained = proven;
	return r;
}

/* A fetch_fn. */
static int prove_once(struct fetch *f, void *arg, struct err *err)
{
	int r = fetch_open_kept(f, err);

	return r == 0 ? spawn_proof(f, arg, err) : r;
}

int obtain_proof(const struct client *client, const struct profile *profile,
		 const struct obtain_options *options, struct obtained *ret_obtained,
		 struct err *err)
{
	return fetch_run(client, profile, options, prove_once, ret_obtained, err);
}

/* A fetch_fn. */
static int obtain_once(struct fetch *f, void *arg, struct err *err)
{
	const struct obtained *obtained = arg;
	int r = fetch_open(f, err);

	if (r != 0)
		return r;
	again_begin(f);
	if ((r = find_token(f, arg, err)) == 0)
		r = add_proof(f, arg, err);
	if (r == 0)
		again_given(f, obtained->token);
	return r;
}

int obtain(const struct client *client, const struct profile *profile,
	   const struct obtain_options *options, struct obtained *ret_obtained, struct err *err)
{
	return fetch_run(client, profile, options, obtain_once, ret_obtained, err);
}
