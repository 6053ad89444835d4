/* What ccred doctor says of the servers: the way to each, discovery, and their clock. */
#include "base/banned.h"
#include "report/doctor.h"
#include "base/text.h"
#include "report/doctor_way.h"
#include "base/json_out.h"

/* What a server's clock may differ by: others allow for seconds, and seldom for minutes. */
#define CLOCK_WARNING_S 30
#define CLOCK_FAILURE_S 300

static void put_ways(struct doctor *d, const struct report *r)
{
	struct doctor_way w;
	size_t at = 0, tried = 0;

	while (doctor_way_next(&r->kv, &at, &w))
		doctor_way_dns(d, r->profile, &w);
	for (at = 0; doctor_way_next(&r->kv, &at, &w);) {
		if (w.tls < 0)
			continue;
		tried++;
		doctor_way_tls(d, r->profile, &w);
	}
	if (tried == 0)
		doctor_add(d, "tls", DOCTOR_SKIPPED, "the server has no address");
}

static void put_documents(const struct report *r, struct buf *b)
{
	report_json_attempts(r, "documents", b);
	json_text(b, "token_endpoint", r->endpoint);
	json_text(b, "auth", r->auth);
	json_text(b, "auth_methods_offered", r->methods);
	json_text(b, "grant_offered", r->grant);
	json_text(b, "scopes_offered", r->scopes);
}

/* Each document with its status; the last one's outcome is what counts. */
static void list_documents(const struct report *r, struct buf *b)
{
	for (size_t i = 0; i < r->nattempts; i++) {
		const struct report_attempt *a = &r->attempts[i];
		buf_printf(b, "%s%s", i > 0 ? ", " : "", a->url);
		if (a->http != 0)
			buf_printf(b, " %lld", (long long)a->http);
		if (!a->used && a->http == 200)
			buf_printf(b, " (%s)", a->outcome);
	}
}

static void warn_offer(struct doctor *d, const struct report *r, const char *what,
		       const char *wanted, const char *offered, const char *key)
{
	char missing[512];

	if (wanted == NULL || offered == NULL ||
	    text_missing(wanted, offered, missing, sizeof(missing))[0] == '\0')
		return;
	doctor_command_edit(doctor_add(d, "discovery", DOCTOR_WARNING,
				       "%s %s is not offered (%s): correct %s, or have it allowed",
				       what, missing, offered[0] != '\0' ? offered : "none is",
				       key),
			    r->profile->file, r->profile->line);
}

/* What is configured and not offered may work all the same: the metadata need not be whole. */
static void check_offers(struct doctor *d, const struct report *r)
{
	if (doctor_is(r->grant, "no"))
		warn_offer(d, r, "the grant", "client_credentials", "others are", "issuer");
	warn_offer(d, r, "the method", r->auth, r->methods, "client-auth");
	warn_offer(d, r, "scope", r->profile->scope, r->scopes, "scope");
}

static void fail_discovery(struct doctor *d, const struct report *r, const struct err *err)
{
	struct doctor_step *s = doctor_fail(d, "discovery", err);
	char word[DOCTOR_WORD_MAX];

	if ((err->code == EXIT_UNAVAILABLE || err->code == EXIT_TEMPFAIL) && r->nattempts > 0)
		doctor_command(
			s, "curl -v %s",
			text_shell_word(r->attempts[r->nattempts - 1].url, word, sizeof(word)));
	else
		doctor_command_edit(s, r->profile->file, r->profile->line);
	put_documents(r, &s->details);
}

static void put_discovery(struct doctor *d, const struct report *r)
{
	struct buf list = BUF_INIT;
	struct doctor_step *s;
	struct err err = { 0 };
	int code = doctor_outcome_of(r, "found", &err);

	if (code < 0) {
		doctor_add(d, "discovery", DOCTOR_SKIPPED, "the server cannot be reached");
		return;
	}
	if (code > 0) {
		fail_discovery(d, r, &err);
		return;
	}
	list_documents(r, &list);
	if (r->profile->token_endpoint != NULL)
		s = doctor_add(d, "discovery", DOCTOR_OK, "none: token-endpoint is configured");
	else
		s = doctor_add(d, "discovery", DOCTOR_OK, "%s: endpoint %s, auth %s%s",
			       buf_str(&list), r->endpoint,
			       r->auth != NULL ? r->auth : "that ccred does not have",
			       doctor_is(r->grant, "yes") ? ", client_credentials offered" : "");
	put_documents(r, &s->details);
	check_offers(d, r);
	buf_free(&list);
}

/*
 * Nothing that ccred sends is dated; a clock that is far off breaks what others check, certificates
 * first. It may have done so where something was refused.
 */
static void put_clock(struct doctor *d, const struct report *r)
{
	const char *text = kv_get(&r->kv, "ahead");
	long long ahead = text != NULL ? strtoll(text, NULL, 10) : 0;
	long long off = ahead < 0 ? -ahead : ahead;
	bool refused = kv_get_int(&r->kv, "granted", -1) > 0 ||
		       kv_get_int(&r->kv, "http_status", 0) == 401;
	struct doctor_step *s;
	struct err err = { 0 };

	if (text == NULL) {
		doctor_add(d, "clock", DOCTOR_SKIPPED, "no answer has a Date to compare it with");
		return;
	}
	if (off <= CLOCK_WARNING_S) {
		s = doctor_add(d, "clock", DOCTOR_OK, "%lld s %s the server's", off,
			       ahead > 0 ? "behind" : "ahead of");
	} else {
		err_set(&err, EXIT_CONFIG, "%lld s %s the server's: correct it", off,
			ahead > 0 ? "behind" : "ahead of");
		s = off > CLOCK_FAILURE_S && refused
			    ? doctor_fail(d, "clock", &err)
			    : doctor_add(d, "clock", DOCTOR_WARNING, "%s", err.text);
		doctor_command(s, "timedatectl set-ntp true");
	}
	json_number(&s->details, "server_ahead_s", ahead);
}

void doctor_network(struct doctor *d, const struct report *r)
{
	static const char *const steps[] = { "dns", "tls", "discovery", "clock" };

	/* ccred-acquire did not come that far. */
	if (kv_get(&r->kv, "way") == NULL) {
		for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
			doctor_add(d, steps[i], DOCTOR_SKIPPED, "see the failure above");
		return;
	}
	put_ways(d, r);
	put_discovery(d, r);
	put_clock(d, r);
}
