/* Errors: filling in the code, the message and the hint. */
#include "base/banned.h"
#include "base/err.h"
#include "base/buf.h"
#include "base/text.h"

#include <stdarg.h>

/* Longer than either field, so that text_escape sees that something was cut. */
#define DRAFT_MAX (ERR_TEXT_MAX + 64)

int err_set(struct err *err, int code, const char *fmt, ...)
{
	char draft[DRAFT_MAX];
	va_list ap;

	if (err == NULL)
		return code;
	va_start(ap, fmt);
	vsnprintf(draft, sizeof(draft), fmt, ap);
	va_end(ap);
	text_escape(draft, strlen(draft), err->text, sizeof(err->text));
	err->hint[0] = '\0';
	err->code = code;
	return code;
}

int err_sys(struct err *err, int code, int errnum, const char *fmt, ...)
{
	char draft[DRAFT_MAX];
	va_list ap;
	int n;

	if (err == NULL)
		return code;
	va_start(ap, fmt);
	n = vsnprintf(draft, sizeof(draft), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(draft))
		snprintf(draft + n, sizeof(draft) - (size_t)n, ": %s", strerror(errnum));
	return err_set(err, code, "%s", draft);
}

void err_hint(struct err *err, const char *fmt, ...)
{
	char draft[DRAFT_MAX];
	va_list ap;

	if (err == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(draft, sizeof(draft), fmt, ap);
	va_end(ap);
	text_escape(draft, strlen(draft), err->hint, sizeof(err->hint));
}

void err_prefix(struct err *err, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	char clean[DRAFT_MAX], draft[DRAFT_MAX];
	va_list ap;

	if (err == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(draft, sizeof(draft), fmt, ap);
	va_end(ap);
	/* The text that is there was escaped already, and is not escaped twice. */
	buf_printf(&text, "%s: %s", text_escape(draft, strlen(draft), clean, sizeof(clean)),
		   err->text);
	size_t fits = text.len < sizeof(err->text) ? text.len : sizeof(err->text) - 1;
	if (!buf_error(&text)) {
		memcpy(err->text, buf_str(&text), fits);
		err->text[fits] = '\0';
	}
	buf_free(&text);
}

int err_nomem(struct err *err)
{
	return err_set(err, EXIT_OS, "out of memory");
}
