/* The answers to what a preset asks for: from the command line, from a person, or from a URL. */
#include "setup/preset.h"
#include "base/terminal.h"
#include "base/text.h"
#include "setup/prompt.h"

#define TENANT "tenant"
/* The largest line that a terminal hands over. */
#define ANSWER_MAX 4094

static bool is_tenant(const struct placeholder *p)
{
	return strcmp(p->name, TENANT) == 0;
}

/* The words of --answers, NAME=VALUE each. */
struct answers {
	struct lex lex;
	/* What they point into. */
	char *text;
};

static void answers_clear(struct answers *a)
{
	lex_free(&a->lex);
	free(a->text);
}

/* Blanks part the words. As in the configuration, a value with blanks stands in quotes. The caller
 * clears in any case. */
static int answers_read(const struct setup *s, struct answers *a, struct err *err)
{
	struct location at = { .file = "", .line = 1 };
	int r;

	if ((a->text = strdup(s->answers != NULL ? s->answers : "")) == NULL)
		return err_nomem(err);
	if ((r = lex_split(&a->lex, a->text, strlen(a->text), &at, err)) != EXIT_CONFIG)
		return r;
	err_place(err, "", 0, 0);
	err_prefix(err, "--answers");
	return err_rename(err, REASON_USAGE);
}

/* What the command line says; NULL: nothing. */
static const char *given(const struct setup *s, const struct answers *a,
			 const struct placeholder *p)
{
	size_t len = strlen(p->name);

	if (is_tenant(p))
		return s->tenant;
	for (size_t i = 0; i < a->lex.n; i++) {
		const char *word = a->lex.words[i].text;
		if (strncmp(word, p->name, len) == 0 && word[len] == '=')
			return word + len + 1;
	}
	return NULL;
}

/* Whether the value fits, if need be without slashes at its end, without the scheme, and with its
 * host in lower case: then that is the value. */
static bool make_fit(const struct placeholder *p, char *value, bool *failed)
{
	static const char scheme[] = "https://";
	size_t len = strlen(value);

	if (placeholder_fits(p, value, failed))
		return true;
	while (len > 0 && value[len - 1] == '/')
		value[--len] = '\0';
	if (placeholder_fits(p, value, failed))
		return true;
	if (strncasecmp(value, scheme, strlen(scheme)) == 0)
		memmove(value, value + strlen(scheme), len - strlen(scheme) + 1);
	if (placeholder_fits(p, value, failed))
		return true;
	if (p->host)
		text_to_lower(value, strcspn(value, "/"));
	return p->host && placeholder_fits(p, value, failed);
}

/* Takes an answer that fits. A whole URL is taken, too, for a part of one. */
static int answer(struct placeholder *p, const struct setup *s, const char *text, size_t len,
		  struct err *err)
{
	char *value, *said;
	bool failed = false;
	int r = 0;

	while (len > 0 && (*text == ' ' || *text == '\t'))
		text++, len--;
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	value = strndup(text, len);
	said = strndup(text, len);
	if (value == NULL || said == NULL) {
		r = err_nomem(err);
	} else if (!text_has_control(value, len) && make_fit(p, value, &failed)) {
		p->value = value;
		value = NULL;
	} else if (failed) {
		r = err_nomem(err);
	} else {
		if (p->example == NULL)
			(void)setup_check(s, SETUP_TENANT, said, err);
		else
			(void)err_set(err, REASON_ANSWER_UNFIT,
				      "\"%.64s\" is not a %s: one is like %s", said, p->name,
				      p->example);
		r = err_recode(err, EXIT_USAGE);
	}
	free(value);
	free(said);
	return r;
}

static const char *option_of(const struct placeholder *p)
{
	if (p->option != NULL)
		return p->option;
	return is_tenant(p) ? "--tenant" : "--answers";
}

/* Appends a word of --answers. */
static void put_answer(struct buf *b, const char *name, const char *value)
{
	struct buf word = BUF_INIT;

	buf_printf(&word, "%s=%s", name, value);
	if (b->len > 0)
		buf_putc(b, ' ');
	edit_put_word(b, buf_str(&word));
	b->failed |= buf_error(&word);
	buf_free(&word);
}

/* Keeps the value as the option that gives it: several words as the profile's option, if there is
 * one. */
static int keep(const struct placeholder *p, struct setup *s, struct err *err)
{
	struct buf all = BUF_INIT;
	int i = strpbrk(p->value, " \t") != NULL && p->option != NULL ? 0 : N_SETUP_OPTIONS, r;

	if (is_tenant(p))
		return setup_copy(&s->tenant, p->value, err);
	while (i < N_SETUP_OPTIONS &&
	       (setup_options[i].many || strcmp(setup_options[i].name, p->option) != 0))
		i++;
	if (i < N_SETUP_OPTIONS)
		return setup_take(s, (enum setup_text)i, p->value, err);
	buf_puts(&all, s->answers != NULL ? s->answers : "");
	put_answer(&all, p->name, p->value);
	r = buf_error(&all) ? err_nomem(err) : setup_copy(&s->answers, buf_str(&all), err);
	buf_free(&all);
	return r;
}

