/* What is said of a token: JWTs taken apart, claims made fit to be shown, and answers of
 * servers. */
#include "answer.h"
#include "oauth/claims.h"
#include "http/json.h"
#include "oauth/response.h"
#include "lib/unit.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define TOKEN "tok.en/1234+="

/* base64url of {"alg":"none"}, of {"sub":"a"}, and of [] */
#define HEADER "eyJhbGciOiJub25lIn0"
#define PAYLOAD "eyJzdWIiOiJhIn0"
#define LIST "W10"

static const struct {
	const char *name, *token;
	bool jwt;
} tokens[] = {
	{ "plain", HEADER "." PAYLOAD ".AAAA", true },
	{ "without a signature", HEADER "." PAYLOAD ".", true },
	{ "nothing", "", false },
	{ "dots", "..", false },
	{ "one part", HEADER, false },
	{ "two parts", HEADER "." PAYLOAD, false },
	{ "four parts", HEADER "." PAYLOAD ".AAAA.AAAA", false },
	{ "five parts", HEADER "." PAYLOAD ".AAAA.AAAA.AAAA", false },
	{ "a header that is a list", LIST "." PAYLOAD ".AAAA", false },
	{ "a payload that is a list", HEADER "." LIST ".AAAA", false },
	{ "no header", "." PAYLOAD ".AAAA", false },
	{ "no payload", HEADER "..AAAA", false },
	{ "padding", HEADER "." PAYLOAD "=.AAAA", false },
	{ "base64 that is not of URLs", HEADER "." PAYLOAD ".A+/A", false },
	{ "a blank", HEADER "." PAYLOAD ".AA A", false },
	{ "one character alone", HEADER "." PAYLOAD ".AAAAA", false },
	{ "bits that are left over", HEADER "." PAYLOAD ".AAB", false },
	/* {"sub":"a" without its end; {"a":1,"a":2}; {"a":"<0xff>"}; {"a":"\u0000"} */
	{ "cut", HEADER ".eyJzdWIiOiJhIg.AAAA", false },
	{ "a name twice", HEADER ".eyJhIjoxLCJhIjoyfQ.AAAA", false },
	{ "not UTF-8", HEADER ".eyJhIjoi_yJ9.AAAA", false },
	{ "a zero", HEADER ".eyJhIjoiXHUwMDAwIn0.AAAA", false },
};

START_TEST(jwt)
{
	struct json_object *header = NULL, *payload = NULL;
	const char *token = tokens[_i].token, *text = NULL;
	/* Exactly as long as it is, so that reading beyond is seen. */
	char *copy = malloc(strlen(token) + 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, token, strlen(token));
	int r = jwt_read(copy, strlen(token), &header, &payload);
	ck_assert_msg((r == 0) == tokens[_i].jwt, "%s", tokens[_i].name);
	ck_assert((header != NULL) == (r == 0) && (payload != NULL) == (r == 0));
	if (r == 0) {
		ck_assert_int_eq(json_string(header, "alg", &text), JSON_OK);
		ck_assert_str_eq(text, "none");
		ck_assert_int_eq(json_string(payload, "sub", &text), JSON_OK);
		ck_assert_str_eq(text, "a");
	}
	json_release(header);
	json_release(payload);
	free(copy);
}
END_TEST

/* Every byte at every place, and every length. */
START_TEST(jwt_damaged)
{
	static const char token[] = HEADER "." PAYLOAD ".AAAA";
	struct json_object *header, *payload;
	char copy[sizeof(token)];
	int read = 0, not_read = 0;

	for (size_t i = 0; i < sizeof(token) - 1; i++) {
		for (int c = 0; c < 256; c++) {
			memcpy(copy, token, sizeof(token));
			copy[i] = (char)c;
			header = payload = NULL;
			if (jwt_read(copy, sizeof(token) - 1, &header, &payload) == 0)
				read++;
			else
				not_read++;
			json_release(header);
			json_release(payload);
		}
		ck_assert_int_eq(jwt_read(token, i, &header, &payload) == 0,
				 i > strlen(HEADER "." PAYLOAD) &&
					 (i - strlen(HEADER "." PAYLOAD ".")) % 4 != 1);
		if (i > strlen(HEADER "." PAYLOAD) &&
		    (i - strlen(HEADER "." PAYLOAD ".")) % 4 != 1) {
			json_release(header);
			json_release(payload);
		}
	}
	ck_assert_int_gt(read, 0);
	ck_assert_int_gt(not_read, read);
}
END_TEST

