/* Errors: filling in their parts, and writing them as one line. */
#include "base/err.h"
#include "base/text.h"

#include <stdarg.h>

/* Longer than any field, so that text_escape sees that something was cut. */
#define DRAFT_MAX (ERR_TEXT_MAX + 64)

static int code_of(int what)
{
	return what > REASON_FIRST ? reason_code((enum reason)what) : what;
}

__attribute__((format(printf, 3, 0))) static void set_part(char *part, size_t size, const char *fmt,
							   va_list ap)
{
	char draft[DRAFT_MAX];

	vsnprintf(draft, sizeof(draft), fmt, ap);
	text_escape(draft, strlen(draft), part, size);
}

int err_set(struct err *err, int what, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return code_of(what);
	va_start(ap, fmt);
	set_part(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	err_rename(err, (enum reason)what);
	err->fix[0] = '\0';
	err->place = (struct err_place){ .file = "" };
	err->hint[0] = '\0';
	return err_recode(err, code_of(what));
}

int err_sys(struct err *err, int what, int errnum, const char *fmt, ...)
{
	char draft[DRAFT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(draft, sizeof(draft), fmt, ap);
	va_end(ap);
	return err_set(err, what, "%s: %s", draft, strerror(errnum));
}

bool err_is(const struct err *err, enum reason reason)
{
	return strcmp(err->reason, reason_word(reason)) == 0;
}

void err_reason(struct err *err, const char *word)
{
	if (err != NULL)
		text_escape(word, strlen(word), err->reason, sizeof(err->reason));
}

void err_fix(struct err *err, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return;
	va_start(ap, fmt);
	set_part(err->fix, sizeof(err->fix), fmt, ap);
	va_end(ap);
}

int err_fix_path(struct err *err, int code, const char *command, const char *path)
{
	char word[TEXT_SHELL_WORD(ERR_FIX_MAX)];
	size_t len = strlen(path);

	if (err == NULL || len >= ERR_FIX_MAX || text_has_control(path, len))
		return code;
	text_shell_word(path, word, sizeof(word));
	if (strlen(command) + 1 + strlen(word) < ERR_FIX_MAX)
		err_fix(err, "%s %s", command, word);
	return code;
}

void err_hint(struct err *err, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return;
	va_start(ap, fmt);
	set_part(err->hint, sizeof(err->hint), fmt, ap);
	va_end(ap);
}

void err_place(struct err *err, const char *file, unsigned line, unsigned column)
{
	if (err == NULL)
		return;
	text_escape(file, strlen(file), err->place.file, sizeof(err->place.file));
	err->place.line = line;
	err->place.column = column;
}

int err_recode(struct err *err, int code)
{
	if (err != NULL)
		err->code = code;
	return code;
}

int err_rename(struct err *err, enum reason reason)
{
	if (err != NULL)
		snprintf(err->reason, sizeof(err->reason), "%s", reason_word(reason));
	return err_recode(err, reason_code(reason));
}

void err_prefix(struct err *err, const char *fmt, ...)
{
	char text[2 * ERR_TEXT_MAX + 2], before[ERR_TEXT_MAX];
	va_list ap;

	if (err == NULL)
		return;
	va_start(ap, fmt);
	set_part(before, sizeof(before), fmt, ap);
	va_end(ap);
	/* The text that is there was escaped already, and is not escaped twice. */
	snprintf(text, sizeof(text), "%s: %s", before, err->text);
	snprintf(err->text, sizeof(err->text), "%.*s", ERR_TEXT_MAX - 1, text);
}

char *err_where(const struct err_place *at, char out[ERR_WHERE_MAX])
{
	size_t n = (size_t)snprintf(out, ERR_WHERE_MAX, "%s", at->file);

	if (n > 0 && at->line != 0)
		n += (size_t)snprintf(out + n, ERR_WHERE_MAX - n, ":%u", at->line);
	if (n > 0 && at->line != 0 && at->column != 0)
		snprintf(out + n, ERR_WHERE_MAX - n, ":%u", at->column);
	return out;
}

char *err_line(const struct err *err, char *out, size_t size)
{
	char where[ERR_WHERE_MAX];

	err_where(&err->place, where);
	snprintf(out, size, "%s%s%s%s%s", where, where[0] != '\0' ? ": " : "", err->text,
		 err->fix[0] != '\0' ? ": " : "", err->fix);
	return out;
}

int err_nomem(struct err *err)
{
	return err_set(err, REASON_NO_MEMORY, "out of memory");
}
