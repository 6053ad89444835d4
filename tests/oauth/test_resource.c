/* The metadata of an API without a network: where they lie, and what of a document counts. */
#include "oauth/resource.h"
#include "lib/unit.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define API "https://api.example/v1/mcp"
#define DOC "https://api.example/doc"
#define RESOURCE "\"resource\":\"" API "\""
#define SERVERS "\"authorization_servers\":[\"https://as.example/t\"]"

static struct oauth_config config;
static struct resource_metadata m;
static struct err err;

static void setup(void)
{
	config = (struct oauth_config){ .timeout_s = 30 };
}

static void teardown(void)
{
	resource_metadata_clear(&m);
}

static enum document read_text(const char *text)
{
	struct buf body = BUF_INIT;

	resource_metadata_clear(&m);
	err = (struct err){ 0 };
	buf_puts(&body, text);
	enum document d = resource_read(&config, API, DOC, &body, &m, &err);
	buf_free(&body);
	/* Set on success only. */
	ck_assert((m.servers != NULL) == (d == DOCUMENT_USED));
	return d;
}

/* RFC 9728, 3.1. */
static const struct {
	const char *api, *at, *of_origin;
} places[] = {
	{ "https://a.example", "https://a.example/.well-known/oauth-protected-resource",
	  "https://a.example/.well-known/oauth-protected-resource" },
	{ "https://a.example/", "https://a.example/.well-known/oauth-protected-resource",
	  "https://a.example/.well-known/oauth-protected-resource" },
	{ "HTTPS://A.example:8443/x/y/?q=1",
	  "https://a.example:8443/.well-known/oauth-protected-resource/x/y/",
	  "https://a.example:8443/.well-known/oauth-protected-resource" },
};

START_TEST(urls)
{
	char *at = resource_document_url(places[_i].api, false);
	char *of_origin = resource_document_url(places[_i].api, true);

	ck_assert_str_eq(at, places[_i].at);
	ck_assert_str_eq(of_origin, places[_i].of_origin);
	free(at);
	free(of_origin);
}
END_TEST

static const struct {
	const char *resource;
	bool is;
} resources[] = {
	{ API, true },
	{ API "/", true },
	{ "https://api.example", true },
	{ "https://api.example/", true },
	{ "https://api.example:443/v1", true },
	{ "HTTPS://Api.Example/v1/", true },
	{ "https://api.example/v1/m", false },
	{ "https://api.example/v1/mcp/more", false },
	{ "https://api.example/V1", false },
	{ "https://api.example/v1/mc%70", false },
	{ "https://api.example/v2", false },
	{ "https://api.example/v1/mcp?x", false },
	{ "https://api.example/v1/mcp#x", false },
	{ "https://api.example:8443/v1/mcp", false },
	{ "http://api.example/v1/mcp", false },
	{ "https://other.example/v1/mcp", false },
	{ "https://api.example.evil.example/v1", false },
	{ "https://api.exampl", false },
	{ "https://api.example@evil.example", false },
	{ "urn:api", false },
	{ "", false },
};

START_TEST(matches)
{
	char text[512];

	ck_assert(resource_is_of(resources[_i].resource, API) == resources[_i].is);
	snprintf(text, sizeof(text), "{\"resource\":\"%s\"," SERVERS "}", resources[_i].resource);
	ck_assert_int_eq(read_text(text), resources[_i].is ? DOCUMENT_USED : DOCUMENT_BAD);
	if (resources[_i].is)
		ck_assert_str_eq(m.resource, resources[_i].resource);
	else
		ck_assert(err_is(&err, REASON_RESOURCE_MISMATCH));
}
END_TEST

START_TEST(whole)
{
	ck_assert_int_eq(read_text("{" RESOURCE ",\"authorization_servers\":"
				   "[\"https://as.example/t\",\"https://b.example\"],"
				   "\"scopes_supported\":[\"a.read\",\"b\"],\"jwks_uri\":7}"),
			 DOCUMENT_USED);
	ck_assert_str_eq(m.document_url, DOC);
	ck_assert_str_eq(m.servers, "https://as.example/t https://b.example");
	ck_assert_str_eq(m.scopes, "a.read b");
	ck_assert_int_eq(resource_take_scopes(&m, "c", &err), 0);
	ck_assert_str_eq(m.scopes, "c");
}
END_TEST

