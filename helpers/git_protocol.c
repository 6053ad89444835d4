/* One run of git's credential protocol over stdin and stdout. */
#include "helpers/git_protocol.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/output.h"
#include "cache/cache.h"
#include "client/environment.h"
#include "client/client.h"
#include "config/config.h"
#include "helpers/git_request.h"
#include "acquire/profile_key.h"

#include <unistd.h>

/*
 * *ret_profile stays NULL if no profile has the target. A caller of get is warned if several have
 * it.
 */
static int find(const struct git_request *rq, bool asked, struct profile **ret_profile,
		struct err *err)
{
	struct config_query query = {
		.name = rq->profile,
		.url = rq->url,
		.protocol = rq->protocol,
		.host = rq->host,
		.path = rq->path,
	};
	enum config_match match;
	int r;

	if (rq->foreign)
		return 0;
	if ((r = config_find(&query, &match, ret_profile, err)) != 0)
		return r;
	if (match == CONFIG_AMBIGUOUS && asked) {
		log_warning_err(NULL, err);
		log_hint(err->hint);
	}
	return 0;
}

static int get(const struct git_request *rq, const struct profile *profile, struct buf *out,
	       struct err *err)
{
	const struct client client = { .warn = log_client_warning,
				       .person = isatty(STDERR_FILENO) };
	struct obtain_options options = { .interactive = profile->interactive };
	struct obtained token = { 0 };
	int r;

	if ((r = obtain(&client, profile, &options, &token, err)) != 0)
		return r;
	git_answer(out, rq, profile->git_auth, profile->username, token.token, token.expires_s);
	obtained_clear(&token);
	return 0;
}

static int erase(const struct git_request *rq, const struct profile *profile, struct err *err)
{
	struct bound *bound = NULL;
	struct cache_key *key = NULL;
	struct cache *cache = NULL;
	size_t count;
	int r;

	r = cache_open(profile->cache_dir, &cache, err);
	if (r == EXIT_UNAVAILABLE)
		/* Nothing is kept, so there is nothing to drop. */
		return 0;
	if (r != 0 || (r = environment_bind(profile, &bound, err)) != 0 ||
	    (r = profile_key(bound, cache, &key, err)) != 0)
		goto out;
	if (rq->token != NULL && rq->token[0] != '\0')
		r = cache_reject(cache, key, rq->token, strlen(rq->token), err);
	else if ((r = cache_forget(cache, key, err)) == 0)
		r = cache_forget_profile(cache, profile->name, profile->tenant, &count, err);
out:
	cache_key_free(&key);
	cache_close(&cache);
	bind_free(&bound);
	return r;
}

int git_protocol_run(const char *verb, char *about, size_t about_size, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_PROTO_REQUEST + 1), out = BUF_SECRET(LIMIT_ANSWER);
	struct git_request rq = { 0 };
	struct profile *profile = NULL;
	bool asked = strcmp(verb, "get") == 0, erasing = strcmp(verb, "erase") == 0;
	struct err ignored;
	int r;

	if (strcmp(verb, "capability") == 0) {
		buf_puts(&out, "version 0\ncapability authtype\n");
		r = output_write(&out, err);
		goto out;
	}
	/* gitcredentials(7): a helper ignores the operations that it does not know. */
	if (!asked && !erasing && strcmp(verb, "store") != 0)
		return 0;
	if ((r = kv_read(STDIN_FILENO, LIMIT_PROTO_REQUEST, "the request", &text, err)) != 0 ||
	    text.len == 0 || (r = git_request_parse(&text, &rq, err)) != 0 || (!asked && !erasing))
		goto out;
	if ((r = find(&rq, asked, &profile, err)) == 0) {
		if (profile == NULL)
			goto out;
		snprintf(about, about_size, "%s", profile->name);
		r = asked ? get(&rq, profile, &out, err) : erase(&rq, profile, err);
	}
	/* Without this answer git would ask a person for the password. */
	if (r != 0 && asked && (profile == NULL || !profile->on_failure_next)) {
		buf_reset(&out);
		kv_put(&out, "quit", "1");
		(void)output_write(&out, &ignored);
	} else if (r == 0) {
		r = output_write(&out, err);
	}
out:
	profile_free(&profile);
	kv_free(&rq.kv);
	buf_free(&text);
	buf_free(&out);
	return r;
}
