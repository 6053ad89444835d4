/*
 * The main of ccred-source, which is two processes. The inner one runs the plugin. The outer one
 * passes messages on between it and the caller, keeps the time, and kills what the plugin has
 * started, whoever started it and whatever becomes of the caller.
 */
#include "base/clock.h"
#include "base/proc.h"
#include "base/talk.h"
#include "config/result.h"
#include "source/inner.h"
#include "stack/question.h"
#include "stack/wire.h"

#include <stdarg.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long a plugin may take to close, when no more signatures are asked for. */
#define CLOSE_MS 1000
/* A caller does not answer a prompt later. */
#define PROMPT_LAST_MS (PROMPT_TIMEOUT_MS + 5000)
#define SEND_MS 10000

enum phase {
	/* No request has come, or the plugin waits for the next one. */
	STATE_IDLE,
	/* The plugin works on a request. */
	STATE_WORKS,
	/* A prompt is open. */
	STATE_ASKS,
	STATE_ENDS,
};

struct outer {
	int up, down;
	pid_t inner;
	enum phase state;
	/* Of the request, and since when it is worked on. */
	int64_t deadline_ms, begin_ms;
	/* Since when the prompt is open. */
	int64_t prompt_ms;
	struct buf from_up, from_down;
};

static volatile sig_atomic_t ends;

static void on_signal(int number)
{
	if (number == SIGTERM)
		ends = 1;
}

/* SIGCHLD and SIGTERM are blocked, and have handlers, so that they can be waited for. */
static void prepare(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t blocked;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGCHLD);
	sigaddset(&blocked, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &blocked, NULL);
	(void)sigaction(SIGCHLD, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	/* Those are for the program at the terminal. */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGQUIT, SIG_IGN);
}

/* Kills the inner process with everything that it started, and reaps all. Returns how the inner one
 * ended. */
static int end_all(struct outer *o)
{
	int status = 0;

	if (o->inner > 0) {
		kill(-o->inner, SIGKILL);
		kill(o->inner, SIGKILL);
		while (waitpid(o->inner, &status, 0) < 0 && errno == EINTR)
			;
		o->inner = 0;
	}
	proc_kill_children(PROC_SPARE_AGENT, NULL);
	return status;
}

static void send_up(struct outer *o, struct buf *message)
{
	if (talk_send(o->up, message, clock_ms() + SEND_MS) == TALK_NO_MEMORY)
		(void)talk_send(o->up, &WIRE_NO_MEMORY, clock_ms() + SEND_MS);
}

/* Ends the inner process, and tells the caller how it ended. */
__attribute__((format(printf, 3, 4))) static void report(struct outer *o, enum result result,
							 const char *fmt, ...)
{
	bool late = result == RESULT_TIMEOUT;
	struct buf b = BUF_INIT;
	char text[128];
	va_list ap;

	end_all(o);
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	talk_begin(&b);
	kv_put_text(&b, "reason",
		    reason_word(late ? REASON_PLUGIN_TIMEOUT : REASON_PLUGIN_CRASHED));
	kv_put_text(&b, "text", text);
	kv_put_text(&b, "result", result_name((int)result));
	send_up(o, &b);
	buf_free(&b);
	o->state = STATE_ENDS;
}

static void report_death(struct outer *o)
{
	int status = end_all(o);

	if (WIFSIGNALED(status))
		report(o, RESULT_CRASHED, "it crashed (%s): this is a fault of the plugin",
		       strsignal(WTERMSIG(status)));
	else
		report(o, RESULT_CRASHED,
		       "it ended without an answer: this is a fault of the plugin");
}

/* Waits for signals, and for events on descriptors; ms < 0: for ever. */
static void wait_for(struct pollfd *fds, nfds_t n, int ms)
{
	struct timespec step = { ms / 1000, (long)(ms % 1000) * 1000000 };
	sigset_t none;

	sigemptyset(&none);
	(void)ppoll(fds, n, ms < 0 ? NULL : &step, &none);
}

/* Waits for the inner process to end by itself. */
static void wait_for_end(const struct outer *o, int64_t until_ms)
{
	int left;

	while (!proc_has_ended(o->inner) && (left = clock_left(until_ms)) > 0 && !ends)
		wait_for(NULL, 0, left);
}

/* The last answer is passed on when nobody is left, so that the caller can count on that. */
static void pass_answer(struct outer *o)
{
	if (talk_peek(&o->from_down, "stays") != NULL) {
		send_up(o, &o->from_down);
		o->state = STATE_IDLE;
		return;
	}
	wait_for_end(o, o->deadline_ms);
	end_all(o);
	send_up(o, &o->from_down);
	o->state = STATE_ENDS;
}

