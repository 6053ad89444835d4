/*
 * ccred renew: renews cached tokens ahead of their expiry, from a timer for example, so that no
 * caller waits.
 */
#include "base/layout.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/output.h"
#include "cli/operand.h"
#include "cli/person.h"
#include "client/client.h"

/* One run of the command. */
struct renewing {
	int64_t within_s;
	bool all, quiet;
	/* The exit code of the first failure. */
	int first;
};

static void failed(struct renewing *run, const char *profile, const struct err *err)
{
	log_error(profile, err);
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

static void renew(struct renewing *run, const struct profile *p)
{
	const struct renew_options options = { .within_s = run->within_s };
	struct renewed done = { 0 };
	struct err err = { 0 };
	struct client client = person_warned();
	struct buf line = BUF_INIT;
	char left[LAYOUT_TIME_SIZE];

	if (renew_ahead(&client, p, &options, &done, &err) != 0) {
		if (p->tenant != NULL)
			err_prefix(&err, "tenant %s", p->tenant);
		failed(run, p->name, &err);
		return;
	}
	obtained_clear(&done.now);
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
	buf_printf(&line, ": renewed, valid for %s\n", layout_time(done.left_s, left));
	/* Written at once: the next renewal may take long. */
	if (output_write(&line, &err) != 0)
		failed(run, p->name, &err);
	buf_free(&line);
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
		err = (struct err){ 0 };
		if (config_find_word(p->name, tenants.list[i], NULL, &one, &err) != 0)
			failed(run, p->name, &err);
		else
			renew(run, one);
		profile_free(&one);
	}
	if (r == 0 && tenants.n == 0 && !run->all && !run->quiet)
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

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct renewing run = {
		.within_s = args_seconds(args, "--within"),
		.all = args_value(args, "--all") != NULL,
		.quiet = args_value(args, "--quiet") != NULL,
	};
	struct profile *profile = NULL;
	struct config *config = NULL;
	bool any;
	int r;

	if (run.all && args->nwords > 0)
		return args_usage(args, err, "--all is for every profile: leave out the name");
	if (!run.all && args->nwords == 0)
		return args_usage(args, err, "PROFILE|URL or --all is missing");
	if (!run.all) {
		if ((r = find_profile(args, context, &any, &profile, err)) == 0)
			(any ? renew_tenants : renew)(&run, profile);
	} else if ((r = config_read(&config, err)) == 0) {
		r = config_each(config, renew_item, &run, err);
	}
	config_free(&config);
	profile_free(&profile);
	if (r != 0)
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
		"Renews the token that is in the cache if it is inside its renew-margin, of one\n"
		"profile or of all. A profile without a token there is left alone. A renewal that\n"
		"fails does no harm to the token. Prints a line for each renewed token. For a\n"
		"timer: --within says how long it is until the next run.\n",
	.elsewhere = "refresh",
	.forms = FORMS({
		.arguments = { { "PROFILE|URL", KIND_PROFILE, .optional = true } },
	}),
	.options = OPTIONS(
		{ "--all", NULL, "all profiles; the exit code is that of the first failure" },
		{ "--within", "SECONDS", "also what comes into its margin within that time",
		  KIND_SECONDS },
		{ "--tenant", "NAME", "what {tenant} stands for; else every tenant in the cache" },
		{ "--quiet", NULL, "print errors and warnings alone" }),
	.examples = "  ccred renew acme\n"
		    "  ccred renew --all --within 300       every five minutes, from cron say\n"
		    "  systemctl --user enable --now ccred-renew.timer\n",
	.run = run,
};
