/*
 * Messages between ccred's own programs, one of which may run foreign code: items, requests,
 * answers. What is written again is read as the same.
 */
#include "fuzz/fuzz.h"

#include "acquire/wire.h"
#include "stack/wire.h"

static bool same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void check_items(struct buf *message)
{
	struct credential c = { 0 }, again = { 0 };
	struct kv kv = KV_INIT, back = KV_INIT;
	struct buf b = BUF_INIT;
	struct err err = { 0 };
	int r = talk_parse(message, &kv, &err);

	if (r != 0 || (r = wire_take_items(&kv, &c, &err)) != 0)
		must_say(r, &err);
	for (int i = 1; i < N_ITEMS; i++)
		must(c.items[i] == NULL ||
		     credential_item_valid(i, c.items[i]->data, c.items[i]->len));
	talk_begin(&b);
	wire_put_items(&b, &c, ~0u);
	must(!buf_error(&b) && talk_parse(&b, &back, NULL) == 0);
	must(wire_take_items(&back, &again, NULL) == 0 && credential_equal(&c, &again));
	credential_clear(&c);
	credential_clear(&again);
	kv_free(&kv);
	kv_free(&back);
	buf_free(&b);
}

static void check_request(struct buf *message)
{
	struct acquire_request rq = { .trace_fd = -1 }, again = { .trace_fd = -1 };
	struct kv kv = KV_INIT, back = KV_INIT;
	struct buf b = BUF_INIT;
	struct err err = { 0 };
	int r = wire_take_request(message, &kv, &rq, &err);

	if (r != 0) {
		must_say(r, &err);
	} else {
		wire_put_request(&rq, &b);
		for (size_t i = 0; i < rq.nvars; i++)
			kv_put_pair(&b, "var", rq.vars[i].name, rq.vars[i].value);
		must(!buf_error(&b) && wire_take_request(&b, &back, &again, NULL) == 0);
		must(same(rq.operation, again.operation) && same(rq.profile, again.profile));
		must(same(rq.token, again.token) && rq.deadline_ms == again.deadline_ms);
		must(rq.nvars == again.nvars && credential_equal(&rq.given, &again.given));
	}
	acquire_request_clear(&rq);
	acquire_request_clear(&again);
	kv_free(&kv);
	kv_free(&back);
	buf_free(&b);
}

static void check_answer(struct buf *message)
{
	struct acquired a = { 0 }, again = { 0 };
	struct err err = { 0 }, failure = { 0 }, failed_again = { 0 };
	struct buf b = BUF_INIT;
	int r = wire_take_answer(message, &a, &failure, &err);

	if (r != 0) {
		must_say(r, &err);
	} else {
		wire_put_answer(&a, &failure, &b);
		must(!buf_error(&b) && wire_take_answer(&b, &again, &failed_again, NULL) == 0);
		must(secret_equal(a.token, again.token) && same(a.scope, again.scope));
		must(a.expires_s == again.expires_s && failure.code == failed_again.code);
		must(failure.code == 0 ||
		     (failure.text[0] != '\0' && strcmp(failure.text, failed_again.text) == 0));
	}
	acquired_clear(&a);
	acquired_clear(&again);
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void (*const checks[])(struct buf * message) = { check_items, check_request, check_answer };

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		struct buf message = BUF_INIT;
		talk_begin(&message);
		buf_put(&message, data, size);
		checks[i](&message);
		buf_free(&message);
	}
	return 0;
}
