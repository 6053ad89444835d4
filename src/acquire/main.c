/* The main of ccred-acquire: one request in, one answer out, and nothing left behind. */
#include "base/banned.h"
#include "acquire/detach.h"
#include "acquire/operations.h"
#include "acquire/relay.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/proc.h"
#include "base/trace.h"
#include "http/library.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

/* The caller sends its request at once. */
#define REQUEST_MS 10000
/* The caller has its own deadline, and closes the socket then. */
#define ANSWER_MS 60000

static int receive(struct buf *message, struct kv *kv, struct acquire_request *rq, struct err *err)
{
	if (talk_receive(STDIN_FILENO, WIRE_MESSAGE_MAX, clock_ms() + REQUEST_MS, message) !=
	    TALK_MESSAGE)
		return err_set(err, REASON_ACQUIRE_BY_HAND,
			       "ccred-acquire is started by ccred, not by hand: use ccred token");
	int r = wire_take_request(message, kv, rq, err);

	/* A deadline beyond any that the configuration allows is a fault of the caller. */
	if (rq->deadline_ms > clock_ms() + MAX_TIMEOUT_S * 1000)
		rq->deadline_ms = clock_ms() + MAX_TIMEOUT_S * 1000;
	return r;
}

static int run(struct acquire_request *rq, struct acquired *a, struct err *err)
{
	struct relay relay = { STDIN_FILENO, &rq->deadline_ms };
	int r;

	/* What a plugin leaves behind becomes our child, and does not outlive us. */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (rq->trace_fd >= WIRE_FIRST_FD && rq->trace_fd <= WIRE_LAST_FD)
		trace_adopt("ccred-acquire", rq->trace_fd);
	if (rq->terminal) {
		rq->prompt = relay_prompt;
		rq->prompt_arg = &relay;
	}
	if ((r = http_init(err)) == 0)
		r = operation_run(rq, a, err);
	http_cleanup();
	proc_kill_children(proc_daemons, NULL);
	return r;
}

/* Returns the exit code of the process. */
static int answer(const struct acquired *a, const struct err *failure)
{
	struct buf message = BUF_SECRET(WIRE_MESSAGE_MAX);
	int r = failure->code;

	wire_put_answer(a, failure, &message);
	if (talk_send(STDIN_FILENO, &message, clock_ms() + ANSWER_MS) != TALK_MESSAGE) {
		/* There may be a person who has started us. */
		if (r != 0)
			log_error(NULL, failure);
		else
			r = EXIT_SOFTWARE;
	}
	buf_free(&message);
	return r;
}

int main(int argc, char **argv)
{
	struct buf message = BUF_SECRET(WIRE_MESSAGE_MAX + 1);
	struct acquire_request request = { .trace_fd = -1 };
	struct kv kv = KV_INIT;
	struct acquired a = { 0 };
	struct err err = { 0 };
	int r;

	(void)argv;
	if ((r = proc_harden(argc, PROC_HELPER, &err)) != 0)
		goto out;
	/* These keys of the terminal are for the caller, who may be asking the person. */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGQUIT, SIG_IGN);
	/* The lock and the trace must not live on in a source: they would outlast us. */
	for (int fd = WIRE_FIRST_FD; fd <= WIRE_LAST_FD; fd++)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	if ((r = receive(&message, &kv, &request, &err)) == 0 &&
	    (!request.detach || (r = detach(request.deadline_ms, &err)) == 0))
		r = run(&request, &a, &err);
out:
	err.code = r;
	r = answer(&a, &err);
	acquired_clear(&a);
	acquire_request_clear(&request);
	kv_free(&kv);
	buf_free(&message);
	return r;
}
