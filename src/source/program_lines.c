/* The key=value lines that programs with a credential source read and write (ccred_exec(8)). */
#include "source/program_lines.h"
#include "base/base64.h"
#include "base/text.h"
#include "config/result.h"

#include <stdarg.h>

#define PROMPT "prompt="

static const char *const keys[N_PROGRAM_KEYS] = {
	[PROGRAM_RESULT] = "result", [PROGRAM_REASON] = "reason",     [PROGRAM_TEXT] = "text",
	[PROGRAM_FIX] = "fix",       [PROGRAM_LOCATION] = "location", [PROGRAM_EXPIRES] = "expires",
};

/* Appends key=value and a line end. A value with control bytes becomes key64=, in base64. */
static void put(struct buf *b, const char *key, const void *value, size_t len)
{
	buf_puts(b, key);
	if (text_has_control(value, len)) {
		buf_puts(b, "64=");
		base64_put(b, value, len);
	} else {
		buf_putc(b, '=');
		buf_put(b, value, len);
	}
	buf_putc(b, '\n');
}

static void put_text(struct buf *b, const char *key, const char *value)
{
	if (value != NULL)
		put(b, key, value, strlen(value));
}

static void put_list(struct buf *b, const char *key, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++)
		put_text(b, key, *list);
}

static void put_flag(struct buf *b, const char *key, bool set)
{
	put_text(b, key, set ? "yes" : "no");
}

void program_put_request(struct buf *b, const char *verb, const struct ccred_request *q,
			 const struct ccred_arg *const *args, const struct credential *given,
			 const struct ccred_signing *signing)
{
	put_text(b, "verb", verb);
	put_text(b, "profile", q->profile);
	put_text(b, "issuer", q->issuer);
	put_text(b, "token_endpoint", q->token_endpoint);
	put_text(b, "origin", q->origin);
	put_text(b, "tenant", q->tenant);
	for (int item = 1; item < N_ITEMS; item++)
		if (given->items[item] != NULL)
			put(b, credential_item_name(item), given->items[item]->data,
			    given->items[item]->len);
	put_text(b, "scope", q->scope);
	put_text(b, "audience", q->audience);
	put_list(b, "resource", q->resources);
	put_list(b, "target", q->targets);
	put_list(b, "method_wanted", q->methods_wanted);
	put_list(b, "method_offered", q->methods_offered);
	put_flag(b, "interactive", (q->flags & CCRED_REQ_INTERACTIVE) != 0);
	put_flag(b, "terminal", (q->flags & CCRED_REQ_TERMINAL) != 0);
	put_flag(b, "refresh", (q->flags & CCRED_REQ_REFRESH) != 0);
	for (; *args != NULL; args++) {
		buf_puts(b, "option.");
		put_text(b, (*args)->name, (*args)->value);
	}
	if (signing != NULL) {
		put_text(b, "algorithm", signing->algorithm);
		buf_puts(b, "data64=");
		base64_put(b, signing->data, signing->len);
		buf_putc(b, '\n');
	}
	buf_putc(b, '\n');
}

static void wrong(struct program_answer *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void wrong(struct program_answer *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(a->why, sizeof(a->why), fmt, ap);
	va_end(ap);
}

static void take_value(struct program_answer *a, enum program_key key, char *value)
{
	uint64_t seconds = 0;

	if (a->values[key] != NULL) {
		wrong(a, "it answered %s= twice", keys[key]);
		return;
	}
	a->values[key] = value;
	/* Results above CCRED_INTERNAL are the host's own; a program may not answer them. */
	if (key == PROGRAM_RESULT &&
	    ((a->result = result_find(value)) < 0 || a->result > CCRED_INTERNAL)) {
		a->result = -1;
		wrong(a, "it answered a result= that there is not: see ccred_exec(8)");
	}
	if (key == PROGRAM_EXPIRES &&
	    (text_to_u64(value, INT64_MAX, &seconds) != 0 || seconds == 0))
		wrong(a, "its expires= is not a number of seconds since 1970");
	if (key == PROGRAM_EXPIRES)
		a->expires_s = (int64_t)seconds;
}

static void take_item(struct program_answer *a, int item, char *value, size_t len, bool encoded)
{
	long decoded = encoded ? base64_decode(value) : (long)len;

	if (a->items[item] != NULL) {
		wrong(a, "it answered %s= twice", credential_item_name(item));
	} else if (decoded < 0) {
		wrong(a, "its %s64= is not base64", credential_item_name(item));
	} else {
		a->items[item] = value;
		a->lens[item] = (size_t)decoded;
	}
}

/* One line, with a NUL at its end. */
static void take_line(struct program_answer *a, char *line, size_t len)
{
	char *equals = memchr(line, '=', len);
	size_t name_len;
	bool encoded;
	int item;

	if (memchr(line, '\0', len) != NULL) {
		wrong(a, "it answered a NUL byte");
		return;
	}
	if (equals == NULL) {
		wrong(a, "it answered a line that is not key=value");
		return;
	}
	*equals++ = '\0';
	for (int key = 0; key < N_PROGRAM_KEYS; key++) {
		if (strcmp(line, keys[key]) == 0) {
			take_value(a, (enum program_key)key, equals);
			return;
		}
	}
	name_len = strlen(line);
	encoded = name_len > 2 && strcmp(line + name_len - 2, "64") == 0;
	if (encoded)
		line[name_len - 2] = '\0';
	if ((item = credential_item_find(line)) != 0)
		take_item(a, item, equals, len - (size_t)(equals - line), encoded);
}

void program_read_answer(char *data, size_t len, struct program_answer *ret_answer)
{
	struct program_answer a = { .result = -1 };

	for (size_t at = 0; at < len && a.why[0] == '\0';) {
		char *newline = memchr(data + at, '\n', len - at);
		size_t line_len = newline != NULL ? (size_t)(newline - data) - at : len - at;
		if (line_len == 0)
			break;
		data[at + line_len] = '\0';
		take_line(&a, data + at, line_len);
		at += line_len + 1;
	}
	*ret_answer = a;
}

static void take_prompt(const char *line, size_t len, struct program_prompt *ret_prompt)
{
	static const char *const styles[] = { [CCRED_PROMPT_HIDDEN] = "hidden",
					      [CCRED_PROMPT_VISIBLE] = "visible",
					      [CCRED_PROMPT_INFO] = "info",
					      [CCRED_PROMPT_ERROR] = "error" };
	const char *blank = memchr(line, ' ', len);
	size_t word = blank != NULL ? (size_t)(blank - line) : len;

	*ret_prompt = (struct program_prompt){ .text = blank != NULL ? blank + 1 : line + len };
	ret_prompt->len = len - (size_t)(ret_prompt->text - line);
	for (int i = CCRED_PROMPT_HIDDEN; i <= CCRED_PROMPT_ERROR; i++)
		if (strlen(styles[i]) == word && memcmp(styles[i], line, word) == 0)
			ret_prompt->style = i;
}

bool program_next_prompt(const char *output, size_t len, size_t *at,
			 struct program_prompt *ret_prompt)
{
	size_t n = strlen(PROMPT);

	for (;;) {
		const char *line = output + *at;
		const char *newline = memchr(line, '\n', len - *at);
		size_t line_len;
		/* An empty line is not passed, so nothing behind it is looked at. */
		if (newline == NULL || newline == line)
			return false;
		line_len = (size_t)(newline - line);
		*at += line_len + 1;
		if (line_len < n || memcmp(line, PROMPT, n) != 0)
			continue;
		take_prompt(line + n, line_len - n, ret_prompt);
		return true;
	}
}
