/* ccred revoke: has the server revoke the cached token, and drops it. */
#include "base/clock.h"
#include "cli/find.h"
#include "cli/person.h"
#include "client/cached_token.h"
#include "client/environment.h"
#include "client/spawn.h"

#include <unistd.h>

static const char nothing[] = "no token is cached, and nothing was revoked";

static void say(struct buf *out, const struct profile *p, const char *what, const char *why)
{
	buf_printf(out, "%s: %s", p->name, what);
	buf_printf(out, why != NULL ? " (%s)\n" : "\n", why);
}

/* With the lease held: nobody puts a new token there that would then be dropped. */
static int revoke_held(const struct spawn *s, const struct cached_token *held, struct buf *out,
		       struct err *err)
{
	char *unoffered = NULL;
	int r;

	if ((r = spawn_revoke(s, held->token.token, &unoffered, err)) != 0) {
		err_prefix(err, "the token is not revoked, and stays in the cache");
	} else if ((r = cache_forget(held->cache, held->key, err)) != 0) {
		err_prefix(err, "the token is %srevoked, and was not dropped from the cache",
			   unoffered != NULL ? "not " : "");
	} else if (unoffered == NULL) {
		say(out, s->profile, "the token is revoked, and dropped from the cache", NULL);
	} else {
		r = err_set(err, REASON_REVOCATION_NOT_OFFERED,
			    "the token is not revoked, only dropped from the cache: %s", unoffered);
		err_hint(err, "anyone who has the token can use it for %lld s more",
			 (long long)held->token.left_s);
	}
	free(unoffered);
	return r;
}

/* held is open and has a cache. */
static int lock_and_revoke(const struct bound *bound, struct cached_token *held, struct buf *out,
			   struct err *err)
{
	const struct profile *p = bound->profile;
	struct cache_lease *lease = NULL;
	struct client client = person_asked();
	struct spawn s = {
		.client = &client,
		.profile = p,
		.bound = bound,
		.key = cache_key_name(held->key),
		.deadline_ms = clock_ms() + (int64_t)p->timeout_s * 1000,
		.interactive = p->interactive || isatty(STDERR_FILENO),
	};
	int r = cache_lease_wait(held->cache, held->key, s.deadline_ms, &lease, err);

	if (r != 0)
		return r;
	/* Another call may have put a newer one there. */
	cached_token_look(p, held);
	s.lock_fd = cache_lease_fd(lease);
	if (cache_is_valid(held->state))
		r = revoke_held(&s, held, out, err);
	else
		say(out, p, nothing,
		    held->token.why != NULL ? held->token.why : cache_state_word(held->state));
	cache_lease_release(&lease);
	return r;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct profile *profile = NULL;
	struct bound *bound = NULL;
	struct cached_token held = { 0 };
	int r;

	if ((r = find_profile(args, context, NULL, &profile, err)) == 0 &&
	    (r = environment_bind(profile, &bound, err)) == 0 &&
	    (r = cached_token_open(bound, &held, err)) == 0) {
		r = lock_and_revoke(bound, &held, &context->out, err);
	} else if (bound != NULL && (r == EXIT_NOINPUT || r == EXIT_UNAVAILABLE)) {
		say(&context->out, profile, nothing, NULL);
		r = 0;
	}
	cached_token_close(&held);
	bind_free(&bound);
	profile_free(&profile);
	return r;
}

const struct command command_revoke = {
	.name = "revoke",
	.brief = "revoke the cached token at the server, and drop it",
	.about =
		"Has the server revoke the cached token (RFC 7009), then drops it from the cache.\n"
		"If that fails, the token stays: try again, or drop it here with ccred forget. If\n"
		"the server does not offer it, the token is dropped, and the exit code is 78.\n",
	.forms = FORMS({ .arguments = { { "PROFILE|URL", KIND_PROFILE } } }),
	.options = OPTIONS({ OPTION_TENANT }),
	.examples = "  ccred revoke cadasto\n"
		    "  ccred revoke https://acme.api.example/v1\n",
	.run = run,
};
