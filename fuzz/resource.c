/* The metadata of an API: the input is the document. All that is taken is of this API, and fit for a
 * line of the configuration. */
#include "fuzz/fuzz.h"

#include "base/url.h"
#include "oauth/resource.h"

#define API "https://api.example/v1/mcp"

static bool is_of_api(const char *text)
{
	struct url *a = NULL, *b = NULL;

	must(url_parse(text, &a, NULL) == 0 && url_parse(API, &b, NULL) == 0);
	bool same = url_same_origin(a, b) && a->query == NULL;
	url_free(&a);
	url_free(&b);
	return same;
}

static void check_servers(char *servers)
{
	for (char *server; (server = strsep(&servers, " ")) != NULL;) {
		struct url *u = NULL;
		must(url_parse(server, &u, NULL) == 0 && u->query == NULL);
		must(u->https || url_is_loopback(u));
		url_free(&u);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct oauth_config config = { .allow_http_loopback = true };
	struct resource_metadata m = { 0 };
	struct buf body = BUF_INIT;
	struct err err = { 0 };

	buf_put(&body, data, size);
	enum document read =
		resource_read(&config, API, "https://api.example/doc", &body, &m, &err);
	must((read == DOCUMENT_USED) == (m.servers != NULL));
	if (read == DOCUMENT_BAD)
		must_say(err.code, &err);
	if (read == DOCUMENT_USED) {
		must(is_of_api(m.resource) && is_printable(m.resource));
		must(m.scopes == NULL || (is_printable(m.scopes) && m.scopes[0] != '\0'));
		check_servers(m.servers);
	}
	resource_metadata_clear(&m);
	buf_free(&body);
	return 0;
}
