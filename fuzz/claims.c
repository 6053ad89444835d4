/* JWTs and base64: what is encoded is decoded to the same, and claims can be shown. */
#include "fuzz/fuzz.h"

#include "base/base64.h"
#include "http/json.h"
#include "oauth/claims.h"

static bool take_claim(const struct oauth_claim *claim, void *arg)
{
	struct json_object *object = NULL;
	struct buf b = BUF_INIT;

	(void)arg;
	must(is_printable(claim->name) && is_printable(claim->text));
	must(strlen(claim->name) < OAUTH_CLAIM_NAME_MAX);
	must(strlen(claim->text) < OAUTH_CLAIM_TEXT_MAX);
	if (claim->json != NULL) {
		must(is_printable(claim->json) && strlen(claim->json) < OAUTH_CLAIM_JSON_MAX);
		buf_printf(&b, "{\"a\":%s}", claim->json);
		must(json_read(buf_str(&b), b.len, &object) == 0);
	}
	json_release(object);
	buf_free(&b);
	return true;
}

static void check_base64(const void *data, size_t size)
{
	struct buf b = BUF_INIT;

	base64_put(&b, data, size);
	must(!buf_error(&b) && b.len == (size + 2) / 3 * 4);
	if (size > 0)
		must(base64_decode(b.data) == (long)size && memcmp(b.data, data, size) == 0);
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = copy_of(data, size);
	struct secret *token = NULL;
	size_t more = 0;

	check_base64(data, size);
	must(secret_new(data, size, &token) == 0);
	if (oauth_jwt(token, NULL, take_claim, NULL, &more) == 0)
		must(more == 0);
	long n = base64_decode(text);
	must(n <= (long)size);
	if (n >= 0)
		check_base64(text, (size_t)n);
	secret_free(&token);
	free(text);
	return 0;
}
