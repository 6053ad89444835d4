/* Discovery without a network: where metadata lie, and what of a document counts. */
#include "base/limits.h"
#include "oauth/discovery.h"
#include "lib/unit.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define ISSUER "https://as.example/tenant"
#define DOC "https://as.example/doc"
#define ENDPOINT "\"token_endpoint\":\"https://as.example/token\""

static struct oauth_config config;
static struct oauth_metadata m;
static struct err err;

static void setup(void)
{
	config = (struct oauth_config){ .issuer = ISSUER };
}

static void teardown(void)
{
	oauth_metadata_clear(&m);
}

static enum document read_text(int kind, const char *text)
{
	struct buf body = BUF_INIT;

	oauth_metadata_clear(&m);
	err = (struct err){ 0 };
	buf_puts(&body, text);
	enum document d = discovery_read(&config, kind, DOC, &body, &m, &err);
	buf_free(&body);
	/* Set on success only. */
	ck_assert((m.endpoints[OAUTH_GRANT].url != NULL) == (d == DOCUMENT_USED));
	return d;
}

static void bad(int kind, const char *text, int code, const char *message)
{
	ck_assert_int_eq(read_text(kind, text), DOCUMENT_BAD);
	ck_assert_int_eq(err.code, code);
	ck_assert_str_eq(err.text, message);
}

/* SMART App Launch 2.0 and OpenID Connect Discovery, 4.1: appended; RFC 8414, 3.1: put between. */
static const struct {
	const char *issuer, *smart, *oauth, *oidc;
} places[] = {
	{ "https://a.example", "https://a.example/.well-known/smart-configuration",
	  "https://a.example/.well-known/oauth-authorization-server",
	  "https://a.example/.well-known/openid-configuration" },
	{ "https://a.example/", "https://a.example/.well-known/smart-configuration",
	  "https://a.example/.well-known/oauth-authorization-server",
	  "https://a.example/.well-known/openid-configuration" },
	{ "https://a.example/x", "https://a.example/x/.well-known/smart-configuration",
	  "https://a.example/.well-known/oauth-authorization-server/x",
	  "https://a.example/x/.well-known/openid-configuration" },
	{ "https://a.example/x/y//", "https://a.example/x/y/.well-known/smart-configuration",
	  "https://a.example/.well-known/oauth-authorization-server/x/y",
	  "https://a.example/x/y/.well-known/openid-configuration" },
	{ "HTTPS://A.Example:8443/X%20y",
	  "https://a.example:8443/X%20y/.well-known/smart-configuration",
	  "https://a.example:8443/.well-known/oauth-authorization-server/X%20y",
	  "https://a.example:8443/X%20y/.well-known/openid-configuration" },
	{ "https://a.example:443", "https://a.example/.well-known/smart-configuration",
	  "https://a.example/.well-known/oauth-authorization-server",
	  "https://a.example/.well-known/openid-configuration" },
	{ "http://[::1]:80/x", "http://[::1]/x/.well-known/smart-configuration",
	  "http://[::1]/.well-known/oauth-authorization-server/x",
	  "http://[::1]/x/.well-known/openid-configuration" },
};

static void is_at(const char *issuer, int kind, const char *wanted)
{
	char *url = discovery_url(issuer, kind);

	ck_assert_ptr_nonnull(url);
	ck_assert_str_eq(url, wanted);
	free(url);
}

START_TEST(urls)
{
	is_at(places[_i].issuer, OAUTH_DISCOVERY_SMART, places[_i].smart);
	is_at(places[_i].issuer, OAUTH_DISCOVERY_OAUTH, places[_i].oauth);
	is_at(places[_i].issuer, OAUTH_DISCOVERY_OIDC, places[_i].oidc);
	ck_assert_ptr_null(discovery_url("no URL", OAUTH_DISCOVERY_SMART));
}
END_TEST

static const int kinds[] = { OAUTH_DISCOVERY_SMART, OAUTH_DISCOVERY_OAUTH, OAUTH_DISCOVERY_OIDC,
			     OAUTH_DISCOVERY_URL };

