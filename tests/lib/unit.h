/* What every unit test shares: a main that runs one suite of check(3) and speaks TAP. */
#pragma once

#include <check.h>
#include <signal.h>
#include <stdlib.h>

/* Runs the suite, prints TAP on stdout, and returns the exit status. */
static inline int unit_main(Suite *suite)
{
	/* As in every main of ours. */
	signal(SIGPIPE, SIG_IGN);
	SRunner *runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