/* No request can have these, or no line of the configuration. */
START_TEST(odd_scopes)
{
	static const char *const scopes[] = {
		"[]",          "7", "[\"\"]", "[\"a\\\"b\"]", "[\"a\\u001bb\"]", "[\"{profile}\"]",
		"[\"\u00e4\"]"
	};
	char text[256];

	for (size_t i = 0; i < ARRAY_SIZE(scopes); i++) {
		snprintf(text, sizeof(text), "{" RESOURCE "," SERVERS ",\"scopes_supported\":%s}",
			 scopes[i]);
		ck_assert_int_eq(read_text(text), DOCUMENT_USED);
		ck_assert_msg(m.scopes == NULL, "%s", scopes[i]);
	}
}
END_TEST

static const struct {
	const char *servers, *message;
} bad[] = {
	{ "\"x\":1", "the metadata at " DOC " name no authorization_servers" },
	{ "\"authorization_servers\":[]", "the metadata at " DOC " name no authorization_servers" },
	{ "\"authorization_servers\":\"https://as.example\"",
	  "the metadata at " DOC " name no authorization_servers, but something else" },
	{ "\"authorization_servers\":[\"https://as.example\",7]",
	  "the metadata at " DOC " name no authorization_servers, but something else" },
	{ "\"authorization_servers\":[\"as.example\"]",
	  "authorization_servers in " DOC " has as.example, which is no URL of an issuer" },
	{ "\"authorization_servers\":[\"https://as.example https://b.example\"]",
	  "authorization_servers in " DOC
	  " has https://as.example https://b.example, which is no URL of an issuer" },
	{ "\"authorization_servers\":[\"https://as.example/{profile}\"]",
	  "authorization_servers in " DOC
	  " has https://as.example/{profile}, which is no URL of an issuer" },
	{ "\"authorization_servers\":[\"https://as.example/\\u001b[1m\"]",
	  "authorization_servers in " DOC
	  " has https://as.example/\\x1b[1m, which is no URL of an issuer" },
	{ "\"authorization_servers\":[\"https://as.example?x\"]",
	  "authorization_servers in " DOC
	  " has https://as.example?x, which is no URL of an issuer" },
	{ "\"authorization_servers\":[\"http://as.example\"]",
	  "authorization_servers in " DOC " has http://as.example, which is not https" },
	{ "\"authorization_servers\":[\"http://localhost:1\"]",
	  "authorization_servers in " DOC " has http://localhost:1, which is not https" },
};

START_TEST(bad_servers)
{
	char text[512];

	snprintf(text, sizeof(text), "{" RESOURCE ",%s}", bad[_i].servers);
	ck_assert_int_eq(read_text(text), DOCUMENT_BAD);
	ck_assert_str_eq(err.text, bad[_i].message);
}
END_TEST

START_TEST(limits)
{
	struct buf text = BUF_INIT;

	buf_puts(&text, "{" RESOURCE ",\"authorization_servers\":[\"https://a.example\"");
	for (int i = 0; i < 15; i++)
		buf_puts(&text, ",\"https://a.example\"");
	size_t len = text.len;
	buf_puts(&text, "]}");
	ck_assert_int_eq(read_text(buf_str(&text)), DOCUMENT_USED);
	text.len = len;
	buf_puts(&text, ",\"https://a.example\"]}");
	ck_assert_int_eq(read_text(buf_str(&text)), DOCUMENT_BAD);
	buf_free(&text);
	config.allow_http_loopback = true;
	ck_assert_int_eq(
		read_text("{" RESOURCE ",\"authorization_servers\":[\"http://localhost:1\"]}"),
		DOCUMENT_USED);
}
END_TEST

START_TEST(not_an_object)
{
	static const char *const texts[] = { "", "[]", "<html></html>", "{" RESOURCE "," SERVERS,
					     "{" RESOURCE "," RESOURCE "," SERVERS "}" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		ck_assert_msg(read_text(texts[i]) == DOCUMENT_NONE, "%s", texts[i]);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("resource");
	TCase *t = tcase_create("resource");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, urls, 0, ARRAY_SIZE(places));
	tcase_add_loop_test(t, matches, 0, ARRAY_SIZE(resources));
	tcase_add_test(t, whole);
	tcase_add_test(t, odd_scopes);
	tcase_add_loop_test(t, bad_servers, 0, ARRAY_SIZE(bad));
	tcase_add_test(t, limits);
	tcase_add_test(t, not_an_object);
	suite_add_tcase(s, t);
	return unit_main(s);
}
