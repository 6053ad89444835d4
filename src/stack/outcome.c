/* How the lines of a stack went, what came of it, and both in words. */
#include "stack/outcome.h"
#include "base/text.h"
#include "config/strings.h"

char *said_line(const struct said *said, char out[SAID_LINE_MAX])
{
	snprintf(out, SAID_LINE_MAX, "%s%s%s", said->text[0] != '\0' ? said->text : said->location,
		 said->fix[0] != '\0' ? ": " : "", said->fix);
	return out;
}

void said_error(struct said *said, const struct err *err)
{
	struct err place = *err;
	char line[ERR_LINE_MAX];

	snprintf(said->reason, sizeof(said->reason), "%s", err->reason);
	/* With its place, and without the fix, which has a member of its own. A long one is cut. */
	place.fix[0] = '\0';
	err_line(&place, line, sizeof(line));
	text_escape(line, strlen(line), said->text, sizeof(said->text));
	snprintf(said->fix, sizeof(said->fix), "%s", err->fix);
}

void line_result_clear(struct line_result *line)
{
	source_close(&line->process);
	credential_clear(&line->set);
}

const char *stack_line_name(const struct source *src)
{
	return src->plugin != NULL ? src->plugin : src->stack;
}

/* Sets all parts of a line that failed. */
static int fail(const struct source *line, const struct said *said, const char *word, int code,
		struct err *err)
{
	err_set(err, code, "%s: %s", stack_line_name(line),
		said->text[0] != '\0' ? said->text : word);
	err_reason(err, said->reason[0] != '\0' ? said->reason : word);
	err_fix(err, "%s", said->fix);
	err_place(err, line->file, line->line, 0);
	return code;
}

int outcome_line(const struct source *line, const struct line_result *result, struct err *err)
{
	return fail(line, &result->said, result_name((int)result->result),
		    result->refused ? EXIT_CONFIG : result_exit((int)result->result), err);
}

/* A line that failed by itself. The lines of a nested stack speak for it. */
static bool has_failed(const struct stack_event *e)
{
	return !e->beyond && e->result != RESULT_SUCCESS && e->result != RESULT_IGNORE &&
	       e->src->stack == NULL;
}

/* "file:line: plugin: what". */
static void describe(const struct stack_event *e, struct buf *b)
{
	char line[SAID_LINE_MAX], where[SOURCE_WHERE_MAX];

	said_line(&e->said, line);
	buf_printf(b, "%s: %s: %s", source_where(e->src, where), stack_line_name(e->src),
		   line[0] != '\0' ? line : result_name((int)e->result));
}

/* The first line with the result of the stack, else the first that failed; NULL: none failed. */
static const struct stack_event *find_cause(const struct stack_outcome *o)
{
	const struct stack_event *first = NULL;

	for (size_t i = 0; i < o->nevents; i++) {
		const struct stack_event *e = &o->events[i];
		if (has_failed(e) && e->result == o->result)
			return e;
		if (has_failed(e) && first == NULL)
			first = e;
	}
	return first;
}

/* The lines that failed besides the one that err is about. */
static void hint_others(const struct stack_outcome *o, const struct stack_event *cause,
			struct err *err)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < o->nevents; i++) {
		if (!has_failed(&o->events[i]) || &o->events[i] == cause)
			continue;
		buf_puts(&b, b.len > 0 ? "; " : cause != NULL ? "other sources: " : "");
		describe(&o->events[i], &b);
	}
	if (b.len > 0 && !buf_error(&b))
		err_hint(err, "%s", buf_str(&b));
	buf_free(&b);
}

/* Whether the credential is incomplete although no line went wrong in a way that explains it. */
static bool lacks_items(const struct stack_outcome *o, bool complete)
{
	if (complete || o->result != RESULT_INVALID || credential_empty(&o->credential))
		return false;
	for (size_t i = 0; i < o->nevents; i++)
		if (has_failed(&o->events[i]) && result_is_hard((int)o->events[i].result))
			return false;
	return true;
}

