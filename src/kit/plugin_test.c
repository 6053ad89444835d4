/* The conformance suite of plugins: its cases. */
#include "kit/plugin_test.h"
#include "kit/plugin_suite.h"
#include "kit/plugin_check.h"
#include "ccred-plugin.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Longer than a plugin that heeds cancelled may take, and shorter than it would wait otherwise. */
#define SLOW_MS 500
#define GRACE_MS 5000

const char *const scenario_names[N_SCENARIOS] = {
	[SCENARIO_FOUND] = "found", [SCENARIO_OTHER] = "other", [SCENARIO_ABSENT] = "absent",
	[SCENARIO_WRONG] = "wrong", [SCENARIO_SLOW] = "slow",   [SCENARIO_STORE] = "store",
};

/* The rules of the files, of the description, of the module, and of memory. */
static void check_rules(struct suite *s)
{
	const struct scenario_args *found = &s->scenarios[SCENARIO_FOUND];
	struct check_report report = { 0 };
	char name[64];

	plugin_check(s->description->path, found->args, found->given ? found->nargs : 0, &report);
	for (size_t i = 0; i < report.n; i++) {
		const struct check *c = &report.checks[i];
		if (c->outcome == CHECK_SKIP)
			suite_skip(s, c->text);
		snprintf(name, sizeof(name), "it keeps the rules: %s", c->name);
		if (c->outcome != CHECK_SKIP)
			suite_case(s, c->outcome == CHECK_PASS, c->text, name);
	}
}

static const struct suite_call wrong[] = {
	{ SCENARIO_WRONG, SUITE_REFUSED,
	  "arguments that open does not take are refused, with a reason" },
};
static const struct suite_call found[] = {
	{ SCENARIO_FOUND, SUITE_FIRST, "a credential that is there is found" },
	{ SCENARIO_FOUND, SUITE_SAME, "asked again, it gives the same" },
	{ SCENARIO_FOUND, SUITE_CREDENTIAL, "after a refusal (refresh), it still answers",
	  .refresh = true },
	{ SCENARIO_FOUND, SUITE_ANSWER, "with its deadline in the past, it ends by itself",
	  .told_ms = -1, .grace_ms = GRACE_MS },
};
static const struct suite_call other[] = {
	{ SCENARIO_OTHER, SUITE_ANOTHER, "with other arguments, it gives another credential" },
	{ SCENARIO_FOUND, SUITE_SAME, "and with the first ones still the first" },
};
static const struct suite_call absent[] = {
	{ SCENARIO_ABSENT, SUITE_DECLINED,
	  "what is not there is ignore or a soft result, with a reason" },
};
static const struct suite_call slow[] = {
	{ SCENARIO_SLOW, SUITE_SOFT, "a call without end is over at its deadline",
	  .told_ms = SLOW_MS },
	{ SCENARIO_SLOW, SUITE_ENDED, "told that it is cancelled, it ends by itself",
	  .told_ms = SLOW_MS, .grace_ms = GRACE_MS },
};

/* The id of one client is never paired with the secret of another. */
static void check_known_id(struct suite *s)
{
	const struct secret *id = s->first.items[ITEM_CLIENT_ID];

	if (id == NULL) {
		suite_skip(s, "known client ids: it sets none");
		return;
	}
	const struct suite_call calls[] = {
		{ SCENARIO_FOUND, SUITE_NOTHING,
		  "of another client than the known one, it gives nothing",
		  .client_id = "plugin-test-another" },
		{ SCENARIO_FOUND, SUITE_CREDENTIAL, "of the known client, it gives what it has",
		  .client_id = id->data },
	};
	SUITE_WALK(s, SCENARIO_FOUND, calls);
}

/* Returns 0, EXIT_CONFIG if a case failed, or EXIT_IO. */
static int run_cases(struct suite *s)
{
	check_rules(s);
	SUITE_WALK(s, SCENARIO_WRONG, wrong);
	if (SUITE_WALK(s, SCENARIO_FOUND, found)) {
		check_known_id(s);
		SUITE_WALK(s, SCENARIO_OTHER, other);
	}
	SUITE_WALK(s, SCENARIO_ABSENT, absent);
	SUITE_WALK(s, SCENARIO_SLOW, slow);
	suite_keeping(s);
	credential_clear(&s->first);
	return suite_end(s);
}

/*
 * In a process of its own: what its calls leave behind is its child, and no other is, whatever
 * children this one had before it became ccred.
 */
static int run_apart(struct suite *s, struct err *err)
{
	int status, code;
	pid_t pid;

	if ((pid = fork()) < 0)
		return err_sys(err, REASON_SYSTEM, errno, "cannot start a process");
	if (pid == 0) {
		(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		_exit(run_cases(s));
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	code = WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_SOFTWARE;
	if (code == 0)
		return 0;
	if (code == EXIT_CONFIG)
		return err_set(err, REASON_PLUGIN_TEST,
			       "the plugin does not conform: see the lines with \"not ok\"");
	if (code == EXIT_IO)
		return err_set(err, REASON_OUTPUT, "cannot write to standard output");
	return err_set(err, REASON_SUITE_ENDED,
		       "the suite ended before its last case: a signal may have killed it");
}

int plugin_test(const char *path, const struct scenario_args scenarios[N_SCENARIOS],
		struct err *err)
{
	struct suite s = { 0 };
	/* Errors before the first case. */
	int r = suite_begin(&s, path, scenarios, err);

	if (r == 0)
		r = run_apart(&s, err);
	suite_clear(&s);
	return r;
}