START_TEST(whole)
{
	ck_assert_int_eq(
		read_text(kinds[_i],
			  "{\"issuer\":\"" ISSUER "\"," ENDPOINT ","
			  "\"authorization_endpoint\":\"https://elsewhere.example/\","
			  "\"grant_types_supported\":[\"password\",\"client_credentials\"],"
			  "\"scopes_supported\":[\"api.read\",\"api.write\"],"
			  "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]}"),
		DOCUMENT_USED);
	ck_assert_str_eq(m.endpoints[OAUTH_GRANT].url, "https://as.example/token");
	ck_assert_str_eq(m.document_url, DOC);
	ck_assert_str_eq(m.endpoints[OAUTH_GRANT].methods, "client_secret_post");
	ck_assert(m.grants_known && m.grant_client_credentials);
	ck_assert_str_eq(m.scopes, "api.read api.write");
}
END_TEST

START_TEST(not_an_object)
{
	static const char *const texts[] = {
		"",
		"null",
		"[]",
		"\"" ISSUER "\"",
		"<!DOCTYPE html><html></html>",
		"{" ENDPOINT "",
		"{" ENDPOINT "}}",
		"{" ENDPOINT "," ENDPOINT "}",
		"{'token_endpoint':'https://as.example/token'}",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		ck_assert_msg(read_text(kinds[_i], texts[i]) == DOCUMENT_NONE, "%s", texts[i]);
}
END_TEST

/* Byte for byte: each of these names the same place, and none is the same issuer. */
START_TEST(other_issuer)
{
	static const char *const issuers[] = {
		"https://as.example/tenant/",
		"https://as.example/Tenant",
		"https://AS.example/tenant",
		"HTTPS://as.example/tenant",
		"https://as.example:443/tenant",
		"https://as.example/%74enant",
		"https://as.example/tenan",
		"https://as.example",
		"",
		" https://as.example/tenant",
		"https://other.example/tenant",
	};
	char text[512], message[512];

	for (size_t i = 0; i < ARRAY_SIZE(issuers); i++) {
		snprintf(text, sizeof(text), "{\"issuer\":\"%s\"," ENDPOINT "}", issuers[i]);
		snprintf(message, sizeof(message),
			 "the metadata at " DOC " are of the issuer %s: write exactly this as "
			 "issuer if you trust it",
			 issuers[i]);
		bad(OAUTH_DISCOVERY_OAUTH, text, EXIT_PROTOCOL, message);
		bad(OAUTH_DISCOVERY_OIDC, text, EXIT_PROTOCOL, message);
		bad(OAUTH_DISCOVERY_URL, text, EXIT_PROTOCOL, message);
		/* SMART has no such anchor: the origin of the endpoint is all. */
		ck_assert_int_eq(read_text(OAUTH_DISCOVERY_SMART, text), DOCUMENT_USED);
	}
	/* A trailing slash that is configured is wanted. */
	config.issuer = "https://as.example/tenant/";
	bad(OAUTH_DISCOVERY_OAUTH, "{\"issuer\":\"" ISSUER "\"," ENDPOINT "}", EXIT_PROTOCOL,
	    "the metadata at " DOC " are of the issuer " ISSUER
	    ": write exactly this as issuer if you trust it");
	/* Escapes are not part of the bytes. */
	config.issuer = ISSUER;
	ck_assert_int_eq(read_text(OAUTH_DISCOVERY_OAUTH,
				   "{\"issuer\":\"https:\\/\\/as.example\\u002ftenant\"," ENDPOINT
				   "}"),
			 DOCUMENT_USED);
}
END_TEST

START_TEST(no_issuer)
{
	static const char *const texts[] = {
		"{" ENDPOINT "}",
		"{\"issuer\":null," ENDPOINT "}",
		"{\"issuer\":1," ENDPOINT "}",
		"{\"issuer\":[\"" ISSUER "\"]," ENDPOINT "}",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		bad(OAUTH_DISCOVERY_OAUTH, texts[i], EXIT_PROTOCOL,
		    "the metadata at " DOC " name no issuer: the server breaks RFC 8414, 2");
		bad(OAUTH_DISCOVERY_OIDC, texts[i], EXIT_PROTOCOL,
		    "the metadata at " DOC " name no issuer: the server breaks RFC 8414, 2");
		ck_assert_int_eq(read_text(OAUTH_DISCOVERY_SMART, texts[i]), DOCUMENT_USED);
		/* A document of one's own choice need not name one, but no nonsense either. */
		ck_assert_int_eq(read_text(OAUTH_DISCOVERY_URL, texts[i]),
				 i < 2 ? DOCUMENT_USED : DOCUMENT_BAD);
	}
}
END_TEST

START_TEST(no_endpoint)
{
	static const char *const values[] = { "null", "1", "{}", "[\"https://as.example/token\"]" };
	char text[256];

	bad(OAUTH_DISCOVERY_SMART, "{}", EXIT_PROTOCOL,
	    "the metadata at " DOC " have no token_endpoint: set token-endpoint");
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		snprintf(text, sizeof(text), "{\"token_endpoint\":%s}", values[i]);
		bad(OAUTH_DISCOVERY_SMART, text, EXIT_PROTOCOL,
		    "the metadata at " DOC " have no token_endpoint: set token-endpoint");
	}
}
END_TEST

