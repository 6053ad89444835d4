/* ccred doctor: proves the whole way to a token, live, and says what mends each step. */
#include "base/banned.h"
#include "cli/report_args.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/trace.h"
#include "report/doctor.h"
#include "client/environment.h"
#include "base/output.h"
#include "client/spawn.h"
#include "config/config.h"

#include <getopt.h>

const char cmd_doctor_usage[] =
	"usage: ccred doctor [--json] [--tenant NAME] [--url URL] [PROFILE|URL]\n"
	"Looks at everything that a token needs, asks for one, and prints a line a step:\n"
	"ok, warning, failure or skipped, and below a fault the command that mends it.\n"
	"Without a profile: what concerns all; and, if there is but one, that one.\n"
	"The exit code is that of the first failure; 0: there is none.\n"
	"\n"
	"  --json               one JSON document\n"
	"  --tenant NAME        what {tenant} stands for in the profile\n"
	"  --url URL            call this URL, below the target, with the token (GET)\n"
	"\n"
	"examples:\n"
	"  ccred doctor\n"
	"  ccred doctor cadasto --url https://acme.api.example/v1/things\n"
	"  ccred doctor --json cadasto | jq -r '.steps[].command // empty'\n";

struct doctor_options {
	struct subject subject;
	const char *url;
	const char *what; /* PROFILE or URL; NULL: all */
};

/* Returns 0, an error, or -1 when the help was asked for. */
static int parse(int argc, char **argv, struct doctor_options *o, struct err *err)
{
	static const struct option longs[] = {
		SUBJECT_OPTIONS,
		{ "url", required_argument, NULL, 'u' },
		{ NULL, 0, NULL, 0 },
	};
	int option, r;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		if (option == 'u')
			o->url = optarg;
		else if ((r = subject_option(argv, option, &o->subject, err)) != 0)
			return r;
	}
	if (optind + 1 < argc)
		return cmd_usage(argv, err, "one profile or URL, please");
	o->what = argv[optind];
	if (o->what == NULL && (o->subject.tenant != NULL || o->url != NULL))
		return cmd_usage(argv, err, "--tenant and --url go with a profile");
	return 0;
}

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
static void ask(const struct profile *p, const struct doctor_options *o, struct buf *text,
		struct report *report)
{
	struct spawn s = {
		.profile = p,
		.lock_fd = -1,
		/* As much as a call for the servers, and as much again for the sources and the token. */
		.deadline_ms = clock_ms() + (int64_t)p->timeout_s * 2000,
	};
	struct capture capture = { 0 };
	struct cache_key *key = NULL;
	struct cache *cache = NULL;
	struct err why = { 0 };
	int r;

	if ((r = environment_capture(p, &capture, &report->err)) != 0)
		goto out;
	/* The step of the cache has said what is wrong with it. */
	if (cache_open(p->cache_dir, &cache, &why) != 0)
		trace("cache: %s", why.text);
	else if ((r = capture_key(p, &capture, cache, &key, &report->err)) != 0)
		goto out;
	s.capture = &capture;
	s.key = key != NULL ? cache_key_name(key) : NULL;
	if ((r = spawn_doctor(&s, o->url, text, &report->err)) == 0)
		r = report_read(text, report, &report->err);
out:
	if (r != 0)
		report->code = r;
	cache_key_free(&key);
	cache_close(&cache);
	capture_clear(&capture);
}

static void examine_profile(struct doctor *d, const struct profile *p,
			    const struct doctor_options *o)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER + 1);
	struct report report = { .profile = p };

	doctor_permissions(d, p);
	doctor_cache(d, p);
	ask(p, o, &text, &report);
	doctor_stack(d, &report);
	doctor_network(d, &report);
	doctor_token(d, &report);
	doctor_api(d, &report, o->url);
	report_clear(&report);
	buf_free(&text);
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
static int examine_all(struct doctor *d, const struct doctor_options *o,
		       struct cmd_context *context, struct err *err)
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
		snprintf(context->about, sizeof(context->about), "%s", p->name);
		d->profile = context->about;
		examine_profile(d, p, o);
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
	static const char *const steps[] = { "keyring",   "stack", "dns",   "tls",
					     "discovery", "clock", "token", "api" };
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

static int examine_one(struct doctor *d, char **argv, const struct doctor_options *o,
		       struct cmd_context *context, struct err *err)
{
	struct doctor_profiles good = { 0 };
	struct profile *p = NULL;
	int r = cmd_find(argv, o->what, o->subject.tenant, context, &p, err);

	if (r == EXIT_USAGE)
		return r;
	if (r != 0) {
		examine_without(d, err);
		return 0;
	}
	d->profile = context->about;
	if (o->url != NULL && (r = check_url(p, o->url, err)) != 0)
		goto out;
	/* It may have gone since. */
	if (doctor_configuration(d, p, NULL, &good))
		examine_profile(d, p, o);
out:
	free(good.first);
	buf_free(&good.names);
	profile_free(&p);
	return r;
}

int cmd_doctor(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	struct doctor_options o = { 0 };
	struct doctor d = { 0 };
	struct buf out = BUF_INIT;
	int r;

	if ((r = parse(argc, argv, &o, err)) != 0)
		return r < 0 ? cmd_help(context, err) : r;
	r = o.what != NULL ? examine_one(&d, argv, &o, context, err)
			   : examine_all(&d, &o, context, err);
	if (r == 0 && d.failed)
		r = err_nomem(err);
	if (r != 0)
		goto out;
	if (o.subject.json)
		doctor_json(&d, &out);
	else
		doctor_text(&d, output_colour(), &out);
	if ((r = output_write(&out, err)) != 0)
		goto out;
	/* The report says it, to whoever reads the report. */
	context->told = true;
	r = d.code;
out:
	buf_free(&out);
	doctor_clear(&d);
	return r;
}
