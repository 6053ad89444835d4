/* The reasons for which ccred fails: words and exit codes. */
#include "base/reason.h"
#include "base/exit_code.h"

#define REASON_ROW(name, word, code) { #word, code },
static const struct {
	const char *word;
	int code;
} rows[] = { { "unknown", EXIT_SOFTWARE }, REASON_TABLE(REASON_ROW) };

static size_t row_of(enum reason reason)
{
	return reason > REASON_FIRST && reason < REASON_END ? (size_t)(reason - REASON_FIRST) : 0;
}

const char *reason_word(enum reason reason)
{
	return rows[row_of(reason)].word;
}

int reason_code(enum reason reason)
{
	return rows[row_of(reason)].code;
}
