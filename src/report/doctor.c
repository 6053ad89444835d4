/* The steps of ccred doctor, and the two forms in which they are printed. */
#include "report/doctor.h"
#include "base/layout.h"

#include <stdarg.h>

static const struct {
	const char *word, *colour;
} outcomes[] = {
	[DOCTOR_OK] = { "ok", "\033[32m" },
	[DOCTOR_WARNING] = { "warning", "\033[33m" },
	[DOCTOR_FAILURE] = { "failure", "\033[31m" },
	[DOCTOR_SKIPPED] = { "skipped", "\033[2m" },
};

void doctor_clear(struct doctor *d)
{
	for (size_t i = 0; i < d->n; i++)
		buf_free(&d->steps[i].details);
	free(d->steps);
	buf_free(&d->spare.details);
	config_free(&d->config);
	profile_free(&d->first_good);
	buf_free(&d->good);
}

void doctor_add(struct doctor *d, const char *step, enum doctor_outcome outcome, const char *fmt,
		...)
{
	struct doctor_step *more = reallocarray(d->steps, d->n + 1, sizeof(*more)), *s = &d->spare;
	char text[sizeof(s->text)];
	va_list args;

	if (more != NULL) {
		d->steps = more;
		s = &more[d->n++];
	} else {
		d->failed = true;
		buf_free(&s->details);
	}
	*s = (struct doctor_step){ .step = step, .outcome = outcome };
	d->last = s;
	d->json = &s->details;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	text_escape(text, strlen(text), s->text, sizeof(s->text));
}

bool doctor_mend(struct doctor *d, const struct err *err)
{
	if (err->fix[0] != '\0')
		doctor_command(d, "%s", err->fix);
	else if (err->place.line != 0)
		doctor_edit(d, err->place.file, err->place.line);
	return d->last->command[0] != '\0';
}

void doctor_error(struct doctor *d, const char *step, enum doctor_outcome outcome,
		  const struct err *err)
{
	bool hint = err->hint[0] != '\0';
	struct err shown = *err;
	char line[ERR_LINE_MAX];

	/* The command has a line of its own. */
	shown.fix[0] = '\0';
	doctor_add(d, step, outcome, "%s%s%s", err_line(&shown, line, sizeof(line)),
		   hint ? ": " : "", err->hint);
	(void)doctor_mend(d, err);
	memcpy(d->last->reason, err->reason, sizeof(err->reason));
	if (outcome != DOCTOR_FAILURE)
		return;
	d->last->code = err->code;
	if (d->code == 0)
		d->code = err->code;
}

void doctor_fail(struct doctor *d, const char *step, enum reason reason, const char *fmt, ...)
{
	/* Longer than what err_set keeps, so that it marks a text that is cut. */
	char text[ERR_TEXT_MAX + 16];
	struct err err = { 0 };
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	err_set(&err, reason, "%s", text);
	doctor_error(d, step, DOCTOR_FAILURE, &err);
}

void doctor_command(struct doctor *d, const char *fmt, ...)
{
	char text[sizeof(d->last->command)];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	/* A path that is cut would name another file. */
	if (len >= (int)sizeof(text))
		text[0] = '\0';
	text_escape(text, strlen(text), d->last->command, sizeof(d->last->command));
}

void doctor_command_word(struct doctor *d, const char *command, const char *word)
{
	char quoted[DOCTOR_WORD_MAX];

	doctor_command(d, "%s%s", command, text_shell_word(word, quoted, sizeof(quoted)));
}

void doctor_edit(struct doctor *d, const char *file, unsigned line)
{
	char command[64];

	snprintf(command, sizeof(command), "${EDITOR:-vi} +%u ", line);
	doctor_command_word(d, command, file);
}

void doctor_edit_profile(struct doctor *d, const struct report *r)
{
	doctor_edit(d, r->a.profile->file, r->a.profile->line);
}

void doctor_list(struct doctor *d, const char *key, const struct buf *elements)
{
	json_name(d->json, key);
	buf_printf(d->json, "[%s]", buf_str(elements));
}

void doctor_free(struct doctor *d, struct buf *part)
{
	d->failed |= buf_error(part);
	buf_free(part);
}

/* Where the text of a step begins. */
#define TEXT_COLUMN 24

/* Whether a step before it has the same command. */
static bool is_told(const struct doctor *d, const struct doctor_step *step)
{
	for (const struct doctor_step *s = d->steps; s < step; s++)
		if (strcmp(s->command, step->command) == 0)
			return true;
	return false;
}

void doctor_text(const struct doctor *d, bool colour, size_t width, struct buf *b)
{
	size_t n[N_DOCTOR_OUTCOMES] = { 0 }, failures, warnings;
	size_t indent = width > 2 * TEXT_COLUMN ? TEXT_COLUMN : 2;

	for (const struct doctor_step *s = d->steps; s < d->steps + d->n; s++) {
		n[s->outcome]++;
		const char *text = s->again && width > 0 ? "see above" : s->text;
		buf_printf(b, "%s%-7s%s  %-13s  ", colour ? outcomes[s->outcome].colour : "",
			   outcomes[s->outcome].word, colour ? "\033[0m" : "", s->step);
		/* Lines of a nested stack are indented. */
		size_t lead = strspn(text, " ");
		buf_printf(b, "%*s", (int)lead, "");
		text += lead;
		if (width > indent + lead)
			layout_wrap(b, text, TEXT_COLUMN + lead, indent + lead, width);
		else
			buf_puts(b, text);
		buf_putc(b, '\n');
		/* To be pasted, so it is not wrapped. */
		if (s->command[0] != '\0' && (width == 0 || !is_told(d, s)))
			buf_printf(b, "%*s%s\n", TEXT_COLUMN, "", s->command);
	}
	failures = n[DOCTOR_FAILURE];
	warnings = n[DOCTOR_WARNING];
	buf_printf(b, "\n%s%s", d->profile != NULL ? d->profile : "",
		   d->profile != NULL ? ": " : "");
	if (failures > 0)
		buf_printf(b, "%zu failure%s%s", failures, failures > 1 ? "s" : "",
			   warnings > 0 ? ", " : "");
	if (warnings > 0)
		buf_printf(b, "%zu warning%s", warnings, warnings > 1 ? "s" : "");
	/* The first failure; later ones may be its consequences. */
	buf_puts(b, failures > 1              ? ": begin with the first\n"
		    : failures + warnings > 0 ? "\n"
					      : "all is well\n");
}

void doctor_json(const struct doctor *d, struct buf *b)
{
	json_begin(b, NULL, '{');
	json_text(b, "profile", d->profile);
	json_begin(b, "steps", '[');
	for (const struct doctor_step *s = d->steps; s < d->steps + d->n; s++) {
		json_begin(b, NULL, '{');
		json_text(b, "step", s->step);
		json_text(b, "outcome", outcomes[s->outcome].word);
		if (s->outcome == DOCTOR_FAILURE)
			json_number(b, "code", s->code);
		if (s->reason[0] != '\0')
			json_text(b, "reason", s->reason);
		json_text(b, "text", s->text);
		json_text(b, "fix", filled(s->command));
		b->failed |= buf_error(&s->details);
		if (s->details.len > 0) {
			buf_putc(b, ',');
			buf_put(b, s->details.data, s->details.len);
		}
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
	json_boolean(b, "ok", d->code == 0);
	json_number(b, "code", d->code);
	buf_puts(b, "}\n");
}
