/* ccred explain, doctor and inspect: their command lines. ccred-report, which they become, does the
 * work. */
#include "base/fs.h"
#include "base/limits.h"
#include "base/paths.h"
#include "base/proc.h"
#include "base/trace.h"
#include "cli/operand.h"
#include "client/environment.h"
#include "client/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* A config_each_fn. Takes the first profile that is in order, and stops at the second. */
static int on_profile(const struct config_item *item, void *arg)
{
	struct profile **only = arg;

	if (item->error != NULL)
		return 0;
	if (*only != NULL)
		return -1;
	*only = *item->profile;
	*item->profile = NULL;
	return 0;
}

/* The only profile, for the doctor without a name. NULL: there are several, or none, or it needs a
 * tenant and is that of CONFIG_ANY_TENANT. */
static int find_only(struct profile **ret_profile, struct err *err)
{
	struct profile *only = NULL;
	struct config *config = NULL;
	int r;

	if ((r = config_read(&config, err)) != 0 ||
	    (r = config_each(config, on_profile, &only, err)) != 0 ||
	    (only != NULL && only->tenant != NULL))
		profile_free(&only);
	config_free(&config);
	*ret_profile = only;
	return r;
}

/* *ret_profile is NULL if the doctor is to look without one. */
static int find(const struct args *args, struct command_context *context, struct ad_hoc *ad_hoc,
		struct profile **ret_profile, struct err *err)
{
	int r = args->command != &command_doctor
			? find_service(args, context, ad_hoc, ret_profile, err)
		: args->nwords == 0 ? find_only(ret_profile, err)
				    : find_profile(args, 0, context, NULL, ret_profile, err);

	/* What is wrong with the configuration is the doctor's to say. What the system refused is
	 * not: without the profile, ccred-report would lack its variables. */
	return r != EXIT_USAGE && r != EXIT_OS && args->command == &command_doctor ? 0 : r;
}

/* The message of src/report/report.h. */
static int write_request(const struct args *args, const struct profile *profile,
			 const struct bound *bound, struct buf *b, struct err *err)
{
	const char *word = args->nwords > 0                      ? args->words[0]
			   : profile != NULL && !profile->ad_hoc ? profile->name
								 : NULL;
	struct acquire_request rq = {
		.operation = args->command->name,
		.profile = word,
		.tenant = args_value(args, "--tenant"),
		.url = args_value(args, "--url"),
		.trace_fd = trace_on() ? WIRE_FIRST_FD : -1,
	};

	if (profile != NULL)
		rq.overlay = profile->overlay;
	wire_put_request(&rq, b);
	if (args_value(args, "--all") != NULL)
		kv_put_int(b, "all", 1);
	if (args_value(args, "--json") != NULL)
		kv_put_int(b, "json", 1);
	return spawn_put_vars(bound, b, err);
}

/* Puts the request on descriptor 0, and the trace behind the standard descriptors; closes all
 * others. */
static int place_descriptors(const struct buf *request, struct err *err)
{
	int fd = -1, lowest = WIRE_FIRST_FD;

	if (buf_error(request))
		return err_nomem(err);
	fd = memfd_create("ccred-report", MFD_CLOEXEC);
	if (fd < 0 || fs_write_all(fd, request->data, request->len) != 0 ||
	    lseek(fd, 0, SEEK_SET) != 0 || dup2(fd, STDIN_FILENO) < 0) {
		fs_close(&fd);
		return err_sys(err, REASON_SYSTEM, errno,
			       "cannot make a file in memory for ccred-report");
	}
	if (trace_on()) {
		/* Both numbers may be the same; exec must not close it. */
		(void)dup2(trace_to, lowest);
		(void)fcntl(lowest++, F_SETFD, 0);
	}
	closefrom(lowest);
	return 0;
}