static void take_down(struct outer *o)
{
	enum talk_end end = talk_take(o->down, WIRE_MAX, &o->from_down);

	if (end == TALK_MORE)
		return;
	if (end == TALK_CLOSED) {
		wait_for_end(o, o->deadline_ms);
		report_death(o);
	} else if (end == TALK_NO_MEMORY) {
		end_all(o);
		send_up(o, &WIRE_NO_MEMORY);
		o->state = STATE_ENDS;
	} else if (end == TALK_FLOOD || o->state != STATE_WORKS) {
		/* More bytes than a message may have, or an answer that nothing asked for. */
		report(o, RESULT_CRASHED, "it answered too much: this is a fault of the plugin");
	} else if (talk_peek(&o->from_down, "prompt") != NULL) {
		send_up(o, &o->from_down);
		o->prompt_ms = clock_ms();
		o->state = STATE_ASKS;
	} else {
		pass_answer(o);
	}
	buf_reset(&o->from_down);
}

static void take_up(struct outer *o)
{
	enum talk_end end = talk_take(o->up, WIRE_MAX, &o->from_up);
	const char *text;

	if (end == TALK_MORE)
		return;
	if (end != TALK_MESSAGE || o->state == STATE_WORKS) {
		/* A plugin that waits for more requests may tidy up. */
		if (o->state == STATE_IDLE) {
			(void)shutdown(o->down, SHUT_WR);
			wait_for_end(o, clock_ms() + CLOSE_MS);
		}
		o->state = STATE_ENDS;
		return;
	}
	if (o->state == STATE_ASKS) {
		o->deadline_ms += clock_ms() - o->prompt_ms;
		o->begin_ms += clock_ms() - o->prompt_ms;
	} else {
		text = talk_peek(&o->from_up, "deadline");
		o->deadline_ms = text != NULL ? strtoll(text, NULL, 10) : 0;
		o->begin_ms = clock_ms();
	}
	(void)talk_send(o->down, &o->from_up, o->deadline_ms);
	o->state = STATE_WORKS;
	buf_reset(&o->from_up);
}

static void step(struct outer *o)
{
	/* Looked at before reading: what a dead process wrote is all there. In STATE_IDLE, which
	 * lasts for ever, its end is told to the caller's next request. */
	bool ended = proc_has_ended(o->inner), idle = o->state == STATE_IDLE;
	struct pollfd fds[] = { { .fd = o->up, .events = POLLIN },
				{ .fd = idle && ended ? -1 : o->down, .events = POLLIN } };
	int left =
		clock_left(o->state == STATE_ASKS ? o->prompt_ms + PROMPT_LAST_MS : o->deadline_ms);

	wait_for(fds, 2, idle ? -1 : ended ? 0 : left);
	if (ends) {
		o->state = STATE_ENDS;
		return;
	}
	if (fds[0].revents != 0)
		take_up(o);
	if (o->state == STATE_ENDS)
		return;
	if (fds[1].revents != 0)
		take_down(o);
	else if (ended && !idle)
		report_death(o);
	else if (!idle && left == 0)
		report(o, RESULT_TIMEOUT,
		       "no answer within %.1f s: raise source-timeout, or see what it waits for",
		       (double)(clock_ms() - o->begin_ms) / 1000);
}

/*
 * Passes messages on between the caller, over the socket up, and the inner process over the socket
 * down. Reports what the inner process cannot: that its time is over, or that it died. When the
 * talk is over, or the caller has gone, everything that the inner process has started is killed, in
 * whatever session it is.
 */
static void pass_on(int up, int down, pid_t inner)
{
	struct outer o = {
		.up = up,
		.down = down,
		.inner = inner,
		.from_up = BUF_SECRET(WIRE_MAX + 1),
		.from_down = BUF_SECRET(WIRE_MAX + 1),
	};

	while (o.state != STATE_ENDS)
		step(&o);
	end_all(&o);
	buf_free(&o.from_up);
	buf_free(&o.from_down);
}

static void become_inner(int socket, pid_t outer)
{
	static const int restored[] = { SIGCHLD, SIGTERM, SIGINT, SIGQUIT };
	sigset_t none;

	(void)setpgid(0, 0);
	/* The outer process may have died before the request reached the kernel. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != outer)
		_exit(EXIT_OS);
	/* For host->run, whose programs' children are killed with them. */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	for (size_t i = 0; i < sizeof(restored) / sizeof(restored[0]); i++)
		(void)signal(restored[i], SIG_DFL);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	inner_run(socket);
}

int main(int argc, char **argv)
{
	int pair[2] = { -1, -1 };
	struct err err = { 0 };
	pid_t inner, outer = getpid();
	int r;

	(void)argv;
	if ((r = proc_harden(argc, PROC_HELPER, &err)) != 0)
		return r;
	/* A caller that dies closes its end of descriptor 0; this is for one that has handed it
	 * on. */
	prepare();
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (chdir("/") != 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0 ||
	    (inner = fork()) < 0)
		return EXIT_OS;
	if (inner == 0) {
		close(pair[0]);
		become_inner(pair[1], outer);
	}
	(void)setpgid(inner, inner); /* both processes do it, because either may run first */
	close(pair[1]);
	pass_on(STDIN_FILENO, pair[0], inner);
	return 0;
}
