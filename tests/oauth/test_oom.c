/* The pure parts with the first, the second, ... allocation failing: right, or an error; never a
 * leak. */
#include "answer.h"
#include "oauth/discovery.h"
#include "oauth/dpop.h"
#include "base/clock.h"
#include "http/json.h"
#include "http/library.h"
#include "oauth/resource.h"
#include "oauth/response.h"
#include "oauth/retry.h"
#include "lib/no_memory.h"
#include "lib/unit.h"

#include <errno.h>
#include <json-c/json.h>

/* Begins run n, counted from 1. */
static void arm(size_t n)
{
	left = n;
	armed = true;
}

/* Whether the run met its failure. */
static bool disarm(void)
{
	armed = false;
	return left == 0;
}

void *__real_secret_alloc(size_t size);
void *__wrap_secret_alloc(size_t size);
void *__wrap_secret_alloc(size_t size)
{
	return fails() ? NULL : __real_secret_alloc(size);
}

int __real_secret_new(const void *data, size_t len, struct secret **ret_secret);
int __wrap_secret_new(const void *data, size_t len, struct secret **ret_secret);
int __wrap_secret_new(const void *data, size_t len, struct secret **ret_secret)
{
	return fails() ? -1 : __real_secret_new(data, len, ret_secret);
}

/* As json-c before 0.17: it leaves something out, goes on, and only errno tells. */
struct json_object *__real_json_tokener_parse_ex(struct json_tokener *t, const char *text, int len);
struct json_object *__wrap_json_tokener_parse_ex(struct json_tokener *t, const char *text, int len);
struct json_object *__wrap_json_tokener_parse_ex(struct json_tokener *t, const char *text, int len)
{
	struct json_object *object;

	if (!fails())
		return __real_json_tokener_parse_ex(t, text, len);
	object = __real_json_tokener_parse_ex(t, "", 0);
	errno = ENOMEM;
	return object;
}

struct json_tokener *__real_json_tokener_new_ex(int depth);
struct json_tokener *__wrap_json_tokener_new_ex(int depth);
struct json_tokener *__wrap_json_tokener_new_ex(int depth)
{
	return fails() ? NULL : __real_json_tokener_new_ex(depth);
}

/* So does it when it writes. */
const char *__real_json_object_to_json_string_ext(struct json_object *object, int flags);
const char *__wrap_json_object_to_json_string_ext(struct json_object *object, int flags);
const char *__wrap_json_object_to_json_string_ext(struct json_object *object, int flags)
{
	if (!fails())
		return __real_json_object_to_json_string_ext(object, flags);
	errno = ENOMEM;
	return "[";
}

/* For the text of a number it takes memory. */
const char *__real_json_object_get_string(struct json_object *object);
const char *__wrap_json_object_get_string(struct json_object *object);
const char *__wrap_json_object_get_string(struct json_object *object)
{
	return !json_object_is_type(object, json_type_string) && fails()
		       ? NULL
		       : __real_json_object_get_string(object);
}

START_TEST(request)
{
	static const char *const methods[] = { "client_secret_basic", "client_secret_post",
					       "client_secret_basic" };
	struct secret *proof_key = NULL;
	struct answer a;
	size_t n = 0;
	bool failed;

	answer_begin(&a);
	a.config.audience = "https://api.example/";
	a.config.client_auth = methods[_i];
	if (_i == 2)
		ck_assert_int_eq(dpop_key_new(&proof_key, NULL), 0);
	a.x.proof_key = proof_key;
	do {
		a.err = (struct err){ 0 };
		if (_i == 2)
			a.x.nonce = strdup("nonce");
		ck_assert_int_eq(answer_choose(&a, OAUTH_GRANT, NULL), 0);
		arm(++n);
		int r = exchange_make(&a.x, &a.err);
		failed = disarm();
		ck_assert_int_eq(r, failed ? EXIT_OS : 0);
		ck_assert((a.x.request.form.data != NULL) == !failed);
		ck_assert((a.err.text[0] != '\0') == failed);
		exchange_clear(&a.x);
	} while (failed);
	ck_assert_uint_ge(n, _i == 0 ? 4 : _i == 1 ? 2 : 12);
	answer_end(&a);
	secret_free(&proof_key);
}
END_TEST

static bool no_descriptors;

int __real_socket(int family, int type, int protocol);
int __wrap_socket(int family, int type, int protocol);
int __wrap_socket(int family, int type, int protocol)
{
	if (no_descriptors) {
		errno = EMFILE;
		return -1;
	}
	return __real_socket(family, type, protocol);
}

