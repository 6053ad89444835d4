/* Errors that name the place in a file. */
#include "base/banned.h"
#include "base/location.h"

#include <stdarg.h>

#include "base/text.h"

__attribute__((format(printf, 4, 0))) static int set(struct err *err, enum reason reason,
						     const struct location *at, const char *fmt,
						     va_list ap)
{
	char text[ERR_TEXT_MAX];
	int code;

	(void)vsnprintf(text, sizeof(text), fmt, ap);
	code = err_set(err, (int)reason, "%s", text);
	err_place(err, at->file, at->line, at->column);
	return code;
}

int location_fault(struct err *err, enum reason reason, const struct location *at, const char *fmt,
		   ...)
{
	va_list ap;

	va_start(ap, fmt);
	int code = set(err, reason, at, fmt, ap);
	va_end(ap);
	return code;
}

int location_error(struct err *err, const struct location *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int code = set(err, REASON_CONFIG_BAD_VALUE, at, fmt, ap);
	va_end(ap);
	return code;
}

int location_unknown(struct err *err, const struct location *at, const char *kind, const char *word,
		     const char *const *words)
{
	/* Of one or two letters any word is near. */
	const char *nearest = strlen(word) > 2 ? text_nearest(word, words) : NULL;
	char list[512];
	size_t len = 0;

	if (nearest != NULL)
		return location_fault(err, REASON_CONFIG_UNKNOWN_WORD, at,
				      "unknown %s \"%.64s\": did you mean \"%s\"?", kind, word,
				      nearest);
	list[0] = '\0';
	for (size_t i = 0; words[i] != NULL && len < sizeof(list); i++)
		len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s", i > 0 ? ", " : "",
					words[i]);
	return location_fault(err, REASON_CONFIG_UNKNOWN_WORD, at,
			      "unknown %s \"%.64s\": known are %s", kind, word, list);
}