static enum document read_endpoint(const char *endpoint)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "{\"token_endpoint\":\"%s\"}", endpoint);
	enum document d = read_text(OAUTH_DISCOVERY_SMART, buf_str(&text));
	buf_free(&text);
	return d;
}

START_TEST(endpoint_is_no_url)
{
	static const char *const endpoints[] = {
		"",
		"/token",
		"//as.example/token",
		"ftp://as.example/token",
		"file:///etc/passwd",
		"https://",
		"https://user:pw@as.example/token",
		"https://as.example@evil.example/token",
		"https://as.example\\\\@evil.example/token",
		"https://as.example:0/token",
		"https://as.example:65536/token",
		"https://as.example./token",
		"https://as.example/a b",
		"https://as.example/\\u000a",
		"https://as.example/%zz",
		" https://as.example/token",
	};
	char *too_long = calloc(1, LIMIT_URL + 64);

	for (size_t i = 0; i < ARRAY_SIZE(endpoints); i++) {
		ck_assert_msg(read_endpoint(endpoints[i]) == DOCUMENT_BAD, "%s", endpoints[i]);
		ck_assert_int_eq(err.code, EXIT_PROTOCOL);
		ck_assert_ptr_nonnull(
			strstr(err.text, "the token_endpoint in " DOC " is no URL: "));
		/* Of a password in it nothing is shown. */
		ck_assert_ptr_null(strstr(err.text, "pw"));
	}
	memset(too_long, 'x', LIMIT_URL);
	memcpy(too_long, "https://as.example/", 19);
	ck_assert_int_eq(read_endpoint(too_long), DOCUMENT_USED);
	too_long[LIMIT_URL] = 'x';
	ck_assert_int_eq(read_endpoint(too_long), DOCUMENT_BAD);
	free(too_long);
}
END_TEST