/* The credential is not empty. */
static void explain_incomplete(const struct stack_outcome *o, struct err *err)
{
	const struct credential *set = &o->credential;
	int item = ITEM_CLIENT_ID;
	char giver[512] = "the profile has a client-id", where[SOURCE_WHERE_MAX];

	while (set->items[item] == NULL)
		item++;
	const struct source *from = set->from[item];
	if (from != NULL)
		snprintf(giver, sizeof(giver), "%.480s gave the %s", source_where(from, where),
			 credential_item_words(item));
	if (item != ITEM_CLIENT_ID)
		err_set(err, REASON_CREDENTIAL_INCOMPLETE,
			"%s, but no method of client authentication takes that alone: add a source "
			"with a client id, and a secret or a key",
			giver);
	else
		err_set(err, REASON_CREDENTIAL_INCOMPLETE,
			"%s, but no line has the secret or the key: add a source that has it",
			giver);
	/* Most likely the missing items belong into the line that found nothing: its command is
	 * shown. */
	for (size_t i = 0; i < o->nevents && err->fix[0] == '\0'; i++)
		if (has_failed(&o->events[i]))
			err_fix(err, "%s", o->events[i].said.fix);
}

int outcome_failure(const struct stack_outcome *o, bool complete, struct err *err)
{
	const struct stack_event *cause = find_cause(o);
	int code = result_exit((int)o->result);

	if (err == NULL)
		return code;
	if (lacks_items(o, complete)) {
		explain_incomplete(o, err);
		cause = NULL;
	} else if (cause != NULL) {
		fail(cause->src, &cause->said, result_name((int)cause->result), code, err);
	} else {
		err_set(err, REASON_CREDENTIAL_MISSING,
			"no source had a credential: see ccred.config(5), STACKS");
	}
	hint_others(o, cause, err);
	return err_recode(err, code);
}

/* Whether a line of a stack that succeeded is worth a warning. */
static bool warns(const struct stack_event *e)
{
	if (e->beyond || e->src->stack != NULL)
		return false;
	return result_is_hard((int)e->result) || (e->result == RESULT_SUCCESS && e->said.warning);
}

void outcome_warnings(struct stack_outcome *o)
{
	int r = 0;

	for (size_t i = 0; i < o->nevents && r == 0; i++) {
		struct buf b = BUF_INIT;
		if (!warns(&o->events[i]))
			continue;
		describe(&o->events[i], &b);
		r = strings_add(&o->warnings, &o->nwarnings,
				buf_error(&b) ? NULL : strdup(buf_str(&b)), NULL);
		buf_free(&b);
	}
}

void stack_outcome_clear(struct stack_outcome *outcome)
{
	source_close(&outcome->signer);
	credential_clear(&outcome->credential);
	free(outcome->events);
	strings_free(outcome->warnings, outcome->nwarnings);
	*outcome = (struct stack_outcome){ .result = RESULT_SUCCESS };
}

/* Where the line's plugin found it, or what it said of it. */
static const char *said_by(const struct stack_outcome *o, const struct source *line)
{
	for (size_t i = 0; i < o->nevents; i++) {
		const struct stack_event *e = &o->events[i];
		if (e->src == line && e->taken)
			return e->said.location[0] != '\0' ? e->said.location : e->said.text;
	}
	return "";
}

void supplier_write(const struct bound *bound, const struct stack_outcome *outcome, int item,
		    struct buf *b)
{
	const struct source *from = outcome->credential.from[item];
	const struct line *line = from != NULL ? bind_line(bound, from) : NULL;
	const char *said;

	if (line == NULL)
		return;
	said = said_by(outcome, from);
	buf_printf(b, "%u%s%s", (unsigned)(line - bound->lines) + 1, said[0] != '\0' ? " " : "",
		   said);
}

const struct line *supplier_read(const struct bound *bound, const char *text, const char **ret_said)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (text[0] < '1' || text[0] > '9' || (*end != '\0' && *end != ' ') ||
	    number > bound->nlines)
		return NULL;
	*ret_said = *end == ' ' ? end + 1 : NULL;
	return &bound->lines[number - 1];
}
