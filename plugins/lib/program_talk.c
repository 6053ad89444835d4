/* One talk with a program: the request to its stdin, the answer from its stdout, until it ends. */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Of the last line on stderr: what is shown, and a whole secret that begins there. */
#define KEPT (PROGRAM_MAX_SAID + 16384)

/* Without a pidfd, how often the process is looked at; with one, the deadline. */
#define STEP_MS 20
#define STEP_PIDFD_MS 200

struct talk {
	const struct program_call *call;
	struct program_end *end;
	pid_t pid;
	int pidfd;
	int in[2], out[2], err[2], report[2];
	size_t sent, line_len, heard_len;
	char *line; /* KEPT + 1 bytes of secret memory, or NULL */
	int line_ended; /* the next byte on stderr begins another */
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_pair(int *pair)
{
	close_fd(&pair[0]);
	close_fd(&pair[1]);
}

/* In the child, after fork: async-signal-safe calls only. The group is that of the line's process, which
 * the host kills as a whole, whatever becomes of us. */
static void become(const struct talk *t, pid_t parent)
{
	int why;

	/* The parent may have died before the request reached the kernel. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
		goto fail;
	if (getppid() != parent)
		_exit(127);
	/* 0 to 2 are taken, so none of the pipes is one of them. */
	if (dup2(t->in[0], 0) < 0 || dup2(t->out[1], 1) < 0 || dup2(t->err[1], 2) < 0 ||
	    chdir("/") != 0)
		goto fail;
	execve(t->call->program, t->call->argv, t->call->envp != NULL ? t->call->envp : environ);
fail:
	why = errno;
	(void)!write(t->report[1], &why, sizeof(why));
	_exit(127);
}

/* Returns 0, or an errno value; *started is set once there was a process. */
static int start(struct talk *t, int *started)
{
	pid_t parent = getpid();
	int why = 0;
	ssize_t n;

	if (pipe2(t->in, O_CLOEXEC) != 0 || pipe2(t->out, O_CLOEXEC) != 0 ||
	    pipe2(t->err, O_CLOEXEC) != 0 || pipe2(t->report, O_CLOEXEC) != 0)
		return errno;
	if ((t->pid = fork()) < 0)
		return errno;
	if (t->pid == 0)
		become(t, parent);
	close_fd(&t->out[1]);
	close_fd(&t->err[1]);
	close_fd(&t->report[1]);
	do
		n = read(t->report[0], &why, sizeof(why));
	while (n < 0 && errno == EINTR);
	if (n > 0) {
		*started = 1;
		return why;
	}
	/* The reading end of its stdin stays open here, too: a program that does not read is no SIGPIPE. */
	if (fcntl(t->in[1], F_SETFL, O_NONBLOCK) != 0 ||
	    fcntl(t->out[0], F_SETFL, O_NONBLOCK) != 0 ||
	    fcntl(t->err[0], F_SETFL, O_NONBLOCK) != 0)
		return errno;
	t->pidfd = (int)syscall(SYS_pidfd_open, t->pid, 0);
	return 0;
}

static void send_request(struct talk *t)
{
	const struct program_call *call = t->call;

	while (t->in[1] >= 0 && t->sent < call->request_len) {
		ssize_t n = write(t->in[1], call->request + t->sent, call->request_len - t->sent);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		t->sent += (size_t)n;
	}
	close_pair(t->in);
}

/* Returns -1 when more came than is allowed. */
static int take_answer(struct talk *t)
{
	struct program_end *end = t->end;

	while (t->out[0] >= 0) {
		ssize_t n = read(t->out[0], t->call->answer + end->len,
				 PROGRAM_MAX_ANSWER + 1 - end->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0) {
			close_fd(&t->out[0]);
			break;
		}
		end->len += (size_t)n;
		if (end->len > PROGRAM_MAX_ANSWER)
			return -1;
	}
	return 0;
}

/* Keeps the last line that is not empty. */
static void keep_line(struct talk *t, const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\n' || data[i] == '\0') {
			t->line_ended = 1;
			continue;
		}
		if (t->line_ended) {
			t->line_ended = 0;
			t->line_len = 0;
		}
		if (t->line != NULL && t->line_len < KEPT)
			t->line[t->line_len++] = data[i];
	}
}

void program_hide(const struct ccred_host *host, struct ccred_tx *tx, char *text)
{
	static const char hidden[] = "***";
	const void *secret = NULL;
	size_t len = 0;

	/* A shorter one would take every word apart. */
	if (host->get(tx, CCRED_ITEM_CLIENT_SECRET, &secret, &len) != CCRED_SUCCESS || len < 4)
		return;
	for (char *p = text; (p = strstr(p, secret)) != NULL; p += sizeof(hidden) - 1) {
		memmove(p + sizeof(hidden) - 1, p + len, strlen(p + len) + 1);
		memcpy(p, hidden, sizeof(hidden) - 1);
	}
}

