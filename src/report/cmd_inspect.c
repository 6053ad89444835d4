/* ccred inspect: what the cached token says, and what the server says of it. */
#include "base/banned.h"
#include "cli/report_args.h"
#include "base/clock.h"
#include "base/limits.h"
#include "client/environment.h"
#include "client/cached_token.h"
#include "report/inspection.h"
#include "base/output.h"
#include "client/spawn.h"

#include <getopt.h>
#include <unistd.h>

const char cmd_inspect_usage[] =
	"usage: ccred inspect [--json] [--tenant NAME] PROFILE|URL\n"
	"Prints what is known of the cached token, but never the token: its time left and\n"
	"scope, what the server says of it (RFC 7662, where offered), and the claims of a\n"
	"JWT, which are not verified. No token is asked for: the exit code is 66 if none\n"
	"is cached, and 77 if the server says that it is not active.\n"
	"\n"
	"  --json               one JSON document\n"
	"  --tenant NAME        what {tenant} stands for in the profile\n"
	"\n"
	"examples:\n"
	"  ccred inspect cadasto\n"
	"  ccred inspect --json https://acme.api.example/v1 | jq .server.claims\n";

struct inspect_options {
	struct subject subject;
	const char *what; /* PROFILE or URL */
};

/* Returns 0, an error, or -1 when the help was asked for. */
static int parse(int argc, char **argv, struct inspect_options *o, struct err *err)
{
	static const struct option longs[] = {
		SUBJECT_OPTIONS,
		{ NULL, 0, NULL, 0 },
	};
	int option, r;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		if ((r = subject_option(argv, option, &o->subject, err)) != 0)
			return r;
	}
	if (optind + 1 != argc)
		return cmd_usage(argv, err, "one profile or URL, please");
	o->what = argv[optind];
	return 0;
}

static int no_token(const struct profile *p, const char *why, struct err *err)
{
	bool known = why != NULL && strcmp(why, "none") != 0;

	return err_set(err, EXIT_NOINPUT, "no token is cached%s%s%s: ccred token %s first",
		       known ? " (" : "", known ? why : "", known ? ")" : "", p->name);
}

/* What cannot be found out goes into the report, too. */
static void ask(const struct profile *p, const struct capture *capture, struct buf *text,
		struct inspection *i)
{
	struct spawn s = {
		.profile = p,
		.capture = capture,
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
	struct capture capture = { 0 };
	struct clock_now now;
	int r;

	if ((r = environment_capture(p, &capture, err)) != 0)
		return r;
	r = held_open(p, &capture, &held, err);
	if (r == EXIT_NOINPUT || r == EXIT_UNAVAILABLE)
		r = no_token(p, NULL, err);
	else if (r == 0 && held.state == CACHE_MISS)
		r = no_token(p, cache_miss(held.cache, held.key), err);
	if (r != 0)
		goto out;
	ask(p, &capture, &text, &i);
	clock_now(&now);
	if (json)
		inspection_json(&i, out);
	else
		inspection_text(&i, now.wall_s, out);
	*ret_code = i.code;
out:
	inspection_clear(&i);
	held_close(&held);
	capture_clear(&capture);
	buf_free(&text);
	return r;
}

int cmd_inspect(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	struct inspect_options o = { 0 };
	struct profile *profile = NULL;
	struct buf out = BUF_INIT;
	int r, code = 0;

	if ((r = parse(argc, argv, &o, err)) != 0)
		return r < 0 ? cmd_help(context, err) : r;
	if ((r = cmd_find(argv, o.what, o.subject.tenant, context, &profile, err)) != 0 ||
	    (r = inspect(profile, o.subject.json, &out, &code, err)) != 0 ||
	    (r = output_write(&out, err)) != 0)
		goto out;
	/* The answer says it, to whoever reads the answer. */
	context->told = true;
	r = code;
out:
	buf_free(&out);
	profile_free(&profile);
	return r;
}
