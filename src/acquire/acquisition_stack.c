/* The stack of an acquisition. A line whose login a server refused does not run again while that
 * counts. */
#include "acquire/acquisition.h"
#include "base/trace.h"
#include "stack/run_line.h"

#include <sys/stat.h>

/* Arguments, variables and files of one line. */
#define LINE_MAX_TEXT (256u * 1024)

/* A file that was written, replaced, or given another mode is another one. */
static void put_file(struct buf *b, const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0)
		buf_printf(b, "%llu %llu %lld %lld.%09ld %lld.%09ld\n",
			   (unsigned long long)st.st_dev, (unsigned long long)st.st_ino,
			   (long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
			   (long long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
}

/* The print of all that the line can log in with. What it reads after the login is not part of
 * it: another secret of the same vault needs the same login. Returns false without memory. */
static bool take_print(const struct acquisition *a, const struct line *line,
		       unsigned char *ret_print)
{
	struct buf b = BUF_SECRET(LINE_MAX_TEXT);

	buf_printf(&b, "%s\n", line->description->path);
	for (size_t i = 0; i < line->nargs; i++) {
		const struct argument *arg = &line->args[i];
		const struct plugin_option *o = description_option(line->description, arg->name);
		if (o != NULL && (o->flags & OPTION_AFTER_LOGIN) != 0)
			continue;
		kv_put_pair(&b, "arg", arg->name, arg->value);
		if (o != NULL && o->type == OPTION_PATH)
			put_file(&b, arg->value);
	}
	for (size_t i = 0; i < a->bound->nvariables; i++) {
		const struct variable *v = &a->bound->variables[i];
		if (v->value != NULL && bind_uses(a->bound, line, i))
			kv_put_pair(&b, "var", v->name, v->value);
	}
	bool ok = !buf_error(&b);
	if (ok)
		cache_print(a->cache, b.data, b.len, ret_print);
	buf_free(&b);
	return ok;
}

static void say_refused(const struct acquisition *a, const struct source *src,
			const struct cache_failure *f, struct said *said)
{
	char words[REFUSED_WORDS_SIZE], where[SOURCE_WHERE_MAX];

	trace("source: %s: %s: its login was refused %lld s ago", source_where(src, where),
	      src->plugin, (long long)f->age_s);
	said_error(said, &f->err);
	size_t len = strlen(said->text);
	snprintf(said->text + len, sizeof(said->text) - len, " (%s)",
		 acquisition_refused_words(a, f, words));
}

/* An assertion says itself when it may be sent. One that may not is of no use, so the line has
 * failed. */
static void check_assertion(const struct acquisition *a, struct line_result *line)
{
	struct err why = { 0 };
	int r = assertion_check(&a->oauth, &line->set, &why);

	if (r == 0)
		return;
	if (line->said.location[0] != '\0')
		err_prefix(&why, "%.300s", line->said.location);
	line->result = r == EXIT_OS ? RESULT_INTERNAL : RESULT_INVALID;
	said_error(&line->said, &why);
	line_result_clear(line);
}

/* A source_run_fn. If the plugin says login_refused (ccred-plugin(3)), that is a refusal of all
 * that take_print takes. */
static void run_line(const struct source *src, const struct stack_request *request,
		     const struct credential *known, int64_t deadline_ms,
		     struct line_result *ret_result)
{
	const struct acquisition *a = request->complete_arg;
	const struct line *line = bind_line(request->bound, src);
	const char *refused = reason_word(REASON_LOGIN_REFUSED);
	unsigned char print[CACHE_PRINT_SIZE] = { 0 };
	struct cache_failure f;
	struct err why = { 0 };
	bool kept = a->key != NULL && line->why == NULL && take_print(a, line, print);

	if (kept && cache_refusal(a->cache, print, &f)) {
		ret_result->result = RESULT_DENIED;
		say_refused(a, src, &f, &ret_result->said);
		return;
	}
	run_source(src, request, known, deadline_ms, ret_result);
	if (ret_result->result == RESULT_SUCCESS)
		check_assertion(a, ret_result);
	if (!kept || ret_result->result != RESULT_DENIED ||
	    strcmp(ret_result->said.reason, refused) != 0)
		return;
	err_set(&why, REASON_LOGIN_REFUSED, "%s", ret_result->said.text);
	err_fix(&why, "%s", ret_result->said.fix);
	cache_fail(a->cache, acquisition_attempt_key(a), CACHE_FAILURE_REFUSED, print, 0, &why);
}

/* A stack_complete_fn. */
static bool is_complete(const struct credential *credential, const void *arg)
{
	const struct acquisition *a = arg;

	return oauth_complete(&a->oauth, &a->metadata, credential);
}

/* The sources did their part, but client-auth or the server wants something else: says so. The
 * lines that failed may have what is wanted. */
static int explain_unfit(const struct acquisition *a, const struct credential *credential,
			 struct err *err)
{
	struct auth_attempt attempt = { &a->oauth, &a->metadata, OAUTH_GRANT, credential };
	const struct auth_method *method;
	const struct err before = *err;

	if (!err_is(err, REASON_CREDENTIAL_INCOMPLETE) ||
	    (credential_items(credential) & ~ITEM_BIT(ITEM_CLIENT_ID)) == 0 ||
	    (a->oauth.client_auth == NULL && !oauth_complete(&a->oauth, NULL, credential)) ||
	    auth_choose(&attempt, &method, err) == 0)
		return err->code;
	err_fix(err, "%s", before.fix);
	err_hint(err, "%s", before.hint);
	return err->code;
}

int acquisition_gather(const struct acquisition *a, bool refresh, struct stack_outcome *ret_outcome,
		       struct err *err)
{
	struct stack_request request = {
		.bound = a->bound,
		.token_endpoint = a->metadata.endpoints[OAUTH_GRANT].url,
		.deadline_ms = a->request->deadline_ms,
		.interactive = a->request->interactive,
		.prompt = a->request->prompt,
		.prompt_arg = a->request->prompt_arg,
		.refresh = refresh,
		.methods_offered = auth_offered(&a->metadata, a->operation),
		.complete = is_complete,
		.complete_arg = a,
		.keep_signer = true,
		.all = a->all,
	};

	int r = stack_run(&request, run_line, ret_outcome, err);

	return r != 0 && err != NULL ? explain_unfit(a, &ret_outcome->credential, err) : r;
}
