/* What ccred doctor says of the sources: each line as it answered, and the stack. */
#include "report/doctor.h"
#include "acquire/attempt.h"
#include "base/layout.h"
#include "base/limits.h"

/* The lines of the stack on their way into steps. */
struct stack {
	struct doctor *d;
	const struct report *r;
	/* The stack has a complete credential. */
	bool good;
	/* The next event. They have the order of the lines. */
	size_t next;
};

/* Whether the caller has it. */
static bool is_set(const struct bound *bound, const char *name)
{
	for (size_t i = 0; i < bound->nvariables; i++)
		if (strcmp(bound->variables[i].name, name) == 0)
			return bound->variables[i].value != NULL;
	return false;
}

/* Sets the variable that the line looks at: the first one that is not set, else the last. */
static void command_variable(struct doctor *d, const struct bound *bound,
			     const struct plugin_option *o, const char *value)
{
	size_t n = o->type == OPTION_VARIABLE_PREFIX ? o->nvalues : 1;
	char name[DOCTOR_WORD_MAX], word[DOCTOR_WORD_MAX];

	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s%s", value,
			 o->type == OPTION_VARIABLE_PREFIX ? o->values[i] : "");
		if (!is_set(bound, name))
			break;
	}
	text_shell_word(name, word, sizeof(word));
	doctor_command(d, "read -rs %s && export %s", word, word);
}

/* Sets the variable where the line looks for the secret. */
static void command_location(struct doctor *d, const struct bound *bound, const struct line *line)
{
	for (size_t i = 0; line->description != NULL && i < line->nargs; i++) {
		const struct argument *a = &line->args[i];
		const struct plugin_option *o = description_option(line->description, a->name);
		if (o == NULL || (o->flags & OPTION_LOCATION) == 0)
			continue;
		if (o->type == OPTION_VARIABLE || o->type == OPTION_VARIABLE_PREFIX)
			command_variable(d, bound, o, a->value);
	}
}

void doctor_command_source(struct doctor *d, const struct report *r, const struct source *source,
			   enum result result, const struct said *said)
{
	const struct line *line = bind_line(r->a.bound, source);
	unsigned offers = line->description != NULL ? line->description->offers : 0;

	if (said != NULL && said->fix[0] != '\0')
		doctor_command(d, "%s", said->fix);
	else if (result == RESULT_CONFLICT || result == RESULT_INVALID)
		doctor_edit(d, source->file, source->line);
	else if (result == RESULT_NOT_FOUND && bind_stores(line))
		doctor_command(d, "ccred secret set %s", r->a.profile_args);
	else if (result == RESULT_NOT_FOUND)
		command_location(d, r->a.bound, line);
	else if (result == RESULT_LOCKED && (offers & OFFER_PROMPT) != 0)
		/* At a terminal it may ask. */
		doctor_command(d, "ccred explain %s", r->a.profile_args);
	if (d->last->command[0] == '\0')
		doctor_command(d, "CCRED_TRACE=1 ccred explain --all %s", r->a.profile_args);
}

/* A line that answered is in order. So is one that has nothing, if another line has it. A broken
 * line never is. */
static enum doctor_outcome outcome_of(const struct stack *st, const struct stack_event *e)
{
	if (e == NULL)
		return DOCTOR_SKIPPED;
	if (e->beyond || e->result == RESULT_SUCCESS || e->result == RESULT_IGNORE)
		return DOCTOR_OK;
	return st->good && !result_is_hard(e->result) ? DOCTOR_OK : DOCTOR_WARNING;
}

/* What the line said, without the command: that has a line of its own. */
static const char *said_text(const struct stack_event *e)
{
	return e->said.text[0] != '\0' ? e->said.text : e->said.location;
}

/* What the line did, as the trace says it. */
static void describe(const struct stack_event *e, struct buf *b)
{
	if (e == NULL) {
		buf_puts(b, "not reached");
		return;
	}
	buf_printf(b, "%s after %lld ms", result_name(e->result), (long long)e->took_ms);
	for (int item = 1; item < N_ITEMS; item++)
		if ((e->sets & ITEM_BIT(item)) != 0)
			buf_printf(b, ", %s", credential_item_words(item));
	buf_printf(b, "%s%s%s%s%s", e->taken ? ", taken" : "", e->decides ? ", decides" : "",
		   e->beyond ? ", beyond the line that decides" : "",
		   said_text(e)[0] != '\0' ? ": " : "", said_text(e));
}

static void put_details(struct doctor *d, const struct stack_event *e)
{
	struct buf items = BUF_INIT, *b = d->json;

	json_text(b, "result", e != NULL ? result_name(e->result) : NULL);
	if (e == NULL)
		return;
	json_text(b, "reason", filled(e->said.reason));
	json_text(b, "said", filled(said_text(e)));
	json_number(b, "took_ms", e->took_ms);
	for (int item = 1; item < N_ITEMS; item++)
		if ((e->sets & ITEM_BIT(item)) != 0)
			json_text(&items, NULL, credential_item_name(item));
	doctor_list(d, "items", &items);
	doctor_free(d, &items);
	json_boolean(b, "taken", e->taken);
	json_boolean(b, "decides", e->decides);
	json_boolean(b, "beyond", e->beyond);
}