/* What claims_each said, a line each. */
struct said {
	struct buf b;
	size_t room;
};

static bool say(const struct oauth_claim *c, void *arg)
{
	struct said *s = arg;

	if (s->room == 0)
		return false;
	s->room--;
	buf_printf(&s->b, "%s|%s|%s|%lld\n", c->name, c->text, c->json != NULL ? c->json : "-",
		   (long long)c->time_s);
	return true;
}

static void claims_are(const char *json, const struct redact_list *secrets, const char *wanted)
{
	struct said s = { .b = BUF_INIT, .room = 100 };
	struct json_object *object = NULL;
	size_t more = 0;

	ck_assert_int_eq(json_read(json, strlen(json), &object), 0);
	ck_assert_int_eq(claims_each(object, OAUTH_PART_SERVER, "active", secrets, say, &s, &more),
			 0);
	ck_assert_uint_eq(more, 0);
	ck_assert_str_eq(buf_str(&s.b), wanted);
	json_release(object);
	buf_free(&s.b);
}

START_TEST(claims)
{
	claims_are("{}", NULL, "");
	claims_are("{\"active\":true}", NULL, "");
	claims_are(
		"{\"sub\":\"a b\",\"n\":null,\"t\":true,\"x\":1.50,\"l\":[1, \"/\"],\"o\":{\"active\":1}}",
		NULL,
		"sub|a b|\"a b\"|0\nn|null|null|0\nt|true|true|0\nx|1.50|1.50|0\n"
		"l|[1,\"/\"]|[1,\"/\"]|0\no|{\"active\":1}|{\"active\":1}|0\n");
	/* NumericDate: seconds that ISO 8601 has a date for. */
	claims_are("{\"exp\":1700000000,\"iat\":\"1700000001\",\"nbf\":253402300799}", NULL,
		   "exp|1700000000|1700000000|1700000000\n"
		   "iat|1700000001|\"1700000001\"|1700000001\n"
		   "nbf|253402300799|253402300799|253402300799\n");
	claims_are("{\"exp\":253402300800,\"iat\":-1,\"nbf\":1.5,\"jti\":1700000000}", NULL,
		   "exp|253402300800|253402300800|0\niat|-1|-1|0\nnbf|1.5|1.5|0\n"
		   "jti|1700000000|1700000000|0\n");
	/* Nothing for a terminal to act on, in either form. */
	claims_are("{\"\\u001b[31m\":\"\\n\\u007f\\u009b\\u202e\xc3\xa9\\ud83d\\ude00\\\"\\\\\"}",
		   NULL,
		   "\\x1b[31m|\\x0a\\x7f\\xc2\\x9b\\xe2\\x80\\xae\xc3\xa9\xf0\x9f\x98\x80\"\\|"
		   "\"\\n\\u007f\\u009b\\u202e\\u00e9\\ud83d\\ude00\\\"\\\\\"|0\n");
}
END_TEST

