/* Messages of key=value lines, plain and escaped: what is written again is read as the same. */
#include "fuzz/fuzz.h"

#include "base/kv.h"
#include "base/limits.h"

typedef int (*parse_fn)(struct buf *text, struct kv *ret_kv, struct err *err);

static void check_line(const struct kv_line *l, bool escaped)
{
	must(l->key[0] != '\0' && strchr(l->key, '=') == NULL);
	must(!text_has_control(l->key, strlen(l->key)));
	must(escaped || (strlen(l->value) == l->len && !text_has_control(l->value, l->len) &&
			 strlen(l->key) + 1 + l->len <= LIMIT_PROTO_LINE));
}

static void check(const uint8_t *data, size_t size, parse_fn parse, bool escaped)
{
	struct buf text = BUF_INIT, again = BUF_INIT;
	struct kv kv = KV_INIT, back = KV_INIT;
	struct err err = { 0 };
	int r;

	buf_put(&text, data, size);
	if ((r = parse(&text, &kv, &err)) != 0)
		must_say(r, &err);
	for (size_t i = 0; i < kv.n; i++) {
		const struct kv_line *l = &kv.lines[i];
		check_line(l, escaped);
		must(kv_get(&kv, l->key) != NULL);
		(escaped ? kv_put_escaped : kv_putn)(&again, l->key, l->value, l->len);
	}
	must(!buf_error(&again) && parse(&again, &back, NULL) == 0 && back.n == kv.n);
	for (size_t i = 0; i < kv.n; i++) {
		const struct kv_line *a = &kv.lines[i], *b = &back.lines[i];
		must(strcmp(a->key, b->key) == 0 && a->len == b->len);
		must(memcmp(a->value, b->value, a->len) == 0);
	}
	kv_free(&kv);
	kv_free(&back);
	buf_free(&text);
	buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check(data, size, kv_parse, false);
	check(data, size, kv_parse_escaped, true);
	return 0;
}
