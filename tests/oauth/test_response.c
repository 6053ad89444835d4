/* The answer to a token request: what is a token, how long it lives, and which failure wins. */
#include "base/limits.h"
#include "answer.h"
#include "lib/unit.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define NOT_KEPT "the server's expires_in is no lifetime: the token is not kept"

static struct answer a;

static void setup(void)
{
	answer_begin(&a);
}

static void teardown(void)
{
	answer_end(&a);
}

static void read_text(long status, const char *text)
{
	answer_read(&a, status, text, strlen(text));
}

START_TEST(least)
{
	read_text(200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}");
	ck_assert_int_eq(a.code, 0);
	ck_assert_str_eq(a.token.token->data, "t");
	ck_assert_uint_eq(a.token.token->len, 1);
	ck_assert_int_eq(a.token.lifetime_s, 60);
	ck_assert_ptr_null(a.token.scope);
	ck_assert_ptr_null(a.token.warning);
}
END_TEST

/* The page's own example, and more fields than we know. */
START_TEST(whole)
{
	read_text(200, "{\n  \"access_token\": \"eyJhbGciOiJSUzI1NiIs...\",\n"
		       "  \"token_type\": \"Bearer\",\n  \"expires_in\": 3600,\n"
		       "  \"scope\": \"api.read api.write\",\n  \"id_token\": {\"a\":[1,null]},\n"
		       "  \"refresh_token\": \"no\",\n  \"error\": null\n}\n");
	ck_assert_int_eq(a.code, 0);
	ck_assert_str_eq(a.token.token->data, "eyJhbGciOiJSUzI1NiIs...");
	ck_assert_int_eq(a.token.lifetime_s, 3600);
	ck_assert_str_eq(a.token.scope, "api.read api.write");
	ck_assert_ptr_null(a.token.warning);
}
END_TEST

static int read_token(const char *token, size_t len)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, "{\"access_token\":\"");
	buf_put(&b, token, len);
	buf_puts(&b, "\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
	answer_read(&a, 200, b.data, b.len);
	buf_free(&b);
	return a.code;
}

/* Every byte: 0x21 to 0x7E pass, but for the two that JSON escapes; nothing else does. */
START_TEST(token_bytes)
{
	char token[] = "a?b";

	for (int c = 0; c < 256; c++) {
		bool ok = c > 0x20 && c < 0x7f && c != '"' && c != '\\';
		token[1] = (char)c;
		ck_assert_msg(read_token(token, 3) == (ok ? 0 : EXIT_PROTOCOL), "byte %02x", c);
		if (ok)
			ck_assert_str_eq(a.token.token->data, token);
	}
}
END_TEST

START_TEST(token_escapes)
{
	static const struct {
		const char *json, *token; /* NULL: refused */
	} tokens[] = {
		{ "\\\"\\\\\\/", "\"\\/" },
		{ "\\u0041\\u007e\\u0021", "A~!" },
		{ "a\\u0020b", NULL },
		{ "a\\u007f", NULL },
		{ "\\n", NULL },
		{ "a\\r\\nX-Injected: 1", NULL },
		{ "a\\u0000b", NULL },
		{ "\\u0000", NULL },
		{ "\\u00e9", NULL },
		{ "\xc3\xa9", NULL },
		{ "\xe2\x80\xae", NULL },
		{ "\\ud83d\\ude00", NULL },
		{ "", NULL },
		{ "a b", NULL },
		{ "Bearer x", NULL },
		{ "a\tb", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++) {
		int wanted = tokens[i].token != NULL ? 0 : EXIT_PROTOCOL;
		ck_assert_msg(read_token(tokens[i].json, strlen(tokens[i].json)) == wanted, "%s",
			      tokens[i].json);
		if (tokens[i].token != NULL)
			ck_assert_str_eq(a.token.token->data, tokens[i].token);
	}
}
END_TEST

START_TEST(token_length)
{
	static char token[16386];

	memset(token, 'x', sizeof(token));
	ck_assert_int_eq(read_token(token, 1), 0);
	ck_assert_int_eq(read_token(token, 16383), 0);
	ck_assert_int_eq(read_token(token, 16384), 0);
	ck_assert_uint_eq(a.token.token->len, 16384);
	ck_assert_int_eq(read_token(token, 16385), EXIT_PROTOCOL);
	ck_assert_int_eq(read_token(token, 0), EXIT_PROTOCOL);
}
END_TEST

/* It is never looked into: neither what only looks like a JWT nor one that ran out matters. */
START_TEST(token_opaque)
{
	static const char *const tokens[] = {
		"a.b.c", "{}", "eyJhbGciOiJub25lIn0.eyJleHAiOjF9.", "-", "--renew", "....", "%00"
	};

	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++)
		ck_assert_msg(read_token(tokens[i], strlen(tokens[i])) == 0, "%s", tokens[i]);
}
END_TEST

