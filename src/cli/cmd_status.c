/* ccred status: how the profiles stand, from the configuration and the cache alone. */
#include "base/log.h"
#include "base/output.h"
#include "base/text.h"
#include "cli/args.h"
#include "cli/status.h"

#include <sys/ioctl.h>
#include <unistd.h>

/* The width of the output if neither the terminal nor COLUMNS gives it, and its limits. */
#define DEFAULT_WIDTH 80
#define LEAST_WIDTH 20
#define MOST_WIDTH 10000

/* The width of the terminal, else $COLUMNS. */
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

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct status status = { 0 };
	int r;

	if ((r = status_gather(args->words, args->nwords, args_value(args, "--tenant"), &status,
			       err)) != 0)
		goto out;
	if (status.n == 0)
		log_hint(err->text);
	if (args_value(args, "--json") != NULL)
		status_json(&status, &context->out);
	else
		status_text(&status, output_width(), output_colour(), &context->out);
	/* A cache-dir that cannot be used ends every call. Without any directory calls go on. */
	if (status.cache.code == EXIT_UNAVAILABLE) {
		log_warning_err(NULL, &status.cache);
	} else if (status.cache.code != 0) {
		*err = status.cache;
		r = err->code;
		goto out;
	}
	/* The answer has the error in it. */
	context->told = true;
	r = status_code(&status);
out:
	status_clear(&status);
	return r;
}

const struct command command_status = {
	.name = "status",
	.brief = "how the profiles stand: tokens, sources, errors",
	.about =
		"Prints how each profile stands: its token and for how long it is valid, which\n"
		"source supplied the secret or which sources would be tried, and how the last\n"
		"attempt failed. Reads configuration and cache: runs no source, asks no server.\n"
		"\n"
		"Token: fresh; renewing (valid, and about to be renewed); expiring (a call waits\n"
		"for a new one); expired; rejected (taken back with erase); none.\n"
		"Exit code 78 if a profile is refused; else that of the first failure that stands\n"
		"where there is no valid token.\n",
	.forms = FORMS({
		.arguments = { { "PROFILE|URL", KIND_PROFILE, .optional = true,
				 .repeated = true } },
	}),
	.options = OPTIONS(OPTION_JSON, OPTION_TENANT),
	.examples =
		"  ccred status\n"
		"  ccred status --json | jq -r '.[] | select(.state == \"expired\") | .profile'\n",
	.run = run,
};
