/* What one run of ccred-acquire hands back. */
#include "base/banned.h"
#include "acquire/acquired.h"
#include "base/kv.h"

void acquired_warn(struct buf *warnings, const char *text)
{
	kv_put_escaped(warnings, "warning", text, strlen(text));
}

void acquired_clear(struct acquired *a)
{
	secret_free(&a->token);
	free(a->scope);
	buf_free(&a->warnings);
	buf_free(&a->report);
	*a = (struct acquired){ 0 };
}