static const struct {
	const char *json;
	bool ok;
} types[] = {
	{ "\"Bearer\"", true },
	{ "\"bearer\"", true },
	{ "\"BEARER\"", true },
	{ "\"bEaReR\"", true },
	{ "\"\\u0042earer\"", true },
	{ "\"Bearer \"", false },
	{ "\" Bearer\"", false },
	{ "\"Beare\"", false },
	{ "\"Bearers\"", false },
	{ "\"\"", false },
	{ "\"MAC\"", false },
	{ "\"DPoP\"", false },
	{ "\"N_A\"", false },
	{ "null", false },
	{ "1", false },
	{ "true", false },
	{ "[\"Bearer\"]", false },
	{ "\"Be\\u0000arer\"", false },
};

START_TEST(token_type)
{
	char text[128];

	snprintf(text, sizeof(text), "{\"access_token\":\"t\",\"token_type\":%s}", types[_i].json);
	read_text(200, text);
	ck_assert_msg(a.code == (types[_i].ok ? 0 : EXIT_PROTOCOL), "%s", text);
	read_text(200, "{\"access_token\":\"t\",\"expires_in\":3600}");
	ck_assert_int_eq(a.code, EXIT_PROTOCOL);
}
END_TEST

static const struct {
	const char *json;
	int64_t lifetime; /* 0: given with a warning, and not kept */
} lifetimes[] = {
	{ "1", 1 },
	{ "3600", 3600 },
	{ "\"3600\"", 3600 },
	{ "\"03600\"", 3600 },
	{ "86399", 86399 },
	{ "86400", 86400 },
	{ "86401", 86400 },
	{ "\"86401\"", 86400 },
	{ "4294967296", 86400 },
	{ "9223372036854775806", 86400 },
	{ "null", 60 },
	{ "0", 0 },
	{ "-0", 0 },
	{ "\"0\"", 0 },
	{ "-1", 0 },
	{ "-3600", 0 },
	{ "\"-3600\"", 0 },
	{ "3600.7", 3600 },
	{ "3600.0", 3600 },
	{ "0.5", 0 },
	{ "36e2", 3600 },
	{ "\"3600.7\"", 0 },
	{ "\"36e2\"", 0 },
	{ "\"3600 \"", 0 },
	{ "\"+3600\"", 0 },
	{ "\"\"", 0 },
	{ "\"soon\"", 0 },
	{ "true", 0 },
	{ "[3600]", 0 },
	{ "{\"seconds\":3600}", 0 },
	{ "9223372036854775807", 86400 },
	{ "99999999999999999999999", 86400 },
	{ "\"99999999999999999999999\"", 0 },
	{ "1e999", 86400 },
	{ "-0.5", 0 },
	{ "-1e999", 0 },
};

START_TEST(lifetime)
{
	char text[128];

	snprintf(text, sizeof(text),
		 "{\"expires_in\":%s,\"access_token\":\"t\",\"token_type\":\"Bearer\"}",
		 lifetimes[_i].json);
	read_text(200, text);
	ck_assert_msg(a.code == 0, "%s", text);
	ck_assert_msg(a.token.lifetime_s == lifetimes[_i].lifetime, "%s", text);
	ck_assert_pstr_eq(a.token.warning, lifetimes[_i].lifetime == 0 ? NOT_KEPT : NULL);
}
END_TEST

static void read_scope(const char *json, const char *wanted)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"scope\":%s}", json);
	answer_read(&a, 200, b.data, b.len);
	ck_assert_int_eq(a.code, 0);
	ck_assert_pstr_eq(a.token.scope, wanted);
	buf_free(&b);
}