START_TEST(same_origin)
{
	static const char *const same[] = {
		"https://as.example",        "https://as.example/token?a=b",
		"https://AS.EXAMPLE/other",  "HTTPS://as.example:443/token",
		"https://as.example:/token",
	};
	static const struct {
		const char *endpoint, *origin;
	} other[] = {
		{ "https://as.example:8443/token", "https://as.example:8443" },
		{ "https://evil.example/token", "https://evil.example" },
		{ "https://as.example.evil.example/token", "https://as.example.evil.example" },
		{ "https://xas.example/token", "https://xas.example" },
		{ "https://sub.as.example/token", "https://sub.as.example" },
		{ "https://example/token", "https://example" },
		{ "https://127.0.0.1/token", "https://127.0.0.1" },
	};
	char message[256];

	for (size_t i = 0; i < ARRAY_SIZE(same); i++) {
		ck_assert_msg(read_endpoint(same[i]) == DOCUMENT_USED, "%s", same[i]);
		ck_assert_str_eq(m.endpoints[OAUTH_GRANT].url, same[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(other); i++) {
		ck_assert_msg(read_endpoint(other[i].endpoint) == DOCUMENT_BAD, "%s",
			      other[i].endpoint);
		snprintf(message, sizeof(message),
			 "the token_endpoint is on another server: add allow-origin %s if you "
			 "trust it",
			 other[i].origin);
		ck_assert_int_eq(err.code, EXIT_DENIED);
		ck_assert_str_eq(err.text, message);
	}
}
END_TEST

START_TEST(allow_origin)
{
	static const char *const origins[] = { "https://one.example", "https://two.example:8443" };

	config.allow_origins = origins;
	config.nallow_origins = ARRAY_SIZE(origins);
	ck_assert_int_eq(read_endpoint("https://as.example/token"), DOCUMENT_USED);
	ck_assert_int_eq(read_endpoint("https://one.example/token"), DOCUMENT_USED);
	ck_assert_int_eq(read_endpoint("https://ONE.example:443/token"), DOCUMENT_USED);
	ck_assert_int_eq(read_endpoint("https://two.example:8443/token"), DOCUMENT_USED);
	ck_assert_int_eq(read_endpoint("https://two.example/token"), DOCUMENT_BAD);
	ck_assert_int_eq(read_endpoint("https://one.example:8443/token"), DOCUMENT_BAD);
	ck_assert_int_eq(read_endpoint("https://three.example/token"), DOCUMENT_BAD);
	ck_assert_int_eq(err.code, EXIT_DENIED);
	config.nallow_origins = 1;
	ck_assert_int_eq(read_endpoint("https://two.example:8443/token"), DOCUMENT_BAD);
}
END_TEST

#define PLAIN "the token_endpoint in " DOC " is not https: nothing is sent there"

START_TEST(plain_http)
{
	static const char *const origins[] = { "http://one.example", "http://as.example",
					       "http://127.0.0.2:80" };

	config.allow_origins = origins;
	config.nallow_origins = ARRAY_SIZE(origins);
	for (int allow = 0; allow < 2; allow++) {
		config.allow_http_loopback = allow;
		ck_assert_int_eq(read_endpoint("http://as.example/token"), DOCUMENT_BAD);
		ck_assert_int_eq(err.code, EXIT_DENIED);
		ck_assert_str_eq(err.text, PLAIN);
		ck_assert_int_eq(read_endpoint("http://one.example/token"), DOCUMENT_BAD);
		ck_assert_int_eq(read_endpoint("http://127.0.0.2/token"),
				 allow ? DOCUMENT_USED : DOCUMENT_BAD);
		/* Loopback is no origin by itself. */
		ck_assert_int_eq(read_endpoint("http://127.0.0.1/token"), DOCUMENT_BAD);
		ck_assert_str_eq(err.text, allow ? "the token_endpoint is on another server: add "
						   "allow-origin http://127.0.0.1 if you trust it"
						 : PLAIN);
	}
}
END_TEST

static void methods(const char *value, const char *wanted)
{
	char text[256];

	snprintf(text, sizeof(text), "{" ENDPOINT "%s%s}",
		 value != NULL ? ",\"token_endpoint_auth_methods_supported\":" : "",
		 value != NULL ? value : "");
	ck_assert_int_eq(read_text(OAUTH_DISCOVERY_SMART, text), DOCUMENT_USED);
	ck_assert_pstr_eq(m.endpoints[OAUTH_GRANT].methods, wanted);
}

START_TEST(auth_methods)
{
	methods(NULL, NULL);
	methods("null", NULL);
	methods("\"client_secret_post\"", NULL);
	methods("[]", "");
	methods("[\"none\",\"private_key_jwt\"]", "none private_key_jwt");
	methods("[\"client_secret_basic\"]", "client_secret_basic");
	methods("[\"client_secret_post\"]", "client_secret_post");
	methods("[\"client_secret_post\",\"client_secret_basic\",\"none\"]",
		"client_secret_post client_secret_basic none");
	methods("[\"CLIENT_SECRET_BASIC\",\"client_secret_basic_\",1,null]",
		"CLIENT_SECRET_BASIC client_secret_basic_");
}
END_TEST

START_TEST(grants_and_scopes)
{
	ck_assert_int_eq(read_text(OAUTH_DISCOVERY_SMART, "{" ENDPOINT "}"), DOCUMENT_USED);
	ck_assert(!m.grants_known && !m.grant_client_credentials);
	ck_assert_ptr_null(m.scopes);
	ck_assert_int_eq(read_text(OAUTH_DISCOVERY_SMART,
				   "{" ENDPOINT ",\"grant_types_supported\":[],"
				   "\"scopes_supported\":[]}"),
			 DOCUMENT_USED);
	ck_assert(m.grants_known && !m.grant_client_credentials);
	ck_assert_str_eq(m.scopes, "");
	ck_assert_int_eq(read_text(OAUTH_DISCOVERY_SMART,
				   "{" ENDPOINT ",\"grant_types_supported\":\"client_credentials\","
				   "\"scopes_supported\":\"a b\"}"),
			 DOCUMENT_USED);
	ck_assert(!m.grants_known && !m.grant_client_credentials);
	ck_assert_ptr_null(m.scopes);
	ck_assert_int_eq(read_text(OAUTH_DISCOVERY_SMART,
				   "{" ENDPOINT ",\"grant_types_supported\":[\"password\"],"
				   "\"scopes_supported\":[\"a\",1,\"b\"]}"),
			 DOCUMENT_USED);
	ck_assert(m.grants_known && !m.grant_client_credentials);
	ck_assert_str_eq(m.scopes, "a b");
}
END_TEST

/* What a server writes is shown with its control bytes escaped, and cut. */
START_TEST(shown)
{
	char text[2048];
	int n = snprintf(text, sizeof(text), "{" ENDPOINT ",\"issuer\":\"\\u001b[31m\\n");

	memset(text + n, 'x', 1000);
	snprintf(text + n + 1000, sizeof(text) - 1000 - (size_t)n, "\"}");
	ck_assert_int_eq(read_text(OAUTH_DISCOVERY_OAUTH, text), DOCUMENT_BAD);
	ck_assert_ptr_nonnull(strstr(err.text, "of the issuer \\x1b[31m\\x0axxxx"));
	ck_assert_ptr_nonnull(strstr(err.text, "xxx: write exactly this"));
	ck_assert_uint_lt(strlen(err.text), 400);
}
END_TEST

#define WITH(more) "{\"issuer\":\"" ISSUER "\"," ENDPOINT "," more "}"

/* What need not be there, and does not spoil a document: it is checked when it is used. */
START_TEST(other_endpoints)
{
	static const char *const origins[] = { "https://b.example" };

	ck_assert_int_eq(read_text(OAUTH_DISCOVERY_OAUTH, WITH("\"x\":1")), DOCUMENT_USED);
	ck_assert_ptr_null(m.endpoints[OAUTH_REVOKE].url);
	ck_assert_ptr_null(m.endpoints[OAUTH_INTROSPECT].url);
	ck_assert_str_eq(m.endpoints[OAUTH_GRANT].url, "https://as.example/token");
	ck_assert_int_eq(
		read_text(
			OAUTH_DISCOVERY_OAUTH,
			WITH("\"revocation_endpoint\":\"https://b.example/r\","
			     "\"revocation_endpoint_auth_methods_supported\":[\"client_secret_post\"],"
			     "\"introspection_endpoint\":5,"
			     "\"introspection_endpoint_auth_methods_supported\":\"basic\"")),
		DOCUMENT_USED);
	ck_assert_str_eq(m.endpoints[OAUTH_REVOKE].url, "https://b.example/r");
	ck_assert_str_eq(m.endpoints[OAUTH_REVOKE].methods, "client_secret_post");
	ck_assert_ptr_null(m.endpoints[OAUTH_GRANT].methods);
	ck_assert_ptr_null(m.endpoints[OAUTH_INTROSPECT].methods);
	ck_assert_int_eq(discovery_check_endpoint(&config, DOC, "revocation_endpoint",
						  m.endpoints[OAUTH_REVOKE].url, &err),
			 EXIT_DENIED);
	ck_assert_str_eq(err.text, "the revocation_endpoint is on another server: add allow-origin "
				   "https://b.example if you trust it");
	config.allow_origins = origins;
	config.nallow_origins = 1;
	ck_assert_int_eq(discovery_check_endpoint(&config, DOC, "revocation_endpoint",
						  m.endpoints[OAUTH_REVOKE].url, &err),
			 0);
	ck_assert_int_eq(discovery_check_endpoint(&config, DOC, "introspection_endpoint",
						  m.endpoints[OAUTH_INTROSPECT].url, &err),
			 EXIT_PROTOCOL);
	ck_assert_ptr_nonnull(
		strstr(err.text, "the introspection_endpoint in " DOC " is no URL: "));
	ck_assert_int_eq(discovery_check_endpoint(&config, DOC, "introspection_endpoint",
						  "http://as.example/i", &err),
			 EXIT_DENIED);
	ck_assert_str_eq(err.text, "the introspection_endpoint in " DOC
				   " is not https: nothing is sent there");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("discovery");
	TCase *t = tcase_create("discovery");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, urls, 0, ARRAY_SIZE(places));
	tcase_add_loop_test(t, whole, 0, ARRAY_SIZE(kinds));
	tcase_add_loop_test(t, not_an_object, 0, ARRAY_SIZE(kinds));
	tcase_add_test(t, other_issuer);
	tcase_add_test(t, no_issuer);
	tcase_add_test(t, no_endpoint);
	tcase_add_test(t, endpoint_is_no_url);
	tcase_add_test(t, same_origin);
	tcase_add_test(t, allow_origin);
	tcase_add_test(t, plain_http);
	tcase_add_test(t, auth_methods);
	tcase_add_test(t, grants_and_scopes);
	tcase_add_test(t, shown);
	tcase_add_test(t, other_endpoints);
	suite_add_tcase(s, t);
	return unit_main(s);
}
