/* ccred explain, doctor and inspect: their command lines. The work is in src/report. */
#include "base/banned.h"
#include "base/output.h"
#include "cli/args.h"
#include "report/run.h"

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const report_fn fn = args->command == &command_explain  ? run_explain
			     : args->command == &command_doctor ? run_doctor
								: run_inspect;
	const struct report_args wanted = {
		.word = args->nwords > 0 ? args->words[0] : NULL,
		.tenant = args_value(args, "--tenant"),
		.url = args_value(args, "--url"),
		.all = args_value(args, "--all") != NULL,
		.json = args_value(args, "--json") != NULL,
	};
	struct buf out = BUF_INIT;
	int r, code = 0;

	_Static_assert(REPORT_ABOUT == sizeof(context->about), "the name of a profile");
	if (wanted.url != NULL && wanted.word == NULL)
		return args_usage(args, err, "--url goes with a profile");
	if ((r = fn(&wanted, context->about, &out, &code, err)) == 0 &&
	    (r = output_write(&out, err)) == 0) {
		/* The report has the error in it. */
		context->told = true;
		r = code;
	}
	buf_free(&out);
	return r;
}

static const struct command_option explain_options[] = {
	{ "--all", NULL, "run the sources behind the one that decides, too" },
	OPTION_JSON,
	OPTION_TENANT,
	{ NULL },
};
const struct command command_explain = {
	.name = "explain",
	.brief = "what a token call would do, and why",
	.about = "Does what a token call does up to its token request, and prints how each step\n"
		 "went: the profile, each source, discovery, the request, the cache. Nothing is\n"
		 "changed. The exit code is that of the call; 0: the request could be made.\n",
	.forms = &form_profile,
	.options = explain_options,
	.examples = "  ccred explain cadasto\n"
		    "  ccred explain --all --json https://acme.api.example/v1 | jq .verdict\n"
		    "  CCRED_TRACE=1 ccred token cadasto    the same story, as it happens\n",
	.run = run,
};

static const struct command_form one_or_all = {
	.arguments = { { "PROFILE|URL", KIND_PROFILE, .optional = true } },
};
static const struct command_option doctor_options[] = {
	OPTION_JSON,
	OPTION_TENANT,
	{ "--url", "URL", "call this URL, below the target, with the token (GET)" },
	{ NULL },
};
const struct command command_doctor = {
	.name = "doctor",
	.brief = "prove the whole way live, and say what mends it",
	.about =
		"Looks at everything that a token needs, asks for one, and prints a line a step:\n"
		"ok, warning, failure or skipped, and below a fault the command that mends it.\n"
		"Without a profile it looks at what concerns all profiles, and at the profile if\n"
		"there is only one. The exit code is that of the first failure; 0: there is none.\n",
	.forms = &one_or_all,
	.options = doctor_options,
	.examples = "  ccred doctor\n"
		    "  ccred doctor cadasto --url https://acme.api.example/v1/things\n"
		    "  ccred doctor --json cadasto | jq -r '.steps[].command // empty'\n",
	.run = run,
};

static const struct command_option inspect_options[] = {
	OPTION_JSON,
	OPTION_TENANT,
	{ NULL },
};
const struct command command_inspect = {
	.name = "inspect",
	.brief = "what is known of the cached token",
	.about =
		"Prints what is known of the cached token, but never the token: its time left and\n"
		"scope, what the server says of it (RFC 7662, where offered), and the claims of a\n"
		"JWT, which are not verified. No token is asked for: the exit code is 66 if none\n"
		"is cached, and 77 if the server says that it is not active.\n",
	.forms = &form_profile,
	.options = inspect_options,
	.examples = "  ccred inspect cadasto\n"
		    "  ccred inspect --json https://acme.api.example/v1 | jq .server.claims\n",
	.run = run,
};
