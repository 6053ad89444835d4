/* The conformance suite of plugins: its cases. */
#include "base/banned.h"
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

static bool succeeds(const struct line_result *a)
{
	return a->result == RESULT_SUCCESS &&
	       (a->set.items[ITEM_CLIENT_ID] != NULL || a->set.items[ITEM_CLIENT_SECRET] != NULL);
}

/* It works, and does not have it. */
static bool declines(const struct line_result *a)
{
	return a->result == RESULT_IGNORE || (result_is_soft(a->result) && said_anything(&a->said));
}

/* The rules of the files, of the description, of the module, and of memory. */
static void check_rules(struct suite *s, const char *path)
{
	const struct scenario_args *found = &s->scenarios[SCENARIO_FOUND];
	struct check_report report = { 0 };

	plugin_check(path, found->args, found->given ? found->nargs : 0, &report);
	for (size_t i = 0; i < report.n; i++) {
		const struct check *c = &report.checks[i];
		if (c->outcome == CHECK_SKIP)
			suite_skip(s, c->text);
		else
			suite_case(s, c->outcome == CHECK_PASS, c->text, "it keeps the rules: %s",
				   c->name);
	}
}

static void check_found(struct suite *s, struct line_result *first)
{
	struct suite_call call = { .verb = "get", .scenario = SCENARIO_FOUND };
	struct line_result again;

	suite_run(s, &call, first);
	suite_case_line(s, succeeds(first), first, "a credential that is there is found");
	suite_run(s, &call, &again);
	suite_case_line(s, succeeds(&again) && credential_equal(&again.set, &first->set), &again,
			"asked again, it gives the same");
	credential_clear(&again.set);
	call.refresh = true;
	suite_run(s, &call, &again);
	suite_case_line(s, succeeds(&again), &again, "after a refusal (refresh), it still answers");
	credential_clear(&again.set);
	call.refresh = false;
	call.told_ms = -1;
	call.grace_ms = GRACE_MS;
	suite_run(s, &call, &again);
	suite_case_line(s, succeeds(&again) || declines(&again), &again,
			"with its deadline in the past, it ends by itself");
	credential_clear(&again.set);
}

/* The id of one client is never paired with the secret of another. */
static void check_known_id(struct suite *s, const struct line_result *first)
{
	struct suite_call call = { .verb = "get",
				   .scenario = SCENARIO_FOUND,
				   .client_id = "plugin-test-another" };
	struct line_result a;

	if (first->set.items[ITEM_CLIENT_ID] == NULL) {
		suite_skip(s, "known client ids: it sets none");
		return;
	}
	suite_run(s, &call, &a);
	suite_case_line(s,
			!succeeds(&a) && a.result != RESULT_INTERNAL && a.result != RESULT_CRASHED,
			&a, "of another client than the known one, it gives nothing");
	credential_clear(&a.set);
	call.client_id = first->set.items[ITEM_CLIENT_ID]->data;
	suite_run(s, &call, &a);
	suite_case_line(s, succeeds(&a), &a, "of the known client, it gives what it has");
	credential_clear(&a.set);
}

static void check_other(struct suite *s, const struct line_result *first)
{
	struct suite_call call = { .verb = "get", .scenario = SCENARIO_OTHER };
	struct line_result a;

	if (suite_lacks(s, SCENARIO_OTHER))
		return;
	suite_run(s, &call, &a);
	suite_case_line(s, succeeds(&a) && !credential_equal(&a.set, &first->set), &a,
			"with other arguments, it gives another credential");
	credential_clear(&a.set);
	call.scenario = SCENARIO_FOUND;
	suite_run(s, &call, &a);
	suite_case_line(s, succeeds(&a) && credential_equal(&a.set, &first->set), &a,
			"and with the first ones still the first");
	credential_clear(&a.set);
}

static void check_absent(struct suite *s)
{
	struct suite_call call = { .verb = "get", .scenario = SCENARIO_ABSENT };
	struct line_result a;

	if (suite_lacks(s, SCENARIO_ABSENT))
		return;
	suite_run(s, &call, &a);
	suite_case_line(s, declines(&a), &a,
			"what is not there is ignore or a soft result, with a reason");
	credential_clear(&a.set);
}

static void check_slow(struct suite *s)
{
	struct suite_call call = { .verb = "get", .scenario = SCENARIO_SLOW, .told_ms = SLOW_MS };
	struct line_result a;

	if (suite_lacks(s, SCENARIO_SLOW))
		return;
	suite_run(s, &call, &a);
	suite_case_line(s, result_is_soft(a.result), &a,
			"a call without end is over at its deadline");
	credential_clear(&a.set);
	call.grace_ms = GRACE_MS;
	suite_run(s, &call, &a);
	suite_case_line(s, result_is_soft(a.result) && a.result != RESULT_TIMEOUT, &a,
			"told that it is cancelled, it ends by itself");
	credential_clear(&a.set);
}

/* What open refuses although its description does not. */
static void check_wrong(struct suite *s)
{
	struct suite_call call = { .verb = "get", .scenario = SCENARIO_WRONG };
	struct line_result a;

	if (suite_lacks(s, SCENARIO_WRONG))
		return;
	suite_run(s, &call, &a);
	suite_case_line(s, a.refused && said_anything(&a.said), &a,
			"arguments that open does not take are refused, with a reason");
	credential_clear(&a.set);
}

/* Returns 0, EXIT_CONFIG if a case failed, or EXIT_IO. */
static int run_cases(struct suite *s, const char *path)
{
	struct line_result first = { 0 };

	check_rules(s, path);
	check_wrong(s);
	if (!suite_lacks(s, SCENARIO_FOUND)) {
		check_found(s, &first);
		check_known_id(s, &first);
		check_other(s, &first);
	}
	check_absent(s);
	check_slow(s);
	suite_keeping(s);
	credential_clear(&first.set);
	return suite_end(s);
}

/*
 * In a process of its own: what its calls leave behind is its child, and no other is, whatever children this
 * one had before it became ccred.
 */
static int run_apart(const char *path, const struct scenario_args *scenarios, struct err *err)
{
	int status, r;
	pid_t pid;

	if ((pid = fork()) < 0)
		return err_sys(err, REASON_SYSTEM, errno, "cannot start a process");
	if (pid == 0) {
		struct suite s = { 0 };
		(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		r = suite_begin(&s, path, scenarios, err);
		_exit(r != 0 ? EXIT_SOFTWARE : run_cases(&s, path));
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_CONFIG)
		return err_set(err, REASON_PLUGIN_TEST, "it does not conform: see what is not ok");
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_IO)
		return err_set(err, REASON_OUTPUT, "cannot write to stdout");
	return err_set(err, REASON_SUITE_ENDED, "the suite did not come to its end");
}

int plugin_test(const char *path, const struct scenario_args scenarios[N_SCENARIOS],
		struct err *err)
{
	struct suite s = { 0 };
	int r = suite_begin(&s, path, scenarios, err);

	/* What can be said before the first case. */
	suite_clear(&s);
	return r != 0 ? r : run_apart(path, scenarios, err);
}
