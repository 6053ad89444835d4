/* A program as a credential source: its request, and the result of its answer. */
#include "source/program.h"
#include "config/result.h"
#include "source/program_lines.h"

#define MAX_ANSWER 65536

/* Says what the answer says, or instead of its text this one. */
static void say_answer(struct ccred_call *call, uint32_t severity, const struct program_answer *a,
		       const char *text)
{
	const char *said = a->values[PROGRAM_TEXT] != NULL ? a->values[PROGRAM_TEXT] : text;
	char line[ERR_TEXT_MAX];

	snprintf(line, sizeof(line), "%.300s: %.450s", call->program, said != NULL ? said : "");
	host_table.say(call, &(struct ccred_message){ .size = sizeof(struct ccred_message),
						      .severity = severity,
						      .reason = a->values[PROGRAM_REASON],
						      .text = said != NULL ? line : NULL,
						      .fix = a->values[PROGRAM_FIX],
						      .location = a->values[PROGRAM_LOCATION] });
}

/* Sets the items of the answer; an answer of sign has the signature alone. */
static int set_items(struct ccred_call *call, const struct program_answer *a, size_t *ret_n)
{
	int r;

	for (int item = 1; item < N_ITEMS; item++) {
		if (a->items[item] == NULL)
			continue;
		r = host_table.set(call, item, a->items[item], a->lens[item]);
		if (r == CCRED_CONFLICT)
			return host_say(
				call, r, REASON_CREDENTIAL_CONFLICT,
				"its client_id= is not that of the profile or of an earlier "
				"line: make them equal, or leave one out");
		if (r != CCRED_SUCCESS)
			return host_say(call, r, REASON_PROGRAM_ANSWER,
					call->fault != NULL ? "its %s= cannot be used"
							    : "its %s= is not for this verb",
					credential_item_name(item));
		if (a->expires_s != 0 && item != ITEM_CLIENT_ID)
			(void)host_table.expires(call, item, a->expires_s);
		(*ret_n)++;
	}
	return CCRED_SUCCESS;
}

/* A program that exited with 0, and no other result than success. last is what it printed last on
 * stderr, or NULL. */
static int judge_success(struct ccred_call *call, bool finds, const struct program_answer *a,
			 const char *last)
{
	size_t n = 0;
	int r = finds ? set_items(call, a, &n) : CCRED_SUCCESS;

	if (r != CCRED_SUCCESS)
		return r;
	if (!finds || n > 0) {
		say_answer(call, CCRED_INFO, a, finds ? NULL : last != NULL ? last : "done");
		return CCRED_SUCCESS;
	}
	if (a->result == CCRED_SUCCESS)
		return host_say(call, CCRED_INVALID, REASON_PROGRAM_ANSWER,
				"it answered success, and no item such as client_secret=");
	say_answer(call, CCRED_ERROR, a,
		   last != NULL ? last : "it answered no item such as client_secret=");
	return CCRED_NOT_FOUND;
}

/* What the answer and the way it ended come to. */
static int judge(struct ccred_call *call, bool finds, char *output,
		 const struct ccred_run_answer *end)
{
	const char *last = end->last_line[0] != '\0' ? end->last_line : NULL;
	struct program_answer a;
	char text[96];

	if (end->signal != 0)
		return host_say(call, CCRED_INTERNAL, REASON_PROGRAM_KILLED,
				"it was killed by signal %d (%s)", end->signal,
				strsignal(end->signal));
	program_read_answer(output, end->output_len, &a);
	for (int key = 0; key < N_PROGRAM_KEYS; key++)
		if (a.values[key] != NULL)
			host_hide(call, a.values[key]);
	/* A program that fails need not keep to the form. */
	if (end->status != 0 && (a.why[0] != '\0' || a.result <= CCRED_SUCCESS)) {
		snprintf(text, sizeof(text), "it ended with exit code %d", end->status);
		if (a.values[PROGRAM_REASON] == NULL)
			a.values[PROGRAM_REASON] =
				(char *)(uintptr_t)reason_word(REASON_PROGRAM_FAILED);
		say_answer(call, CCRED_ERROR, &a, last != NULL ? last : text);
		return CCRED_UNAVAILABLE;
	}
	if (a.why[0] != '\0')
		return host_say(call, CCRED_INVALID, REASON_PROGRAM_ANSWER, "%s", a.why);
	if (a.result <= CCRED_SUCCESS)
		return judge_success(call, finds, &a, last);
	say_answer(call, CCRED_ERROR, &a, last != NULL ? last : "it gave no reason (text=)");
	return a.result;
}

static void pass_prompt(struct ccred_call *call, const struct program_prompt *p,
			struct buf *answers)
{
	char *text = strndup(p->text, p->len), *answer = secret_alloc(LIMIT_CLIENT_SECRET);
	size_t len = 0;
	int r = CCRED_INTERNAL;

	if (text != NULL && answer != NULL)
		r = host_table.prompt(call, p->style, text, answer, LIMIT_CLIENT_SECRET, &len);
	buf_puts(answers, r == CCRED_SUCCESS ? "answer=" : "answer_error=");
	if (r == CCRED_SUCCESS)
		buf_put(answers, answer, len);
	else
		buf_puts(answers, result_name(r));
	buf_putc(answers, '\n');
	secret_release(answer, LIMIT_CLIENT_SECRET);
	free(text);
}

int program_answer_prompts(struct ccred_call *call, const char *output, size_t len, size_t *at,
			   struct buf *answers)
{
	struct program_prompt p;

	while (program_next_prompt(output, len, at, &p)) {
		if (p.style == 0)
			return host_say(
				call, CCRED_INVALID, REASON_PROGRAM_ANSWER,
				"its prompt= is of no style: hidden, visible, info or error");
		pass_prompt(call, &p, answers);
	}
	return CCRED_SUCCESS;
}

int program_call(struct ccred_call *call, const struct runnable *runnable,
		 const struct ccred_arg *const *args, const char *verb,
		 const struct ccred_request *q, const struct ccred_signing *signing)
{
	struct ccred_run_answer end = { .size = sizeof(end) };
	struct buf request = BUF_SECRET(0);
	char *output = secret_alloc(MAX_ANSWER + 1);
	int r;

	call->program = runnable->argv[0];
	program_put_request(&request, verb, q, args, &call->given, signing);
	if (output == NULL || buf_error(&request)) {
		r = host_say(call, CCRED_INTERNAL, REASON_NO_MEMORY, "out of memory");
		goto out;
	}
	struct ccred_run run = { .size = sizeof(run),
				 .program = runnable->argv[0],
				 .argv = runnable->argv,
				 .input = request.data,
				 .input_len = request.len,
				 .output = output,
				 .output_size = MAX_ANSWER };
	/* Without a terminal it is told so on its stdin. */
	r = run_program(call, &run, (runnable->offers & OFFER_PROMPT) != 0, &end);
	if (r == CCRED_SUCCESS)
		r = judge(call, strcmp(verb, "get") == 0 || signing != NULL, output, &end);
out:
	secret_release(output, MAX_ANSWER + 1);
	buf_free(&request);
	return r;
}
