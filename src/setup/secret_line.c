/* The source line that keeps a profile's client secret. */
#include "setup/secret_line.h"
#include "base/clock.h"
#include "cache/cache.h"
#include "client/spawn.h"
#include "base/output.h"
#include "stack/gather.h"

#include <unistd.h>

int secret_line_find(const struct bound *bound, unsigned long wanted, const struct line **ret_line,
		     struct err *err)
{
	const struct profile *p = bound->profile;
	const struct source *src;
	int r;

	if (wanted > bound->nlines)
		return err_set(err, REASON_NO_SUCH_LINE,
			       "--source %lu: the profile has %zu source lines", wanted,
			       bound->nlines);
	for (size_t i = 0; i < bound->nlines; i++) {
		if ((wanted == 0 || wanted == i + 1) && bind_stores(&bound->lines[i])) {
			*ret_line = &bound->lines[i];
			return 0;
		}
	}
	if (wanted != 0) {
		src = bound->lines[wanted - 1].source;
		r = err_set(err, REASON_SECRET_CANNOT_BE_STORED,
			    "%s cannot store a secret: choose another --source", src->plugin);
		err_place(err, src->file, src->line, 0);
	} else {
		r = err_set(
			err, REASON_SECRET_CANNOT_BE_STORED,
			"no source line of the profile can store a secret: add one whose plugin "
			"can, see ccred plugins");
		err_place(err, p->file, p->line, 0);
	}
	return r;
}

int secret_line_forget(const struct profile *p, struct err *err)
{
	size_t count;

	return cache_forget_everywhere(p->cache_dir, p->name, p->tenant, &count, err);
}

static struct stack_request request_of(const struct secret_line *sl)
{
	const struct profile *p = sl->bound->profile;

	return (struct stack_request){
		.bound = sl->bound,
		.token_endpoint = p->token_endpoint,
		.deadline_ms = clock_ms() + (int64_t)p->timeout_s * 1000,
		.interactive = p->interactive || isatty(STDERR_FILENO),
		.prompt = sl->client->prompt,
		.prompt_arg = sl->client->arg,
		.complete = gather_has_pair,
	};
}

int secret_line_run(const struct secret_line *sl, source_run_fn run, const struct credential *given,
		    struct line_result *ret_result, struct err *err)
{
	const struct source *src = sl->line->source;
	struct stack_request request = request_of(sl);

	run(src, &request, given, request.deadline_ms, ret_result);
	return ret_result->result == RESULT_SUCCESS ? 0 : outcome_line(src, ret_result, err);
}

int secret_line_prove(const struct secret_line *sl, const char *config,
		      const struct credential *given, struct err *err)
{
	struct fetch f;
	int r = fetch_begin(&f, sl->client, sl->bound->profile, NULL, err);

	f.config = config;
	if (r == 0 && (r = fetch_open_kept(&f, err)) == 0)
		r = spawn_prove(&f, given, err);
	fetch_end(&f);
	return r;
}

/* Names the next line that can store the secret. Nobody but the person knows whether it may lie
 * there, too. */
static void hint_next(const struct secret_line *sl, struct err *err)
{
	const struct bound *bound = sl->bound;
	char words[PROFILE_WORDS_MAX];

	for (const struct line *l = sl->line + 1; l < bound->lines + bound->nlines; l++) {
		if (!bind_stores(l))
			continue;
		err_hint(err, "ccred secret set %s --source %zu stores it in %s",
			 profile_words(bound->profile, words), (size_t)(l - bound->lines) + 1,
			 l->source->plugin);
		return;
	}
}

int secret_line_call(const struct secret_line *sl, source_run_fn run,
		     const struct credential *given, const char *done, struct err *err)
{
	struct line_result result = { .result = RESULT_INTERNAL };
	const struct said *said = &result.said;
	struct buf text = BUF_INIT;
	char words[SAID_LINE_MAX];
	int r;

	if ((r = secret_line_run(sl, run, given, &result, err)) != 0) {
		/* What is no secret is none for another line either. */
		if (run == run_store && result.result != RESULT_INVALID)
			hint_next(sl, err);
		return r;
	}
	if ((r = secret_line_forget(sl->bound->profile, err)) != 0)
		return r;
	/* The place alone, but for a warning. */
	buf_printf(&text, "%s: %s %s: %s\n", sl->bound->profile->name, done,
		   sl->line->source->plugin,
		   said->location[0] != '\0' && !said->warning ? said->location
							       : said_line(said, words));
	r = output_write(&text, err);
	buf_free(&text);
	return r;
}

/* The token endpoint that the server's metadata name; NULL: nobody can tell. The caller frees. */
static char *discover_endpoint(const struct secret_line *sl)
{
	struct buf text = BUF_INIT;
	struct kv kv = KV_INIT;
	struct err ignored = { 0 };
	const char *url = NULL;
	struct fetch f;
	char *found;

	if (fetch_begin(&f, sl->client, sl->bound->profile, NULL, &ignored) == 0 &&
	    spawn_report(&f, "discover", &text, &ignored) == 0 &&
	    kv_parse_escaped(&text, &kv, &ignored) == 0)
		url = kv_get(&kv, "endpoint");
	found = url != NULL ? strdup(url) : NULL;
	fetch_end(&f);
	kv_free(&kv);
	buf_free(&text);
	return found;
}

enum secret_seen secret_line_seen(const struct secret_line *sl, const struct credential *given,
				  char ret_where[ERR_TEXT_MAX])
{
	const struct profile *p = sl->bound->profile;
	struct stack_request request = request_of(sl);
	struct stack_outcome outcome = { .result = RESULT_INTERNAL };
	enum secret_seen seen = SECRET_NONE;
	struct err why = { 0 };
	char words[ERR_LINE_MAX], *endpoint = NULL;

	/* A line may be bound to the endpoint's server, which is not always the issuer's. */
	if (p->token_endpoint == NULL && p->nallow_origins > 0) {
		if ((endpoint = discover_endpoint(sl)) == NULL)
			return SECRET_NEW;
		request.token_endpoint = endpoint;
	}
	if (stack_run(&request, run_source, &outcome, &why) == 0) {
		const struct source *from = outcome.credential.from[ITEM_CLIENT_SECRET];
		seen = credential_equal(&outcome.credential, given) ? SECRET_NEW
		       : from == sl->line->source                   ? SECRET_OLD
								    : SECRET_ELSEWHERE;
		snprintf(ret_where, ERR_TEXT_MAX, "%s:%u: %s", from->file, from->line,
			 from->plugin);
	} else {
		snprintf(ret_where, ERR_TEXT_MAX, "%.*s", ERR_TEXT_MAX - 1,
			 err_line(&why, words, sizeof(words)));
	}
	stack_outcome_clear(&outcome);
	free(endpoint);
	return seen;
}