/* Asks until the answer fits. */
static int ask(struct placeholder *p, struct setup *s, struct err *err)
{
	struct buf question = BUF_INIT, line = { .max = ANSWER_MAX + 1 };
	struct err why = { 0 };
	int r = 0;

	if (p->example != NULL)
		buf_printf(&question, "%s, like %s: ", p->question, p->example);
	else
		buf_printf(&question, "%s: ", setup_options[SETUP_TENANT].question);
	while (r == 0 && p->value == NULL) {
		r = terminal_read(buf_str(&question), true, ANSWER_MAX, option_of(p), &line, err);
		if (r == 0 && answer(p, s, buf_str(&line), line.len, &why) != 0)
			prompt_say_error(&why);
	}
	if (r == 0 && (r = keep(p, s, err)) == 0)
		s->answered = true;
	buf_free(&question);
	buf_free(&line);
	return r;
}

/* The options with the answers that are missing, with an example of each answer. */
static void note_missing(const struct placeholders *p, bool target, struct setup *s)
{
	struct buf answers = BUF_INIT;

	if (!target && s->target == NULL && s->url == NULL)
		buf_printf(&s->missing, "%s%s", s->missing.len > 0 ? ", " : "",
			   setup_options[SETUP_TARGET].name);
	for (size_t i = 0; i < p->n; i++) {
		const struct placeholder *of = &p->list[i];
		if (!of->needed || of->value != NULL)
			continue;
		if (strcmp(option_of(of), "--answers") == 0)
			put_answer(&answers, of->name, of->example);
		else
			buf_printf(&s->missing, "%s%s", s->missing.len > 0 ? ", " : "",
				   option_of(of));
	}
	if (answers.len > 0)
		buf_printf(&s->missing, "%s--answers '%s'", s->missing.len > 0 ? ", " : "",
			   buf_str(&answers));
	s->missing.failed |= buf_error(&answers);
	buf_free(&answers);
}

int placeholders_answer(struct placeholders *p, bool target, struct setup *s, struct err *err)
{
	struct answers answers = { 0 };
	bool missing = false;
	int r = answers_read(s, &answers, err);

	for (size_t i = 0; i < p->n && r == 0; i++) {
		struct placeholder *of = &p->list[i];
		const char *text = of->needed ? given(s, &answers, of) : NULL;
		if (text != NULL)
			r = answer(of, s, text, strlen(text), err);
		else if (of->needed && s->asking)
			r = ask(of, s, err);
		missing |= of->needed && of->value == NULL;
	}
	answers_clear(&answers);
	if (r != 0 || !missing)
		return r;
	note_missing(p, target, s);
	return setup_stop(s, NULL, err);
}

int placeholders_check_given(const struct placeholders *p, const struct setup *s, struct err *err)
{
	struct answers answers = { 0 };
	bool tenant = false;
	int r;

	for (size_t i = 0; i < p->n; i++)
		tenant |= is_tenant(&p->list[i]);
	if (!tenant && s->tenant != NULL)
		return err_set(err, REASON_PRESET_TENANT,
			       "the preset %s has no {tenant}: leave out --tenant", s->preset);
	r = answers_read(s, &answers, err);
	for (size_t k = 0; k < answers.lex.n && r == 0; k++) {
		struct buf names = BUF_INIT;
		const char *at = answers.lex.words[k].text;
		size_t len = strcspn(at, "=");
		bool known = false;
		for (size_t i = 0; i < p->n; i++) {
			const char *name = p->list[i].name;
			if (is_tenant(&p->list[i]))
				continue;
			known |= strlen(name) == len && strncmp(name, at, len) == 0 &&
				 at[len] == '=';
			buf_printf(&names, "%s%s=", names.len > 0 ? ", " : "", name);
		}
		if (!known)
			r = err_set(err, REASON_PRESET_TENANT,
				    "the preset %s does not ask for \"%.*s\"; --answers takes %s",
				    s->preset, (int)(len > 64 ? 64 : len), at,
				    names.len > 0 ? buf_str(&names) : "nothing here");
		buf_free(&names);
	}
	answers_clear(&answers);
	return r;
}

int placeholders_give(const struct placeholders *p, struct setup *s, bool *ret_agrees,
		      struct err *err)
{
	struct answers answers = { 0 };
	bool agrees = true;
	int r = answers_read(s, &answers, err);

	for (size_t i = 0; i < p->n && agrees && r == 0; i++) {
		const char *value = p->list[i].value, *said = given(s, &answers, &p->list[i]);
		agrees = value == NULL || said == NULL || strcmp(value, said) == 0;
	}
	for (size_t i = 0; i < p->n && agrees && r == 0; i++) {
		const struct placeholder *of = &p->list[i];
		if (of->value != NULL && given(s, &answers, of) == NULL)
			r = keep(of, s, err);
	}
	answers_clear(&answers);
	*ret_agrees = agrees;
	return r;
}