/* Narrower than asked, wider, or none at all: the token is good, and what was granted is kept. */
START_TEST(scope)
{
	char *longest = calloc(1, LIMIT_CONFIG_LINE + 4);

	a.config.scope = "api.read api.write";
	read_scope("\"api.read\"", "api.read");
	read_scope("\"api.read api.write api.admin\"", "api.read api.write api.admin");
	read_scope("\"\"", "");
	read_scope("null", NULL);
	read_scope("1", NULL);
	read_scope("[\"api.read\"]", NULL);
	read_scope("\"api.read\\n\"", NULL);
	read_scope("\"\\u001b[31m\"", NULL);
	read_scope("\"a\\u202eb\"", "a\\xe2\\x80\\xaeb");
	memset(longest, 's', LIMIT_CONFIG_LINE + 2);
	longest[0] = longest[LIMIT_CONFIG_LINE + 1] = '"';
	char *bare = strndup(longest + 1, LIMIT_CONFIG_LINE);
	read_scope(longest, bare);
	free(bare);
	longest[LIMIT_CONFIG_LINE + 1] = 's';
	longest[LIMIT_CONFIG_LINE + 2] = '"';
	read_scope(longest, NULL);
	free(longest);
}
END_TEST

/* Which row an answer falls under: its exit code, and how it is shared and retried. */
static const struct {
	long status;
	const char *body;
	int code;
	enum oauth_failure failure;
} precedences[] = {
	/* An OAuth error counts with any status that has no meaning of its own. */
	{ 200, "{\"error\":\"invalid_scope\"}", EXIT_DENIED, OAUTH_FAIL_REQUEST },
	{ 200, "{\"error\":\"x\",\"access_token\":\"t\",\"token_type\":\"Bearer\"}", EXIT_DENIED,
	  OAUTH_FAIL_REFUSED },
	{ 200, "{\"error\":null,\"access_token\":1}", EXIT_PROTOCOL, OAUTH_FAIL_SERVER },
	{ 400, "{\"error\":\"invalid_scope\"}", EXIT_DENIED, OAUTH_FAIL_REQUEST },
	{ 404, "{\"error\":\"invalid_client\"}", EXIT_DENIED, OAUTH_FAIL_REFUSED },
	{ 418, "{\"error\":\"invalid_scope\"}", EXIT_DENIED, OAUTH_FAIL_REQUEST },
	/* An error about the request is none about the client; all others are, even one that says
	 * it is not. */
	{ 400, "{\"error\":\"invalid_target\"}", EXIT_DENIED, OAUTH_FAIL_REQUEST },
	{ 400, "{\"error\":\"unsupported_grant_type\"}", EXIT_DENIED, OAUTH_FAIL_REQUEST },
	{ 400, "{\"error\":\"unheard_of\"}", EXIT_DENIED, OAUTH_FAIL_REFUSED },
	{ 422, "{\"error\":\"\"}", EXIT_DENIED, OAUTH_FAIL_REFUSED },
	{ 400, "{\"error\":\"server_error\"}", EXIT_UNAVAILABLE, OAUTH_FAIL_REFUSED },
	{ 200, "{\"error\":\"temporarily_unavailable\"}", EXIT_UNAVAILABLE, OAUTH_FAIL_REFUSED },
	{ 400, "{\"error\":\"invalid_dpop_proof\"}", EXIT_DENIED, OAUTH_FAIL_REQUEST },
	{ 400, "{\"error\":\"use_dpop_nonce\"}", EXIT_DENIED, OAUTH_FAIL_SERVER },
	{ 401, "{\"error\":\"use_dpop_nonce\"}", EXIT_DENIED, OAUTH_FAIL_SERVER },
	/* Redirect, 429 and 5xx count whatever the body says. */
	{ 302, "{\"error\":\"invalid_client\"}", EXIT_PROTOCOL, OAUTH_FAIL_SERVER },
	{ 302, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}", EXIT_PROTOCOL,
	  OAUTH_FAIL_SERVER },
	{ 429, "{\"error\":\"invalid_client\"}", EXIT_TEMPFAIL, OAUTH_FAIL_SERVER },
	{ 500, "{\"error\":\"invalid_client\"}", EXIT_UNAVAILABLE, OAUTH_FAIL_SERVER },
	{ 599, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}", EXIT_UNAVAILABLE,
	  OAUTH_FAIL_SERVER },
	/* 401 and 403 are about the credentials with any body. */
	{ 401, "", EXIT_DENIED, OAUTH_FAIL_REFUSED },
	{ 403, "<html>", EXIT_DENIED, OAUTH_FAIL_REFUSED },
	{ 401, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}", EXIT_DENIED,
	  OAUTH_FAIL_REFUSED },
	{ 401, "{\"error\":\"invalid_scope\"}", EXIT_DENIED, OAUTH_FAIL_REFUSED },
	{ 403, "{\"error\":\"unheard_of\"}", EXIT_DENIED, OAUTH_FAIL_REFUSED },
	{ 401, "{\"error\":\"server_error\"}", EXIT_UNAVAILABLE, OAUTH_FAIL_REFUSED },
	/* A token with another status than 200 is none (RFC 6749, 5.1). */
	{ 201, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}", EXIT_PROTOCOL,
	  OAUTH_FAIL_SERVER },
	{ 204, "", EXIT_PROTOCOL, OAUTH_FAIL_SERVER },
	{ 400, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}", EXIT_PROTOCOL,
	  OAUTH_FAIL_REFUSED },
	{ 404, "", EXIT_PROTOCOL, OAUTH_FAIL_REFUSED },
	{ 405, "", EXIT_PROTOCOL, OAUTH_FAIL_REFUSED },
	{ 410, "", EXIT_PROTOCOL, OAUTH_FAIL_REFUSED },
	{ 411, "", EXIT_PROTOCOL, OAUTH_FAIL_REFUSED },
	{ 422, "no", EXIT_PROTOCOL, OAUTH_FAIL_REFUSED },
	{ 600, "", EXIT_PROTOCOL, OAUTH_FAIL_SERVER },
	/* What is no code is no OAuth error. */
	{ 400, "{\"error\":1}", EXIT_PROTOCOL, OAUTH_FAIL_REFUSED },
	{ 400, "{\"error\":{\"code\":\"invalid_client\"}}", EXIT_PROTOCOL, OAUTH_FAIL_REFUSED },
	{ 400, "{\"error\":\"invalid_client\",\"error\":\"invalid_scope\"}", EXIT_PROTOCOL,
	  OAUTH_FAIL_REFUSED },
	{ 200, "{\"error\":1}", EXIT_DENIED, OAUTH_FAIL_REFUSED },
	{ 200, "{\"error\":{},\"access_token\":\"t\",\"token_type\":\"Bearer\"}", EXIT_DENIED,
	  OAUTH_FAIL_REFUSED },
	/* These say nothing of the client (407: of a proxy). */
	{ 407, "", EXIT_PROTOCOL, OAUTH_FAIL_SERVER },
	{ 408, "", EXIT_PROTOCOL, OAUTH_FAIL_SERVER },
	{ 421, "", EXIT_PROTOCOL, OAUTH_FAIL_SERVER },
	{ 425, "{\"error\":\"invalid_client\"}", EXIT_DENIED, OAUTH_FAIL_SERVER },
	/* 200 without a token. */
	{ 200, "", EXIT_PROTOCOL, OAUTH_FAIL_SERVER },
	{ 200, "[]", EXIT_PROTOCOL, OAUTH_FAIL_SERVER },
	{ 200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}x", EXIT_PROTOCOL,
	  OAUTH_FAIL_SERVER },
	{ 200, "{\"access_token\":null,\"token_type\":\"Bearer\"}", EXIT_PROTOCOL,
	  OAUTH_FAIL_SERVER },
	{ 200, "{\"access_token\":1,\"token_type\":\"Bearer\"}", EXIT_PROTOCOL, OAUTH_FAIL_SERVER },
};

