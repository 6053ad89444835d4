/* The steps of a report: which of them each command runs, and what each needs. */
#include "report/report.h"
#include "base/terminal.h"
#include "base/trace.h"
#include "base/url.h"
#include "config/config.h"
#include "stack/ask.h"
#include "acquire/profile_key.h"

#include <unistd.h>

#define BIT(step) (1u << (step))
#define NEVER BIT(N_STEPS)

static int no_token(const struct report *r, struct err *err)
{
	const char *why = r->cached.why;
	int code = err_set(err, REASON_NO_TOKEN, "no token is cached%s%s%s",
			   why != NULL ? " (" : "", why != NULL ? why : "", why != NULL ? ")" : "");

	/* With an overlay that would get another token. */
	if (r->a.profile->overlay.n == 0)
		err_fix(err, "ccred token %s", r->a.profile_args);
	return code;
}

/* Only the doctor makes the cache, for its token. A cache-dir that cannot be used ends a call, and
 * therefore the other reports; the doctor shows it in a step of its own. */
static int look(struct report *r, struct err *err)
{
	const struct profile *p = r->a.profile;
	bool doctor = r->request->command == REPORT_DOCTOR;
	int code = (doctor ? cache_open : cache_peek)(p->cache_dir, &r->a.cache, err);

	if (code != 0)
		trace("cache: %s", err->text);
	else
		code = profile_key(r->a.bound, r->a.cache, &r->a.key, err);
	if (doctor)
		return r->a.cache != NULL ? code : 0;
	if (code == EXIT_DENIED || (code != 0 && r->a.cache != NULL))
		return code;
	if (code == 0) {
		r->state = cache_look(r->a.cache, r->a.key, p->renew_margin_s, &r->cached);
		cache_trace(r->state, &r->cached);
	}
	if (r->cached.proof_key != NULL &&
	    (code = dpop_thumbprint(r->cached.proof_key, r->bound_to, err)) != 0)
		return code;
	secret_free(&r->cached.proof_key);
	if (r->request->command == REPORT_INSPECT && !cache_is_valid(r->state))
		return no_token(r, err);
	return 0;
}

static int probe(struct report *r, const char *text, struct err *err)
{
	const struct oauth_config *o = &r->a.oauth;
	struct report_way *way = &r->ways[r->nways++];
	struct url *url = NULL;
	int code = http_probe(text, o->ca_file, o->allow_http_loopback, r->acquire.deadline_ms,
			      &way->probe);

	way->url = text;
	int parsed = url_parse(text, &url, NULL);
	r->failed |= parsed == EXIT_OS;
	if (parsed == 0) {
		snprintf(way->host, sizeof(way->host), "%s", url->host);
		way->port = url->port;
	}
	url_free(&url);
	if (code != 0)
		*err = way->probe.dns.code != 0 ? way->probe.dns : way->probe.tls_err;
	return code;
}

static int look_at_way(struct report *r, struct err *err)
{
	const struct oauth_config *o = &r->a.oauth;

	return probe(r,
		     o->token_endpoint != NULL             ? o->token_endpoint
		     : o->discovery == OAUTH_DISCOVERY_URL ? o->discovery_url
							   : o->issuer,
		     err);
}

static int look_at_endpoint(struct report *r, struct err *err)
{
	const char *endpoint = report_endpoint(r);
	struct url *a = NULL, *b = NULL;
	bool other = false;
	int parsed = url_parse(r->ways[0].url, &a, NULL);

	if (parsed == 0 && (parsed = url_parse(endpoint, &b, NULL)) == 0)
		other = !url_same_origin(a, b);
	r->failed |= parsed == EXIT_OS;
	url_free(&a);
	url_free(&b);
	return other ? probe(r, endpoint, err) : 0;
}

