/* What every dialect does: find the profile, get a token, take one back. */
#include "helpers/helper.h"
#include "acquire/profile_key.h"
#include "base/fs.h"
#include "base/json_out.h"
#include "base/layout.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/output.h"
#include "client/environment.h"

#include <string.h>
#include <unistd.h>

int helper_run(const struct dialect *dialect, char **words, char *about, size_t about_size,
	       struct err *err)
{
	struct helper h = { .argv = words, .out = BUF_SECRET(LIMIT_ANSWER) };
	struct err unwritten = { 0 };
	int r;

	if (dialect->run == NULL)
		return helper_usage(dialect, "this tool takes the output of ccred token", err);
	while (words[h.argc] != NULL)
		h.argc++;
	if ((r = dialect->run(&h, err)) != 0)
		(void)output_write(&h.out, &unwritten);
	else
		r = output_write(&h.out, err);
	if (r == 0)
		r = h.status;
	if (h.profile != NULL)
		snprintf(about, about_size, "%s", h.profile->name);
	profile_free(&h.profile);
	buf_free(&h.out);
	return r;
}

static bool has_line(const struct buf *b, size_t from)
{
	return memchr(b->data + from, '\n', b->len - from) != NULL;
}

int helper_read_line(struct buf *line, struct err *err)
{
	int r = fs_read_until(STDIN_FILENO, LIMIT_PROTO_REQUEST, "the request", has_line, line,
			      err);

	if (r != 0)
		return r;
	const char *end = line->len > 0 ? memchr(line->data, '\n', line->len) : NULL;
	if (end != NULL)
		line->len = (size_t)(end - line->data);
	if (line->len > 0 && memchr(line->data, '\0', line->len) != NULL)
		return err_set(err, REASON_MALFORMED_MESSAGE, "the request has a NUL byte");
	if (line->len > 0)
		line->data[line->len] = '\0';
	return 0;
}

int helper_find_server(struct helper *h, const char *server, struct err *err)
{
	struct config_query query = { .url = server };
	struct buf url = BUF_INIT;
	enum config_match match;
	int r;

	if (strstr(server, "://") != NULL) {
		if (strncasecmp(server, "https://", 8) != 0 &&
		    strncasecmp(server, "http://", 7) != 0)
			return 0;
	} else {
		buf_printf(&url, "https://%s", server);
		if (buf_error(&url)) {
			buf_free(&url);
			return err_nomem(err);
		}
		query.url = buf_str(&url);
	}
	/* Drops the message of a server that no profile has: only who names a URL on purpose needs
	 * it. */
	if ((r = config_find(&query, &match, &h->profile, err)) == 0)
		*err = (struct err){ 0 };
	buf_free(&url);
	return r;
}

int helper_find_word(struct helper *h, const char *word, const char *server, struct err *err)
{
	const struct config_query query = { .name = word, .url = server };
	enum config_match match;
	int r = config_find_word(word, NULL, NULL, &h->profile, err);

	if (r != 0 || server == NULL || strstr(word, "://") != NULL || h->profile->ntargets == 0)
		return r;
	profile_free(&h->profile);
	return config_find(&query, &match, &h->profile, err);
}

int helper_obtain(struct helper *h, const struct obtain_options *options,
		  struct obtained *ret_obtained, struct err *err)
{
	const struct client client = { .warn = log_client_warning,
				       .person = isatty(STDERR_FILENO) };
	struct obtain_options own = { 0 };

	if (options != NULL)
		own = *options;
	own.interactive = h->profile->interactive;
	int r = obtain(&client, h->profile, &own, ret_obtained, err);
	if (r == 0 && (r = obtained_check_bearer(ret_obtained, err)) != 0)
		obtained_clear(ret_obtained);
	return r;
}

struct taking {
	const struct profile *profile;
	struct bound *bound;
	/* NULL: all of the profile. */
	const char *token;
};

static bool answers_with(const struct cache *cache, const struct cache_key *key, const char *token)
{
	struct cache_token there = { 0 };
	bool same = cache_is_valid(cache_look(cache, key, -1, &there)) &&
		    there.token->len == strlen(token) &&
		    memcmp(there.token->data, token, there.token->len) == 0;

	cache_token_clear(&there);
	return same;
}

/* A cache_fn. */
static int take_from(const struct cache *cache, bool passed, void *arg, struct err *err)
{
	const struct taking *t = arg;
	struct cache_key *key = NULL;
	size_t count;
	int r;

	if ((r = profile_key(t->bound, cache, &key, err)) != 0)
		return r;
	/* One that was passed over learns only of what it has: it may be read-only. */
	if (t->token != NULL && (!passed || answers_with(cache, key, t->token)))
		r = cache_reject(cache, key, t->token, strlen(t->token), err);
	else if (t->token == NULL && (passed || (r = cache_forget(cache, key, err)) == 0))
		r = cache_forget_profile(cache, t->profile->name, t->profile->tenant, &count, err);
	cache_key_free(&key);
	return r;
}

int helper_take_back(struct helper *h, const char *token, struct err *err)
{
	struct taking t = { .profile = h->profile, .token = token };
	int r;

	if ((r = environment_bind(h->profile, NULL, &t.bound, err)) == 0)
		r = cache_each(h->profile->cache_dir, take_from, &t, err);
	bind_free(&t.bound);
	return r;
}

int helper_usage(const struct dialect *dialect, const char *how, struct err *err)
{
	int r = err_set(err, REASON_USAGE, "%s", how);

	err_fix(err, "ccred helper %s --configure", dialect->name);
	return r;
}

void helper_put_expiry(struct buf *b, const char *key, int64_t at_s)
{
	char text[LAYOUT_TIME_SIZE];

	if (at_s > 0 && layout_utc(at_s, text)[0] != '\0')
		json_text(b, key, text);
}
