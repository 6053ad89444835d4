/* The forms in which a token is written for its reader. */
#include "base/token_format.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "base/limits.h"

static const char *const words[] = { TOKEN_FORMAT_WORDS };
#define N_WORDS (sizeof(words) / sizeof(words[0]))

/* How the forms begin, of a Bearer token and of one with a proof; NULL: with the token. */
static const char *const begins[N_WORDS][2] = {
	[TOKEN_FORMAT_HEADER] = { "Authorization: Bearer ", "Authorization: DPoP " },
	[TOKEN_FORMAT_CURL] = { "header = \"Authorization: Bearer ",
				"header = \"Authorization: DPoP " },
	[TOKEN_FORMAT_JSON] = { "{\"access_token\":\"", "{\"access_token\":\"" },
	[TOKEN_FORMAT_HEADERS_JSON] = { "{\"Authorization\":\"Bearer ",
					"{\"Authorization\":\"DPoP " },
};

enum token_format token_format_of(const char *word)
{
	size_t i = 0;

	while (i < N_WORDS - 1 && strcmp(words[i], word) != 0)
		i++;
	return (enum token_format)i;
}

static void put_json(struct buf *b, enum token_binding binding, int64_t expires_s,
		     const char *scope)
{
	struct clock_now now;

	json_text(b, "token_type", binding == TOKEN_OF_PROOF ? "DPoP" : "Bearer");
	if (binding != TOKEN_BEARER)
		json_text(b, "bound_to", token_binding_word(binding));
	if (expires_s > 0) {
		clock_now(&now);
		json_number(b, "expires_in", expires_s > now.wall_s ? expires_s - now.wall_s : 0);
		json_number(b, "expires_at", expires_s);
	}
	if (scope != NULL)
		json_all(b, "scope", scope);
}

/* A proof has no byte that is escaped anywhere. */
static void put_proof(struct buf *b, enum token_format format, const char *proof)
{
	if (format == TOKEN_FORMAT_HEADER)
		buf_printf(b, "\nDPoP: %s", proof);
	else if (format == TOKEN_FORMAT_CURL)
		buf_printf(b, "\nheader = \"DPoP: %s\"", proof);
	else if (format == TOKEN_FORMAT_JSON)
		json_all(b, "dpop_proof", proof);
	else
		json_all(b, "DPoP", proof);
}

static void put(struct buf *b, enum token_format format, enum token_binding binding,
		const struct secret *token, int64_t expires_s, const char *scope, const char *proof)
{
	const char *begin = begins[format][binding == TOKEN_OF_PROOF];

	if (begin == NULL) {
		buf_put(b, token->data, token->len);
		return;
	}
	buf_puts(b, begin);
	/* In the configuration of curl, too, backslash and quote are escaped as in JSON. */
	if (format == TOKEN_FORMAT_HEADER)
		buf_put(b, token->data, token->len);
	else
		json_escape(b, token->data);
	if (format != TOKEN_FORMAT_HEADER)
		buf_putc(b, '"');
	if (format == TOKEN_FORMAT_JSON)
		put_json(b, binding, expires_s, scope);
	if (proof != NULL)
		put_proof(b, format, proof);
	if (format == TOKEN_FORMAT_JSON || format == TOKEN_FORMAT_HEADERS_JSON)
		buf_putc(b, '}');
}

void token_format_put(struct buf *b, enum token_format format, const struct secret *token,
		      int64_t expires_s, const char *scope)
{
	put(b, format, TOKEN_BEARER, token, expires_s, scope, NULL);
}

void token_format_put_bound(struct buf *b, enum token_format format, enum token_binding binding,
			    const struct secret *token, int64_t expires_s, const char *scope,
			    const char *proof)
{
	put(b, format, binding, token, expires_s, scope, proof);
}

bool token_format_is(const struct buf *text)
{
	const char *data = text->len > 0 ? text->data : "";
	size_t len = 0;

	for (size_t i = 0; i < N_WORDS; i++)
		if (begins[i][0] != NULL && text->len >= strlen(begins[i][0]) &&
		    memcmp(data, begins[i][0], strlen(begins[i][0])) == 0)
			return true;
	while (len < text->len && data[len] > ' ' && data[len] <= '~')
		len++;
	return len == text->len || (len + 1 == text->len && data[len] == '\n');
}

/* RFC 6750, 2.1. */
static bool is_of_token(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       memchr("-._~+/=", c, 7) != NULL;
}

/* Whether the bytes stand there as a whole word. */
static bool has(const struct buf *text, const void *bytes, size_t len)
{
	const char *end = text->data + text->len, *at = text->data;

	if (len == 0 || text->len == 0)
		return false;
	for (; (at = memmem(at, (size_t)(end - at), bytes, len)) != NULL; at++)
		if ((at == text->data || !is_of_token(at[-1])) &&
		    (at + len == end || !is_of_token(at[len])))
			return true;
	return false;
}

bool token_format_has(const struct buf *text, const void *token, size_t len)
{
	struct buf bare = BUF_SECRET(LIMIT_ANSWER), escaped = BUF_SECRET(LIMIT_ANSWER);
	bool there = has(text, token, len);

	if (!there) {
		buf_put(&bare, token, len);
		json_escape(&escaped, buf_str(&bare));
		there = !buf_error(&bare) && !buf_error(&escaped) &&
			has(text, escaped.data, escaped.len);
	}
	buf_free(&bare);
	buf_free(&escaped);
	return there;
}
