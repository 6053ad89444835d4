/* What ccred doctor says of the sources: each line as it answered, and the stack. */
#include "base/banned.h"
#include "report/doctor.h"
#include "base/text.h"
#include "base/json_out.h"
#include "config/result.h"

#include <unistd.h>

/* A stack and what came of it. */
struct stack {
	struct doctor *d;
	const struct report *r;
	bool good; /* it has a client id and a secret */
};

static bool is_hard(const char *result)
{
	int i = result != NULL ? result_find(result) : -1;

	return i >= 0 && result_is_hard(i);
}

const struct line *doctor_find_line(const struct bound *bound, const char *where)
{
	char at[1024];

	for (size_t i = 0; where != NULL && i < bound->nlines; i++) {
		const struct source *s = bound->lines[i].source;
		size_t len = (size_t)snprintf(at, sizeof(at), "%s:%u", s->file, s->line);
		if (len < sizeof(at) && strncmp(where, at, len) == 0 &&
		    (where[len] == '\0' || where[len] == ':'))
			return &bound->lines[i];
	}
	return NULL;
}

/* Sets the variable that the line looks at: the first one that is not set, else the last. */
static void command_variable(struct doctor_step *s, const struct plugin_option *o,
			     const char *value)
{
	size_t n = o->type == OPTION_VARIABLE_PREFIX ? o->nvalues : 1;
	char name[DOCTOR_WORD_MAX], word[DOCTOR_WORD_MAX];

	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s%s", value,
			 o->type == OPTION_VARIABLE_PREFIX ? o->values[i] : "");
		if (getenv(name) == NULL)
			break;
	}
	text_shell_word(name, word, sizeof(word));
	doctor_command(s, "read -rs %s && export %s", word, word);
}

/* Puts the secret where the line looks for it, if that is a file or a variable. */
static void command_location(struct doctor_step *s, const struct line *line)
{
	char word[DOCTOR_WORD_MAX];

	for (size_t i = 0; line->description != NULL && i < line->nargs; i++) {
		const struct argument *a = &line->args[i];
		const struct plugin_option *o = description_option(line->description, a->name);
		if (o == NULL || (o->flags & OPTION_LOCATION) == 0)
			continue;
		/* A program is not to be written over. */
		if (o->type == OPTION_PATH && access(a->value, X_OK) != 0)
			doctor_command(s, "(umask 077; cat > %s)",
				       text_shell_word(a->value, word, sizeof(word)));
		else if (o->type == OPTION_VARIABLE || o->type == OPTION_VARIABLE_PREFIX)
			command_variable(s, o, a->value);
	}
}

void doctor_command_source(struct doctor_step *s, const struct profile *p, const struct line *line,
			   const char *result, const char *fix)
{
	unsigned offers = line->description != NULL ? line->description->offers : 0;
	char words[DOCTOR_WORD_MAX];

	if (fix != NULL)
		doctor_command(s, "%s", fix);
	else if (doctor_is(result, "conflict") || doctor_is(result, "invalid") ||
		 doctor_is(result, "refused"))
		doctor_command_edit(s, line->source->file, line->source->line);
	else if (doctor_is(result, "not_found") && bind_stores(line))
		doctor_command(s, "ccred secret set %s", doctor_words(p, words));
	else if (doctor_is(result, "not_found"))
		command_location(s, line);
	else if (doctor_is(result, "locked") && (offers & OFFER_PROMPT) != 0)
		/* At a terminal it may ask. */
		doctor_command(s, "ccred explain %s", doctor_words(p, words));
	if (s->command[0] == '\0')
		doctor_command(s, "CCRED_TRACE=1 ccred explain --all %s", doctor_words(p, words));
}

/* A line that answered is in order, and one that has nothing, if another has; a broken one never is. */
static enum doctor_outcome outcome_of(const struct stack *st, const struct report_line *l)
{
	if (l->result == NULL)
		return DOCTOR_SKIPPED;
	if (doctor_is(l->result, "success") || doctor_is(l->result, "ignore"))
		return DOCTOR_OK;
	return st->good && !is_hard(l->result) ? DOCTOR_OK : DOCTOR_WARNING;
}

static void put_details(const struct report_line *l, struct buf *b)
{
	json_text(b, "where", l->where);
	json_text(b, "control", l->control);
	json_text(b, l->stack != NULL ? "stack" : "plugin",
		  l->stack != NULL ? l->stack : l->plugin);
	json_text(b, "result", l->result);
	if (l->result != NULL)
		json_number(b, "took_ms", l->took_ms);
}

/* The length of what the line said without the command, which has a line of its own. */
static int said_len(const struct report_line *l)
{
	size_t len = l->said != NULL ? strlen(l->said) : 0;
	size_t fix = l->fix != NULL ? strlen(l->fix) + strlen(": ") : 0;

	return (int)(fix < len ? len - fix : len);
}

static void put_line(struct stack *st, const struct report_line *l)
{
	const struct line *line = doctor_find_line(st->r->bound, l->where);
	struct doctor_step *s;

	s = doctor_add(st->d, "source", outcome_of(st, l), "%s %s %s%s: %s%s%s%s%.*s", l->where,
		       l->control != NULL ? l->control : "", l->stack != NULL ? "@" : "",
		       l->stack != NULL    ? l->stack
		       : l->plugin != NULL ? l->plugin
					   : "",
		       l->result != NULL ? l->result : "not reached",
		       l->sets_id ? ", client id" : "", l->sets_secret ? ", client secret" : "",
		       l->said != NULL ? ": " : "", said_len(l), l->said != NULL ? l->said : "");
	if (s->outcome == DOCTOR_WARNING && line != NULL && l->stack == NULL)
		doctor_command_source(s, st->r->profile, line, l->result, l->fix);
	put_details(l, &s->details);
}

/* The command of the first line that has one mends the stack, most likely. */
static void fail_stack(struct stack *st, size_t first, const struct err *err)
{
	struct doctor_step *s = doctor_fail(st->d, "stack", err);
	const struct profile *p = st->r->profile;

	for (size_t i = first; i + 1 < st->d->n; i++) {
		if (doctor_is(st->d->steps[i].step, "source") &&
		    st->d->steps[i].command[0] != '\0') {
			snprintf(s->command, sizeof(s->command), "%s", st->d->steps[i].command);
			break;
		}
	}
	if (s->command[0] == '\0')
		doctor_command_edit(s, p->file, p->line);
	json_text(&s->details, "result", st->r->verdict);
}

void doctor_stack(struct doctor *d, const struct report *r)
{
	struct stack st = { .d = d, .r = r };
	size_t first = d->n;
	struct doctor_step *s;
	struct err err = { 0 };
	int code = doctor_outcome_of(r, "gathered", &err);

	if (code < 0) {
		doctor_fail(d, "stack", &r->err);
		return;
	}
	st.good = code == 0;
	for (size_t i = 0; i < r->nlines; i++)
		put_line(&st, &r->lines[i]);
	if (code != 0) {
		fail_stack(&st, first, &err);
		return;
	}
	s = doctor_add(d, "stack", DOCTOR_OK, "client id %s (%s), secret (%s)",
		       r->id != NULL ? r->id : "?", r->id_from != NULL ? r->id_from : "?",
		       r->secret_from != NULL ? r->secret_from : "?");
	json_text(&s->details, "result", r->verdict);
	json_text(&s->details, "client_id", r->id);
	json_text(&s->details, "client_id_from", r->id_from);
	json_text(&s->details, "client_secret_from", r->secret_from);
}
