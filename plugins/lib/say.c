/* What our plugins share: their state, their arguments, and their messages about a call. */
#include "say.h"

#include <stdarg.h>

#define TEXT_MAX 1024

void *say_state(const struct ccred_host *host, struct ccred_call *call, size_t size)
{
	const struct say say = { host, call };
	struct say *state = calloc(1, size);

	if (state == NULL)
		say_no_memory(&say);
	else
		*state = say;
	return state;
}

const char *say_arg(const struct ccred_arg *const *args, const char *name, const char *otherwise)
{
	for (; *args != NULL; args++)
		if (strcmp((*args)->name, name) == 0)
			return (*args)->value;
	return otherwise;
}

int say_error(const struct say *s, int result, const char *reason, const char *fix, const char *fmt,
	      ...)
{
	char text[TEXT_MAX];
	const struct ccred_message message = {
		.size = sizeof(message), .reason = reason, .text = text, .fix = fix
	};
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	s->host->say(s->call, &message);
	return result;
}

int say_found(const struct say *s, const char *fmt, ...)
{
	char location[TEXT_MAX];
	const struct ccred_message message = { .size = sizeof(message),
					       .severity = CCRED_INFO,
					       .location = location };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(location, sizeof(location), fmt, ap);
	va_end(ap);
	s->host->say(s->call, &message);
	return CCRED_SUCCESS;
}

int say_no_memory(const struct say *s)
{
	return say_error(s, CCRED_INTERNAL, "no_memory", NULL, "out of memory");
}

int say_set(const struct say *s, struct piece id, struct piece secret)
{
	int r = CCRED_SUCCESS;

	if (id.data != NULL)
		r = s->host->set(s->call, CCRED_ITEM_CLIENT_ID, id.data, id.len);
	if (r == CCRED_SUCCESS && secret.data != NULL)
		r = s->host->set(s->call, CCRED_ITEM_CLIENT_SECRET, secret.data, secret.len);
	return r;
}

/* Returns the new length; SAY_FIX: it does not fit. */
static size_t put(char *out, size_t n, const char *text, size_t len)
{
	if (n + len >= SAY_FIX)
		return SAY_FIX;
	memcpy(out + n, text, len);
	return n + len;
}

static size_t put_word(char *out, size_t n, const char *word)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789@%+=:,./_-";
	size_t len = strlen(word), quote = len == 0 || strspn(word, plain) < len;

	n = put(out, n, "'", quote);
	for (; *word != '\0'; word++)
		n = *word == '\'' ? put(out, n, "'\\''", 4) : put(out, n, word, 1);
	return put(out, n, "'", quote);
}

char *say_fix(char out[SAY_FIX], const char *fmt, ...)
{
	size_t n = strlen(out);
	va_list ap;

	va_start(ap, fmt);
	for (; *fmt != '\0'; fmt++) {
		if (*fmt != '%') {
			n = put(out, n, fmt, 1);
		} else {
			n = put_word(out, n, va_arg(ap, const char *));
			fmt++;
		}
	}
	va_end(ap);
	out[n < SAY_FIX ? n : 0] = '\0';
	return out;
}
