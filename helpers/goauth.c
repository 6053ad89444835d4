/* The dialect of Go: a command of GOAUTH, as "go help goauth" has it. */
#include "helpers/helper.h"
#include "base/kv.h"
#include "base/limits.h"

#include <unistd.h>

/* Where the path of a URL begins, or its end. */
static size_t origin_len(const char *url)
{
	const char *host = strstr(url, "://") + 3;

	return (size_t)(host - url) + strcspn(host, "/?#");
}

/*
 * The URLs that the token is for, as Go compares them: the host as Go has written it, and the path of
 * the target. Without a URL of Go's all targets of the profile.
 */
static int put_urls(struct buf *b, const struct profile *profile, const char *url, struct err *err)
{
	const char *path;

	if (url != NULL) {
		path = profile->target + origin_len(profile->target);
		buf_put(b, url, origin_len(url));
		buf_printf(b, "%s\n", path);
		return 0;
	}
	for (size_t i = 0; i < profile->ntargets; i++)
		if (strncmp(profile->targets[i], "https://", 8) == 0)
			buf_printf(b, "%s\n", profile->targets[i]);
	if (b->len > 0)
		return 0;
	return err_set(err, REASON_USAGE,
		       "the profile has no target with https, which Go could send the token to");
}

/* Finds the profile of the words: PROFILE, URL, or both. It stays NULL if the URL is not its own. */
static int find(struct helper *h, const char *name, const char *url, struct err *err)
{
	const struct config_query query = { .name = name, .url = url };
	enum config_match match;
	int r = config_find(&query, &match, &h->profile, err);

	return r != 0 && err_is(err, REASON_PROFILE_OTHER_URL) ? 0 : r;
}

/* Whether the response, which Go writes to stdin, says that the token is not valid. */
static int read_response(bool *ret_rejected, struct err *err)
{
	struct buf text = BUF_INIT;
	int r = kv_read(STDIN_FILENO, LIMIT_PROTO_REQUEST, "the response", &text, err);
	const char *status = strchr(buf_str(&text), ' ');

	if (r == 0)
		*ret_rejected = strncmp(buf_str(&text), "HTTP/", 5) == 0 && status != NULL &&
				strncmp(status, " 401", 4) == 0;
	buf_free(&text);
	return r;
}

/*
 * The first call of a go command has no URL, and gets the token of the named profile only. It is not
 * asked for all others, because Go would use few of them. The next call has the URL of a request that
 * failed. If this go command was given the token before, a 401 has rejected it.
 */
static int run(struct helper *h, struct err *err)
{
	const char *last = h->argc > 0 ? h->argv[h->argc - 1] : "";
	const char *url = strstr(last, "://") != NULL ? last : NULL;
	struct obtain_options options = { .again_means_rejected = url == NULL };
	size_t names = h->argc - (url != NULL);
	struct obtained token = { 0 };
	int r;

	if (names > 1)
		return helper_usage(&dialect_goauth,
				    "GOAUTH has at most one profile in a command; divide several "
				    "commands by ;",
				    err);
	if (h->argc == 0)
		return 0;
	if (url != NULL && (r = read_response(&options.again_means_rejected, err)) != 0)
		return r;
	if ((r = find(h, names > 0 ? h->argv[0] : NULL, url, err)) != 0 || h->profile == NULL ||
	    (r = put_urls(&h->out, h->profile, url, err)) != 0)
		return r;
	if ((r = helper_obtain(h, &options, &token, err)) == 0) {
		/* Both empty lines are part of the form. */
		buf_puts(&h->out, "\nAuthorization: Bearer ");
		buf_put(&h->out, token.token->data, token.token->len);
		buf_puts(&h->out, "\n\n");
	} else {
		buf_reset(&h->out);
	}
	obtained_clear(&token);
	return r;
}

static void put_value(const struct helper_subject *s, struct buf *b)
{
	buf_printf(b, "GOAUTH=netrc; ccred helper goauth%s%s", s->profile != NULL ? " " : "",
		   s->profile != NULL ? s->profile : "");
}

static void configure(const struct helper_subject *s, struct buf *b)
{
	buf_puts(b, "# in a shell; netrc is Go's default\ngo env -w '");
	put_value(s, b);
	buf_puts(b, "'\n");
}

static void command(const struct helper_subject *s, struct buf *words)
{
	buf_printf(words, "go%cenv%c-w%c", 0, 0, 0);
	put_value(s, words);
	buf_putc(words, '\0');
}

const struct dialect dialect_goauth = {
	.name = "goauth",
	.tools = "go",
	.run = run,
	.configure = configure,
	.command = command,
};