/* Cut where it is too long: as JSON it would be none then. */
START_TEST(long_claims)
{
	struct json_object *object = NULL;
	size_t more = 0;
	struct said s = { .b = BUF_INIT, .room = 100 };
	struct buf json = BUF_INIT;

	buf_puts(&json, "{\"");
	for (int i = 0; i < 300; i++)
		buf_putc(&json, 'n');
	buf_puts(&json, "\":\"");
	for (int i = 0; i < OAUTH_CLAIM_JSON_MAX; i++)
		buf_putc(&json, 'x');
	buf_puts(&json, "\"}");
	ck_assert_int_eq(json_read(buf_str(&json), json.len, &object), 0);
	ck_assert_int_eq(claims_each(object, OAUTH_PART_PAYLOAD, NULL, NULL, say, &s, &more), 0);
	ck_assert_uint_eq(more, 0);
	const char *bar = strchr(buf_str(&s.b), '|');
	ck_assert_int_eq(bar - buf_str(&s.b), OAUTH_CLAIM_NAME_MAX - 1);
	ck_assert_int_eq(strchr(bar + 1, '|') - bar, OAUTH_CLAIM_TEXT_MAX);
	ck_assert_ptr_nonnull(strstr(buf_str(&s.b), "...|-|0\n"));
	json_release(object);
	buf_free(&s.b);
	buf_free(&json);
}
END_TEST

/* What is not taken is counted, and nothing is asked to be taken after it. */
START_TEST(many_claims)
{
	static const char json[] = "{\"a\":1,\"active\":2,\"b\":3,\"c\":4,\"d\":5}";
	struct said s = { .b = BUF_INIT, .room = 2 };
	struct json_object *object = NULL;
	size_t more = 0;

	ck_assert_int_eq(json_read(json, strlen(json), &object), 0);
	ck_assert_int_eq(claims_each(object, OAUTH_PART_SERVER, "active", NULL, say, &s, &more), 0);
	ck_assert_uint_eq(more, 2);
	ck_assert_str_eq(buf_str(&s.b), "a|1|1|0\nb|3|3|0\n");
	json_release(object);
	buf_free(&s.b);
}
END_TEST

/* An answer to a request about TOKEN, by a client "demo" with the secret "s3cret-demo". */
struct op {
	struct answer a;
	struct secret *token;
};

static void op_begin(struct op *op, enum oauth_operation operation)
{
	answer_begin(&op->a);
	ck_assert_int_eq(secret_new(TOKEN, strlen(TOKEN), &op->token), 0);
	ck_assert_int_eq(answer_make(&op->a, operation, op->token), 0);
}

static void op_end(struct op *op)
{
	answer_end(&op->a);
	secret_free(&op->token);
}

START_TEST(hidden)
{
	struct op op;

	op_begin(&op, OAUTH_INTROSPECT);
	claims_are("{\"a\":\"x " TOKEN
		   " y\",\"b\":[{\"c\":\"tok.en%2F1234%2B%3D\"}],\"s3cret-demo\":1,"
		   "\"d\":{\"s3cret-demo\":1},\"e\":\"ZGVtbzpzM2NyZXQtZGVtbw\",\"f\":\"tok.en\","
		   "\"g\":[\"eHMzY3JldC1kZW1v\"],\"h\":\"S3CRET-DE\",\"S3cret%2ddemo\":1}",
		   &op.a.x.request.secrets,
		   "a|[hidden]|-|0\nb|[hidden]|-|0\n[hidden]|[hidden]|-|0\nd|[hidden]|-|0\n"
		   "e|[hidden]|-|0\nf|tok.en|\"tok.en\"|0\n"
		   "g|[hidden]|-|0\nh|[hidden]|-|0\n[hidden]|[hidden]|-|0\n");
	op_end(&op);
}
END_TEST

START_TEST(requests)
{
	struct op op;

	for (int kind = OAUTH_REVOKE; kind <= OAUTH_INTROSPECT; kind++) {
		op_begin(&op, (enum oauth_operation)kind);
		ck_assert_str_eq(buf_str(&op.a.x.request.form),
				 "token=tok.en%2F1234%2B%3D&token_type_hint=access_token");
		ck_assert_str_eq(buf_str(&op.a.x.request.authorization),
				 "Authorization: Basic ZGVtbzpzM2NyZXQtZGVtbw==");
		op_end(&op);
	}
}
END_TEST

static bool basic(struct op *op, enum oauth_operation operation)
{
	struct token_request *rq = &op->a.x.request;

	ck_assert_int_eq(answer_make(&op->a, operation, op->token), 0);
	bool in_form = strstr(buf_str(&rq->form), "&client_secret=s3cret-demo") != NULL;
	ck_assert(in_form == (rq->authorization.len == 0));
	return !in_form;
}

