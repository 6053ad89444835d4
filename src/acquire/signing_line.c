/* The source lines of a profile that sign with a key. */
#include "acquire/signing_line.h"
#include "base/clock.h"
#include "acquire/public_key.h"
#include "stack/run_line.h"

struct line *signing_line_with_file(struct bound *bound, const struct argument **ret_file)
{
	for (size_t i = 0; i < bound->nlines; i++)
		if ((*ret_file = bind_key_file(&bound->lines[i])) != NULL)
			return &bound->lines[i];
	return NULL;
}

static void put_item(const struct credential *credential, int item, const char *name, struct buf *b)
{
	const struct secret *value = credential->items[item];

	if (value != NULL)
		kv_put_escaped(b, name, value->data, value->len);
}

int signing_line_put(const struct credential *credential, struct buf *report, struct err *err)
{
	const struct secret *public = credential->items[ITEM_PUBLIC_KEY];
	struct public_key key = { 0 };
	int r;

	if (public == NULL)
		return err_set(err, REASON_KEY_MISSING,
			       "the source has no key that it can show the public part of");
	if ((r = public_key_read(public->data, &key, err)) != 0)
		return r;
	kv_put_text(report, "jwk", key.jwk);
	kv_put_text(report, "thumbprint", key.thumbprint);
	put_item(credential, ITEM_KEY_ID, "kid", report);
	put_item(credential, ITEM_ALGORITHM, "algs", report);
	put_item(credential, ITEM_CERTIFICATE, "certificate", report);
	public_key_clear(&key);
	return 0;
}

int signing_line_ask(struct acquisition *a, const struct line *line, bool next, struct buf *report,
		     char ret_algs[JOSE_ALGORITHMS], struct err *err)
{
	const struct profile *p = a->profile;
	int64_t line_ms = clock_ms() + (int64_t)p->source_timeout_s * 1000,
		end_ms = a->request->deadline_ms;
	struct stack_request request = {
		.bound = a->bound,
		.token_endpoint = p->token_endpoint,
		/* For mutual TLS the plugin would hand out the key itself. */
		.method_wanted = "private_key_jwt",
		.deadline_ms = end_ms,
		.interactive = a->request->interactive,
		.prompt = a->request->prompt,
		.prompt_arg = a->request->prompt_arg,
	};
	struct line_result result = { .result = RESULT_INTERNAL };
	struct credential known = { 0 };
	char name[256];
	int r = 0;

	if (p->client_id != NULL)
		r = credential_set(&known, ITEM_CLIENT_ID, p->client_id, strlen(p->client_id), NULL,
				   err);
	if (r == 0) {
		run_source(line->source, &request, &known, line_ms < end_ms ? line_ms : end_ms,
			   &result);
		r = result.result == RESULT_SUCCESS ? signing_line_put(&result.set, report, err)
						    : outcome_line(line->source, &result, err);
	}
	if (r == 0) {
		kv_put_text(report, "line",
			    acquisition_line_name(line->source, name, sizeof(name)));
		kv_put_text(report, "place", result.said.location);
		kv_put_flag(report, "next", next);
	}
	if (r == 0 && ret_algs != NULL) {
		const struct secret *algs = result.set.items[ITEM_ALGORITHM];
		snprintf(ret_algs, JOSE_ALGORITHMS, "%s", algs != NULL ? algs->data : "");
	}
	line_result_clear(&result);
	credential_clear(&known);
	return r;
}