/* Returns only if ccred-report cannot be run. */
static int become(const struct buf *request, struct err *err)
{
	char name[] = "ccred-report", *argv[] = { name, NULL };
	char **envp = environment_for_helper(NULL, 0);
	int r;

	if (envp == NULL)
		return err_nomem(err);
	trace("command: becomes %s", path_report);
	if ((r = place_descriptors(request, err)) == 0) {
		execve(path_report, argv, envp);
		r = err_sys(err, REASON_SYSTEM, errno, "cannot start %s", path_report);
	}
	free(envp);
	return r;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct buf request = BUF_SECRET(LIMIT_ANSWER);
	struct profile *profile = NULL;
	struct bound *bound = NULL;
	struct ad_hoc ad_hoc = { 0 };
	int r;

	if (args_value(args, "--url") != NULL && args->nwords == 0)
		return args_usage(args, err, "--url goes with a profile");
	if ((r = find(args, context, &ad_hoc, &profile, err)) == 0 &&
	    (profile == NULL ||
	     (r = environment_bind(profile, ad_hoc.read != NULL ? &ad_hoc.secret : NULL, &bound,
				   err)) == 0) &&
	    (r = write_request(args, profile, bound, &request, err)) == 0)
		r = become(&request, err);
	bind_free(&bound);
	profile_free(&profile);
	ad_hoc_clear(&ad_hoc);
	buf_free(&request);
	return r;
}

const struct command command_explain = {
	.name = "explain",
	.brief = "what a token call would do, and why",
	.about = "Does what a token call does up to its token request, and prints a line a\n"
		 "step, as ccred doctor does: the profile, the cache, discovery, each source, the\n"
		 "request. Nothing is changed. The exit code is that of the call; 0: the request\n"
		 "could be made.\n",
	.forms = FORMS({ .arguments = { { "PROFILE|URL", KIND_PROFILE } } }),
	.options = OPTIONS({ "--all", NULL, "run the sources after the one that decides, too" },
			   { OPTION_JSON }, { OPTION_TENANT }),
	.examples = "  ccred explain acme\n"
		    "  ccred explain --all --json https://api.example.com/v1 | jq .code\n"
		    "  CCRED_TRACE=1 ccred token acme    the same story, as it happens\n",
	.run = run,
};

const struct command command_doctor = {
	.name = "doctor",
	.brief = "prove the whole way live, and say what mends it",
	.about =
		"Looks at everything that a token needs, asks for one, and prints a line a step:\n"
		"ok, warning, failure or skipped, and below a fault the command that mends it.\n"
		"Without a profile it looks at what concerns all profiles, and at the profile if\n"
		"there is only one. The exit code is that of the first failure; 0: there is none.\n",
	.elsewhere = "diagnose|check|test|verify",
	.forms = FORMS({
		.arguments = { { "PROFILE|URL", KIND_PROFILE, .optional = true } },
	}),
	.options = OPTIONS(
		{ OPTION_JSON }, { OPTION_TENANT },
		{ "--url", "URL", "call this URL, below the target, with the token (GET)" }),
	.examples = "  ccred doctor\n"
		    "  ccred doctor acme --url https://api.example.com/v1/orders\n"
		    "  ccred doctor --json acme | jq -r '.steps[].fix // empty'\n",
	.run = run,
};

const struct command command_inspect = {
	.name = "inspect",
	.brief = "what is known of the cached token",
	.about =
		"Prints what is known of the cached token, but never the token: its time left and\n"
		"scope, what the server says of it (RFC 7662, where offered), and the claims of a\n"
		"JWT, which are not verified. No token is asked for: the exit code is 66 if none\n"
		"is cached, and 77 if the server says that it is not active.\n" AD_HOC_ABOUT,
	.forms = FORMS({ .arguments = { ARGUMENT_SERVICE } }),
	.options = OPTIONS({ OPTION_JSON }, { OPTION_TENANT }, OPTIONS_AD_HOC(AD_HOC_SHORT)),
	.examples = "  ccred inspect acme\n"
		    "  ccred inspect --json https://api.example.com/v1 | jq .server.claims\n",
	.run = run,
};
