/* What ccred doctor says of the sources: each line as it answered, the keyring by itself, the stack. */
#include "base/banned.h"
#include "report/doctor.h"
#include "base/text.h"
#include "base/json_out.h"
#include "config/profile.h"
#include "stack/run.h"
#include "stack/verdict.h"

/* A stack and what came of it. */
struct stack {
	struct doctor *d;
	const struct report *r;
	bool good; /* it has a client id and a secret */
};

static bool is_hard(const char *result)
{
	for (int i = 0; i < N_RESULTS; i++)
		if (doctor_is(result, result_name(i)))
			return result_is_hard(i);
	return false;
}

static const struct source *find_line(const struct source *lines, size_t n, const char *where)
{
	const struct source *found = NULL;
	char at[1024];

	for (size_t i = 0; i < n && found == NULL; i++) {
		size_t len =
			(size_t)snprintf(at, sizeof(at), "%s:%u", lines[i].file, lines[i].line);
		if (len < sizeof(at) && strncmp(where, at, len) == 0 &&
		    (where[len] == '\0' || where[len] == ':'))
			found = &lines[i];
		else
			found = find_line(lines[i].inner, lines[i].ninner, where);
	}
	return found;
}

const struct source *doctor_find_line(const struct profile *p, const char *where)
{
	return where != NULL ? find_line(p->sources, p->nsources, where) : NULL;
}

/* The first variable of one line that is not set, else the last. */
struct variable {
	const struct source *line;
	const char *name;
};

static int on_variable(const struct source *src, const char *name, void *arg)
{
	struct variable *v = arg;

	if (src != v->line)
		return 0;
	v->name = name;
	return getenv(name) == NULL;
}

static void command_env(struct doctor_step *s, const struct profile *p, const struct source *line)
{
	struct variable v = { .line = line };
	char word[DOCTOR_WORD_MAX];

	(void)profile_env(p, on_variable, &v);
	if (v.name != NULL)
		doctor_command(s, "read -rs %s && export %s",
			       text_shell_word(v.name, word, sizeof(word)), v.name);
}

static void command_file(struct doctor_step *s, const struct source *line)
{
	char word[DOCTOR_WORD_MAX];

	for (size_t i = 0; i < line->nargs; i++)
		if (doctor_is(line->args[i].name, "path"))
			doctor_command(s, "(umask 077; cat > %s)",
				       text_shell_word(line->args[i].value, word, sizeof(word)));
}

/* The keyring says first which part is missing. */
static void command_keyring(struct doctor_step *s, const struct profile *p, const char *result,
			    const char *said)
{
	char words[DOCTOR_WORD_MAX];

	if (doctor_is(result, "locked") || doctor_is(result, "denied"))
		doctor_command(s, "ccred explain %s", doctor_words(p, words));
	else if (said != NULL && strncmp(said, "no session bus", 14) == 0)
		doctor_command(s,
			       "export DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$(id -u)/bus");
	else if (doctor_is(result, "unavailable"))
		doctor_command(s, "gnome-keyring-daemon --start --components=secrets");
	else if (doctor_is(result, "conflict"))
		doctor_command(s, "ccred secret delete %s", doctor_words(p, words));
	else
		doctor_command(s, "ccred secret set %s", doctor_words(p, words));
}

void doctor_command_source(struct doctor_step *s, const struct profile *p,
			   const struct source *line, const char *result, const char *said)
{
	char words[DOCTOR_WORD_MAX];
	struct err err = { 0 };
	bool stores = false;

	/* What the file's owner is to do stands in the text of the step. */
	if (doctor_is(result, "denied") && said != NULL && strstr(said, ": ch") != NULL &&
	    doctor_command_of(s))
		return;
	if (doctor_is(result, "conflict") || doctor_is(result, "invalid") ||
	    doctor_is(result, "refused"))
		doctor_command_edit(s, line->file, line->line);
	if (sources_is_plugin(line, "keyring"))
		command_keyring(s, p, result, said);
	else if (doctor_is(result, "not_found") && sources_is_plugin(line, "file"))
		command_file(s, line);
	else if (doctor_is(result, "not_found") && sources_is_plugin(line, "env"))
		command_env(s, p, line);
	else if (doctor_is(result, "not_found") && run_stores(p, line, &stores, &err) == 0 &&
		 stores)
		doctor_command(s, "ccred secret set %s", doctor_words(p, words));
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

static void put_line(struct stack *st, const struct report_line *l)
{
	const struct source *line = doctor_find_line(st->r->profile, l->where);
	struct doctor_step *s;

	s = doctor_add(st->d, "source", outcome_of(st, l), "%s %s %s%s: %s%s%s%s%s", l->where,
		       l->control != NULL ? l->control : "", l->stack != NULL ? "@" : "",
		       l->stack != NULL    ? l->stack
		       : l->plugin != NULL ? l->plugin
					   : "",
		       l->result != NULL ? l->result : "not reached",
		       l->sets_id ? ", client id" : "", l->sets_secret ? ", client secret" : "",
		       l->said != NULL ? ": " : "", l->said != NULL ? l->said : "");
	if (s->outcome == DOCTOR_WARNING && line != NULL && l->stack == NULL)
		doctor_command_source(s, st->r->profile, line, l->result, l->said);
	put_details(l, &s->details);
}

/* What each result of the keyring says of its parts. */
static const char *keyring_words(const char *result)
{
	static const struct {
		const char *result, *words;
	} rows[] = {
		{ "success", "it is unlocked, and has the secret" },
		{ "not_found", "it is unlocked, and has no such secret" },
		{ "locked", "it is locked" },
		{ "unavailable", "it cannot be reached" },
		{ "timeout", "it does not answer in time" },
		{ "try_again", "it does not answer in time" },
		{ "conflict", "what it has does not fit" },
		{ "invalid", "what it has is malformed" },
		{ "denied", "it refuses" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (doctor_is(result, rows[i].result))
			return rows[i].words;
	return result != NULL ? "it failed" : "it was not asked: another source comes before it";
}

static void put_keyring(struct stack *st)
{
	bool used = false;

	for (size_t i = 0; i < st->r->nlines; i++) {
		const struct report_line *l = &st->r->lines[i];
		const struct source *line = doctor_find_line(st->r->profile, l->where);
		struct doctor_step *s;
		if (line == NULL || l->plugin == NULL || !sources_is_plugin(line, "keyring"))
			continue;
		used = true;
		s = doctor_add(st->d, "keyring", outcome_of(st, l), "%s%s%s",
			       keyring_words(l->result), l->said != NULL ? ": " : "",
			       l->said != NULL ? l->said : "");
		if (s->outcome == DOCTOR_WARNING)
			doctor_command_source(s, st->r->profile, line, l->result, l->said);
		json_text(&s->details, "where", l->where);
		json_text(&s->details, "state", l->result);
	}
	if (!used)
		doctor_add(st->d, "keyring", DOCTOR_SKIPPED, "no source line uses it");
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
		doctor_add(d, "keyring", DOCTOR_SKIPPED, "see the failure below");
		doctor_fail(d, "stack", &r->err);
		return;
	}
	st.good = code == 0;
	put_keyring(&st);
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