/* An oauth_document_fn; arg is the report. */
static void on_document(const struct oauth_document *document, void *arg)
{
	struct report *r = arg;
	struct buf *text = &r->documents, *json = &r->documents_json;

	if (document->date.known)
		r->date = document->date;
	buf_printf(text, "%s%s", text->len > 0 ? ", " : "", document->url);
	if (document->status != 0)
		buf_printf(text, " %ld", document->status);
	/* The last one's outcome is the one that counts. */
	if (!document->used && document->status == 200)
		buf_printf(text, " (%s)", document->outcome);
	if (document->kept)
		buf_puts(text, " from the cache");
	json_begin(json, NULL, '{');
	json_text(json, "url", document->url);
	json_text(json, "outcome", document->outcome);
	json_boolean(json, "used", document->used);
	json_boolean(json, "from_cache", document->kept);
	if (document->status != 0)
		json_number(json, "status", document->status);
	json_number(json, "took_ms", document->took_ms);
	buf_putc(json, '}');
	buf_reset(&r->document_url);
	buf_puts(&r->document_url, document->url);
	r->failed |= buf_error(text) || buf_error(json) || buf_error(&r->document_url);
}

static int discover(struct report *r, struct err *err)
{
	return acquisition_discover(&r->a, err);
}

static int check(struct report *r, struct err *err)
{
	return bind_check(r->a.bound, err);
}

static int gather(struct report *r, struct err *err)
{
	int code = acquisition_gather(&r->a, false, &r->a.outcome, err);

	for (size_t i = 0; i < r->a.outcome.nwarnings; i++)
		trace("report: warning: %s", r->a.outcome.warnings[i]);
	return code;
}

static int check_refused(struct report *r, struct err *err)
{
	int code = acquisition_take_credential(&r->a, err), rehearsed;
	struct err ignored = { 0 };

	if (code != 0)
		return code;
	code = acquisition_check_refused(&r->a, err);
	/* What was refused is shown, too. */
	rehearsed = report_rehearse(r, code == 0 ? err : &ignored);
	return code == 0 ? rehearsed : code;
}

/* The steps that must have gone well before a step can run in each command. */
static const struct {
	int (*run)(struct report *r, struct err *err);
	unsigned needs[N_REPORT_COMMANDS];
} steps[N_STEPS] = {
	[STEP_CACHE] = { look, { 0, 0, 0 } },
	[STEP_CLAIMS] = { report_claims, { NEVER, NEVER, BIT(STEP_CACHE) } },
	[STEP_PLUGINS] = { check, { 0, BIT(STEP_CACHE), BIT(STEP_CACHE) } },
	[STEP_WAY] = { look_at_way, { 0, NEVER, NEVER } },
	[STEP_DISCOVERY] = { discover, { BIT(STEP_WAY), BIT(STEP_PLUGINS), NEVER } },
	[STEP_ENDPOINT] = { look_at_endpoint, { BIT(STEP_DISCOVERY), NEVER, NEVER } },
	/* A server that cannot be used costs no secret, but the doctor shows both. */
	[STEP_STACK] = { gather,
			 { BIT(STEP_PLUGINS), BIT(STEP_PLUGINS) | BIT(STEP_DISCOVERY), NEVER } },
	[STEP_REFUSAL] = { check_refused, { NEVER, BIT(STEP_DISCOVERY) | BIT(STEP_STACK), NEVER } },
	[STEP_TOKEN] = { report_token, { BIT(STEP_ENDPOINT) | BIT(STEP_STACK), NEVER, NEVER } },
	[STEP_API] = { report_api, { BIT(STEP_TOKEN), NEVER, NEVER } },
	[STEP_INTROSPECTION] = { report_introspect, { NEVER, NEVER, BIT(STEP_PLUGINS) } },
};

/* A step that goes on for so long after its deadline hangs. The alarm ends it (main.c). */
#define GRACE_S 2
static void set_alarm(const struct report *r)
{
	int64_t left_ms = clock_left(r->acquire.deadline_ms);

	(void)alarm((unsigned)(left_ms > 0 ? left_ms / 1000 : 0) + GRACE_S);
}

