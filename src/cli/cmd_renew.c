/*
 * ccred renew: renews cached tokens ahead of their expiry, from a timer for example, so that no
 * caller waits.
 */
#include "base/layout.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/output.h"
#include "cli/follow.h"
#include "cli/operand.h"
#include "cli/person.h"
#include "client/client.h"

/* One run of the command, or one round of --follow. */
struct renewing {
	const struct args *args;
	int64_t within_s;
	bool all, quiet;
	/* NULL: it is one run. */
	struct follow *follow;
	/* The exit code of the first failure. */
	int first;
};

/* A profile, or a tenant of it, as it is called in what is said of it. */
#define LABEL_SIZE (LIMIT_NAME + LIMIT_TENANT + 8)

static char *label(const char *profile, const char *tenant, char out[LABEL_SIZE])
{
	snprintf(out, LABEL_SIZE, tenant != NULL ? "%s (%s)" : "%s", profile, tenant);
	return out;
}

/* name: of an item of follow. */
static void failed(struct renewing *run, const char *name, const struct err *err)
{
	struct follow_item *item;

	if (run->follow == NULL)
		log_error(name, err);
	else if ((item = follow_item(run->follow, name)) != NULL)
		follow_bad(item, err);
	if (run->first == 0)
		run->first = err->code != 0 ? err->code : EXIT_SOFTWARE;
}

/* Tells a person who asked for this one profile why nothing was done. */
static void say_why_not(const struct profile *p, const struct renewed *done)
{
	char text[LIMIT_NAME + 128], left[LAYOUT_TIME_SIZE], due[LAYOUT_TIME_SIZE];

	if (done->what == RENEWAL_NO_TOKEN)
		snprintf(text, sizeof(text), "%s: no valid token in the cache to renew", p->name);
	else if (done->what == RENEWAL_ELSEWHERE)
		snprintf(text, sizeof(text), "%s: another call is renewing it", p->name);
	else
		snprintf(text, sizeof(text), "%s: valid for %s, to be renewed in %s", p->name,
			 layout_time(done->left_s, left), layout_time(done->due_s, due));
	log_hint(text);
}

/* What had failed under this name can be looked at: its profile or its tenants have names of their own. */
static void found(struct renewing *run, const char *name)
{
	struct follow_item *item;

	if (run->follow != NULL && (item = follow_item(run->follow, name)) != NULL)
		follow_good(item, 0, MAX_TIMEOUT_S);
}

static void say(struct renewing *run, const struct profile *p, const struct renewed *done)
{
	char name[LABEL_SIZE], left[LAYOUT_TIME_SIZE];
	struct buf line = BUF_INIT;
	struct err err = { 0 };

	if (done->what != RENEWAL_DONE) {
		if (!run->all)
			say_why_not(p, done);
		return;
	}
	buf_printf(&line, "%s: renewed, valid for %s\n", label(p->name, p->tenant, name),
		   layout_time(done->left_s, left));
	/* Written at once: the next renewal may take long. */
	if (output_write(&line, &err) != 0)
		failed(run, p->name, &err);
	buf_free(&line);
}

static void renew(struct renewing *run, const struct profile *p)
{
	const struct renew_options options = { .within_s = run->within_s };
	struct client client = { 0 };
	struct follow_item *item = NULL;
	struct renewed done = { 0 };
	struct err err = { 0 };
	char name[LABEL_SIZE];

	label(p->name, p->tenant, name);
	/* A round says only what has changed. */
	if (run->follow == NULL)
		client = person_warned();
	else if ((item = follow_item(run->follow, name)) == NULL ||
		 (item->unkept && clock_ms() < item->next_ms))
		return;
	if (renew_ahead(&client, p, &options, &done, &err) != 0) {
		if (p->tenant != NULL && item == NULL)
			err_prefix(&err, "tenant %s", p->tenant);
		failed(run, item != NULL ? name : p->name, &err);
		return;
	}
	if (item != NULL)
		item->unkept = done.unkept;
	if (item != NULL)
		follow_good(item, done.left_s,
			    done.what == RENEWAL_NO_TOKEN ? MAX_TIMEOUT_S : done.due_s);
	else if (!run->quiet)
		say(run, p, &done);
	obtained_clear(&done.now);
}

/* Renews for each tenant of whom the cache has something. p is the profile of CONFIG_ANY_TENANT. */
static void renew_tenants(struct renewing *run, const struct profile *p)
{
	struct tenants tenants = { .profile = p->name };
	struct cache *cache = NULL;
	struct err err = { 0 };
	int r = cache_peek(p->cache_dir, &cache, &err);

	if (r == EXIT_NOINPUT || r == EXIT_UNAVAILABLE)
		/* Nothing is kept, so there is nothing to renew. */
		r = 0;
	else if (r == 0)
		r = tenants_read(cache, &tenants, &err);
	if (r != 0)
		failed(run, p->name, &err);
	for (size_t i = 0; i < tenants.n; i++) {
		struct profile *one = NULL;
		int unknown = config_find_word(p->name, tenants.list[i], NULL, &one, &err);
		if (unknown != 0)
			failed(run, p->name, &err);
		else
			renew(run, one);
		r = r == 0 ? unknown : r;
		profile_free(&one);
	}
	if (r == 0)
		found(run, p->name);
	if (r == 0 && tenants.n == 0 && !run->all && !run->quiet && run->follow == NULL)
		say_why_not(p, &(struct renewed){ .what = RENEWAL_NO_TOKEN });
	strings_free(tenants.list, tenants.n);
	cache_close(&cache);
}

