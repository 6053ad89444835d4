/* The outer process of ccred-source: clock and undertaker of the inner one. */
#include "base/banned.h"
#include "source/outer.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/proc.h"
#include "base/talk.h"
#include "config/result.h"
#include "stack/wire.h"
#include "stack/question.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long a plugin may take to close, when no more signatures are asked for. */
#define CLOSE_MS 1000
/* A caller does not answer a prompt later. */
#define PROMPT_LAST_MS (PROMPT_TIMEOUT_MS + 5000)
#define SEND_MS 10000

enum state {
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
	enum state state;
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

void outer_prepare(void)
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

/* Kills the inner process with everything that it started, and reaps all. Returns how the inner one ended. */
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
	proc_kill_children(proc_daemons, NULL);
	return status;
}

static void send_up(struct outer *o, struct buf *message)
{
	(void)talk_send(o->up, message, clock_ms() + SEND_MS);
}

static void report(struct outer *o, enum result result, enum reason reason, const char *text)
{
	struct buf b = BUF_INIT;

	talk_begin(&b);
	kv_put_text(&b, "reason", reason_word(reason));
	kv_put_text(&b, "text", text);
	kv_put_text(&b, "result", result_name((int)result));
	send_up(o, &b);
	buf_free(&b);
	o->state = STATE_ENDS;
}

static void report_death(struct outer *o)
{
	int status = end_all(o);
	char text[128];

	if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "it crashed (%s): this is a fault of the plugin",
			 strsignal(WTERMSIG(status)));
	else
		snprintf(text, sizeof(text),
			 "it ended without an answer: this is a fault of the plugin");
	report(o, RESULT_CRASHED, REASON_PLUGIN_CRASHED, text);
}

static void report_timeout(struct outer *o)
{
	char text[128];

	end_all(o);
	snprintf(text, sizeof(text),
		 "no answer within %.1f s: raise source-timeout, or see what it waits for",
		 (double)(clock_ms() - o->begin_ms) / 1000);
	report(o, RESULT_TIMEOUT, REASON_PLUGIN_TIMEOUT, text);
}

static void report_flood(struct outer *o)
{
	end_all(o);
	report(o, RESULT_CRASHED, REASON_PLUGIN_CRASHED,
	       "it answered too much: this is a fault of the plugin");
}

/* Waits for the inner process to end by itself. */
static void wait_for_end(const struct outer *o, int64_t until_ms)
{
	sigset_t none;

	sigemptyset(&none);
	while (!proc_has_ended(o->inner)) {
		int left = clock_left(until_ms);
		struct timespec step = { left / 1000, (long)(left % 1000) * 1000000 };
		if (left == 0 || ends)
			break;
		(void)ppoll(NULL, 0, &step, &none);
	}
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
	switch (talk_take(o->down, WIRE_MAX, &o->from_down)) {
	case TALK_MORE:
		return;
	case TALK_MESSAGE:
		break;
	case TALK_FLOOD:
		report_flood(o);
		return;
	default:
		wait_for_end(o, o->deadline_ms);
		report_death(o);
		return;
	}
	if (o->state != STATE_WORKS) {
		/* Nothing was asked. */
		report_flood(o);
	} else if (talk_peek(&o->from_down, "prompt") != NULL) {
		send_up(o, &o->from_down);
		o->prompt_ms = clock_ms();
		o->state = STATE_ASKS;
	} else {
		pass_answer(o);
	}
	buf_reset(&o->from_down);
}

static int64_t deadline_of(const struct buf *request)
{
	const char *text = talk_peek(request, "deadline");

	return text != NULL ? strtoll(text, NULL, 10) : 0;
}

static void take_up(struct outer *o)
{
	enum talk_end end = talk_take(o->up, WIRE_MAX, &o->from_up);

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
		o->deadline_ms = deadline_of(&o->from_up);
		o->begin_ms = clock_ms();
	}
	(void)talk_send(o->down, &o->from_up, o->deadline_ms);
	o->state = STATE_WORKS;
	buf_reset(&o->from_up);
}

/* Until when the state may last; STATE_IDLE lasts for ever. */
static int64_t end_of_state(const struct outer *o)
{
	return o->state == STATE_ASKS ? o->prompt_ms + PROMPT_LAST_MS : o->deadline_ms;
}

static void step(struct outer *o)
{
	/* Looked at before reading: what a dead process wrote is all there. In STATE_IDLE its end is told to the
	 * caller's next request. */
	bool ended = proc_has_ended(o->inner), idle = o->state == STATE_IDLE;
	struct pollfd fds[] = { { .fd = o->up, .events = POLLIN },
				{ .fd = idle && ended ? -1 : o->down, .events = POLLIN } };
	int left = idle ? 0 : clock_left(end_of_state(o));
	int ms = ended ? 0 : left;
	struct timespec wait = { ms / 1000, (long)(ms % 1000) * 1000000 };
	sigset_t none;

	sigemptyset(&none);
	(void)ppoll(fds, 2, idle ? NULL : &wait, &none);
	if (ends) {
		o->state = STATE_ENDS;
		return;
	}
	if (fds[0].revents != 0)
		take_up(o);
	if (o->state != STATE_ENDS && fds[1].revents != 0)
		take_down(o);
	else if (o->state != STATE_ENDS && ended && !idle)
		report_death(o);
	else if (o->state != STATE_ENDS && !idle && left == 0)
		report_timeout(o);
}

void outer_run(int up, int down, pid_t inner)
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
