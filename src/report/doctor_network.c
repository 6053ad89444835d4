/* What ccred doctor says of the servers: the way to each, discovery, and their clock. */
#include "report/doctor.h"

/* What a server's clock may differ by: others allow for seconds, and seldom for minutes. */
#define CLOCK_WARNING_S 30
#define CLOCK_FAILURE_S 300

static void put_ways(struct doctor *d, const struct report *r)
{
	bool tried = false;

	for (size_t i = 0; i < r->nways; i++)
		doctor_dns(d, r, &r->ways[i]);
	for (size_t i = 0; i < r->nways; i++) {
		if (r->ways[i].probe.dns.code != 0)
			continue;
		tried = true;
		doctor_tls(d, r, &r->ways[i]);
	}
	if (!tried)
		doctor_add(d, "tls", DOCTOR_SKIPPED, "the server has no address");
}

static void put_documents(const struct report *r, struct buf *b)
{
	const struct oauth_metadata *m = &r->a.metadata;

	json_begin(b, "documents", '[');
	for (size_t i = 0; i < r->ndocuments; i++) {
		const struct oauth_document *doc = &r->documents[i];
		json_begin(b, NULL, '{');
		json_text(b, "url", doc->url);
		json_text(b, "outcome", doc->outcome);
		json_boolean(b, "used", doc->used);
		json_boolean(b, "from_cache", doc->kept);
		if (doc->status != 0)
			json_number(b, "status", doc->status);
		json_number(b, "took_ms", doc->took_ms);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
	json_text(b, "token_endpoint", m->endpoints[OAUTH_GRANT].url);
	json_text(b, "document", m->document_url);
	json_text(b, "auth", report_method(r));
	json_text(b, "auth_methods_offered", m->endpoints[OAUTH_GRANT].methods);
	json_text(b, "grant_offered",
		  !m->grants_known              ? NULL
		  : m->grant_client_credentials ? "yes"
						: "no");
	json_text(b, "scopes_offered", m->scopes);
}

/* Each document with its status; the last one's outcome is the one that counts. */
static void list_documents(const struct report *r, struct buf *b)
{
	for (size_t i = 0; i < r->ndocuments; i++) {
		const struct oauth_document *doc = &r->documents[i];
		buf_printf(b, "%s%s", i > 0 ? ", " : "", doc->url);
		if (doc->status != 0)
			buf_printf(b, " %ld", doc->status);
		if (!doc->used && doc->status == 200)
			buf_printf(b, " (%s)", doc->outcome);
		if (doc->kept)
			buf_puts(b, " from the cache");
	}
}

static void warn_offer(struct doctor *d, const struct report *r, const char *what,
		       const char *wanted, const char *offered, const char *key)
{
	char missing[512];

	if (wanted == NULL || offered == NULL ||
	    text_missing(wanted, offered, missing, sizeof(missing))[0] == '\0')
		return;
	doctor_edit_profile(doctor_add(d, "discovery", DOCTOR_WARNING,
				       "%s %s is not offered (%s): correct %s, or have it allowed",
				       what, missing, offered[0] != '\0' ? offered : "none is",
				       key),
			    r);
}

static void fail_discovery(struct doctor *d, const struct report *r, const struct err *err)
{
	struct doctor_step *s = doctor_error(d, "discovery", DOCTOR_FAILURE, err);

	if ((err->code == EXIT_UNAVAILABLE || err->code == EXIT_TEMPFAIL) && r->ndocuments > 0)
		doctor_command_word(s, "curl -v ", r->documents[r->ndocuments - 1].url);
	else if (s->command[0] == '\0')
		doctor_edit_profile(s, r);
	put_documents(r, &s->details);
}

static void put_discovery(struct doctor *d, const struct report *r)
{
	const struct err *why = report_why(r, STEP_DISCOVERY);
	const struct oauth_metadata *m = &r->a.metadata;
	const char *method = report_method(r);
	struct buf list = BUF_INIT;
	struct doctor_step *s;

	if (why != NULL) {
		fail_discovery(d, r, why);
		return;
	}
	if (!report_is_good(r, STEP_DISCOVERY)) {
		doctor_add(d, "discovery", DOCTOR_SKIPPED, "the server is not asked");
		return;
	}
	list_documents(r, &list);
	if (r->a.profile->token_endpoint != NULL)
		s = doctor_add(d, "discovery", DOCTOR_OK, "none: token-endpoint is configured");
	else
		s = doctor_add(d, "discovery", DOCTOR_OK, "%s: endpoint %s, auth %s%s",
			       buf_str(&list), m->endpoints[OAUTH_GRANT].url,
			       method != NULL ? method : "that ccred does not have",
			       m->grant_client_credentials ? ", client_credentials offered" : "");
	put_documents(r, &s->details);
	/* A server may have more than its metadata offer. */
	if (m->grants_known && !m->grant_client_credentials)
		warn_offer(d, r, "the grant", "client_credentials", "others are", "issuer");
	warn_offer(d, r, "the method", method, m->endpoints[OAUTH_GRANT].methods, "client-auth");
	warn_offer(d, r, "scope", r->a.profile->scope, m->scopes, "scope");
	buf_free(&list);
}

/*
 * Nothing that ccred sends has a date. But a clock that is far off breaks the checks of others, of certificates
 * first. It may have done so where something was refused.
 */
static void put_clock(struct doctor *d, const struct report *r)
{
	long long ahead = r->date.ahead_s, off = ahead < 0 ? -ahead : ahead;
	bool refused = report_why(r, STEP_TOKEN) != NULL || r->api.status == 401;
	const char *side = ahead > 0 ? "behind" : "ahead of";
	struct doctor_step *s;
	struct err err = { 0 };

	if (!r->date.known) {
		doctor_add(d, "clock", DOCTOR_SKIPPED, "no answer has a Date to compare it with");
		return;
	}
	if (off <= CLOCK_WARNING_S) {
		s = doctor_add(d, "clock", DOCTOR_OK, "%lld s %s the server's", off, side);
	} else {
		err_set(&err, REASON_CLOCK_OFF, "%lld s %s the server's: correct it", off, side);
		err_fix(&err, "timedatectl set-ntp true");
		s = doctor_error(d, "clock",
				 off > CLOCK_FAILURE_S && refused ? DOCTOR_FAILURE : DOCTOR_WARNING,
				 &err);
	}
	json_number(&s->details, "server_ahead_s", ahead);
}

void doctor_network(struct doctor *d, const struct report *r)
{
	if (r->request->command == REPORT_DOCTOR)
		put_ways(d, r);
	put_discovery(d, r);
	put_clock(d, r);
}