START_TEST(precedence)
{
	read_text(precedences[_i].status, precedences[_i].body);
	ck_assert_int_eq(a.code, precedences[_i].code);
	ck_assert_int_eq(a.problem.failure, precedences[_i].failure);
}
END_TEST

/* For how long others are to keep away: the server's word, where it is about the server. */
START_TEST(retry_after)
{
	a.x.reply.retry_after_s = 7;
	read_text(429, "");
	ck_assert_int_eq(a.problem.retry_after_s, 7);
	read_text(503, "");
	ck_assert_int_eq(a.problem.retry_after_s, 7);
	read_text(400, "{\"error\":\"temporarily_unavailable\"}");
	ck_assert_int_eq(a.problem.retry_after_s, 7);
	read_text(401, "");
	ck_assert_int_eq(a.problem.retry_after_s, 0);
	read_text(400, "{\"error\":\"invalid_scope\"}");
	ck_assert_int_eq(a.problem.retry_after_s, 0);
}
END_TEST

/* However often an answer repeats it. */
START_TEST(secret_repeated)
{
	static const char *const secrets[] = { "abcd", "abcdefgh" };
	const char *secret = secrets[_i];
	struct buf b = BUF_INIT;

	answer_item(&a, ITEM_CLIENT_SECRET, secret);
	buf_puts(&b, "{\"error\":\"invalid_client\",\"error_description\":\"");
	while (b.len < 1000000)
		buf_puts(&b, secret);
	buf_puts(&b, "\"}");
	answer_read(&a, 400, b.data, b.len);
	ck_assert_int_eq(a.code, EXIT_DENIED);
	ck_assert_ptr_null(strstr(a.err.text, secret));
	ck_assert_ptr_nonnull(strstr(a.err.text, "[hidden][hidden]"));
	buf_free(&b);
}
END_TEST