/* What is shown of the last line. */
static void take_line(struct talk *t)
{
	const struct ccred_host *host = t->call->host;
	size_t len;

	if (t->line == NULL)
		return;
	t->line[t->line_len] = '\0';
	program_hide(host, t->call->tx, t->line);
	len = strnlen(t->line, PROGRAM_MAX_SAID);
	memcpy(t->end->said, t->line, len);
	t->end->said[len] = '\0';
	host->secret_free(t->line, KEPT + 1);
	t->line = NULL;
}

static void keep_heard(struct talk *t, const char *data, size_t len)
{
	const struct program_call *call = t->call;
	size_t room = call->heard != NULL ? call->heard_size - 1 - t->heard_len : 0;

	if (len > room)
		len = room;
	if (len == 0)
		return;
	memcpy(call->heard + t->heard_len, data, len);
	t->heard_len += len;
	call->heard[t->heard_len] = '\0';
}

/* One bufferful a turn, so that a flood does not keep us from the clock. Returns 0 if there was none. */
static int take_said(struct talk *t)
{
	char data[4096];
	ssize_t n;

	if (t->err[0] < 0)
		return 0;
	n = read(t->err[0], data, sizeof(data));
	if (n > 0) {
		keep_line(t, data, (size_t)n);
		keep_heard(t, data, (size_t)n);
	} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
		close_fd(&t->err[0]);
	}
	t->call->host->wipe(data, sizeof(data));
	return n > 0;
}

static void wait_for_news(const struct talk *t)
{
	struct pollfd fds[] = { { .fd = t->pidfd, .events = POLLIN },
				{ .fd = t->out[0], .events = POLLIN },
				{ .fd = t->err[0], .events = POLLIN },
				{ .fd = t->in[1], .events = POLLOUT } };

	(void)poll(fds, 4, t->pidfd >= 0 ? STEP_PIDFD_MS : STEP_MS);
}

static int has_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
	       info.si_pid == pid;
}

static void talk(struct talk *t)
{
	struct program_end *end = t->end;

	for (;;) {
		/* Looked at before reading: what a dead process wrote is all there. A daemon that it
		 * left may hold the pipes open, so their end is not waited for. */
		int ended = has_ended(t->pid);

		send_request(t);
		/* At the end, no more than a pipe holds. */
		for (int turns = ended ? 16 : 0; take_said(t) && turns > 0; turns--)
			;
		if (take_answer(t) != 0) {
			end->result = CCRED_INVALID;
			end->why = "it answered more than 65536 bytes";
			return;
		}
		if (ended)
			return;
		if (t->call->host->cancelled(t->call->tx)) {
			end->result = CCRED_TRY_AGAIN;
			end->why =
				"no answer in time: raise source-timeout, or see what it waits for";
			return;
		}
		wait_for_news(t);
	}
}

void program_talk(const struct program_call *call, struct program_end *ret_end)
{
	struct talk t = { .call = call,
			  .end = ret_end,
			  .pid = -1,
			  .pidfd = -1,
			  .in = { -1, -1 },
			  .out = { -1, -1 },
			  .err = { -1, -1 },
			  .report = { -1, -1 } };
	int status = 0, started = 0;

	*ret_end = (struct program_end){ .result = CCRED_SUCCESS };
	if (call->heard != NULL)
		call->heard[0] = '\0';
	t.line = call->host->secret_alloc(KEPT + 1);
	if ((ret_end->err = start(&t, &started)) != 0) {
		ret_end->result =
			started && ret_end->err == EACCES ? CCRED_DENIED : CCRED_UNAVAILABLE;
		ret_end->why = "it cannot be started";
	} else {
		talk(&t);
	}
	if (t.pid > 0) {
		/* No more than a zombie if it ended by itself. The host kills what else is left. */
		if (ret_end->result != CCRED_SUCCESS)
			kill(t.pid, SIGKILL);
		while (waitpid(t.pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	if (WIFSIGNALED(status))
		ret_end->signal = WTERMSIG(status);
	else
		ret_end->status = WEXITSTATUS(status);
	take_line(&t);
	if (call->heard != NULL)
		program_hide(call->host, call->tx, call->heard);
	close_fd(&t.pidfd);
	close_pair(t.in);
	close_pair(t.out);
	close_pair(t.err);
	close_pair(t.report);
}
