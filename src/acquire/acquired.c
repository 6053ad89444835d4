/* What one run of ccred-acquire hands back. */
#include "base/banned.h"
#include "acquire/acquired.h"

void acquired_warn(struct buf *warnings, const char *text)
{
	buf_put(warnings, text, strlen(text) + 1);
}

void acquired_clear(struct acquired *a)
{
	secret_free(&a->token);
	free(a->scope);
	free(a->unoffered);
	buf_free(&a->warnings);
	buf_free(&a->report);
	*a = (struct acquired){ 0 };
}
