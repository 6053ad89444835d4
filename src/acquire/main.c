/* The main of ccred-acquire: one request in, one answer out, and nothing left behind. */
#include "base/banned.h"
#include "acquire/acquire.h"
#include "acquire/request.h"
#include "acquire/wire.h"
#include "base/err_kv.h"
#include "base/fs.h"
#include "base/limits.h"
#include "base/proc.h"
#include "base/trace.h"
#include "http/library.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "config.h"

/* Writes the whole answer; status comes first and says what to make of the rest. */
static int answer(int status, const struct acquired *a, const struct err *err)
{
	struct buf b = BUF_SECRET(LIMIT_ANSWER);
	int r;

	kv_put_int(&b, "status", status);
	if (status == 0 && a->token != NULL)
		kv_putn(&b, "token", a->token->data, a->token->len);
	if (status == 0) {
		if (a->expires_s > 0)
			kv_put_int(&b, "expires", a->expires_s);
		if (a->scope != NULL)
			kv_put_escaped(&b, "scope", a->scope, strlen(a->scope));
	} else {
		err_kv_put(&b, err);
	}
	if (!buf_error(&a->warnings))
		buf_put(&b, buf_str(&a->warnings), a->warnings.len);
	if (!buf_error(&a->report))
		buf_put(&b, buf_str(&a->report), a->report.len);
	r = buf_error(&b) || fs_write_all(STDOUT_FILENO, b.data, b.len) != 0 ? EXIT_SOFTWARE
									     : status;
	buf_free(&b);
	return r;
}

static void put_version(struct buf *report)
{
	struct buf text = BUF_INIT;

	buf_puts(&text, PACKAGE_VERSION ", ");
	http_libraries(&text);
	kv_put(report, "version", buf_str(&text));
	buf_free(&text);
}

static int run(const struct acquire_request *rq, struct acquired *a, struct err *err)
{
	if (rq->discover)
		return acquire_discover(rq, a, err);
	if (rq->prove)
		return acquire_prove(rq, a, err);
	if (rq->revoke)
		return acquire_revoke(rq, a, err);
	return acquire(rq, a, err);
}

int main(int argc, char **argv)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER);
	struct acquire_request request = { 0 };
	struct acquired a = { 0 };
	struct err err = { 0 };
	int r;

	(void)argv;
	if ((r = proc_harden(argc, PROC_HELPER, &err)) != 0)
		goto out;
	/* The lock and the trace must not live on in a source: they would outlast us. */
	for (int fd = WIRE_FIRST_FD; fd <= WIRE_LAST_FD; fd++)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	/* What a plugin leaves behind becomes our child, and does not outlive us. */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if ((r = fs_read_all(STDIN_FILENO, LIMIT_ANSWER - 1, "the request", &text, &err)) != 0 ||
	    (r = acquire_request_parse(&text, &request, &err)) != 0)
		goto out;
	if (request.version) {
		put_version(&a.report);
		goto out;
	}
	if (request.trace_fd >= WIRE_FIRST_FD && request.trace_fd <= WIRE_LAST_FD)
		trace_adopt("ccred-acquire", request.trace_fd);
	if ((r = http_init(&err)) == 0)
		r = run(&request, &a, &err);
	http_cleanup();
	proc_kill_children(proc_daemons, NULL);
out:
	r = answer(r, &a, &err);
	acquired_clear(&a);
	acquire_request_clear(&request);
	buf_free(&text);
	return r;
}
