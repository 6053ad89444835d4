/* ccred explain: what a token call would do up to its token request, and why. */
#include "base/banned.h"
#include "cli/report_args.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/trace.h"
#include "client/environment.h"
#include "client/cached_token.h"
#include "base/output.h"
#include "report/report.h"
#include "client/spawn.h"

#include <getopt.h>
#include <unistd.h>

const char cmd_explain_usage[] =
	"usage: ccred explain [--all] [--json] [--tenant NAME] PROFILE|URL\n"
	"Does what a token call does up to its token request, and prints how each step\n"
	"went: the profile, each source, discovery, what is asked for, what the cache\n"
	"has. Nothing is changed. The exit code is that of the call; 0: the request\n"
	"could be made.\n"
	"\n"
	"  --all                run the sources behind the one that decides, too\n"
	"  --json               one JSON document\n"
	"  --tenant NAME        what {tenant} stands for in the profile\n"
	"\n"
	"examples:\n"
	"  ccred explain cadasto\n"
	"  ccred explain --all --json https://acme.api.example/v1 | jq .verdict\n"
	"  CCRED_TRACE=1 ccred token cadasto    the same story, as it happens\n";

struct explain_options {
	struct subject subject;
	bool all;
	const char *what; /* PROFILE or URL */
};

/* Returns 0, an error, or -1 when the help was asked for. */
static int parse(int argc, char **argv, struct explain_options *o, struct err *err)
{
	static const struct option longs[] = {
		{ "all", no_argument, NULL, 'a' },
		SUBJECT_OPTIONS,
		{ NULL, 0, NULL, 0 },
	};
	int option, r;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		if (option == 'a')
			o->all = true;
		else if ((r = subject_option(argv, option, &o->subject, err)) != 0)
			return r;
	}
	if (optind + 1 != argc)
		return cmd_usage(argv, err, "one profile or URL, please");
	o->what = argv[optind];
	return 0;
}

/* What a call would find; the token itself is not looked at. */
static void put_held(const struct held *held, struct report_cache *c)
{
	c->state = held->state;
	if (c->state == CACHE_MISS)
		c->missing = cache_miss(held->cache, held->key);
	c->left_s = held->token.left_s;
	c->age_s = held->token.age_s;
	c->failed = cache_failure(held->cache, held->key, &c->failure);
	c->rejecting = cache_rejecting(held->cache, held->key, &c->wait_s);
}

/* Where there is no cache, held->key stays NULL. What ends a call here goes into the report. */
static void see_cache(const struct profile *p, const struct capture *capture, struct held *held,
		      struct report *report)
{
	struct err why = { 0 };
	int r = held_open(p, capture, held, &why);

	if (r == 0) {
		put_held(held, &report->cache);
		cache_token_clear(&held->token);
		return;
	}
	trace("cache: %s", why.text);
	snprintf(report->cache_why, sizeof(report->cache_why), "%s", why.text);
	report->cache.missing = report->cache_why;
	/* A cache-dir that is no place for a cache; any other call does without one. */
	if (r == EXIT_DENIED) {
		report->code = r;
		report->err = why;
	}
}

/* Has ccred-acquire explain the rest. */
static void ask(const struct profile *p, const struct capture *capture, const char *key,
		const struct explain_options *o, struct buf *text, struct report *report)
{
	struct spawn s = {
		.profile = p,
		.capture = capture,
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

static int explain(const struct profile *p, const struct explain_options *o, struct buf *out,
		   int *ret_code, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER + 1);
	struct report report = { .profile = p };
	struct capture capture = { 0 };
	struct held held = { 0 };
	int r;

	if ((r = environment_capture(p, &capture, err)) != 0)
		return r;
	see_cache(p, &capture, &held, &report);
	if (report.code == 0)
		ask(p, &capture, held.key != NULL ? cache_key_name(held.key) : NULL, o, &text,
		    &report);
	(o->subject.json ? report_json : report_text)(&report, out);
	*ret_code = report.code;
	report_clear(&report);
	held_close(&held);
	capture_clear(&capture);
	buf_free(&text);
	return 0;
}

int cmd_explain(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	struct explain_options o = { 0 };
	struct profile *profile = NULL;
	struct buf out = BUF_INIT;
	int r, code = 0;

	if ((r = parse(argc, argv, &o, err)) != 0)
		return r < 0 ? cmd_help(context, err) : r;
	if ((r = cmd_find(argv, o.what, o.subject.tenant, context, &profile, err)) != 0)
		goto out;
	if ((r = explain(profile, &o, &out, &code, err)) != 0 || (r = output_write(&out, err)) != 0)
		goto out;
	/* The answer says it, to whoever reads the answer. */
	context->told = true;
	r = code;
out:
	buf_free(&out);
	profile_free(&profile);
	return r;
}
