/* Renewing a cached token ahead of its expiry, without handing it out. */
#include "client/client.h"
#include "client/spawn.h"

/* Seconds until the token is to be renewed; 0 or less: now. */
static int64_t due_in(const struct fetch *f, int64_t within_s)
{
	return f->cached.left_s - f->cached.margin_s - within_s + 1;
}

/* Looks into the cache and says what is to be done. RENEWAL_DONE means: renew. */
static int look(struct fetch *f, int64_t within_s, enum renewal *ret_what, struct err *err)
{
	fetch_look(f);
	if (f->cached.unreadable)
		return err_set(err, REASON_SYSTEM,
			       "the token in the cache cannot be read, and is not renewed");
	if (!cache_is_valid(f->state))
		*ret_what = RENEWAL_NO_TOKEN;
	else
		*ret_what = due_in(f, within_s) <= 0 ? RENEWAL_DONE : RENEWAL_NOT_DUE;
	return 0;
}

/* Asks, with the lease held. */
static int replace(struct fetch *f, struct err *err)
{
	struct obtained new = { 0 };
	int r;

	cache_renewal_begins(f->cache, f->key, f->cached.left_s);
	if ((r = spawn_acquire(f, &new, err)) != 0)
		return r;
	/* A token without a lifetime is not kept, and no token is on a full disk. */
	fetch_look(f);
	if (!cache_is_valid(f->state) || !secret_equal(f->cached.token, new.token))
		r = err_set(err, REASON_TOKEN_NOT_KEPT,
			    "the server gave a new token, but the cache could not keep it");
	obtained_clear(&new);
	return r;
}

static int renew(struct fetch *f, int64_t within_s, enum renewal *ret_what, struct err *err)
{
	int r;

	if ((r = look(f, within_s, ret_what, err)) != 0 || *ret_what != RENEWAL_DONE)
		return r;
	if ((r = fetch_shared_failure(f, false, err)) != 0)
		return r;
	r = cache_lease_try(f->cache, f->key, &f->lease, err);
	if (r == EXIT_TEMPFAIL)
		*ret_what = RENEWAL_ELSEWHERE;
	if (r != 0)
		return r == EXIT_TEMPFAIL ? 0 : r;
	/* Another call may have renewed it meanwhile. */
	r = look(f, within_s, ret_what, err);
	return r == 0 && *ret_what == RENEWAL_DONE ? replace(f, err) : r;
}

/* What renew_ahead has to do, and what it brings. */
struct ahead {
	int64_t within_s;
	struct renewed *ret;
};

/* A fetch_fn. */
static int renew_once(struct fetch *f, void *arg, struct err *err)
{
	const struct ahead *ahead = arg;
	enum renewal what = RENEWAL_NO_TOKEN;
	int r;

	if ((r = fetch_open_kept(f, err)) != 0 || (r = renew(f, ahead->within_s, &what, err)) != 0)
		return r;
	*ahead->ret = (struct renewed){
		.what = what,
		.left_s = f->cached.left_s,
		.due_s = what == RENEWAL_NOT_DUE ? due_in(f, ahead->within_s) : 0,
	};
	return 0;
}

int renew_ahead(const struct client *client, const struct profile *profile, int64_t within_s,
		struct renewed *ret_renewed, struct err *err)
{
	struct ahead ahead = { within_s, ret_renewed };

	return fetch_run(client, profile, NULL, renew_once, &ahead, err);
}
