/* Errors that name the place in a file. */
#include "base/location.h"

#include "base/text.h"

int location_set(struct err *err, int code, const struct location *at)
{
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
