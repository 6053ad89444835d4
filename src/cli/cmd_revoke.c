/* ccred revoke: has the server revoke the cached token, and drops it. */
#include "base/layout.h"
#include "cli/operand.h"
#include "cli/person.h"
#include "client/spawn.h"

#include <unistd.h>

static const char nothing[] = "no token is cached, and nothing was revoked";

static void say(struct buf *out, const struct profile *p, const char *what, const char *why)
{
	buf_printf(out, "%s: %s", p->name, what);
	buf_printf(out, why != NULL ? " (%s)\n" : "\n", why);
}

/* Whether a revocation that failed may have been done, because an answer was lost. With the
 * server's word the token still is one (RFC 7009, 2.2.1). */
static bool may_be_done(const struct err *why)
{
	static const enum reason lost[] = { REASON_UNREACHABLE,     REASON_NO_ANSWER,
					    REASON_ANSWER_TOO_LONG, REASON_CLIENT_TIMEOUT,
					    REASON_ACQUIRE_DIED,    REASON_ACQUIRE_ANSWER,
					    REASON_NO_MEMORY,       REASON_SYSTEM };

	for (size_t i = 0; i < sizeof(lost) / sizeof(lost[0]); i++)
		if (err_is(why, lost[i]))
			return true;
	return false;
}

/* With the lease held nobody puts a new token there that would then be dropped. Without it, that one
 * costs one more request. */
static int revoke_held(const struct fetch *f, struct buf *out, struct err *err)
{
	char left[LAYOUT_TIME_SIZE], *unoffered = NULL;
	int r;

	if ((r = spawn_revoke(f, f->cached.token, &unoffered, err)) != 0) {
		err_prefix(err, may_be_done(err)
					? "the server did not confirm the revocation, and "
					  "the token stays in the cache"
					: "the token is not revoked, and stays in the cache");
	} else if ((r = cache_forget(f->cache, f->key, err)) != 0) {
		err_prefix(err, "the token is %srevoked, and was not dropped from the cache",
			   unoffered != NULL ? "not " : "");
	} else if (unoffered == NULL) {
		say(out, f->profile, "the token is revoked, and dropped from the cache", NULL);
	} else {
		r = err_set(err, REASON_REVOCATION_NOT_OFFERED,
			    "the token is not revoked, only dropped from the cache: %s", unoffered);
		err_hint(err, "anyone who has the token can use it for %s more",
			 layout_time(f->cached.left_s, left));
	}
	free(unoffered);
	return r;
}

/* A fetch_fn; arg: the output. */
static int revoke_once(struct fetch *f, void *arg, struct err *err)
{
	struct buf *out = arg;
	int r;

	if ((r = fetch_open_kept(f, err)) != 0)
		return r;
	if (f->cache == NULL) {
		say(out, f->profile, nothing, NULL);
		return 0;
	}
	r = cache_lease_wait(f->cache, f->key, f->deadline_ms, &f->lease, err);
	if (r != 0 && r != EXIT_TEMPFAIL)
		return r;
	fetch_look(f);
	if (cache_is_valid(f->state))
		return revoke_held(f, out, err);
	if (f->cached.unreadable)
		return err_set(err, REASON_SYSTEM,
			       "the token in the cache cannot be read, and is not revoked");
	say(out, f->profile, nothing,
	    f->cached.why != NULL ? f->cached.why : cache_state_word(f->state));
	return 0;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct client client = person_asked();
	struct obtain_options options = { 0 };
	struct profile *profile = NULL;
	struct ad_hoc ad_hoc = { 0 };
	int r;

	if ((r = find_service(args, context, &ad_hoc, &profile, err)) == 0) {
		options.interactive = profile->interactive || isatty(STDERR_FILENO);
		options.instead = ad_hoc.read != NULL ? &ad_hoc.secret : NULL;
		r = fetch_run(&client, profile, &options, revoke_once, &context->out, err);
	}
	profile_free(&profile);
	ad_hoc_clear(&ad_hoc);
	return r;
}

const struct command command_revoke = {
	.name = "revoke",
	.brief = "revoke the cached token at the server, and drop it",
	.about =
		"Has the server revoke the cached token (RFC 7009), then drops it from the cache.\n"
		"If that fails, the token stays: try again, or drop it here with ccred forget. If\n"
		"the server does not offer it, the token is dropped, and the exit code is 78.\n" AD_HOC_ABOUT,
	.forms = FORMS({ .arguments = { ARGUMENT_SERVICE } }),
	.options = OPTIONS({ OPTION_TENANT }, OPTIONS_AD_HOC(AD_HOC_SHORT)),
	.examples = "  ccred revoke acme\n"
		    "  ccred revoke https://api.example.com/v1\n",
	.run = run,
};