static void offer(struct op *op, enum oauth_operation operation, const char *methods)
{
	char **own = &op->a.metadata.endpoints[operation].methods;

	free(*own);
	*own = strdup(methods);
}

/* The profile's word, else that of the endpoint's methods, else that of the token endpoint's. */
START_TEST(methods)
{
	struct op op;

	op_begin(&op, OAUTH_REVOKE);
	ck_assert(basic(&op, OAUTH_REVOKE) && basic(&op, OAUTH_INTROSPECT));
	offer(&op, OAUTH_GRANT, "client_secret_post");
	ck_assert(!basic(&op, OAUTH_REVOKE) && !basic(&op, OAUTH_INTROSPECT));
	offer(&op, OAUTH_REVOKE, "client_secret_basic");
	ck_assert(basic(&op, OAUTH_REVOKE) && !basic(&op, OAUTH_INTROSPECT));
	offer(&op, OAUTH_GRANT, "client_secret_post client_secret_basic");
	offer(&op, OAUTH_INTROSPECT, "client_secret_post");
	ck_assert(basic(&op, OAUTH_REVOKE) && !basic(&op, OAUTH_INTROSPECT));
	op.a.config.client_auth = "client_secret_basic";
	ck_assert(basic(&op, OAUTH_INTROSPECT));
	op.a.config.client_auth = "client_secret_post";
	ck_assert(!basic(&op, OAUTH_REVOKE));
	op_end(&op);
}
END_TEST

#define SERVER "tell who runs the server"

static const struct {
	long status;
	bool html;
	const char *body;
	int code; /* of an introspection; 0: it is read */
	bool active;
	const char *text; /* of the error */
	int revoked; /* the code of a revocation */
} answers[] = {
	{ 200, false, "{\"active\":true}", 0, true, "", 0 },
	{ 200, false, "{\"active\":false,\"scope\":\"a\"}", 0, false, "", 0 },
	{ 200, false, "", EXIT_PROTOCOL, false, "the answer is not one JSON object: " SERVER, 0 },
	{ 200, false, "{}", EXIT_PROTOCOL, false,
	  "the answer does not say whether the token is active (RFC 7662, 2.2): " SERVER, 0 },
	{ 200, false, "{\"active\":\"true\"}", EXIT_PROTOCOL, false,
	  "the answer does not say whether the token is active (RFC 7662, 2.2): " SERVER, 0 },
	{ 200, false, "{\"active\":1}", EXIT_PROTOCOL, false,
	  "the answer does not say whether the token is active (RFC 7662, 2.2): " SERVER, 0 },
	{ 200, false, "{\"active\":true,\"active\":true}", EXIT_PROTOCOL, false,
	  "the answer is not one JSON object: " SERVER, 0 },
	{ 204, false, "", EXIT_PROTOCOL, false,
	  "the answer is not one JSON object (status 204): " SERVER, 0 },
	{ 200, true, "<html>", EXIT_PROTOCOL, false,
	  "this is no answer of such an endpoint (it is a web page): " SERVER, EXIT_PROTOCOL },
	{ 201, false, "{\"active\":true}", EXIT_PROTOCOL, false,
	  "this is no answer of such an endpoint (status 201): " SERVER, EXIT_PROTOCOL },
	{ 302, false, "", EXIT_PROTOCOL, false,
	  "the endpoint redirects, and a token does not follow (status 302): " SERVER,
	  EXIT_PROTOCOL },
	{ 404, false, "", EXIT_PROTOCOL, false,
	  "there is nothing at the endpoint that the metadata name (status 404): " SERVER,
	  EXIT_PROTOCOL },
	{ 200, false, "{\"error\":\"invalid_client\"}", EXIT_DENIED, false,
	  "the server refused the client (invalid_client): check the client id and the secret",
	  EXIT_DENIED },
	{ 401, false, "{\"error\":\"invalid_client\",\"error_description\":\"no " TOKEN "\"}",
	  EXIT_DENIED, false,
	  "the server refused the client (invalid_client: no [hidden]): check the client id and "
	  "the secret",
	  EXIT_DENIED },
	{ 403, false, "", EXIT_DENIED, false,
	  "the server refused without a reason (status 403): check the client id and the secret",
	  EXIT_DENIED },
	{ 400, false, "{\"error\":\"unsupported_token_type\"}", EXIT_DENIED, false,
	  "the server does not revoke access tokens (unsupported_token_type): ccred forget drops "
	  "it here",
	  EXIT_DENIED },
	{ 400, false, "{\"error\":\"invalid_request\"}", EXIT_DENIED, false,
	  "the server refused the request (invalid_request): check the credentials, and that the "
	  "token was issued to this client",
	  EXIT_DENIED },
	{ 403, false, "{\"error\":\"unauthorized_client\"}", EXIT_DENIED, false,
	  "the client may not do this (unauthorized_client): have it allowed at the server",
	  EXIT_DENIED },
	{ 400, false, "{\"error\":\"access_denied\"}", EXIT_DENIED, false,
	  "the server denied access (access_denied): have it allowed at the server", EXIT_DENIED },
	/* Our words for what has no code are none that a server may use. */
	{ 400, false, "{\"error\":\"active_missing\"}", EXIT_DENIED, false,
	  "the server refused the request (active_missing): see its documentation for this error",
	  EXIT_DENIED },
	{ 429, false, "{\"error\":\"invalid_client\"}", EXIT_TEMPFAIL, false,
	  "the server is asked too often (invalid_client): call again later", EXIT_TEMPFAIL },
	{ 503, false, "{\"active\":true}", EXIT_UNAVAILABLE, false,
	  "the server has a fault (status 503): call again later", EXIT_UNAVAILABLE },
};

