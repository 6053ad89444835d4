/* The main of ccred-report: finds out what ccred doctor, explain and inspect are asked for, and
 * prints it. */
#include "base/fs.h"
#include "base/log.h"
#include "base/output.h"
#include "base/proc.h"
#include "base/trace.h"
#include "config/strings.h"
#include "http/library.h"
#include "report/report.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Takes the message apart in place. */
static int take(struct buf *message, struct report_request *rq, struct err *err)
{
	static const char *const commands[] = { "doctor", "explain", "inspect", NULL };
	int c, r = wire_take_request(message, &rq->kv, &rq->acquire, err);
	const char *name = rq->acquire.operation;

	if (r == EXIT_OS || (r != 0 && kv_get(&rq->kv, "operation") != NULL))
		return r;
	c = name != NULL ? strings_find(commands, name) : -1;
	rq->command = (enum report_command)c;
	rq->all = kv_get(&rq->kv, "all") != NULL;
	rq->json = kv_get(&rq->kv, "json") != NULL;
	if (r == 0 && c >= 0 &&
	    (rq->acquire.profile != NULL || rq->acquire.overlay.n > 0 || c == REPORT_DOCTOR))
		return 0;
	return err_set(
		err, REASON_REPORT_BY_HAND,
		"ccred-report is started by ccred, not by hand: use ccred doctor, ccred explain "
		"or ccred inspect");
}

static int run(const struct report_request *rq, struct report_output *out, struct err *err)
{
	int r;

	if (rq->acquire.trace_fd == WIRE_FIRST_FD)
		trace_adopt("ccred-report", WIRE_FIRST_FD);
	if ((r = http_init(err)) == 0)
		r = (rq->command == REPORT_INSPECT ? run_inspect : run_doctor)(rq, out, err);
	http_cleanup();
	proc_kill_children(PROC_SPARE_AGENT, NULL);
	return r != 0 ? r : output_write(&out->text, err);
}

/* A library that does not check whether it got memory (json-c) must not end us without a word. When
 * ccred-acquire crashes, its caller says so; ccred-report has taken the place of its caller. */
static void on_crash(int number)
{
	static const char text[] = "ccred: ccred-report crashed: there is too little memory, or a "
				   "fault in it\n";

	(void)number;
	(void)fs_write_all(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EXIT_SOFTWARE);
}

/* A key for mutual TLS is used in this process, and the module of its token may hang. */
static void on_alarm(int number)
{
	static const char text[] =
		"ccred: there is no report in time: if the key is in a token (uri=), the module of the "
		"token hangs: connect the token again, or restart its service\n";

	(void)number;
	(void)fs_write_all(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EXIT_TEMPFAIL);
}

static void catch_signals(void)
{
	static const int numbers[] = { SIGSEGV, SIGBUS, SIGFPE, SIGABRT };
	struct sigaction action = { .sa_handler = on_crash }, old;

	/* Not a sanitizer's own. */
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			(void)sigaction(numbers[i], &action, NULL);
	action.sa_handler = on_alarm;
	(void)sigaction(SIGALRM, &action, NULL);
}

int main(int argc, char **argv)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER);
	struct report_request request = { 0 };
	struct report_output out = { 0 };
	struct err err = { 0 };
	int r;

	(void)argv;
	catch_signals();
	if ((r = proc_harden(argc, PROC_HELPER, &err)) != 0)
		goto out;
	/* The trace must not live on in a source. */
	(void)fcntl(WIRE_FIRST_FD, F_SETFD, FD_CLOEXEC);
	/* What a plugin leaves behind becomes our child, and does not outlive us. */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if ((r = fs_read_all(STDIN_FILENO, LIMIT_ANSWER - 1, "the request", &text, &err)) == 0 &&
	    (r = take(&text, &request, &err)) == 0)
		r = run(&request, &out, &err);
out:
	/* If there is a report, the error stands in it. */
	if (r != 0)
		log_error(out.about, &err);
	else
		r = out.code;
	acquire_request_clear(&request.acquire);
	kv_free(&request.kv);
	buf_free(&out.text);
	buf_free(&text);
	return r;
}
