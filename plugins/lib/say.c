/* What a plugin of ours says of a call, in parts. */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX 1024

static void say(const struct say *s, uint32_t severity, const char *reason, const char *text,
		const char *fix, const char *location)
{
	const struct ccred_message message = { .size = sizeof(message),
					       .severity = severity,
					       .reason = reason,
					       .text = text,
					       .fix = fix,
					       .location = location };

	s->host->say(s->call, &message);
}

int say_error(const struct say *s, int result, const char *reason, const char *fix, const char *fmt,
	      ...)
{
	char text[TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	say(s, CCRED_ERROR, reason, text, fix, NULL);
	return result;
}

int say_errno(const struct say *s, int result, int err, const char *reason, const char *fmt, ...)
{
	char text[TEXT_MAX];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(text))
		snprintf(text + n, sizeof(text) - (size_t)n, ": %s", strerror(err));
	say(s, CCRED_ERROR, reason, text, NULL, NULL);
	return result;
}

int say_found(const struct say *s, const char *fmt, ...)
{
	char location[TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(location, sizeof(location), fmt, ap);
	va_end(ap);
	say(s, CCRED_INFO, NULL, NULL, NULL, location);
	return CCRED_SUCCESS;
}

int say_no_memory(const struct say *s)
{
	return say_error(s, CCRED_INTERNAL, "no_memory", NULL, "out of memory");
}

char *say_word(const char *word, char out[SAY_WORD])
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789@%+=:,./_-";
	size_t n = 0, len = strlen(word);

	if (len > 0 && len < SAY_WORD && strspn(word, plain) == len) {
		memcpy(out, word, len + 1);
		return out;
	}
	out[n++] = '\'';
	for (; *word != '\0' && n + 6 < SAY_WORD; word++) {
		if (*word == '\'') {
			memcpy(out + n, "'\\''", 4);
			n += 4;
		} else {
			out[n++] = *word;
		}
	}
	out[n++] = '\'';
	out[*word == '\0' ? n : 0] = '\0';
	return out;
}
