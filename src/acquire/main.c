/* The main of ccred-acquire: one request in, one answer out, and nothing left behind. */
#include "acquire/acquire.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/proc.h"
#include "base/trace.h"
#include "http/library.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

/* The caller sends its request at once. */
#define REQUEST_MS 10000
/* The caller has its own deadline, and closes the socket then. */
#define ANSWER_MS 60000
/* An acquisition ends at its deadline by itself. One that hangs would keep the lock. */
#define GRACE_S 2

static int receive(struct buf *message, struct kv *kv, struct acquire_request *rq, struct err *err)
{
	enum talk_end end =
		talk_receive(STDIN_FILENO, WIRE_MESSAGE_MAX, clock_ms() + REQUEST_MS, message);

	if (end == TALK_NO_MEMORY)
		return err_nomem(err);
	if (end == TALK_CLOSED && errno != 0 && errno != ENOTSOCK)
		return err_sys(err, REASON_SYSTEM, errno, "cannot read the request");
	if (end != TALK_MESSAGE)
		return err_set(err, REASON_ACQUIRE_BY_HAND,
			       "ccred-acquire is started by ccred, not by hand: use ccred token");
	int r = wire_take_request(message, kv, rq, err);

	/* A deadline beyond any that the configuration allows is a fault of the caller. */
	if (rq->deadline_ms > clock_ms() + MAX_TIMEOUT_S * 1000)
		rq->deadline_ms = clock_ms() + MAX_TIMEOUT_S * 1000;
	return r;
}

/* Whether the environment names one of our files by a relative name, which must go on meaning the
 * same file. */
static bool must_stay(void)
{
	static const char *const names[] = { "CCRED_CONFIG", "SSL_CERT_FILE", "CURL_CA_BUNDLE" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *file = getenv(names[i]);
		if (file != NULL && file[0] != '/' && file[0] != '\0')
			return true;
	}
	return false;
}

/* Returns 0, or -1 with errno. */
static int leave(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || setsid() < 0 || (!must_stay() && chdir("/") != 0))
		return -1;
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (dup2(null, fd) < 0)
			return -1;
	return close(null);
}

/*
 * An acquisition that nobody waits for leaves the caller: its parent ends at once, and the process
 * goes on in a session of its own, in the directory /, with descriptors 0 to 2 on /dev/null. The
 * lock and the trace stay. It is killed a little after deadline_ms (clock_ms) if it still runs.
 * Returns 0 in the new process, or EXIT_OS in the old one if there can be none.
 */
static int detach(int64_t deadline_ms, struct err *err)
{
	pid_t pid = fork();

	if (pid > 0)
		_exit(0);
	if (pid < 0)
		return err_sys(err, REASON_SYSTEM, errno, "cannot start a process");
	if (leave() != 0)
		_exit(EXIT_OS);
	alarm((unsigned)(clock_left(deadline_ms) / 1000) + GRACE_S);
	return 0;
}

static int run(struct acquire_request *rq, struct acquired *a, struct err *err)
{
	int r;

	/* What a plugin leaves behind becomes our child, and does not outlive us. */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (rq->trace_fd >= WIRE_FIRST_FD && rq->trace_fd <= WIRE_LAST_FD)
		trace_adopt("ccred-acquire", rq->trace_fd);
	if (rq->terminal) {
		rq->prompt = relay_prompt;
		rq->prompt_arg = rq;
	}
	if ((r = http_init(err)) == 0)
		r = acquire(rq, a, err);
	http_cleanup();
	proc_kill_children(PROC_SPARE_AGENT, NULL);
	return r;
}

/* Returns the exit code of the process. */
static int answer(const struct acquired *a, const struct err *failure)
{
	struct buf message = BUF_SECRET(WIRE_MESSAGE_MAX);
	struct buf no_memory = TALK_FIXED("status=71\nreason=no_memory\ntext=out of memory\n");
	int r = failure->code;

	wire_put_answer(a, failure, &message);
	if (talk_send(STDIN_FILENO, buf_error(&message) ? &no_memory : &message,
		      clock_ms() + ANSWER_MS) != TALK_MESSAGE) {
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
