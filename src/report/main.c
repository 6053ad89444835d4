/* The main of ccred-report: finds out what ccred doctor, explain and inspect are asked for, and prints it. */
#include "base/banned.h"
#include "acquire/wire.h"
#include "base/fs.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/output.h"
#include "base/proc.h"
#include "base/trace.h"
#include "http/library.h"
#include "report/run.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

static int run(const struct report_request *rq, char about[REPORT_ABOUT], bool *ret_told,
	       struct err *err)
{
	static const report_fn commands[N_REPORT_COMMANDS] = {
		[REPORT_DOCTOR] = run_doctor,
		[REPORT_EXPLAIN] = run_doctor,
		[REPORT_INSPECT] = run_inspect,
	};
	struct buf out = BUF_INIT;
	int r, code = 0;

	if ((r = http_init(err)) == 0)
		r = commands[rq->command](rq, about, &out, &code, err);
	http_cleanup();
	proc_kill_children(proc_daemons, NULL);
	/* If there is a report, the error stands in it. */
	if (r == 0 && (r = output_write(&out, err)) == 0) {
		*ret_told = true;
		r = code;
	}
	buf_free(&out);
	return r;
}

int main(int argc, char **argv)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER);
	struct report_request request = { 0 };
	char about[REPORT_ABOUT] = "";
	struct err err = { 0 };
	bool told = false;
	int r;

	(void)argv;
	if ((r = proc_harden(argc, PROC_HELPER, &err)) != 0)
		goto out;
	/* The trace must not live on in a source. */
	(void)fcntl(WIRE_FIRST_FD, F_SETFD, FD_CLOEXEC);
	/* What a plugin leaves behind becomes our child, and does not outlive us. */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if ((r = fs_read_all(STDIN_FILENO, LIMIT_ANSWER - 1, "the request", &text, &err)) != 0 ||
	    (r = report_request_take(&text, &request, &err)) != 0)
		goto out;
	if (request.acquire.trace_fd == WIRE_FIRST_FD)
		trace_adopt("ccred-report", WIRE_FIRST_FD);
	r = run(&request, about, &told, &err);
out:
	if (r != 0 && !told)
		log_error(about[0] != '\0' ? about : NULL, &err);
	report_request_clear(&request);
	buf_free(&text);
	return r;
}
