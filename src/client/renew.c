/* Renewing a cached token ahead of its expiry, and keeping the profile's token file as it is. */
#include "client/client.h"
#include "client/spawn.h"

/* When a token is looked at again that may end at any time. */
#define UNKNOWN_LIFETIME_S 60

/* What renew_ahead has to do, and what it brings. */
struct ahead {
	int64_t within_s;
	bool first, wanted;
	struct renewed done;
};

/* Seconds until the token is to be renewed; 0 or less: now. */
static int64_t due_in(const struct fetch *f, const struct ahead *a)
{
	return f->cached.left_s - f->cached.margin_s - a->within_s + 1;
}

/* Looks into the cache and says what is to be done. RENEWAL_DONE means: renew. */
static int look(struct fetch *f, struct ahead *a, struct err *err)
{
	fetch_look(f);
	if (f->cached.unreadable)
		return err_set(err, REASON_SYSTEM,
			       "the token in the cache cannot be read, and is not renewed");
	if (!cache_is_valid(f->state))
		a->done.what = a->first ? RENEWAL_DONE : RENEWAL_NO_TOKEN;
	else
		a->done.what = due_in(f, a) <= 0 ? RENEWAL_DONE : RENEWAL_NOT_DUE;
	return 0;
}

/* Asks, with the lease held if there is a cache. */
static int replace(struct fetch *f, struct ahead *a, struct err *err)
{
	struct obtained new = { 0 };
	struct clock_now now;
	int r;

	if (cache_is_valid(f->state))
		cache_renewal_begins(f->cache, f->key, f->cached.left_s);
	if ((r = spawn_acquire(f, &new, err)) != 0)
		return r;
	/* A token without a lifetime is not kept, and no token is on a full disk. */
	fetch_look(f);
	if (f->cache != NULL &&
	    (!cache_is_valid(f->state) || !secret_equal(f->cached.token, new.token))) {
		obtained_clear(&new);
		return err_set(err, REASON_TOKEN_NOT_KEPT,
			       "the server gave a new token, but the cache could not keep it");
	}
	if (f->cache == NULL) {
		/* As the cache would say it. */
		clock_now(&now);
		f->cached.left_s = new.expires_s > now.wall_s ? new.expires_s - now.wall_s : 0;
		f->cached.margin_s = cache_margin(f->cached.left_s, f->profile->renew_margin_s);
	}
	a->done.now = new;
	return 0;
}

static int renew(struct fetch *f, struct ahead *a, struct err *err)
{
	int r;

	if ((r = look(f, a, err)) != 0 || a->done.what != RENEWAL_DONE)
		return r;
	if ((r = fetch_shared_failure(f, false, err)) != 0 ||
	    (!cache_is_valid(f->state) && (r = fetch_check_rejecting(f, err)) != 0))
		return r;
	if (f->cache != NULL)
		r = cache_lease_try(f->cache, f->key, &f->lease, err);
	if (r == EXIT_TEMPFAIL)
		a->done.what = RENEWAL_ELSEWHERE;
	if (r != 0)
		return r == EXIT_TEMPFAIL ? 0 : r;
	/* Another call may have renewed it meanwhile. */
	r = look(f, a, err);
	return r == 0 && a->done.what == RENEWAL_DONE ? replace(f, a, err) : r;
}

/* Hands out the token that the cache has, unless a new one is there. */
static void take_cached(struct fetch *f, struct obtained *now)
{
	if (now->token != NULL || !cache_is_valid(f->state))
		return;
	*now = (struct obtained){ f->cached.token, f->cached.expires_s, f->cached.scope,
				  f->cached.binding };
	f->cached.token = NULL;
	f->cached.scope = NULL;
}

/* Writes the token file if somebody has removed it, for example. With the lease, so that it does
 * not get the place of a newer token: who holds the lease writes the file. */
static int mend_file(struct fetch *f, struct ahead *a, struct err *err)
{
	const struct token_file file = profile_token_file(f->profile);
	struct obtained *now = &a->done.now;
	struct err ignored;

	if (file.path == NULL || now->token == NULL || token_file_holds(&file, now->token))
		return 0;
	if (f->lease == NULL && f->cache != NULL) {
		if (cache_lease_try(f->cache, f->key, &f->lease, &ignored) != 0)
			return 0;
		obtained_clear(now);
		fetch_look(f);
		take_cached(f, now);
	}
	return now->token == NULL
		       ? 0
		       : token_file_write(&file, now->token, now->expires_s, now->scope, err);
}

/* A fetch_fn. */
static int renew_once(struct fetch *f, void *arg, struct err *err)
{
	struct ahead *a = arg;
	int r = (a->first ? fetch_open : fetch_open_kept)(f, err);

	obtained_clear(&a->done.now);
	if (r != 0 || (r = renew(f, a, err)) != 0)
		return r;
	take_cached(f, &a->done.now);
	a->done.left_s = a->done.now.token != NULL ? f->cached.left_s : 0;
	a->done.unkept = f->cache == NULL;
	if (a->done.left_s > 0)
		a->done.due_s = due_in(f, a);
	else
		a->done.due_s = a->done.now.token != NULL ? UNKNOWN_LIFETIME_S : 0;
	r = mend_file(f, a, err);
	return a->wanted ? 0 : r;
}

int renew_ahead(const struct client *client, const struct profile *profile,
		const struct renew_options *options, struct renewed *ret_renewed, struct err *err)
{
	struct obtain_options how = { .instead = options->instead };
	struct ahead a = { .within_s = options->within_s,
			   .first = options->wanted || profile->token_file != NULL,
			   .wanted = options->wanted };
	int r = fetch_run(client, profile, &how, renew_once, &a, err);

	if (r == 0)
		*ret_renewed = a.done;
	else
		obtained_clear(&a.done.now);
	return r;
}
