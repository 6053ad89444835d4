/* Questions that are repeated until the answer is valid. */
#include "base/banned.h"
#include "setup/prompt.h"
#include "base/terminal.h"
#include "base/text.h"

/* The largest line that a terminal hands over. */
#define ANSWER_MAX 4094

void prompt_say_error(const struct err *err)
{
	struct buf b = BUF_INIT;
	char line[ERR_LINE_MAX];

	buf_printf(&b, "  %s\n", err_line(err, line, sizeof(line)));
	if (err->hint[0] != '\0')
		buf_printf(&b, "  %s\n", err->hint);
	terminal_say(buf_str(&b));
	buf_free(&b);
}

int prompt_secret(const char *question, bool echo, size_t max, const char *instead,
		  struct secret **ret_answer, struct err *err)
{
	struct buf line = BUF_SECRET(max + 1);
	int r = terminal_read(question, echo, max, instead, &line, err);

	if (r == 0 && line.len == 0)
		r = err_set(err, REASON_NOTHING_ENTERED,
			    "nothing was entered: nothing has changed");
	else if (r == 0)
		r = secret_new(line.data, line.len, ret_answer) != 0 ? err_nomem(err) : 0;
	buf_free(&line);
	return r;
}

static void put_question(const struct prompt *p, struct buf *b)
{
	char clean[ERR_TEXT_MAX];

	buf_puts(b, p->question);
	if (p->dflt != NULL && p->dflt[0] != '\0')
		buf_printf(b, " [%s]", text_escape(p->dflt, strlen(p->dflt), clean, sizeof(clean)));
	buf_puts(b, ": ");
}

/*
 * Takes one answer. Returns 0; -1 with the reason if the answer is not valid; or an error that ends the
 * question.
 */
static int take(const struct prompt *p, const struct buf *line, char **ret_answer, struct err *err)
{
	const char *answer = buf_str(line);
	char *copy;

	if (line->len == 0) {
		if (p->dflt == NULL) {
			(void)err_set(err, REASON_ANSWER_UNFIT, "an answer is needed");
			return -1;
		}
		answer = p->dflt;
	} else if (p->none && strcmp(answer, "-") == 0) {
		answer = "";
	} else if (strlen(answer) != line->len || text_has_control(answer, line->len) ||
		   !text_is_utf8(answer, line->len)) {
		(void)err_set(err, REASON_ANSWER_UNFIT,
			      "this holds a control byte or bytes that are not UTF-8");
		return -1;
	}
	if (answer[0] != '\0' && p->check != NULL && p->check(answer, p->arg, err) != 0)
		return -1;
	if ((copy = strdup(answer)) == NULL)
		return err_nomem(err);
	*ret_answer = copy;
	return 0;
}

int prompt_line(const struct prompt *p, char **ret_answer, struct err *err)
{
	struct buf question = BUF_INIT, line = { .max = ANSWER_MAX + 1 };
	struct err why = { 0 };
	int r;

	put_question(p, &question);
	do {
		r = terminal_read(buf_str(&question), true, ANSWER_MAX, p->instead, &line, err);
		if (r == 0 && (r = take(p, &line, ret_answer, &why)) == -1)
			prompt_say_error(&why);
	} while (r == -1);
	if (r == EXIT_OS)
		*err = why;
	buf_free(&question);
	buf_free(&line);
	return r;
}

struct choice {
	const char *const *words;
	size_t found;
};

/* A prompt_check_fn. */
static int check_choice(const char *answer, void *arg, struct err *err)
{
	struct choice *c = arg;
	struct buf b = BUF_INIT;

	for (size_t i = 0; c->words[i] != NULL; i++) {
		if (strncmp(c->words[i], answer, strlen(answer)) == 0) {
			c->found = i;
			return 0;
		}
	}
	for (size_t i = 0; c->words[i] != NULL; i++)
		buf_printf(&b, "%s%s", i > 0 ? " or " : "", c->words[i]);
	int r = err_set(err, REASON_ANSWER_UNFIT, "%s, please", buf_str(&b));
	buf_free(&b);
	return r;
}

int prompt_choice(const char *question, const char *const *words, size_t dflt, const char *instead,
		  size_t *ret_index, struct err *err)
{
	struct choice c = { .words = words };
	struct prompt p = {
		.question = question,
		.dflt = words[dflt],
		.instead = instead,
		.check = check_choice,
		.arg = &c,
	};
	char *answer = NULL;
	int r = prompt_line(&p, &answer, err);

	if (r == 0)
		*ret_index = c.found;
	free(answer);
	return r;
}