/* What is short on this machine is not the server's fault. Nobody listens on port 1. */
START_TEST(network)
{
	const struct oauth_config config = { .allow_http_loopback = true };
	struct http_request rq = { .url = "http://127.0.0.1:1/", .allow_http_loopback = true };
	struct http_reply reply = HTTP_REPLY_INIT;
	struct oauth_problem problem = { 0 };
	struct err err = { 0 };
	size_t n = 0;
	bool failed;

	ck_assert_int_eq(http_init(&err), 0);
	do {
		rq.timeout_ms = 5000;
		arm(++n);
		int r = http_send(&rq, &reply, &err);
		failed = disarm();
		ck_assert_int_eq(r, failed ? EXIT_OS : EXIT_UNAVAILABLE);
	} while (failed);
	ck_assert_uint_ge(n, 10);
	no_descriptors = true;
	ck_assert_int_eq(
		retry_send(&config, &rq, NULL, NULL, clock_ms() + 5000, &reply, &problem, &err),
		EXIT_OS);
	no_descriptors = false;
	ck_assert_str_eq(err.text, "cannot ask 127.0.0.1: Too many open files");
	ck_assert_int_eq(problem.failure, OAUTH_FAIL_LOCAL);
	http_reply_clear(&reply);
	http_cleanup();
}
END_TEST

/* What is written of an identity is whole, or nobody takes it for one. */
START_TEST(identity)
{
	struct answer a;
	size_t n = 0;
	bool failed;

	answer_begin(&a);
	ck_assert_int_eq(answer_make(&a, OAUTH_GRANT, NULL), 0);
	do {
		struct buf b = BUF_SECRET(1024);
		arm(++n);
		oauth_identity(&a.x.attempt, a.x.method, &b);
		failed = disarm();
		ck_assert(buf_error(&b) == failed);
		buf_free(&b);
	} while (failed);
	ck_assert_uint_ge(n, 2);
	answer_end(&a);
}
END_TEST

START_TEST(url)
{
	size_t n = 0;
	bool failed;

	do {
		arm(++n);
		char *text = discovery_url("https://as.example/x", OAUTH_DISCOVERY_OAUTH);
		failed = disarm();
		ck_assert((text == NULL) == failed);
		free(text);
	} while (failed);
	ck_assert_uint_ge(n, 4);
}
END_TEST

static const struct {
	const char *text;
	enum document result;
} documents[] = {
	{ "{\"issuer\":\"https://as.example\",\"token_endpoint\":\"https://as.example/token\","
	  "\"scopes_supported\":[\"a\"],\"revocation_endpoint\":\"https://as.example/revoke\","
	  "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]}",
	  DOCUMENT_USED },
	{ "{\"issuer\":\"https://as.example\",\"token_endpoint\":\"https://evil.example/token\"}",
	  DOCUMENT_BAD },
};

START_TEST(document)
{
	static const char *const origins[] = { "https://other.example" };
	struct oauth_config config = {
		.issuer = "https://as.example",
		.allow_origins = origins,
		.nallow_origins = 1,
	};
	struct buf body = BUF_INIT;
	size_t n = 0;
	bool failed;

	buf_puts(&body, documents[_i].text);
	do {
		struct oauth_metadata m = { 0 };
		struct err err = { 0 };
		arm(++n);
		enum document d = discovery_read(&config, OAUTH_DISCOVERY_OAUTH, "https://doc",
						 &body, &m, &err);
		failed = disarm();
		/* Whole, or an error: methods that are not known would allow every method. */
		ck_assert(d == DOCUMENT_BAD || d == documents[_i].result);
		ck_assert((m.endpoints[OAUTH_GRANT].url != NULL) == (d == DOCUMENT_USED));
		if (d == DOCUMENT_USED) {
			ck_assert_str_eq(m.endpoints[OAUTH_GRANT].methods, "client_secret_post");
			ck_assert_str_eq(m.endpoints[OAUTH_REVOKE].url,
					 "https://as.example/revoke");
			ck_assert_str_eq(m.scopes, "a");
		} else {
			ck_assert(err.code != 0 && err.text[0] != '\0');
			ck_assert(err_is(&err, REASON_NO_MEMORY) ||
				  documents[_i].result == DOCUMENT_BAD);
		}
		oauth_metadata_clear(&m);
	} while (failed);
	ck_assert_uint_ge(n, 5);
	buf_free(&body);
}
END_TEST

START_TEST(api_document)
{
	const struct oauth_config config = { .timeout_s = 1 };
	struct buf body = BUF_INIT;
	size_t n = 0;
	bool failed;

	buf_puts(&body, "{\"resource\":\"https://api.example\",\"authorization_servers\":"
			"[\"https://as.example\"],\"scopes_supported\":[\"a\"]}");
	do {
		struct resource_metadata m = { 0 };
		struct err err = { 0 };
		arm(++n);
		enum document d = resource_read(&config, "https://api.example/x", "https://doc",
						&body, &m, &err);
		failed = disarm();
		if (d == DOCUMENT_USED) {
			ck_assert_str_eq(m.servers, "https://as.example");
			ck_assert_str_eq(m.scopes, "a");
		} else {
			ck_assert(d == DOCUMENT_BAD && err_is(&err, REASON_NO_MEMORY));
		}
		resource_metadata_clear(&m);
	} while (failed);
	ck_assert_uint_ge(n, 5);
	buf_free(&body);
}
END_TEST

