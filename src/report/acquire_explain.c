/* The explanation: an acquire up to its token request, and what happened as lines of the answer. */
#include "base/banned.h"
#include "acquire/acquire.h"
#include "report/acquire_explain.h"
#include "base/text.h"

/* As much of a server's or a plugin's words as is handed on: all lines must fit into one answer. */
#define WORDS_MAX 2048

void explain_put(struct buf *b, const char *key, const char *value)
{
	char words[WORDS_MAX];

	if (value == NULL)
		return;
	text_escape(value, strlen(value), words, sizeof(words));
	kv_put_escaped(b, key, words, strlen(words));
}

static void put_flag(struct buf *b, const char *key, bool set)
{
	if (set)
		kv_put_int(b, key, 1);
}

void explain_document(const struct oauth_document *document, void *arg)
{
	struct buf *b = arg;

	explain_put(b, "attempt", document->url);
	explain_put(b, "outcome", document->outcome);
	put_flag(b, "used", document->used);
	put_flag(b, "kept", document->kept);
	if (document->status != 0)
		kv_put_int(b, "http", document->status);
	kv_put_int(b, "took", document->took_ms);
}

/* The method of client authentication for a credential, or, before there is one, for any. */
static void put_method(const struct acquisition *a, const struct credential *credential,
		       struct buf *b)
{
	struct auth_attempt attempt = { &a->oauth, &a->metadata, OAUTH_GRANT, credential };
	const struct auth_method *method;

	if (auth_choose(&attempt, &method, NULL) == 0)
		explain_put(b, "auth", method->name);
}

void explain_metadata(const struct acquisition *a, struct buf *b)
{
	const struct oauth_metadata *m = &a->metadata;

	explain_put(b, "endpoint", m->endpoints[OAUTH_GRANT].url);
	explain_put(b, "document", m->document_url);
	put_method(a, NULL, b);
	explain_put(b, "methods", m->endpoints[OAUTH_GRANT].methods);
	if (m->grants_known)
		explain_put(b, "grant", m->grant_client_credentials ? "yes" : "no");
	explain_put(b, "scopes", m->scopes);
}

static void put_filled(struct buf *b, const char *key, const char *value)
{
	if (value[0] != '\0')
		explain_put(b, key, value);
}

static void put_event(const struct stack_event *e, struct buf *b)
{
	char said[SAID_LINE_MAX];

	explain_put(b, "result", result_name(e->result));
	kv_put_int(b, "took", e->took_ms);
	put_flag(b, "sets_id", (e->sets & (1u << ITEM_CLIENT_ID)) != 0);
	put_flag(b, "sets_secret", (e->sets & (1u << ITEM_CLIENT_SECRET)) != 0);
	put_flag(b, "taken", e->taken);
	put_flag(b, "decides", e->decides);
	put_flag(b, "beyond", e->beyond);
	put_filled(b, "said", said_line(&e->said, said));
	put_filled(b, "fix", e->said.fix);
}

/* All lines in their order; *next is the event that comes next. */
static void put_lines(const struct source *lines, size_t n, unsigned depth,
		      const struct stack_outcome *o, size_t *next, struct buf *b)
{
	char where[WORDS_MAX];

	for (size_t i = 0; i < n; i++) {
		const struct source *src = &lines[i];
		snprintf(where, sizeof(where), "%s:%u", src->file, src->line);
		explain_put(b, "source", where);
		kv_put_int(b, "depth", depth);
		explain_put(b, "control", src->control_text);
		explain_put(b, "plugin", src->plugin);
		explain_put(b, "stack", src->stack);
		if (*next < o->nevents && o->events[*next].src == src)
			put_event(&o->events[(*next)++], b);
		if (src->stack != NULL)
			put_lines(src->inner, src->ninner, depth + 1, o, next, b);
	}
}

void explain_credential(const struct acquisition *a, int code, struct buf *b)
{
	const struct credential *set = &a->outcome.credential;
	char where[WORDS_MAX];

	explain_put(b, "verdict",
		    code == EXIT_CONFIG && a->outcome.result != RESULT_BROKEN
			    ? "refused"
			    : result_name((int)a->outcome.result));
	if (set->items[ITEM_CLIENT_ID] != NULL) {
		explain_put(b, "id", set->items[ITEM_CLIENT_ID]->data);
		explain_put(b, "id_from",
			    set->from[ITEM_CLIENT_ID] != NULL
				    ? acquisition_line_name(set->from[ITEM_CLIENT_ID], where,
							    sizeof(where))
				    : "the profile");
	}
	if (set->items[ITEM_CLIENT_SECRET] != NULL && set->from[ITEM_CLIENT_SECRET] != NULL)
		explain_put(
			b, "secret_from",
			acquisition_line_name(set->from[ITEM_CLIENT_SECRET], where, sizeof(where)));
}

void explain_lines(const struct acquisition *a, struct buf *b)
{
	size_t next = 0;

	put_lines(a->profile->sources, a->profile->nsources, 0, &a->outcome, &next, b);
}

static int explain(struct acquisition *a, struct buf *b, struct err *err)
{
	struct oauth_problem problem;
	struct err why = { 0 };
	int r, stack = -1;

	if ((r = acquisition_discover(a, explain_document, b, &problem, err)) == 0)
		explain_metadata(a, b);
	/* A server that cannot be used costs no secret, unless somebody wants to see all. */
	if (r == 0 || a->request->all) {
		stack = acquisition_gather(a, false, &a->outcome, r == 0 ? err : &why);
		r = r == 0 ? stack : r;
	}
	explain_lines(a, b);
	if (stack >= 0)
		explain_credential(a, stack, b);
	if (r == 0 && (r = acquisition_take_credential(a, err)) == 0) {
		put_method(a, &a->outcome.credential, b);
		r = acquisition_check_refused(a, err);
	}
	return r;
}

int acquire_explain(const struct acquire_request *request, struct acquired *ret_acquired,
		    struct err *err)
{
	struct acquisition a = { .request = request };
	struct buf *b = &ret_acquired->report;
	int r = acquisition_prepare(&a, err);

	if (r == 0)
		r = explain(&a, b, err);
	else if (a.profile != NULL)
		explain_lines(&a, b);
	acquisition_clear(&a);
	return r;
}
