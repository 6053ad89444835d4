/* The dialect of Bazel and others: the credential helper of EngFlow's specification. */
#include "helpers/helper.h"
#include "base/fs.h"
#include "base/json_in.h"
#include "base/json_out.h"
#include "base/limits.h"

#include <unistd.h>

/* Finds the profile. One that is called over gRPC is the same server as over HTTPS. */
static int find(struct helper *h, const struct buf *request, struct err *err)
{
	struct buf uri = BUF_INIT, url = BUF_INIT;
	int r = json_in_text(buf_str(request), request->len, "uri", &uri, err);
	const char *text = buf_str(&uri);

	if (r < 0)
		r = err_set(err, REASON_MALFORMED_MESSAGE, "it has no uri");
	if (r != 0) {
		err_prefix(err, "the request");
		goto out;
	}
	buf_printf(&url, "%s%s", strncmp(text, "grpcs://", 8) == 0 ? "https://" : "",
		   strncmp(text, "grpcs://", 8) == 0 ? text + 8 : text);
	if (buf_error(&url))
		r = err_nomem(err);
	else if (strncmp(buf_str(&url), "https://", 8) == 0 ||
		 strncmp(buf_str(&url), "http://", 7) == 0)
		r = helper_find_server(h, buf_str(&url), err);
out:
	buf_free(&uri);
	buf_free(&url);
	return r;
}

/* A server that no profile has gets no headers: the tool asks for each server, and an error would end
 * its work. */
static int run(struct helper *h, struct err *err)
{
	struct buf request = BUF_SECRET(LIMIT_PROTO_REQUEST + 1);
	struct obtained token = { 0 };
	int r;

	if (h->argc != 1 || strcmp(h->argv[0], "get") != 0)
		return helper_usage(&dialect_engflow,
				    "the tool starts this program with the word get alone", err);
	if ((r = fs_read_all(STDIN_FILENO, LIMIT_PROTO_REQUEST, "the request", &request, err)) !=
		    0 ||
	    (r = find(h, &request, err)) != 0)
		goto out;
	if (h->profile == NULL) {
		buf_puts(&h->out, "{\"headers\":{}}\n");
	} else if ((r = helper_obtain(h, NULL, &token, err)) == 0) {
		buf_puts(&h->out, "{\"headers\":{\"Authorization\":[\"Bearer ");
		json_escape(&h->out, token.token->data);
		buf_puts(&h->out, "\"]}");
		helper_put_expiry(&h->out, "expires", token.expires_s);
		buf_puts(&h->out, "}\n");
	}
	obtained_clear(&token);
out:
	buf_free(&request);
	return r;
}

static void configure(const struct helper_subject *s, struct buf *b)
{
	buf_printf(b, "# in ~/.bazelrc\ncommon --credential_helper=%.*s=ccred-credential-helper\n",
		   (int)strcspn(s->host, ":"), s->host);
}

const struct dialect dialect_engflow = {
	.name = "engflow",
	.program = "ccred-credential-helper",
	.tools = "Bazel, BuildBuddy, EngFlow",
	.run = run,
	.configure = configure,
};
