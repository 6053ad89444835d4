/* Requests and answers of ccred-acquire, put into messages and taken out again. */
#include "acquire/wire.h"
#include "lib/unit.h"

static struct buf message;
static struct kv kv;
static struct acquire_request rq;
static struct err err;

static void setup(void)
{
	message = (struct buf)BUF_SECRET(WIRE_MESSAGE_MAX + 1);
	kv = (struct kv)KV_INIT;
	rq = (struct acquire_request){ .trace_fd = -1 };
	err = (struct err){ 0 };
}

static void teardown(void)
{
	acquire_request_clear(&rq);
	kv_free(&kv);
	buf_free(&message);
}

START_TEST(request)
{
	struct acquire_request put = {
		.operation = "prove",
		.profile = "a b",
		.tenant = "t",
		.key = "abc",
		.deadline_ms = 123456789012,
		.interactive = true,
		.terminal = true,
		.detach = true,
		.trace_fd = 4,
		.token = "to%41ken",
		.url = "https://example.com/?a=b",
		.method = "GET",
		.nonce = "n=%1",
	};

	ck_assert_int_eq(credential_set(&put.given, ITEM_CLIENT_ID, "id", 2, NULL, NULL), 0);
	ck_assert_int_eq(credential_set(&put.given, ITEM_CERTIFICATE, "a\nb\n", 4, NULL, NULL), 0);
	put.overlay = (struct overlay){
		(struct overlay_line[]){ { "--scope", "    scope \"a=b\" %20" }, { "X", "" } }, 2
	};
	wire_put_request(&put, &message);
	kv_put_pair(&message, "var", "ONE", "a=b\nc%");
	kv_put_pair(&message, "var", "TWO", "");
	ck_assert_msg(wire_take_request(&message, &kv, &rq, &err) == 0, "%s", err.text);
	ck_assert_str_eq(rq.operation, put.operation);
	ck_assert_str_eq(rq.profile, put.profile);
	ck_assert_str_eq(rq.tenant, put.tenant);
	ck_assert_str_eq(rq.key, put.key);
	ck_assert_int_eq(rq.deadline_ms, put.deadline_ms);
	ck_assert(rq.interactive && rq.terminal && rq.detach);
	ck_assert_int_eq(rq.trace_fd, 4);
	ck_assert_str_eq(rq.token, put.token);
	ck_assert_str_eq(rq.url, put.url);
	ck_assert_str_eq(rq.method, put.method);
	ck_assert_str_eq(rq.nonce, put.nonce);
	ck_assert(credential_equal(&rq.given, &put.given));
	ck_assert_uint_eq(rq.overlay.n, 2);
	ck_assert_str_eq(rq.overlay.lines[0].place, "--scope");
	ck_assert_str_eq(rq.overlay.lines[0].text, "    scope \"a=b\" %20");
	ck_assert_str_eq(rq.overlay.lines[1].text, "");
	ck_assert_uint_eq(rq.nvars, 2);
	ck_assert_str_eq(acquire_var(&rq, "ONE"), "a=b\nc%");
	ck_assert_str_eq(acquire_var(&rq, "TWO"), "");
	ck_assert_ptr_null(acquire_var(&rq, "THREE"));
	credential_clear(&put.given);
}
END_TEST

START_TEST(empty_request)
{
	wire_put_request(&(struct acquire_request){ .operation = "version", .trace_fd = -1 },
			 &message);
	ck_assert_int_eq(wire_take_request(&message, &kv, &rq, &err), 0);
	ck_assert_str_eq(rq.operation, "version");
	ck_assert_ptr_null(rq.profile);
	ck_assert_ptr_null(rq.token);
	ck_assert(!rq.interactive && !rq.terminal && !rq.detach);
	ck_assert_int_eq(rq.trace_fd, -1);
	ck_assert(credential_empty(&rq.given));
}
END_TEST

