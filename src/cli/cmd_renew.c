/* ccred renew: renews cached tokens ahead of expiry, so that no caller has to, by a timer say. */
#include "base/banned.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "cache/cache.h"
#include "cli/cmd.h"
#include "base/output.h"
#include "client/renew.h"
#include "config/config.h"

#include <getopt.h>

const char cmd_renew_usage[] =
	"usage: ccred renew [OPTION...] PROFILE|URL\n"
	"       ccred renew [OPTION...] --all\n"
	"Renews a token that is in the cache if it is inside its renew-margin. A profile\n"
	"that has none there is left alone. A renewal that fails does no harm to the\n"
	"token that is there. Prints a line for each renewed token.\n"
	"\n"
	"  --all                all profiles; the exit code is that of the first failure\n"
	"  --within SECONDS     also what comes into its margin within that time: a timer\n"
	"                       says how long it is until its next run\n"
	"  --tenant NAME        what {tenant} stands for; else every tenant in the cache\n"
	"  --quiet              errors and warnings alone\n"
	"\n"
	"examples:\n"
	"  ccred renew cadasto\n"
	"  ccred renew --all --within 300       every five minutes, from cron say\n"
	"  systemctl --user enable --now ccred-renew.timer\n";

/* One run. */
struct renewing {
	const char *tenant, *what; /* of the command line; NULL: not given */
	int64_t within_s;
	bool all, quiet;
	int first; /* the exit code of the first failure */
};

static void failed(struct renewing *run, const char *profile, const struct err *err)
{
	log_error(profile, err);
	if (run->first == 0)
		run->first = err->code != 0 ? err->code : EXIT_SOFTWARE;
}

/* What a person who asked for this one profile is told if nothing was done. */
static void say_why_not(const struct profile *p, const struct renewed *done)
{
	char text[LIMIT_NAME + 128];

	if (done->what == RENEWAL_NO_TOKEN)
		snprintf(text, sizeof(text), "%s: no token in the cache to renew", p->name);
	else if (done->what == RENEWAL_ELSEWHERE)
		snprintf(text, sizeof(text), "%s: another call is renewing it", p->name);
	else
		snprintf(text, sizeof(text), "%s: valid for %lld s, to be renewed in %lld s",
			 p->name, (long long)done->left_s, (long long)done->due_s);
	log_hint(text);
}

static void renew(struct renewing *run, const struct profile *p)
{
	struct renewed done = { 0 };
	struct err err = { 0 };
	struct buf line = BUF_INIT;

	if (renew_ahead(p, run->within_s, &done, &err) != 0) {
		if (p->tenant != NULL)
			err_prefix(&err, "tenant %s", p->tenant);
		failed(run, p->name, &err);
		return;
	}
	if (run->quiet)
		return;
	if (done.what != RENEWAL_DONE) {
		if (!run->all)
			say_why_not(p, &done);
		return;
	}
	buf_puts(&line, p->name);
	if (p->tenant != NULL)
		buf_printf(&line, " (%s)", p->tenant);
	buf_printf(&line, ": renewed, valid for %lld s\n", (long long)done.left_s);
	/* At once: the next one may take its time. */
	if (output_write(&line, &err) != 0)
		failed(run, p->name, &err);
	buf_free(&line);
}

/* The tenants of one profile. */
struct tenants {
	const char *profile;
	char **list;
	size_t n;
};

/* A cache_owner_fn: each tenant once. */
static int note_tenant(const char *profile, const char *tenant, void *arg)
{
	struct tenants *t = arg;

	if (tenant == NULL || strcmp(profile, t->profile) != 0)
		return 0;
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->list[i], tenant) == 0)
			return 0;
	char **list = reallocarray(t->list, t->n + 1, sizeof(*list));
	if (list == NULL)
		return EXIT_OS;
	t->list = list;
	if ((t->list[t->n] = strdup(tenant)) == NULL)
		return EXIT_OS;
	t->n++;
	return 0;
}

