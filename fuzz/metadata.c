/*
 * Discovery: the first byte of the input is the kind of the document (1 to 4), and the rest of it
 * is the document; or it is 0, and the rest is an issuer. No endpoint is on another origin.
 */
#include "fuzz/fuzz.h"

#include "base/url.h"
#include "oauth/discovery.h"

#include <strings.h>

#define ISSUER "https://as.example/t"
#define OTHER "https://other.example:8443"

static bool is_of(const char *url, const char *origin)
{
	struct url *a = NULL, *b = NULL;

	must(url_parse(url, &a, NULL) == 0 && url_parse(origin, &b, NULL) == 0);
	bool same = url_same_origin(a, b);
	url_free(&a);
	url_free(&b);
	return same;
}

static void check_issuer(const char *issuer)
{
	struct url *u = NULL;

	if (url_parse(issuer, &u, NULL) != 0)
		return;
	for (int kind = OAUTH_DISCOVERY_SMART; kind <= OAUTH_DISCOVERY_OIDC; kind++) {
		char *url = discovery_url(issuer, kind);
		must(url != NULL);
		/* It is longer than the issuer, and may be longer than a URL may be. */
		must(strlen(url) > LIMIT_URL || is_of(url, issuer));
		free(url);
	}
	url_free(&u);
}

static void check_document(int kind, const char *text, size_t len)
{
	static const char *const origins[] = { OTHER };
	const struct oauth_config config = { .issuer = ISSUER,
					     .allow_origins = origins,
					     .nallow_origins = 1 };
	struct oauth_metadata m = { 0 };
	struct buf body = BUF_INIT;
	struct err err = { 0 };

	buf_put(&body, text, len);
	enum document read =
		discovery_read(&config, kind, "https://as.example/doc", &body, &m, &err);
	const char *url = m.endpoints[OAUTH_GRANT].url;
	must((read == DOCUMENT_USED) == (url != NULL));
	if (read == DOCUMENT_BAD)
		must_say(err.code, &err);
	if (url != NULL)
		must(strncasecmp(url, "https://", 8) == 0 &&
		     (is_of(url, ISSUER) || is_of(url, OTHER)));
	oauth_metadata_clear(&m);
	buf_free(&body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0 || data[0] < '0' || data[0] > '4')
		return -1;
	char *text = copy_of(data + 1, size - 1);
	if (data[0] == '0')
		check_issuer(text);
	else
		check_document(data[0] - '0', text, size - 1);
	free(text);
	return 0;
}