START_TEST(bad_requests)
{
	static const struct {
		const char *text;
		enum reason reason;
	} bad[] = {
		{ "", REASON_OTHER_VERSION },
		{ "operation=token\n", REASON_OTHER_VERSION },
		{ "ccred=0\noperation=token\n", REASON_OTHER_VERSION },
		{ "ccred=1\noperation\n", REASON_MALFORMED_MESSAGE },
		{ "ccred=1\nprofile=%4\n", REASON_MALFORMED_MESSAGE },
		{ "ccred=1\nvar=A\n", REASON_ACQUIRE_REQUEST },
		{ "ccred=1\nclient_id=\n", REASON_ACQUIRE_REQUEST },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		teardown();
		setup();
		buf_puts(&message, bad[i].text);
		ck_assert_int_eq(wire_take_request(&message, &kv, &rq, &err), EXIT_DATA);
		ck_assert_str_eq(err.reason, reason_word(bad[i].reason));
	}
}
END_TEST

START_TEST(answer)
{
	struct acquired put = { .expires_s = 1800000000, .revoked = true }, got = { 0 };
	struct err none = { 0 }, failure = { 0 };
	char scope[] = "a b%", unoffered[] = "it is not", proof[] = "a.b.c";

	ck_assert_int_eq(secret_new("token", 5, &put.token), 0);
	put.scope = scope;
	put.unoffered = unoffered;
	put.proof = proof;
	put.binding = TOKEN_OF_PROOF;
	acquired_warn(&put.warnings, "one");
	acquired_warn(&put.warnings, "");
	buf_puts(&put.report, "a=b%25\nc=d\n");
	wire_put_answer(&put, &none, &message);
	ck_assert_int_eq(wire_take_answer(&message, &got, &failure, &err), 0);
	ck_assert_int_eq(failure.code, 0);
	ck_assert(secret_equal(got.token, put.token));
	ck_assert_int_eq(got.expires_s, put.expires_s);
	ck_assert_str_eq(got.scope, scope);
	ck_assert_str_eq(got.unoffered, unoffered);
	ck_assert_str_eq(got.proof, proof);
	ck_assert_int_eq(got.binding, TOKEN_OF_PROOF);
	ck_assert(got.revoked);
	ck_assert_uint_eq(got.warnings.len, put.warnings.len);
	ck_assert_mem_eq(got.warnings.data, put.warnings.data, put.warnings.len);
	ck_assert_str_eq(buf_str(&got.report), buf_str(&put.report));
	put.scope = put.unoffered = put.proof = NULL;
	acquired_clear(&put);
	acquired_clear(&got);
}
END_TEST

START_TEST(bad_answers)
{
	static const struct {
		const char *text;
		enum reason reason;
	} bad[] = {
		{ "", REASON_ACQUIRE_ANSWER },
		{ "status=0\n", REASON_OTHER_VERSION },
		{ "ccred=1\ntoken=x\n", REASON_ACQUIRE_ANSWER },
		{ "ccred=1\nstatus=x\n", REASON_ACQUIRE_ANSWER },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct acquired got = { 0 };
		struct err failure = { 0 };
		buf_reset(&message);
		buf_puts(&message, bad[i].text);
		ck_assert_int_ne(wire_take_answer(&message, &got, &failure, &err), 0);
		ck_assert_str_eq(err.reason, reason_word(bad[i].reason));
		acquired_clear(&got);
	}
	struct acquired got = { 0 };
	struct err failure = { 0 };
	buf_reset(&message);
	buf_puts(&message, "ccred=1\nstatus=69\n");
	ck_assert_int_eq(wire_take_answer(&message, &got, &failure, &err), 0);
	ck_assert_int_eq(failure.code, 69);
	ck_assert_str_eq(failure.text, "ccred-acquire failed without a reason");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("wire");
	TCase *t = tcase_create("wire");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, request);
	tcase_add_test(t, empty_request);
	tcase_add_test(t, bad_requests);
	tcase_add_test(t, answer);
	tcase_add_test(t, bad_answers);
	suite_add_tcase(suite, t);
	return unit_main(suite);
}
