/* One caller's way to a token, or to something else that ccred-acquire does for a profile. */
#include "client/fetch.h"
#include "acquire/profile_key.h"
#include "base/layout.h"
#include "base/trace.h"
#include "client/environment.h"
#include "config/config.h"

int fetch_begin(struct fetch *f, const struct client *client, const struct profile *profile,
		const struct obtain_options *options, struct err *err)
{
	*f = (struct fetch){
		.client = client,
		.profile = profile,
		.deadline_ms = clock_ms() + (int64_t)profile->timeout_s * 1000,
	};
	if (options != NULL)
		f->options = *options;
	clock_now(&f->begin);
	return environment_bind(profile, f->options.instead, &f->bound, err);
}

/* Whether the profile is still that of the target that was asked for. */
static bool covers(const struct profile *now, const char *target)
{
	for (size_t i = 0; target != NULL && i < now->ntargets; i++)
		if (strcmp(now->targets[i], target) == 0)
			return true;
	return target == NULL;
}

static bool starts_over(const struct err *err)
{
	return err_is(err, REASON_CONFIGURATION_CHANGED) || err_is(err, REASON_CACHE_MISSING);
}

/* *deadline_ms: 0 at the first time, which sets it; a second time has what is left of it. */
static int run_once(const struct client *client, const struct profile *profile,
		    const struct obtain_options *options, int64_t *deadline_ms, fetch_fn fn,
		    void *arg, struct err *err)
{
	struct fetch f;
	int r = fetch_begin(&f, client, profile, options, err);

	f.again = *deadline_ms != 0;
	if (f.again)
		f.deadline_ms = *deadline_ms;
	*deadline_ms = f.deadline_ms;
	if (r == 0)
		r = fn(&f, arg, err);
	fetch_end(&f);
	return r;
}

int fetch_run(const struct client *client, const struct profile *profile,
	      const struct obtain_options *options, fetch_fn fn, void *arg, struct err *err)
{
	struct profile *now = NULL;
	int64_t deadline_ms = 0;
	int r = run_once(client, profile, options, &deadline_ms, fn, arg, err);

	if (r == 0 || !starts_over(err))
		return r;
	trace("call: starts over: %s", err->text);
	if ((r = config_find_again(profile, &now, err)) == 0)
		r = covers(now, profile->target)
			    ? run_once(client, now, options, &deadline_ms, fn, arg, err)
			    : err->code;
	profile_free(&now);
	return r;
}

int fetch_open(struct fetch *f, struct err *err)
{
	struct err why = { 0 };
	char line[ERR_LINE_MAX];
	int r = cache_open(f->profile->cache_dir, &f->cache, &why);

	if (why.code != 0)
		trace("cache: %s", why.text);
	if (r == 0 && why.code != 0)
		client_warn(f->client, f->profile->name, err_line(&why, line, sizeof(line)));
	if (r == 0)
		return profile_key(f->bound, f->cache, &f->key, err);
	if (r != EXIT_UNAVAILABLE && r != EXIT_OS) {
		*err = why;
		return r;
	}
	/* A script in a container that has no place for a cache would be told each time. A
	 * cache-dir that is full, for example, is another matter: somebody wanted a cache there. */
	if (r == EXIT_OS || f->client->person)
		client_warn(f->client, f->profile->name, err_line(&why, line, sizeof(line)));
	return 0;
}

int fetch_open_kept(struct fetch *f, struct err *err)
{
	int r = cache_peek(f->profile->cache_dir, &f->cache, err);

	if (r == EXIT_NOINPUT || r == EXIT_UNAVAILABLE)
		return 0;
	return r == 0 ? profile_key(f->bound, f->cache, &f->key, err) : r;
}

void fetch_end(struct fetch *f)
{
	cache_lease_release(&f->lease);
	cache_token_clear(&f->cached);
	cache_key_free(&f->key);
	cache_close(&f->cache);
	bind_free(&f->bound);
}

void fetch_look(struct fetch *f)
{
	enum cache_state before = f->state;

	cache_token_clear(&f->cached);
	if (f->cache == NULL)
		return;
	f->state = cache_look(f->cache, f->key, f->profile->renew_margin_s, &f->cached);
	/* Only ccred-acquire makes proofs. */
	secret_free(&f->cached.proof_key);
	/* A caller that waits looks many times, and traces only what is new. */
	if (!f->looked || f->state != before)
		cache_trace(f->state, &f->cached);
	f->looked = true;
}

/* Whether the attempt for which this caller waited has failed for it, too. */
static bool failed_meanwhile(const struct fetch *f, struct cache_failure *ret_failure)
{
	/* The other call may have had no person to ask. */
	bool asks = f->client->prompt != NULL || f->options.interactive;

	return cache_failed_since(f->cache, f->key, &f->begin, ret_failure) &&
	       !(asks && ret_failure->kind == CACHE_FAILURE_OTHER);
}

int fetch_shared_failure(const struct fetch *f, bool waited, struct err *err)
{
	char age[LAYOUT_TIME_SIZE], left[LAYOUT_TIME_SIZE];
	struct cache_failure failure = { 0 };

	if (f->cache == NULL)
		return 0;
	if (!(waited && failed_meanwhile(f, &failure)) &&
	    (f->options.renew || !cache_failure(f->cache, f->key, &failure) ||
	     failure.kind != CACHE_FAILURE_SERVER))
		return 0;
	*err = failure.err;
	trace("failure: shared, of %lld s ago: %s", (long long)failure.age_s, failure.err.text);
	if (failure.kind == CACHE_FAILURE_SERVER && failure.age_s > 0 &&
	    failure.err.hint[0] == '\0')
		err_hint(
			err,
			"that was %s ago; the server is asked again in %s, or at once with --renew",
			layout_time(failure.age_s, age), layout_time(failure.left_s, left));
	return failure.err.code;
}

int fetch_check_rejecting(const struct fetch *f, struct err *err)
{
	int64_t wait_s;
	int r;

	if (f->cache == NULL || f->options.renew || !cache_rejecting(f->cache, f->key, &wait_s))
		return 0;
	char wait[LAYOUT_TIME_SIZE];
	r = err_set(err, REASON_FRESH_TOKENS_REJECTED,
		    "the server that the token is for rejects each new one: check scope, audience "
		    "and the clock of this machine");
	err_hint(err, "the next token is asked for in %s, or at once with --renew",
		 layout_time(wait_s, wait));
	return r;
}