static void read_parts(const char *token, const char *granted)
{
	struct buf b = BUF_INIT;

	buf_printf(&b,
		   "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":60,"
		   "\"scope\":\"%s\"}",
		   token, granted);
	answer_read(&a, 200, b.data, b.len);
	ck_assert_int_eq(a.code, 0);
	buf_free(&b);
}

/* A scope that repeats it is neither shown nor stored; a token that does is known by that. */
START_TEST(secret_granted)
{
	static const char *const scopes[] = { "api.read s3cret-demo", "S3CRET-D", "s3cret%2ddemo",
					      "czNjcmV0LWRlbW8", "7333637265742d64656d6f" };

	for (size_t i = 0; i < ARRAY_SIZE(scopes); i++) {
		read_parts("t", scopes[i]);
		ck_assert_ptr_null(a.token.scope);
		ck_assert_str_eq(a.token.warning,
				 "the server's scope is left out: it may repeat a secret");
		ck_assert(!a.token.repeats_secret);
	}
	read_parts("s3cret-", "api.read s3cret-");
	ck_assert_str_eq(a.token.scope, "api.read s3cret-");
	ck_assert_ptr_null(a.token.warning);
	ck_assert(!a.token.repeats_secret);
	/* A JWT with it in a claim: base64 of {"x":"s3cret-demo"}. */
	read_parts("eyJhbGciOiJub25lIn0.eyJ4IjoiczNjcmV0LWRlbW8ifQ.", "api.read");
	ck_assert(a.token.repeats_secret);
	ck_assert_str_eq(a.token.scope, "api.read");
}
END_TEST

/* In its message as in its metadata, also what is only like it. */
START_TEST(secret_disguised)
{
	a.metadata.scopes = strdup("api.read czNjcmV0LWRlbW8");
	read_text(400, "{\"error\":\"invalid_scope\",\"error_description\":\"no S3cret-Demo\"}");
	ck_assert_str_eq(
		a.err.text,
		"the server refused the scope (invalid_scope: [left out: it may repeat a secret])"
		": correct the scope (asked: none; offered: [left out: it may repeat a secret])");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("response");
	TCase *t = tcase_create("response");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, least);
	tcase_add_test(t, whole);
	tcase_add_test(t, token_bytes);
	tcase_add_test(t, token_escapes);
	tcase_add_test(t, token_length);
	tcase_add_test(t, token_opaque);
	tcase_add_loop_test(t, token_type, 0, ARRAY_SIZE(types));
	tcase_add_loop_test(t, lifetime, 0, ARRAY_SIZE(lifetimes));
	tcase_add_test(t, scope);
	tcase_add_loop_test(t, precedence, 0, ARRAY_SIZE(precedences));
	tcase_add_test(t, retry_after);
	tcase_add_loop_test(t, secret_repeated, 0, 2);
	tcase_add_test(t, secret_granted);
	tcase_add_test(t, secret_disguised);
	suite_add_tcase(s, t);
	return unit_main(s);
}
