/* Errors that name the place in the configuration. */
#include "base/banned.h"
#include "base/location.h"

#include <stdarg.h>

#include "base/text.h"

int location_error(struct err *err, const struct location *at, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return err_set(err, EXIT_CONFIG, "%s:%u:%u: %s", at->file, at->line, at->column, text);
}

int location_unknown(struct err *err, const struct location *at, const char *what, const char *word,
		     const char *const *words)
{
	/* Of one or two letters any word is near. */
	const char *nearest = strlen(word) > 2 ? text_nearest(word, words) : NULL;
	char list[512];
	size_t len = 0;

	if (nearest != NULL)
		return location_error(err, at, "unknown %s \"%.64s\": did you mean \"%s\"?", what,
				      word, nearest);
	list[0] = '\0';
	for (size_t i = 0; words[i] != NULL && len < sizeof(list); i++)
		len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s", i > 0 ? ", " : "",
					words[i]);
	return location_error(err, at, "unknown %s \"%.64s\": known are %s", what, word, list);
}
