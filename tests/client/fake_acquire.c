/*
 * Stands in for ccred-acquire in test_converse.c: the operation of the request says how it behaves.
 * ask: has a person asked by a prompt of so many bytes as url= says, and answers what became of it.
 */
#include "acquire/wire.h"
#include "stack/question.h"
#include "base/clock.h"

#include <signal.h>
#include <unistd.h>

static struct acquired acquired;
static struct err failure;

static void ask(struct acquire_request *rq)
{
	int64_t before_ms = rq->deadline_ms;
	char answer[PROMPT_ANSWER_MAX];
	size_t len = 0;
	enum result r = relay_prompt(rq, CCRED_PROMPT_HIDDEN, "PIN, 100%:\nhere", answer,
				     strtoul(rq->url, NULL, 10), &len);

	buf_printf(&acquired.report, "%d %.*s", (int)r, (int)len, answer);
	acquired.expires_s = rq->deadline_ms - before_ms;
	/* The prompt is over, and the deadline of the test before it has passed. */
	clock_sleep(200);
}

/* In large pieces, so that it takes no time. */
static void flood(void)
{
	char lines[8 * 1024];

	for (size_t i = 0; i < sizeof(lines); i += 8)
		memcpy(lines + i, "ccred=1\n", 8);
	while (write(STDIN_FILENO, lines, sizeof(lines)) > 0)
		;
}

int main(void)
{
	struct buf message = BUF_SECRET(WIRE_MESSAGE_MAX + 1), answer = BUF_SECRET(0);
	struct acquire_request rq = { .trace_fd = -1 };
	struct kv kv = KV_INIT;

	(void)signal(SIGINT, SIG_IGN);
	if (talk_receive(STDIN_FILENO, WIRE_MESSAGE_MAX, clock_ms() + 5000, &message) !=
		    TALK_MESSAGE ||
	    wire_take_request(&message, &kv, &rq, &failure) != 0)
		return 99;
	if (strcmp(rq.operation, "end") == 0)
		return 0;
	/* The loader runs nothing at its end, such as a sanitizer. */
	if (strcmp(rq.operation, "unloadable") == 0)
		_exit(127);
	if (strcmp(rq.operation, "die") == 0)
		abort();
	if (strcmp(rq.operation, "hang") == 0)
		clock_sleep(60000);
	if (strcmp(rq.operation, "flood") == 0)
		flood();
	if (strcmp(rq.operation, "ask") == 0)
		ask(&rq);
	if (strcmp(rq.operation, "fail") == 0) {
		err_set(&failure, REASON_UNREACHABLE, "100%% of it fails");
		err_fix(&failure, "ccred doctor");
		acquired_warn(&acquired.warnings, "first");
		acquired_warn(&acquired.warnings, "second\nline");
	}
	wire_put_answer(&acquired, &failure, &answer);
	return talk_send(STDIN_FILENO, &answer, clock_ms() + 5000) == TALK_MESSAGE ? 0 : 98;
}