/* A config_each_fn. */
static int renew_item(const struct config_item *item, void *arg)
{
	struct renewing *run = arg;

	if (item->error != NULL)
		failed(run, item->name, item->error);
	else
		(item->any_tenant ? renew_tenants : renew)(run, *item->profile);
	return 0;
}

/* Renews what the command line names. Returns 0, or the error of one that is not found. err is what
 * a person should be told if nothing is configured. */
static int renew_all(struct renewing *run, struct command_context *context, struct err *err)
{
	struct profile *profile = NULL;
	struct config *config = NULL;
	bool any;
	int r = 0;

	if (run->all && (r = config_read(&config, err)) == 0)
		r = config_each(config, renew_item, run, err);
	for (size_t i = 0; i < run->args->nwords && r == 0; i++) {
		r = find_profile(run->args, i, context, &any, &profile, err);
		if (r == 0) {
			if (strcmp(run->args->words[i], profile->name) != 0)
				found(run, run->args->words[i]);
			(any ? renew_tenants : renew)(run, profile);
		} else if (run->follow != NULL)
			failed(run, run->args->words[i], err);
		if (run->follow != NULL)
			r = 0;
		profile_free(&profile);
	}
	config_free(&config);
	return r;
}

/* One round of --follow. */
static void follow_once(struct follow *follow, void *arg)
{
	struct command_context context = { 0 };
	struct renewing *run = arg;
	struct follow_item *item;
	struct err err = { 0 };

	if (!run->all) {
		(void)renew_all(run, &context, &err);
		return;
	}
	/* Of the configuration as a whole. */
	if ((item = follow_item(follow, "")) == NULL)
		return;
	if (renew_all(run, &context, &err) != 0)
		failed(run, "", &err);
	else if ((item = follow_item(follow, "")) != NULL)
		follow_good(item, 0, MAX_TIMEOUT_S);
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct renewing run = {
		.args = args,
		.within_s = args_seconds(args, "--within"),
		.all = args_value(args, "--all") != NULL,
		.quiet = args_value(args, "--quiet") != NULL,
	};
	struct follow follow = { .round = follow_once, .arg = &run, .notify = true };
	int r;

	if (run.all && args->nwords > 0)
		return args_usage(args, err, "--all is for every profile: leave out the name");
	if (args_value(args, "--follow") != NULL && args_value(args, "--within") != NULL)
		return args_usage(args, err, "--follow renews when it is due: leave out --within");
	if (!run.all && args->nwords == 0)
		return args_usage(args, err, "PROFILE|URL or --all is missing");
	if (args_value(args, "--follow") != NULL) {
		run.follow = &follow;
		follow_run(&follow);
	}
	if ((r = renew_all(&run, context, err)) != 0)
		return r;
	/* config_each found no profile, and says so. */
	if (run.all && err->text[0] != '\0' && !run.quiet)
		log_hint_err(err);
	context->told = run.first != 0;
	return run.first;
}

const struct command command_renew = {
	.name = "renew",
	.brief = "renew a cached token ahead of its expiry",
	.about =
		"Renews the token that is in the cache if it is inside its renew-margin, of some\n"
		"profiles or of all. A profile without a token there is left alone, unless it has\n"
		"a token-file. A renewal that fails does no harm to the token. Prints a line for\n"
		"each renewed token. For a timer: --within is the time until the next run.\n"
		"--follow goes on until SIGTERM, and says on stderr what changes.\n",
	.elsewhere = "refresh",
	.forms = FORMS({
		.arguments = { { "PROFILE|URL", KIND_PROFILE, .optional = true,
				 .repeated = true } },
	}),
	.options = OPTIONS(
		{ "--all", NULL, "all profiles; the exit code is that of the first failure" },
		{ "--follow", NULL, "go on: renew each profile whenever it is due" },
		{ "--within", "SECONDS", "also what comes into its margin within that time",
		  KIND_SECONDS },
		{ "--tenant", "NAME", "what {tenant} stands for; else every tenant in the cache" },
		{ "--quiet", NULL, "print errors and warnings alone" }),
	.examples = "  ccred renew acme\n"
		    "  ccred renew --all --within 300       every five minutes, from cron say\n"
		    "  ccred renew --all --follow           in a container, as its one process\n"
		    "  systemctl --user enable --now ccred-renew.timer\n",
	.run = run,
};
