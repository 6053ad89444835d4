/* Errors that name the place in a file. */
#include "base/location.h"

#include <stdarg.h>

#include "base/text.h"

int location_fault(struct err *err, enum reason reason, const struct location *at, const char *fmt,
		   ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;
	int code;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	code = err_set(err, (int)reason, "%s", text);
	err_place(err, at->file, at->line, at->column);
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
