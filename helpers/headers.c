/* The dialect of MCP clients: a headers helper, which prints a JSON object of HTTP headers. */
#include "helpers/helper.h"
#include "base/token_format.h"

/* Without a word the client names the server; one that no profile has gets no headers. */
static int find(struct helper *h, struct err *err)
{
	const char *server = getenv("CLAUDE_CODE_MCP_SERVER_URL");

	if (h->argc > 1)
		return helper_usage(&dialect_headers,
				    "at most one word is needed: a profile or a URL", err);
	if (server != NULL && server[0] == '\0')
		server = NULL;
	if (h->argc == 1)
		return helper_find_word(h, h->argv[0], server, err);
	if (server == NULL)
		return helper_usage(&dialect_headers,
				    "the client names no server: add the profile or the URL", err);
	return helper_find_server(h, server, err);
}

static int run(struct helper *h, struct err *err)
{
	struct obtained token = { 0 };
	int r;

	if ((r = find(h, err)) != 0)
		return r;
	if (h->profile == NULL) {
		buf_puts(&h->out, "{}\n");
	} else if ((r = helper_obtain(h, NULL, &token, err)) == 0) {
		token_format_put(&h->out, TOKEN_FORMAT_HEADERS_JSON, token.token, 0, NULL);
		buf_putc(&h->out, '\n');
	}
	obtained_clear(&token);
	return r;
}

static void configure(const struct helper_subject *s, struct buf *b)
{
	buf_printf(
		b,
		"# in .mcp.json\n{\"mcpServers\": {\"%s\": {\"type\": \"http\", \"url\": \"%s\",\n"
		"  \"headersHelper\": \"ccred helper headers%s%s\"}}}\n",
		s->profile != NULL ? s->profile : "api", s->url, s->profile != NULL ? " " : "",
		s->profile != NULL ? s->profile : "");
}

const struct dialect dialect_headers = {
	.name = "headers",
	.tools = "MCP clients with a headers helper",
	.run = run,
	.configure = configure,
};