/* The profile p, which is that of any tenant, for those tenants of which the cache has something. */
static void renew_tenants(struct renewing *run, const struct profile *p)
{
	struct tenants tenants = { .profile = p->name };
	struct cache *cache = NULL;
	struct err err = { 0 };
	int r = cache_peek(p->cache_dir, &cache, &err);

	if (r == EXIT_NOINPUT || r == EXIT_UNAVAILABLE)
		r = 0; /* nothing is kept, so there is nothing to renew */
	else if (r == 0 && (r = cache_each_owner(cache, note_tenant, &tenants)) != 0)
		r = err_nomem(&err);
	if (r != 0)
		failed(run, p->name, &err);
	for (size_t i = 0; i < tenants.n; i++) {
		struct config_query query = { .name = p->name, .tenant = tenants.list[i] };
		struct profile *one = NULL;
		enum config_match match;
		err = (struct err){ 0 };
		if (config_find(&query, &match, &one, &err) != 0)
			failed(run, p->name, &err);
		else
			renew(run, one);
		profile_free(&one);
		free(tenants.list[i]);
	}
	if (r == 0 && tenants.n == 0 && !run->all && !run->quiet)
		say_why_not(p, &(struct renewed){ RENEWAL_NO_TOKEN, 0, 0 });
	free(tenants.list);
	cache_close(&cache);
}

/* A config_each_fn. */
static int renew_item(const struct config_item *item, void *arg)
{
	struct renewing *run = arg;
	struct err err = { 0 };

	if (item->error != NULL) {
		err_set(&err, EXIT_CONFIG, "%s", item->error);
		failed(run, item->name, &err);
	} else if (item->any_tenant) {
		renew_tenants(run, *item->profile);
	} else {
		renew(run, *item->profile);
	}
	return 0;
}

static int renew_one(char **argv, struct renewing *run, struct cmd_context *context,
		     struct err *err)
{
	struct profile *profile = NULL;
	bool any = false;
	int r = cmd_find(argv, run->what, run->tenant, context, &profile, err);

	if (r == EXIT_USAGE && run->tenant == NULL && strstr(run->what, "://") == NULL) {
		any = true;
		r = cmd_find(argv, run->what, CONFIG_ANY_TENANT, context, &profile, err);
	}
	if (r == 0)
		(any ? renew_tenants : renew)(run, profile);
	profile_free(&profile);
	return r;
}

/* Returns 0, an error, or -1 when the help was asked for. */
static int parse(int argc, char **argv, struct renewing *run, struct err *err)
{
	static const struct option longs[] = {
		{ "all", no_argument, NULL, 'a' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "within", required_argument, NULL, 'w' },
		{ "tenant", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	uint64_t seconds;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		switch (option) {
		case 'a':
			run->all = true;
			break;
		case 'q':
			run->quiet = true;
			break;
		case 'w':
			if (text_to_u64(optarg, MAX_TOKEN_LIFETIME_S, &seconds) != 0)
				return err_set(err, EXIT_USAGE,
					       "--within %s: a number of seconds from 0 to %d",
					       optarg, MAX_TOKEN_LIFETIME_S);
			run->within_s = (int64_t)seconds;
			break;
		case 't':
			run->tenant = optarg;
			break;
		case 'h':
			return -1;
		default:
			return cmd_bad_option(argv, option, err);
		}
	}
	if (run->all && (optind < argc || run->tenant != NULL))
		return cmd_usage(argv, err, "--all stands without a profile and without --tenant");
	if (!run->all && optind + 1 != argc)
		return cmd_usage(argv, err, "one profile or URL, please, or --all");
	run->what = argv[optind];
	return 0;
}

int cmd_renew(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	struct renewing run = { 0 };
	int r;

	if ((r = parse(argc, argv, &run, err)) != 0)
		return r < 0 ? cmd_help(context, err) : r;
	r = run.all ? config_each(renew_item, &run, err) : renew_one(argv, &run, context, err);
	if (r != 0)
		return r;
	/* Of config_each, which found no profile. */
	if (run.all && err->text[0] != '\0' && !run.quiet)
		log_hint(err->text);
	context->told = run.first != 0;
	return run.first;
}