/* e is NULL for a line that was not reached. */
static void put_line(struct stack *st, const struct source *line, unsigned depth,
		     const struct stack_event *e)
{
	struct doctor *d = st->d;
	struct buf words = BUF_INIT;
	char where[1024];

	snprintf(where, sizeof(where), "%s:%u", line->file, line->line);
	describe(e, &words);
	doctor_add(d, "source", outcome_of(st, e), "%*s%s %s %s%s: %s", (int)(2 * depth), "", where,
		   line->control_text, line->stack != NULL ? "@" : "", stack_line_name(line),
		   buf_str(&words));
	doctor_free(d, &words);
	if (d->last->outcome == DOCTOR_WARNING && line->stack == NULL && e != NULL)
		doctor_command_source(d, st->r, line, e->result, &e->said);
	json_text(d->json, "where", where);
	json_number(d->json, "depth", depth);
	json_text(d->json, "control", line->control_text);
	json_text(d->json, line->stack != NULL ? "stack" : "plugin", stack_line_name(line));
	put_details(d, e);
}

static void put_lines(struct stack *st, const struct source *lines, size_t n, unsigned depth)
{
	const struct stack_outcome *o = &st->r->a.outcome;

	for (size_t i = 0; i < n; i++) {
		bool reached = st->next < o->nevents && o->events[st->next].src == &lines[i];
		put_line(st, &lines[i], depth, reached ? &o->events[st->next++] : NULL);
		if (lines[i].stack != NULL)
			put_lines(st, lines[i].inner, lines[i].ninner, depth + 1);
	}
}

/* The result of the stack as a word; NULL: it did not run. */
static const char *verdict(const struct report *r)
{
	const struct err *why = report_why(r, STEP_STACK);

	if (why == NULL && !report_is_good(r, STEP_STACK))
		return NULL;
	return why != NULL && why->code == EXIT_CONFIG ? "refused"
						       : result_name(r->a.outcome.result);
}

/* The command of the first line that has one mends the stack, most likely. */
static void fail_stack(const struct stack *st, size_t first, const struct err *err)
{
	struct doctor *d = st->d;
	size_t i = first, last = d->n;

	doctor_error(d, "stack", DOCTOR_FAILURE, err);
	/* What is said of one line is said there. */
	d->last->again = first < last && err->place.line != 0;
	while (i < last && d->steps[i].command[0] == '\0')
		i++;
	if (i < last)
		memcpy(d->last->command, d->steps[i].command, sizeof(d->last->command));
	else if (d->last->command[0] == '\0')
		doctor_edit_profile(d, st->r);
	json_text(d->json, "result", verdict(st->r));
}

static const char *supplier(const struct credential *c, int item, char *line, size_t size)
{
	return c->from[item] != NULL ? acquisition_line_name(c->from[item], line, size)
				     : "the profile";
}

/* What the stack has, and the lines that supplied it. */
static void put_supplied(struct doctor *d, const struct report *r)
{
	const struct credential *c = &r->a.outcome.credential;
	const struct secret *id = c->items[ITEM_CLIENT_ID];
	char line[256], key[64];
	struct buf words = BUF_INIT;

	for (int item = 1; item < N_ITEMS; item++) {
		if (c->items[item] == NULL)
			continue;
		buf_printf(&words, "%s%s", words.len > 0 ? ", " : "", credential_item_words(item));
		if (item == ITEM_CLIENT_ID)
			buf_printf(&words, " %s", id->data);
		buf_printf(&words, " (%s)", supplier(c, item, line, sizeof(line)));
	}
	doctor_add(d, "stack", DOCTOR_OK, "%s", buf_str(&words));
	doctor_free(d, &words);
	json_text(d->json, "result", verdict(r));
	json_text(d->json, "client_id", id != NULL ? id->data : NULL);
	for (int item = 1; item < N_ITEMS; item++) {
		snprintf(key, sizeof(key), "%s_from", credential_item_name(item));
		if (c->items[item] != NULL)
			json_text(d->json, key, supplier(c, item, line, sizeof(line)));
	}
}

/* A certificate that ends soon, or has ended. */
static void put_certificate(struct doctor *d, const struct report *r)
{
	const struct credential *c = &r->a.outcome.credential;
	int64_t end_s = attempt_certificate_end(c);
	char moment[LAYOUT_MOMENT_SIZE];

	if (end_s == 0)
		return;
	if (end_s - time(NULL) >= CERTIFICATE_NOTICE_S) {
		doctor_add(d, "certificate", DOCTOR_OK, "it ends %s", layout_moment(end_s, moment));
	} else {
		doctor_add(d, "certificate", DOCTOR_WARNING, "it ends %s: have it renewed",
			   layout_moment(end_s, moment));
		if (c->from[ITEM_CERTIFICATE] != NULL)
			doctor_command_source(d, r, c->from[ITEM_CERTIFICATE], RESULT_INVALID,
					      NULL);
	}
	json_number(d->json, "expires", end_s);
}

void doctor_stack(struct doctor *d, const struct report *r)
{
	const struct err *why = report_why(r, STEP_STACK);
	struct stack st = { .d = d, .r = r, .good = report_is_good(r, STEP_STACK) };
	size_t first = d->n;

	put_lines(&st, r->a.profile->sources, r->a.profile->nsources, 0);
	if (why == NULL)
		why = report_why(r, STEP_PLUGINS);
	if (st.good)
		put_supplied(d, r);
	else if (why != NULL)
		fail_stack(&st, first, why);
	else
		doctor_add(d, "stack", DOCTOR_SKIPPED, "no source is asked: see above");
	put_certificate(d, r);
}
