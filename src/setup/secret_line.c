/* The source line that keeps a profile's client secret. */
#include "base/banned.h"
#include "setup/secret_line.h"
#include "base/clock.h"
#include "cache/cache.h"
#include "client/environment.h"
#include "base/output.h"
#include "stack/verdict.h"

#include <unistd.h>

/* The search for the line. Lines of nested stacks are counted in their place. */
struct search {
	const struct profile *profile;
	unsigned long wanted, n;
	const struct source *found;
};

static int search_lines(struct search *s, const struct source *lines, size_t n, struct err *err)
{
	bool stores = false;
	int r = 0;

	for (size_t i = 0; i < n && r == 0 && s->found == NULL; i++) {
		if (lines[i].stack != NULL) {
			r = search_lines(s, lines[i].inner, lines[i].ninner, err);
			continue;
		}
		s->n++;
		if (s->wanted != 0 && s->n != s->wanted)
			continue;
		if ((r = run_stores(s->profile, &lines[i], &stores, err)) == 0 && stores)
			s->found = &lines[i];
		else if (r == 0 && s->wanted != 0)
			r = err_set(err, REASON_SECRET_CANNOT_BE_STORED,
				    "%s:%u: %s cannot store a secret: choose another --source",
				    lines[i].file, lines[i].line, lines[i].plugin);
	}
	return r;
}

int secret_line_find(const struct profile *p, unsigned long wanted, const struct source **ret_line,
		     struct err *err)
{
	struct search s = { .profile = p, .wanted = wanted };
	int r = search_lines(&s, p->sources, p->nsources, err);

	if (r != 0)
		return r;
	if (s.found == NULL && wanted != 0)
		return err_set(err, REASON_NO_SUCH_LINE,
			       "--source %lu: the profile has %lu source lines", wanted, s.n);
	if (s.found == NULL)
		return err_set(err, REASON_SECRET_CANNOT_BE_STORED,
			       "no source of the profile can store a secret: add a line to it at "
			       "%s:%u: source sufficient keyring",
			       p->file, p->line);
	*ret_line = s.found;
	return 0;
}

int secret_line_forget(const struct profile *p, struct err *err)
{
	struct cache *cache = NULL;
	size_t count;
	int r = cache_open(p->cache_dir, &cache, err);

	if (r == EXIT_UNAVAILABLE)
		return 0;
	if (r == 0)
		r = cache_forget_profile(cache, p->name, p->tenant, &count, err);
	cache_close(&cache);
	return r;
}

/* What a line runs with. */
struct call {
	struct stack_request request;
	struct run_context context;
};

static int call_begin(struct call *c, const struct profile *p, struct err *err)
{
	*c = (struct call){ 0 };
	c->request = (struct stack_request){
		.profile = p,
		.token_endpoint = p->token_endpoint,
		.deadline_ms = clock_ms() + (int64_t)p->timeout_s * 1000,
		.interactive = p->interactive || isatty(STDERR_FILENO),
		.arg = &c->context,
	};
	return environment_vars(p, &c->context.vars, &c->context.nvars, err);
}

static void call_end(struct call *c)
{
	environment_vars_free(c->context.vars, c->context.nvars);
}

int secret_line_run(const struct source *line, const struct profile *p, enum secret_act act,
		    const struct bundle *b, struct line_result *ret_result, struct err *err)
{
	static const source_run_fn run[] = {
		[SECRET_STORE] = run_store,
		[SECRET_ERASE] = run_erase,
		[SECRET_GET] = run_source,
	};
	struct call c;
	int r;

	if ((r = call_begin(&c, p, err)) == 0) {
		run[act](line, &c.request, b, c.request.deadline_ms, ret_result);
		if (ret_result->result != CCRED_SUCCESS)
			r = err_set(err,
				    ret_result->refused ? EXIT_CONFIG
							: result_exit(ret_result->result),
				    "%s:%u: %s: %s", line->file, line->line, line->plugin,
				    ret_result->text[0] != '\0' ? ret_result->text
								: result_name(ret_result->result));
	}
	call_end(&c);
	return r;
}

int secret_line_call(const struct source *line, const struct profile *p, bool store,
		     const struct bundle *given, struct err *err)
{
	struct line_result result = { 0 };
	struct buf said = BUF_INIT;
	int r;

	if ((r = secret_line_run(line, p, store ? SECRET_STORE : SECRET_ERASE, given, &result,
				 err)) != 0 ||
	    (r = secret_line_forget(p, err)) != 0)
		return r;
	buf_printf(&said, "%s: %s: %s\n", p->name, line->plugin, result.text);
	r = output_write(&said, err);
	buf_free(&said);
	return r;
}

enum secret_seen secret_line_seen(const struct source *line, const struct profile *p,
				  const struct bundle *given, char ret_where[ERR_TEXT_MAX])
{
	struct stack_outcome outcome = { 0 };
	enum secret_seen seen = SECRET_NONE;
	struct err why = { 0 };
	struct call c;

	if (call_begin(&c, p, &why) == 0 &&
	    stack_run(&c.request, run_source, &outcome, &why) == 0) {
		const struct source *from = outcome.bundle.secret_from;
		seen = bundle_equal(&outcome.bundle, given) ? SECRET_NEW
		       : from == line                       ? SECRET_OLD
							    : SECRET_ELSEWHERE;
		snprintf(ret_where, ERR_TEXT_MAX, "%s:%u: %s", from->file, from->line,
			 from->plugin);
	} else {
		snprintf(ret_where, ERR_TEXT_MAX, "%s", why.text);
	}
	stack_outcome_clear(&outcome);
	call_end(&c);
	return seen;
}
