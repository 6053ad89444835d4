/* The dialect of pip and uv, the command line of Python's keyring: get SERVICE [USER]. */
#include "helpers/helper.h"
#include "base/json_out.h"

#include <string.h>

struct pip_request {
	const char *service;
	/* --mode creds: the user name too. --output json: as an object. */
	bool name, json;
};

/* The value of an option in its two forms, or NULL. *i goes on to the last word of it. */
static const char *value_of(const struct helper *h, size_t *i, const char *option)
{
	const char *word = h->argv[*i];
	size_t len = strlen(option);

	if (strncmp(word, option, len) != 0)
		return NULL;
	if (word[len] == '=')
		return word + len + 1;
	return word[len] == '\0' && *i + 1 < h->argc ? h->argv[++*i] : NULL;
}

/* Options stand before and behind the command: pip and uv differ. */
static bool parse(const struct helper *h, struct pip_request *rq)
{
	const char *value;
	size_t words = 0;

	for (size_t i = 0; i < h->argc; i++) {
		if ((value = value_of(h, &i, "--mode")) != NULL) {
			if (!(rq->name = strcmp(value, "creds") == 0) &&
			    strcmp(value, "password") != 0)
				return false;
		} else if ((value = value_of(h, &i, "--output")) != NULL) {
			if (!(rq->json = strcmp(value, "json") == 0) && strcmp(value, "plain") != 0)
				return false;
		} else if (h->argv[i][0] == '-' || words > 2 ||
			   (words == 0 && strcmp(h->argv[i], "get") != 0)) {
			return false;
		} else if (words++ == 1) {
			rq->service = h->argv[i];
		}
	}
	/* Without USER the answer must have the name of the user. */
	return words == 3 || (words == 2 && rq->name);
}

static void put(struct helper *h, const struct pip_request *rq, const struct secret *token)
{
	struct buf *b = &h->out;

	if (rq->json) {
		json_begin(b, NULL, '{');
		if (rq->name)
			json_text(b, "username", h->profile->username);
		json_all(b, "password", token->data);
		buf_puts(b, "}\n");
		return;
	}
	if (rq->name)
		buf_printf(b, "%s\n", h->profile->username);
	buf_put(b, token->data, token->len);
	buf_putc(b, '\n');
}

static int run(struct helper *h, struct err *err)
{
	struct obtained token = { 0 };
	struct pip_request rq = { 0 };
	int r;

	if (!parse(h, &rq))
		return helper_usage(&dialect_pip,
				    "pip starts this program with get SERVICE USER: ccred stores "
				    "and deletes no passwords",
				    err);
	if ((r = helper_find_server(h, rq.service, err)) != 0)
		return r;
	if (h->profile == NULL) {
		h->status = 1;
		return 0;
	}
	if ((r = helper_obtain(h, NULL, &token, err)) != 0)
		return r;
	put(h, &rq, token.token);
	obtained_clear(&token);
	return 0;
}

static void configure(const struct helper_subject *s, struct buf *b)
{
	const char *server = strstr(s->url, "://") + 3;
	int scheme = (int)(server - s->url);

	buf_printf(
		b,
		"# once, in a shell; ~/.local/bin comes before the directory of any other keyring in PATH\n"
		"mkdir -p ~/.local/bin\n"
		"ln -s \"$(command -v ccred-helper)\" ~/.local/bin/keyring\n"
		"# in ~/.config/pip/pip.conf; pip asks for a password of oauth2\n"
		"[global]\nkeyring-provider = subprocess\n"
		"index-url = %.*soauth2@%s/\n"
		"# uv, in ~/.config/uv/uv.toml\n"
		"keyring-provider = \"subprocess\"\n"
		"[[index]]\nurl = \"%.*soauth2@%s/\"\n",
		scheme, s->url, server, scheme, s->url, server);
}

const struct dialect dialect_pip = {
	.name = "pip",
	.program = "keyring",
	.tools = "pip, uv",
	.run = run,
	.configure = configure,
};
