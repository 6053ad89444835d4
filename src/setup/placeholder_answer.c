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

/* What the command line says; *ret_len is its length; NULL: nothing. */
static const char *given(const struct setup *s, const struct placeholder *p, size_t *ret_len)
{
	const char *at = s->answers != NULL ? s->answers : "";
	size_t len = strlen(p->name);

	if (is_tenant(p)) {
		*ret_len = s->tenant != NULL ? strlen(s->tenant) : 0;
		return s->tenant;
	}
	for (; *(at += strspn(at, " \t")) != '\0'; at += strcspn(at, " \t"))
		if (strncmp(at, p->name, len) == 0 && at[len] == '=') {
			at += len + 1;
			*ret_len = strcspn(at, " \t");
			return at;
		}
	return NULL;
}

/* Whether the value fits, if need be without slashes at its end, without the scheme, and with its
 * host in lower case: then that is the value. */
static bool make_fit(const struct placeholder *p, char *value)
{
	static const char scheme[] = "https://";
	size_t len = strlen(value);

	if (placeholder_fits(p, value))
		return true;
	while (len > 0 && value[len - 1] == '/')
		value[--len] = '\0';
	if (placeholder_fits(p, value))
		return true;
	if (strncasecmp(value, scheme, strlen(scheme)) == 0)
		memmove(value, value + strlen(scheme), len - strlen(scheme) + 1);
	if (placeholder_fits(p, value))
		return true;
	if (p->host)
		text_to_lower(value, strcspn(value, "/"));
	return p->host && placeholder_fits(p, value);
}

/* Takes an answer that fits. A whole URL is taken, too, for a part of one. */
static int answer(struct placeholder *p, const struct setup *s, const char *text, size_t len,
		  struct err *err)
{
	char *value, *said;
	int r = 0;

	while (len > 0 && (*text == ' ' || *text == '\t'))
		text++, len--;
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	value = strndup(text, len);
	said = strndup(text, len);
	if (value == NULL || said == NULL) {
		r = err_nomem(err);
	} else if (!text_has_control(value, len) && make_fit(p, value)) {
		p->value = value;
		value = NULL;
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

/* Keeps the value as the option that gives it. Blanks cannot stand in --answers. */
static int keep(const struct placeholder *p, struct setup *s, struct err *err)
{
	char *all;
	int i = 0;

	if (is_tenant(p))
		return setup_copy(&s->tenant, p->value, err);
	if (strpbrk(p->value, " \t") != NULL) {
		while (i < N_SETUP_OPTIONS && (p->option == NULL || setup_options[i].many ||
					       strcmp(setup_options[i].name, p->option) != 0))
			i++;
		return i < N_SETUP_OPTIONS ? setup_take(s, (enum setup_text)i, p->value, err) : 0;
	}
	if (asprintf(&all, "%s%s%s=%s", s->answers != NULL ? s->answers : "",
		     s->answers != NULL ? " " : "", p->name, p->value) < 0)
		return err_nomem(err);
	free(s->answers);
	s->answers = all;
	return 0;
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
			buf_printf(&answers, "%s%s=%s", answers.len > 0 ? " " : "", of->name,
				   of->example);
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
	bool missing = false;
	int r = 0;

	for (size_t i = 0; i < p->n && r == 0; i++) {
		struct placeholder *of = &p->list[i];
		size_t len = 0;
		const char *text = of->needed ? given(s, of, &len) : NULL;
		if (text != NULL)
			r = answer(of, s, text, len, err);
		else if (of->needed && s->asking)
			r = ask(of, s, err);
		missing |= of->needed && of->value == NULL;
	}
	if (r != 0 || !missing)
		return r;
	note_missing(p, target, s);
	return setup_stop(s, NULL, err);
}

int placeholders_check_given(const struct placeholders *p, const struct setup *s, struct err *err)
{
	const char *at = s->answers != NULL ? s->answers : "";
	bool tenant = false;

	for (size_t i = 0; i < p->n; i++)
		tenant |= is_tenant(&p->list[i]);
	if (!tenant && s->tenant != NULL)
		return err_set(err, REASON_PRESET_TENANT,
			       "the preset %s has no {tenant}: leave out --tenant", s->preset);
	for (; *(at += strspn(at, " \t")) != '\0'; at += strcspn(at, " \t")) {
		struct buf names = BUF_INIT;
		size_t len = strcspn(at, "= \t");
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
			err_set(err, REASON_PRESET_TENANT,
				"the preset %s does not ask for \"%.*s\"; --answers takes %s",
				s->preset, (int)(len > 64 ? 64 : len), at,
				names.len > 0 ? buf_str(&names) : "nothing here");
		buf_free(&names);
		if (!known)
			return EXIT_USAGE;
	}
	return 0;
}

int placeholders_give(const struct placeholders *p, struct setup *s, bool *ret_agrees,
		      struct err *err)
{
	bool agrees = true;
	int r = 0;

	for (size_t i = 0; i < p->n && agrees; i++) {
		const char *value = p->list[i].value, *said;
		size_t len = 0;
		if (value != NULL && (said = given(s, &p->list[i], &len)) != NULL)
			agrees = strlen(value) == len && strncmp(value, said, len) == 0;
	}
	for (size_t i = 0; i < p->n && agrees && r == 0; i++) {
		const struct placeholder *of = &p->list[i];
		size_t len;
		if (of->value != NULL && given(s, of, &len) == NULL)
			r = keep(of, s, err);
	}
	*ret_agrees = agrees;
	return r;
}
