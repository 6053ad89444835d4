/* ccred explain: what a token call would do up to its token request, and why. */
#include "base/banned.h"
#include "report/run.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/trace.h"
#include "client/cached_token.h"
#include "client/environment.h"
#include "client/spawn.h"
#include "config/config.h"
#include "report/report.h"

#include <unistd.h>

/* What a call would find; the token itself is not looked at. */
static void put_held(const struct held *held, struct report_cache *c)
{
	c->state = held->state;
	c->why = held->token.why;
	c->left_s = held->token.left_s;
	c->age_s = held->token.age_s;
	c->failed = cache_failure(held->cache, held->key, &c->failure);
	c->rejecting = cache_rejecting(held->cache, held->key, &c->wait_s);
}

/* Where there is no cache, held->key stays NULL. What ends a call here goes into the report. */
static void see_cache(const struct bound *bound, struct held *held, struct report *report)
{
	struct err why = { 0 };
	int r = held_open(bound, held, &why);

	if (r == 0) {
		put_held(held, &report->cache);
		cache_token_clear(&held->token);
		return;
	}
	trace("cache: %s", why.text);
	snprintf(report->cache_why, sizeof(report->cache_why), "%s", why.text);
	report->cache.why = report->cache_why;
	/* A cache-dir that is no place for a cache; any other call does without one. */
	if (r == EXIT_DENIED) {
		report->code = r;
		report->err = why;
	}
}

/* Has ccred-acquire explain the rest. */
static void ask(const struct bound *bound, const char *key, const struct report_args *o,
		struct buf *text, struct report *report)
{
	const struct profile *p = bound->profile;
	struct spawn s = {
		.profile = p,
		.bound = bound,
		.key = key,
		.lock_fd = -1,
		.deadline_ms = clock_ms() + (int64_t)p->timeout_s * 1000,
		.interactive = p->interactive || isatty(STDERR_FILENO),
	};
	int r = spawn_explain(&s, o->all, text, &report->err);

	if (r == 0)
		r = report_read(text, report, &report->err);
	if (r != 0)
		report->code = r;
}

static int explain(const struct profile *p, const struct report_args *o, struct buf *out,
		   int *ret_code, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER + 1);
	struct report report = { .profile = p };
	struct bound *bound = NULL;
	struct held held = { 0 };
	int r;

	if ((r = environment_bind(p, &bound, err)) != 0)
		return r;
	see_cache(bound, &held, &report);
	if (report.code == 0)
		ask(bound, held.key != NULL ? cache_key_name(held.key) : NULL, o, &text, &report);
	(o->json ? report_json : report_text)(&report, out);
	*ret_code = report.code;
	report_clear(&report);
	held_close(&held);
	bind_free(&bound);
	buf_free(&text);
	return 0;
}

int run_explain(const struct report_args *args, char about[REPORT_ABOUT], struct buf *out,
		int *ret_code, struct err *err)
{
	struct profile *profile = NULL;
	int r = config_find_word(args->word, args->tenant, &profile, err);

	if (r == 0) {
		snprintf(about, REPORT_ABOUT, "%s", profile->name);
		r = explain(profile, args, out, ret_code, err);
	}
	profile_free(&profile);
	return r;
}