static const struct {
	long status;
	const char *body;
	int code;
} answers[] = {
	{ 200,
	  "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":-1,\"scope\":\"a\"}",
	  0 },
	{ 401, "{\"error\":\"x s3cret-demo\",\"error_description\":\"y s3cret-demo\"}",
	  EXIT_DENIED },
	{ 400, "{\"error\":\"invalid_request\",\"error_description\":\"s3cret-demo\"}",
	  EXIT_DENIED },
	{ 500, "", EXIT_UNAVAILABLE },
};

START_TEST(answer)
{
	struct answer a;
	size_t n = 0;
	bool failed;

	answer_begin(&a);
	ck_assert_int_eq(answer_make(&a, OAUTH_GRANT, NULL), 0);
	a.x.reply.status = answers[_i].status;
	buf_puts(&a.x.reply.body, answers[_i].body);
	do {
		struct oauth_token token = { 0 };
		struct oauth_problem problem = { 0 };
		struct err err = { 0 };
		arm(++n);
		int r = response_read(&a.x, &token, &problem, &err);
		failed = disarm();
		/* Of a body that could not be read, the status is left. */
		ck_assert(r == answers[_i].code || (failed && r == EXIT_OS) ||
			  (failed && answers[_i].status == 400 && r == EXIT_PROTOCOL));
		ck_assert((token.token != NULL) == (r == 0));
		ck_assert((err.text[0] != '\0') == (r != 0));
		ck_assert_ptr_null(strstr(err.text, "s3cret"));
		/* A refusal stays one: it must not be asked for again as if nothing had
		 * happened. */
		if (r == EXIT_DENIED || r == EXIT_PROTOCOL)
			ck_assert_int_eq(problem.failure, OAUTH_FAIL_REFUSED);
		/* Nobody else is told of what is short here. */
		if (r == EXIT_OS)
			ck_assert_int_eq(problem.failure, OAUTH_FAIL_LOCAL);
		oauth_token_clear(&token);
	} while (failed);
	ck_assert_uint_ge(n, 2);
	answer_end(&a);
}
END_TEST

static bool take(const struct oauth_claim *claim, void *arg)
{
	(void)claim;
	++*(size_t *)arg;
	return true;
}

/* What is said of a token: whole, or not at all; and never the secret that was repeated. */
START_TEST(introspection)
{
	static const char body[] = "{\"active\":true,\"a\":\"s3cret-demo\",\"exp\":1700000000}";
	struct secret *token = NULL;
	struct answer a;
	size_t n = 0;
	bool failed;

	answer_begin(&a);
	ck_assert_int_eq(secret_new("token", 5, &token), 0);
	do {
		struct oauth_problem problem = { 0 };
		struct err err = { 0 };
		size_t claims = 0;
		struct oauth_introspection in = { .fn = take, .arg = &claims };
		a.x.reply = (struct http_reply)HTTP_REPLY_INIT;
		a.x.reply.status = 200;
		buf_puts(&a.x.reply.body, body);
		a.err = (struct err){ 0 };
		ck_assert_int_eq(answer_choose(&a, OAUTH_INTROSPECT, token), 0);
		arm(++n);
		int r = exchange_make(&a.x, &a.err);
		if (r == 0)
			r = token_op_read(&a.x, &in, &problem, &err);
		else
			err = a.err;
		failed = disarm();
		ck_assert(r == 0 || failed);
		ck_assert(in.active == (r == 0));
		ck_assert(r == 0 ? claims == 2 : claims < 2);
		ck_assert((err.text[0] != '\0') == (r != 0));
		ck_assert(r == 0 || r == EXIT_OS);
		exchange_clear(&a.x);
	} while (failed);
	ck_assert_uint_ge(n, 8);
	secret_free(&token);
	answer_end(&a);
}
END_TEST

START_TEST(jwt)
{
	static const char token[] = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.AAAA";
	size_t n = 0;
	bool failed;

	do {
		struct json_object *header = NULL, *payload = NULL;
		arm(++n);
		int r = jwt_read(token, strlen(token), &header, &payload);
		failed = disarm();
		ck_assert_int_eq(r, failed ? EXIT_OS : 0);
		ck_assert((header != NULL) == (r == 0) && (payload != NULL) == (r == 0));
		json_release(header);
		json_release(payload);
	} while (failed);
	ck_assert_uint_ge(n, 3);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("oom");
	TCase *t = tcase_create("oom");

	tcase_add_loop_test(t, request, 0, 3);
	tcase_add_test(t, network);
	tcase_add_test(t, identity);
	tcase_add_test(t, url);
	tcase_add_loop_test(t, document, 0, 2);
	tcase_add_test(t, api_document);
	tcase_add_loop_test(t, answer, 0, 4);
	tcase_add_test(t, introspection);
	tcase_add_test(t, jwt);
	suite_add_tcase(s, t);
	return unit_main(s);
}
