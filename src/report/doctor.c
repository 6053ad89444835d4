/* The steps of ccred doctor, and the two forms in which they are printed. */
#include "base/banned.h"
#include "report/doctor.h"
#include "base/text.h"
#include "base/json_out.h"

#include <stdarg.h>

static const char *const words[] = {
	[DOCTOR_OK] = "ok",
	[DOCTOR_WARNING] = "warning",
	[DOCTOR_FAILURE] = "failure",
	[DOCTOR_SKIPPED] = "skipped",
};

void doctor_clear(struct doctor *d)
{
	for (size_t i = 0; i < d->n; i++)
		buf_free(&d->steps[i].details);
	free(d->steps);
	buf_free(&d->spare.details);
	*d = (struct doctor){ 0 };
}

struct doctor_step *doctor_add(struct doctor *d, const char *step, enum doctor_outcome outcome,
			       const char *fmt, ...)
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
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	text_escape(text, strlen(text), s->text, sizeof(s->text));
	return s;
}

struct doctor_step *doctor_last(struct doctor *d)
{
	return d->failed || d->n == 0 ? &d->spare : &d->steps[d->n - 1];
}

bool doctor_mend(struct doctor_step *step, const struct err *err)
{
	if (err->fix[0] != '\0')
		doctor_command(step, "%s", err->fix);
	else if (err->place.line != 0)
		doctor_command_edit(step, err->place.file, err->place.line);
	return step->command[0] != '\0';
}

static struct doctor_step *add_error(struct doctor *d, const char *step,
				     enum doctor_outcome outcome, const struct err *err)
{
	bool hint = err->hint[0] != '\0';
	struct err shown = *err;
	char line[ERR_LINE_MAX];
	struct doctor_step *s;

	/* The command has a line of its own. */
	shown.fix[0] = '\0';
	s = doctor_add(d, step, outcome, "%s%s%s", err_line(&shown, line, sizeof(line)),
		       hint ? ": " : "", hint ? err->hint : "");
	(void)doctor_mend(s, err);
	return s;
}

struct doctor_step *doctor_warn(struct doctor *d, const char *step, const struct err *err)
{
	return add_error(d, step, DOCTOR_WARNING, err);
}

struct doctor_step *doctor_fail(struct doctor *d, const char *step, const struct err *err)
{
	struct doctor_step *s = add_error(d, step, DOCTOR_FAILURE, err);

	s->code = err->code;
	memcpy(s->reason, err->reason, sizeof(s->reason));
	if (d->code == 0)
		d->code = err->code;
	return s;
}

void doctor_command(struct doctor_step *step, const char *fmt, ...)
{
	char text[sizeof(step->command)];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	/* A path that is cut would name another file. */
	if (len >= (int)sizeof(text))
		text[0] = '\0';
	text_escape(text, strlen(text), step->command, sizeof(step->command));
}

void doctor_command_edit(struct doctor_step *step, const char *file, unsigned line)
{
	char word[DOCTOR_WORD_MAX];

	doctor_command(step, "${EDITOR:-vi} +%u %s", line,
		       text_shell_word(file, word, sizeof(word)));
}

static size_t count(const struct doctor *d, enum doctor_outcome outcome)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n; i++)
		n += d->steps[i].outcome == outcome;
	return n;
}

static void put_number(size_t n, const char *what, const char **separator, struct buf *b)
{
	if (n == 0)
		return;
	buf_printf(b, "%s%zu %s%s", *separator, n, what, n > 1 ? "s" : "");
	*separator = ", ";
}

/* Where one is to begin: what comes later may be a consequence. */
static void put_summary(const struct doctor *d, struct buf *b)
{
	size_t failures = count(d, DOCTOR_FAILURE), warnings = count(d, DOCTOR_WARNING);
	const char *separator = "";

	buf_printf(b, "\n%s%s", d->profile != NULL ? d->profile : "",
		   d->profile != NULL ? ": " : "");
	put_number(failures, "failure", &separator, b);
	put_number(warnings, "warning", &separator, b);
	buf_puts(b, failures > 1           ? ": begin with the first\n"
		    : separator[0] != '\0' ? "\n"
					   : "all is well\n");
}

void doctor_text(const struct doctor *d, bool colour, struct buf *b)
{
	static const char *const colours[] = {
		[DOCTOR_OK] = "\033[32m",
		[DOCTOR_WARNING] = "\033[33m",
		[DOCTOR_FAILURE] = "\033[31m",
		[DOCTOR_SKIPPED] = "\033[2m",
	};

	for (size_t i = 0; i < d->n; i++) {
		const struct doctor_step *s = &d->steps[i];
		buf_printf(b, "%s%-7s%s  %-13s  %s\n", colour ? colours[s->outcome] : "",
			   words[s->outcome], colour ? "\033[0m" : "", s->step, s->text);
		if (s->command[0] != '\0')
			buf_printf(b, "%24s%s\n", "", s->command);
	}
	put_summary(d, b);
}

static void put_step(const struct doctor_step *s, struct buf *b)
{
	json_begin(b, NULL, '{');
	json_text(b, "step", s->step);
	json_text(b, "outcome", words[s->outcome]);
	if (s->outcome == DOCTOR_FAILURE)
		json_number(b, "code", s->code);
	if (s->reason[0] != '\0')
		json_text(b, "reason", s->reason);
	json_text(b, "text", s->text);
	json_text(b, "command", s->command[0] != '\0' ? s->command : NULL);
	if (s->details.len > 0 && !buf_error(&s->details)) {
		buf_putc(b, ',');
		buf_put(b, s->details.data, s->details.len);
	}
	buf_putc(b, '}');
}

void doctor_json(const struct doctor *d, struct buf *b)
{
	json_begin(b, NULL, '{');
	json_text(b, "profile", d->profile);
	json_begin(b, "steps", '[');
	for (size_t i = 0; i < d->n; i++)
		put_step(&d->steps[i], b);
	buf_putc(b, ']');
	json_boolean(b, "ok", d->code == 0);
	json_number(b, "code", d->code);
	buf_puts(b, "}\n");
}
