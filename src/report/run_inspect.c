/* ccred inspect: what the cached token says, and what the server says of it. */
#include "base/banned.h"
#include "report/run.h"
#include "base/clock.h"
#include "base/limits.h"
#include "client/cached_token.h"
#include "client/environment.h"
#include "client/spawn.h"
#include "config/config.h"
#include "report/inspection.h"

#include <unistd.h>

static int no_token(const struct profile *p, const char *why, struct err *err)
{
	int r = err_set(err, REASON_NO_TOKEN, "no token is cached%s%s%s", why != NULL ? " (" : "",
			why != NULL ? why : "", why != NULL ? ")" : "");
	err_fix(err, "ccred token %s%s%s", p->name, p->tenant != NULL ? " --tenant " : "",
		p->tenant != NULL ? p->tenant : "");
	return r;
}

/* What cannot be found out goes into the report, too. */
static void ask(const struct bound *bound, struct buf *text, struct inspection *i)
{
	const struct profile *p = bound->profile;
	struct spawn s = {
		.profile = p,
		.bound = bound,
		.key = cache_key_name(i->held->key),
		.lock_fd = -1,
		.deadline_ms = clock_ms() + (int64_t)p->timeout_s * 1000,
		.interactive = p->interactive || isatty(STDERR_FILENO),
	};
	int r = spawn_introspect(&s, i->held->token.token, text, &i->err);

	if (r == 0)
		r = inspection_read(text, i, &i->err);
	if (r != 0)
		i->code = r;
}

static int inspect(const struct profile *p, bool json, struct buf *out, int *ret_code,
		   struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER + 1);
	struct held held = { 0 };
	struct inspection i = { .profile = p, .held = &held };
	struct bound *bound = NULL;
	struct clock_now now;
	int r;

	if ((r = environment_bind(p, &bound, err)) != 0)
		return r;
	r = held_open(bound, &held, err);
	if (r == EXIT_NOINPUT || r == EXIT_UNAVAILABLE)
		r = no_token(p, NULL, err);
	else if (r == 0 && !cache_is_valid(held.state))
		r = no_token(p, held.token.why, err);
	if (r != 0)
		goto out;
	ask(bound, &text, &i);
	clock_now(&now);
	if (json)
		inspection_json(&i, out);
	else
		inspection_text(&i, now.wall_s, out);
	*ret_code = i.code;
out:
	inspection_clear(&i);
	held_close(&held);
	bind_free(&bound);
	buf_free(&text);
	return r;
}

int run_inspect(const struct report_args *args, char about[REPORT_ABOUT], struct buf *out,
		int *ret_code, struct err *err)
{
	struct profile *profile = NULL;
	int r = config_find_word(args->word, args->tenant, &profile, err);

	if (r == 0) {
		snprintf(about, REPORT_ABOUT, "%s", profile->name);
		r = inspect(profile, args->json, out, ret_code, err);
	}
	profile_free(&profile);
	return r;
}
