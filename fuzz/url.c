/* URLs: an origin is a URL of that origin, and what is decoded or encoded stays in its bounds. */
#include "fuzz/fuzz.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/url.h"

static void check_origin(const struct url *u)
{
	struct url *again = NULL;
	char *origin = url_origin(u);

	must(origin != NULL && url_parse(origin, &again, NULL) == 0);
	must(url_same_origin(u, again) && again->path[0] == '\0' && again->query == NULL);
	must(url_is_loopback(u) == url_is_loopback(again));
	url_free(&again);
	free(origin);
}

static void check_encoding(const char *text, size_t len)
{
	struct buf b = BUF_INIT;

	url_form_encode(&b, text, len);
	must(!buf_error(&b) && b.len >= len && b.len <= 3 * len);
	for (size_t i = 0; i < b.len; i++)
		must(strchr("+%-._~*", b.data[i]) != NULL ||
		     (b.data[i] >= '0' && b.data[i] <= '9') ||
		     ((b.data[i] | 0x20) >= 'a' && (b.data[i] | 0x20) <= 'z'));
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = copy_of(data, size);
	struct url *u = NULL;
	struct err err = { 0 };
	int r = url_parse(text, &u, &err);

	check_encoding(text, size);
	if (r != 0) {
		must_say(r, &err);
	} else {
		size_t len = strlen(u->path);
		must(strlen(text) <= LIMIT_URL && u->port >= 1 && u->port <= 65535);
		must(u->host[0] != '\0' && strchr(u->host, '@') == NULL);
		must(len == 0 || u->path[0] == '/');
		check_origin(u);
		must(url_decode(u->path, len, "") <= len);
	}
	url_free(&u);
	free(text);
	return 0;
}
