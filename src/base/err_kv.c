/* Errors as key=value lines, for ccred's own programs to hand on. */
#include "base/banned.h"
#include "base/err_kv.h"
#include "base/text.h"

static void put(struct buf *b, const char *key, const char *value)
{
	if (value[0] != '\0')
		kv_put_text(b, key, value);
}

void err_kv_put(struct buf *b, const struct err *err)
{
	put(b, "reason", err->reason);
	put(b, "text", err->text);
	put(b, "fix", err->fix);
	put(b, "file", err->place.file);
	if (err->place.line != 0)
		kv_put_int(b, "line", err->place.line);
	if (err->place.column != 0)
		kv_put_int(b, "column", err->place.column);
	put(b, "hint", err->hint);
}

static void get(const struct kv *kv, const char *key, char *out, size_t size)
{
	const char *value = kv_get(kv, key);

	out[0] = '\0';
	if (value != NULL)
		text_escape(value, strlen(value), out, size);
}

void err_kv_get(const struct kv *kv, int code, struct err *ret_err)
{
	ret_err->code = code;
	get(kv, "reason", ret_err->reason, sizeof(ret_err->reason));
	get(kv, "text", ret_err->text, sizeof(ret_err->text));
	get(kv, "fix", ret_err->fix, sizeof(ret_err->fix));
	get(kv, "file", ret_err->place.file, sizeof(ret_err->place.file));
	ret_err->place.line = (unsigned)kv_get_int(kv, "line", 0);
	ret_err->place.column = (unsigned)kv_get_int(kv, "column", 0);
	get(kv, "hint", ret_err->hint, sizeof(ret_err->hint));
}