/* A source_prompt_fn; arg is the report. Its time stands still while a person types. */
static enum result ask(void *arg, int style, const char *text, char *buffer, size_t size,
		       size_t *ret_len)
{
	struct report *r = arg;
	int64_t begin_ms = clock_ms();

	(void)alarm(0);
	enum result result = ask_terminal(NULL, style, text, buffer, size, ret_len);

	r->acquire.deadline_ms += clock_ms() - begin_ms;
	set_alarm(r);
	return result;
}

int report_start(struct report *r, const struct report_request *request, struct report_output *out,
		 struct err *err)
{
	const struct acquire_request *rq = &request->acquire;
	bool doctor = request->command == REPORT_DOCTOR;
	struct profile *p = NULL;
	int code = config_find_word(rq->profile, rq->tenant, &rq->overlay, &p, err);

	*r = (struct report){ .request = request, .acquire = *rq };
	if (code != 0)
		return code;
	snprintf(out->about, sizeof(out->about), "%s", p->name);
	r->acquire.profile = p->name;
	r->acquire.tenant = p->tenant;
	r->acquire.interactive = !doctor && (p->interactive || isatty(STDERR_FILENO));
	r->acquire.prompt = terminal_possible() ? ask : NULL;
	r->acquire.prompt_arg = r;
	r->a = (struct acquisition){
		.request = &r->acquire,
		.profile = p,
		.anew = doctor,
		.peek = request->command == REPORT_EXPLAIN,
		.all = request->all,
		.told = on_document,
		.told_arg = r,
		.sent = &r->sent,
	};
	return acquisition_bind(&r->a, err);
}

void report_run(struct report *r)
{
	enum report_command command = r->request->command;
	/* The doctor has as much time as a call for the servers, and as much again for the sources
	 * and the token, so that a server that hangs leaves the others their time. */
	int64_t begin_ms = clock_ms(), timeout_ms = (int64_t)r->a.profile->timeout_s * 1000;

	r->acquire.deadline_ms = begin_ms + timeout_ms;
	for (int i = 0; i < N_STEPS; i++) {
		unsigned needs = steps[i].needs[command];
		if (i == STEP_STACK && command == REPORT_DOCTOR)
			r->acquire.deadline_ms = begin_ms + 2 * timeout_ms;
		if (i == STEP_STACK && r->request->all)
			needs &= ~BIT(STEP_DISCOVERY);
		if ((needs & ~r->good) != 0)
			continue;
		set_alarm(r);
		/* A step that went well may have looked at failures that do not count. */
		if ((r->why[i].code = steps[i].run(r, &r->why[i])) == 0)
			r->good |= BIT(i);
	}
	(void)alarm(0);
}

const struct err *report_why(const struct report *r, enum report_step step)
{
	return r->why[step].code != 0 ? &r->why[step] : NULL;
}

bool report_is_good(const struct report *r, enum report_step step)
{
	return (r->good & BIT(step)) != 0;
}

const char *report_endpoint(const struct report *r)
{
	const struct auth_attempt attempt = { &r->a.oauth, &r->a.metadata, OAUTH_GRANT,
					      &r->a.outcome.credential };
	const struct auth_method *method;

	return report_is_good(r, STEP_DISCOVERY) && auth_choose(&attempt, &method, NULL) == 0
		       ? auth_url(&attempt, method)
		       : r->a.metadata.endpoints[OAUTH_GRANT].url;
}

void report_clear(struct report *r)
{
	buf_free(&r->documents);
	buf_free(&r->documents_json);
	buf_free(&r->document_url);
	for (size_t i = 0; i < N_INSPECTION_PARTS; i++) {
		buf_free(&r->inspection.parts[i].text);
		buf_free(&r->inspection.parts[i].json);
	}
	buf_free(&r->inspection.omitted);
	secret_free(&r->sent);
	cache_token_clear(&r->cached);
	resource_metadata_clear(&r->api_says);
	acquired_clear(&r->got);
	secret_free(&r->proof_key);
	acquisition_clear(&r->a);
}
