/* ccred doctor: proves the whole way to a token, live, and says what mends each step. */
#include "base/banned.h"
#include "report/run.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/output.h"
#include "base/trace.h"
#include "client/environment.h"
#include "client/spawn.h"
#include "config/config.h"
#include "report/doctor.h"

/* A token goes to its target alone: the URL must be this profile's. */
static int check_url(const struct profile *p, const char *url, struct err *err)
{
	struct config_query query = { .name = p->name, .tenant = p->tenant, .url = url };
	struct profile *same = NULL;
	enum config_match match;
	int r = config_find(&query, &match, &same, err);

	profile_free(&same);
	if (r == 0 && match != CONFIG_FOUND)
		r = err->code = EXIT_CONFIG;
	if (r != 0)
		err_prefix(err, "--url");
	return r;
}

/* Has ccred-acquire do what needs the network, or a plugin. The report says what ended it, if anything. */
static void ask(const struct bound *bound, const struct report_args *o, struct buf *text,
		struct report *report)
{
	const struct profile *p = bound->profile;
	struct spawn s = {
		.profile = p,
		.bound = bound,
		.lock_fd = -1,
		/* As much as a call for the servers, and as much again for the sources and the token. */
		.deadline_ms = clock_ms() + (int64_t)p->timeout_s * 2000,
	};
	struct cache_key *key = NULL;
	struct cache *cache = NULL;
	struct err why = { 0 };
	int r;

	/* The step of the cache has said what is wrong with it. */
	if (cache_open(p->cache_dir, &cache, &why) != 0)
		trace("cache: %s", why.text);
	else if ((r = environment_key(bound, cache, &key, &report->err)) != 0)
		goto out;
	s.key = key != NULL ? cache_key_name(key) : NULL;
	if ((r = spawn_doctor(&s, o->url, text, &report->err)) == 0)
		r = report_read(text, report, &report->err);
out:
	if (r != 0)
		report->code = r;
	cache_key_free(&key);
	cache_close(&cache);
}

static int examine_profile(struct doctor *d, const struct profile *p, const struct report_args *o,
			   struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER + 1);
	struct report report = { .profile = p };
	struct bound *bound = NULL;
	int r;

	if ((r = environment_bind(p, &bound, err)) != 0)
		return r;
	report.bound = bound;
	doctor_permissions(d, bound);
	doctor_cache(d, p);
	ask(bound, o, &text, &report);
	doctor_stack(d, &report);
	doctor_network(d, &report);
	doctor_token(d, &report);
	doctor_api(d, &report, o->url);
	report_clear(&report);
	bind_free(&bound);
	buf_free(&text);
	return 0;
}

/* What is left to do where there are several. */
static void name_profiles(struct doctor *d, const struct doctor_profiles *good, bool needs_tenant)
{
	if (good->n == 0)
		return;
	doctor_command(doctor_add(d, "profiles", DOCTOR_SKIPPED,
				  "%s: each has sources and servers of its own; name one",
				  buf_str(&good->names)),
		       "ccred doctor %s%s", good->first, needs_tenant ? " --tenant NAME" : "");
}

/* All profiles alike, and the only one, if that needs no tenant. */
static int examine_all(struct doctor *d, const struct report_args *o, char about[REPORT_ABOUT],
		       struct err *err)
{
	struct doctor_profiles good = { 0 };
	struct profile *p = NULL;
	enum config_match match;
	bool needs_tenant = false;
	int r = 0;

	if (!doctor_configuration(d, NULL, NULL, &good))
		goto out;
	struct config_query query = { .name = good.first };
	if (good.first != NULL)
		r = config_find(&query, &match, &p, err);
	/* What holds for all of its tenants, the place of the cache, can be seen without one. */
	if (r == EXIT_USAGE) {
		needs_tenant = true;
		query.tenant = CONFIG_ANY_TENANT;
		r = config_find(&query, &match, &p, err);
	}
	if (r != 0)
		goto out;
	if (good.n == 1 && p != NULL && !needs_tenant) {
		snprintf(about, REPORT_ABOUT, "%s", p->name);
		d->profile = about;
		r = examine_profile(d, p, o, err);
	} else {
		doctor_permissions(d, NULL);
		doctor_cache(d, p);
		name_profiles(d, &good, needs_tenant);
	}
out:
	profile_free(&p);
	free(good.first);
	buf_free(&good.names);
	return r;
}

/* There is no such profile, or it is refused: what can be seen without it. */
static void examine_without(struct doctor *d, const struct err *why)
{
	static const char *const steps[] = { "stack", "dns",   "tls", "discovery",
					     "clock", "token", "api" };
	struct doctor_profiles good = { 0 };

	if (doctor_configuration(d, NULL, why, &good)) {
		doctor_permissions(d, NULL);
		doctor_cache(d, NULL);
	}
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		doctor_add(d, steps[i], DOCTOR_SKIPPED, "there is no profile to look at");
	free(good.first);
	buf_free(&good.names);
}

static int examine_one(struct doctor *d, const struct report_args *o, char about[REPORT_ABOUT],
		       struct err *err)
{
	struct doctor_profiles good = { 0 };
	struct profile *p = NULL;
	int r = config_find_word(o->word, o->tenant, &p, err);

	if (r == EXIT_USAGE)
		return r;
	if (r != 0) {
		examine_without(d, err);
		return 0;
	}
	snprintf(about, REPORT_ABOUT, "%s", p->name);
	d->profile = about;
	if (o->url != NULL && (r = check_url(p, o->url, err)) != 0)
		goto out;
	/* It may have gone since. */
	if (doctor_configuration(d, p, NULL, &good))
		r = examine_profile(d, p, o, err);
out:
	free(good.first);
	buf_free(&good.names);
	profile_free(&p);
	return r;
}

int run_doctor(const struct report_args *args, char about[REPORT_ABOUT], struct buf *out,
	       int *ret_code, struct err *err)
{
	struct doctor d = { 0 };
	int r = args->word != NULL ? examine_one(&d, args, about, err)
				   : examine_all(&d, args, about, err);

	if (r == 0 && d.failed)
		r = err_nomem(err);
	if (r == 0 && args->json)
		doctor_json(&d, out);
	else if (r == 0)
		doctor_text(&d, output_colour(), out);
	*ret_code = d.code;
	doctor_clear(&d);
	return r;
}