START_TEST(answer)
{
	struct said s = { .b = BUF_INIT, .room = 100 };
	struct oauth_introspection in = { .fn = say, .arg = &s };
	struct oauth_problem problem = { 0 };
	struct err err = { 0 };
	struct op op;

	op_begin(&op, OAUTH_INTROSPECT);
	op.a.x.reply.status = answers[_i].status;
	op.a.x.reply.html = answers[_i].html;
	buf_puts(&op.a.x.reply.body, answers[_i].body);
	ck_assert_int_eq(token_op_read(&op.a.x, &in, &problem, &err), answers[_i].code);
	ck_assert_str_eq(err.text, answers[_i].text);
	ck_assert_int_eq(err.code, answers[_i].code);
	ck_assert(in.active == answers[_i].active);
	/* Nothing of an answer that breaks the rules is handed on. */
	if (answers[_i].code != 0)
		ck_assert_uint_eq(s.b.len, 0);
	ck_assert((problem.failure == OAUTH_FAIL_NONE) == (answers[_i].code == 0));
	err = (struct err){ 0 };
	problem = (struct oauth_problem){ 0 };
	ck_assert_int_eq(token_op_read(&op.a.x, NULL, &problem, &err), answers[_i].revoked);
	ck_assert_int_eq(err.code, answers[_i].revoked);
	if (answers[_i].status == 401 || answers[_i].status == 403)
		ck_assert_int_eq(problem.failure, OAUTH_FAIL_REFUSED);
	buf_free(&s.b);
	op_end(&op);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("token_ops");
	TCase *t = tcase_create("token_ops");

	tcase_add_loop_test(t, jwt, 0, ARRAY_SIZE(tokens));
	tcase_add_test(t, jwt_damaged);
	tcase_add_test(t, claims);
	tcase_add_test(t, long_claims);
	tcase_add_test(t, many_claims);
	tcase_add_test(t, hidden);
	tcase_add_test(t, requests);
	tcase_add_test(t, methods);
	tcase_add_loop_test(t, answer, 0, ARRAY_SIZE(answers));
	suite_add_tcase(s, t);
	return unit_main(s);
}
