/* ccred status: how the profiles stand, from the configuration and the cache alone. */
#include "base/banned.h"
#include "cli/report_args.h"
#include "base/log.h"
#include "base/text.h"
#include "base/output.h"
#include "cli/status.h"

#include <getopt.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char cmd_status_usage[] =
	"usage: ccred status [--json] [--tenant NAME] [PROFILE|URL...]\n"
	"Prints how each profile stands: its token and for how long it is valid, who\n"
	"supplied the secret or which sources would be tried, how the last attempt\n"
	"failed. Reads configuration and cache: runs no source, asks no server.\n"
	"\n"
	"  --json               one JSON document\n"
	"  --tenant NAME        what {tenant} stands for in the profile\n"
	"\n"
	"Token: fresh; renewing (valid, and about to be renewed); expiring (a call waits\n"
	"for a new one); expired; rejected (taken back with erase); none.\n"
	"Exit code 78 if a profile is refused; else that of the first failure that stands\n"
	"where there is no valid token.\n"
	"\n"
	"examples:\n"
	"  ccred status\n"
	"  ccred status --json | jq -r '.[] | select(.state == \"expired\") | .profile'\n";

/* Where nobody says how wide the output is; and what can be written at all. */
#define DEFAULT_WIDTH 80
#define LEAST_WIDTH 20
#define MOST_WIDTH 10000

/* Returns 0, an error, or -1 when the help was asked for. */
static int parse(int argc, char **argv, struct subject *o, struct err *err)
{
	static const struct option longs[] = {
		SUBJECT_OPTIONS,
		{ NULL, 0, NULL, 0 },
	};
	int option, r;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		if ((r = subject_option(argv, option, o, err)) != 0)
			return r;
	}
	if (o->tenant != NULL && optind == argc)
		return cmd_usage(argv, err, "--tenant goes with a profile");
	return 0;
}

/* Of the terminal, else as $COLUMNS says. */
static size_t output_width(void)
{
	const char *columns = getenv("COLUMNS");
	uint64_t width = DEFAULT_WIDTH;
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		width = size.ws_col;
	else if (columns != NULL)
		(void)text_to_u64(columns, MOST_WIDTH, &width);
	return width < LEAST_WIDTH ? LEAST_WIDTH : (size_t)width;
}

static int print(const struct status *status, bool json, struct err *err)
{
	struct buf out = BUF_INIT;
	int r;

	if (json)
		status_json(status, &out);
	else
		status_text(status, output_width(), output_colour(), &out);
	r = output_write(&out, err);
	buf_free(&out);
	return r;
}

int cmd_status(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	struct subject o = { 0 };
	struct status status = { 0 };
	int r;

	if ((r = parse(argc, argv, &o, err)) != 0)
		return r < 0 ? cmd_help(context, err) : r;
	if ((r = status_gather(argv, argv + optind, (size_t)(argc - optind), o.tenant, context,
			       &status, err)) != 0)
		goto out;
	if (status.n == 0)
		log_hint(err->text);
	if ((r = print(&status, o.json, err)) != 0)
		goto out;
	/* A cache-dir that is no place for a cache ends each call; without any place they go on. */
	if (status.cache.code == EXIT_UNAVAILABLE) {
		log_warning(NULL, status.cache.text);
	} else if (status.cache.code != 0) {
		*err = status.cache;
		r = err->code;
		goto out;
	}
	/* The answer says it. */
	context->told = true;
	r = status_code(&status);
out:
	status_clear(&status);
	return r;
}
