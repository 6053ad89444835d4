/* What ccred doctor says of the servers: the way to each, discovery, and their clock. */
#include "base/layout.h"
#include "report/doctor.h"

/* What a server's clock may differ by: others allow for seconds, and seldom for minutes. */
#define CLOCK_WARNING_S 30
#define CLOCK_FAILURE_S 300
/* A certificate that ends sooner is worth a warning: renewing one takes people days. */
#define EXPIRY_WARNING_S (14 * 86400)

static const char *or_else(const char *text, const char *other)
{
	return text != NULL && text[0] != '\0' ? text : other;
}

static void fail_dns(struct doctor *d, const struct report *r, const struct report_way *w)
{
	doctor_error(d, "dns", DOCTOR_FAILURE, &w->probe.dns);
	if (w->probe.proxy != NULL)
		doctor_command(d, "unset %s", w->probe.proxy);
	else if (w->probe.dns.code == EXIT_TEMPFAIL)
		doctor_command(d, "getent ahosts %s", w->host);
	else
		doctor_edit_profile(d, r);
}

static void put_dns(struct doctor *d, const struct report *r, const struct report_way *w)
{
	const struct http_probe *p = &w->probe;
	struct buf list = BUF_INIT, json = BUF_INIT;

	for (size_t i = 0; i < p->naddresses; i++) {
		buf_printf(&list, "%s%s", i > 0 ? ", " : "", p->addresses[i]);
		json_text(&json, NULL, p->addresses[i]);
	}
	if (p->more > 0)
		buf_printf(&list, " and %zu more", p->more);
	if (p->dns.code != 0)
		fail_dns(d, r, w);
	else if (p->proxy != NULL)
		doctor_add(d, "dns", DOCTOR_OK,
			   "%s: left to the proxy that %s names, which asks its own DNS", w->host,
			   p->proxy);
	else if (p->literal)
		doctor_add(d, "dns", DOCTOR_OK, "%s: an address, no name", w->host);
	else
		doctor_add(d, "dns", DOCTOR_OK, "%s: %s, %lld ms", w->host, buf_str(&list),
			   (long long)p->resolve_ms);
	json_text(d->json, "host", w->host);
	doctor_list(d, "addresses", &json);
	json_number(d->json, "took_ms", p->resolve_ms);
	json_text(d->json, "proxy", p->proxy);
	doctor_free(d, &list);
	doctor_free(d, &json);
}

static const char *date_of(int64_t at_s, char out[16])
{
	time_t at = (time_t)at_s;
	struct tm tm;

	if (at_s == 0 || gmtime_r(&at, &tm) == NULL || strftime(out, 16, "%Y-%m-%d", &tm) == 0)
		snprintf(out, 16, "an unknown day");
	return out;
}

/* Each fault in its own words, with the one whose turn it is. */
static void fail_certificate(struct doctor *d, const struct report *r, const struct report_way *w,
			     int64_t now_s)
{
	const struct http_probe *p = &w->probe;
	bool ended = p->expires_s != 0 && p->expires_s < now_s;
	char end[16], today[16];

	if (strcmp(p->fault, "time") == 0) {
		doctor_fail(
			d, "tls", REASON_CERTIFICATE_TIME,
			"the certificate of %s %s %s, and today is %s: have it renewed by who runs "
			"the server, or correct the clock of this machine",
			w->host, ended ? "has expired on" : "is not valid at this time, until",
			date_of(p->expires_s, end), date_of(now_s, today));
		doctor_command(d, "timedatectl set-ntp true");
		return;
	}
	if (strcmp(p->fault, "name") == 0)
		doctor_fail(d, "tls", REASON_CERTIFICATE_NAME,
			    "the certificate is not for %s, but for %s: correct the host in issuer "
			    "or token-endpoint",
			    w->host, or_else(p->names, "somebody"));
	else
		doctor_fail(
			d, "tls", REASON_CERTIFICATE_AUTHORITY,
			"nobody in %s (%s) has signed the certificate of %s, but %s has: if that is "
			"an authority of your own, write \"ca-file FILE\" with its certificate into "
			"the profile",
			or_else(p->ca, "the list of authorities"), or_else(p->ca_from, "?"),
			w->host, or_else(p->issuer, "somebody"));
	doctor_edit_profile(d, r);
}

static void fail_connection(struct doctor *d, const struct report *r, const struct report_way *w)
{
	const struct http_probe *p = &w->probe;
	bool no_file = p->tls_err.code == EXIT_NOINPUT;

	doctor_error(d, "tls", DOCTOR_FAILURE, &p->tls_err);
	if (no_file && r->a.profile->ca_file != NULL)
		doctor_edit_profile(d, r);
	else if (no_file && getenv(p->ca_from) != NULL)
		doctor_command(d, "unset %s", p->ca_from);
	else if (no_file)
		doctor_command(d, "apt-get install --reinstall ca-certificates");
	else if (p->proxy != NULL)
		doctor_command_word(d, "export no_proxy=", w->host);
	else
		doctor_command_word(d, "curl -v -o /dev/null ", w->url);
}

static void put_connection(struct doctor *d, const struct report_way *w, int64_t now_s)
{
	const struct http_probe *p = &w->probe;
	const char *tls = or_else(p->tls, "TLS");
	char end[16], until[64] = "", word[DOCTOR_WORD_MAX];
	int64_t left_s = p->expires_s - now_s;
	bool soon = p->expires_s != 0 && left_s < EXPIRY_WARNING_S;

	if (p->plain) {
		doctor_add(d, "tls", DOCTOR_OK,
			   "%s: none, plain http on this machine, as allow-http-loopback says",
			   w->host);
		return;
	}
	if (p->expires_s != 0)
		snprintf(until, sizeof(until), ", until %s (%lld days)%s",
			 date_of(p->expires_s, end), (long long)left_s / 86400,
			 soon ? ": have it renewed" : "");
	doctor_add(d, "tls", soon ? DOCTOR_WARNING : DOCTOR_OK,
		   "%s: %.*s, certificate for this name%s, trusted by %s (%s), %lld ms", w->host,
		   (int)strcspn(tls, " "), tls, until, or_else(p->ca, "the system"),
		   or_else(p->ca_from, "?"), (long long)p->connect_ms);
	if (soon)
		doctor_command(d,
			       "openssl s_client -connect %s:%u </dev/null | openssl x509 -noout "
			       "-issuer -dates",
			       text_shell_word(w->host, word, sizeof(word)), w->port);
}

static void put_tls(struct doctor *d, const struct report *r, const struct report_way *w)
{
	const struct http_probe *p = &w->probe;
	struct clock_now now;

	clock_now(&now);
	if (p->tls_err.code == 0)
		put_connection(d, w, now.wall_s);
	else if (p->fault != NULL)
		fail_certificate(d, r, w, now.wall_s);
	else
		fail_connection(d, r, w);
	json_text(d->json, "host", w->host);
	json_text(d->json, "address", filled(p->peer));
	json_text(d->json, "protocol", filled(p->tls));
	json_text(d->json, "certificate_names", filled(p->names));
	json_text(d->json, "certificate_issuer", filled(p->issuer));
	if (p->expires_s != 0)
		json_number(d->json, "certificate_expires_at", p->expires_s);
	json_text(d->json, "fault", p->fault);
	json_text(d->json, "ca", p->ca);
	json_text(d->json, "ca_from", p->ca_from);
	json_number(d->json, "took_ms", p->connect_ms);
}

static void put_ways(struct doctor *d, const struct report *r)
{
	bool tried = false;

	for (size_t i = 0; i < r->nways; i++)
		put_dns(d, r, &r->ways[i]);
	for (size_t i = 0; i < r->nways; i++) {
		if (r->ways[i].probe.dns.code != 0)
			continue;
		tried = true;
		put_tls(d, r, &r->ways[i]);
	}
	if (!tried)
		doctor_add(d, "tls", DOCTOR_SKIPPED, "the server has no address");
}

static void warn_offer(struct doctor *d, const struct report *r, const char *what,
		       const char *wanted, const char *offered, const char *key)
{
	char missing[512];

	if (wanted == NULL || offered == NULL ||
	    text_missing(wanted, offered, missing, sizeof(missing))[0] == '\0')
		return;
	doctor_add(d, "discovery", DOCTOR_WARNING,
		   "%s %s is not offered (%s): correct %s, or have it allowed", what, missing,
		   offered[0] != '\0' ? offered : "none is", key);
	doctor_edit_profile(d, r);
}

static void fail_discovery(struct doctor *d, const struct report *r, const struct err *err)
{
	doctor_error(d, "discovery", DOCTOR_FAILURE, err);
	if ((err->code == EXIT_UNAVAILABLE || err->code == EXIT_TEMPFAIL) &&
	    r->document_url.len > 0)
		doctor_command_word(d, "curl -v ", buf_str(&r->document_url));
	else if (d->last->command[0] == '\0')
		doctor_edit_profile(d, r);
}

static void put_discovery(struct doctor *d, const struct report *r)
{
	const struct err *why = report_why(r, STEP_DISCOVERY);
	const struct oauth_metadata *m = &r->a.metadata;
	const struct oauth_endpoint *endpoint = &m->endpoints[OAUTH_GRANT];

	if (why != NULL) {
		fail_discovery(d, r, why);
	} else if (!report_is_good(r, STEP_DISCOVERY)) {
		doctor_add(d, "discovery", DOCTOR_SKIPPED, "the server is not asked");
		return;
	} else if (r->a.profile->token_endpoint != NULL) {
		doctor_add(d, "discovery", DOCTOR_OK, "none: token-endpoint is configured");
	} else {
		doctor_add(d, "discovery", DOCTOR_OK, "%s: endpoint %s%s", buf_str(&r->documents),
			   report_endpoint(r),
			   m->grant_client_credentials ? ", client_credentials offered" : "");
	}
	doctor_list(d, "documents", &r->documents_json);
	json_text(d->json, "token_endpoint", report_endpoint(r));
	json_text(d->json, "document", m->document_url);
	json_text(d->json, "auth_methods_offered", endpoint->methods);
	json_text(d->json, "auth_algorithms_offered", endpoint->algs);
	json_text(d->json, "grant_offered",
		  !m->grants_known              ? NULL
		  : m->grant_client_credentials ? "yes"
						: "no");
	json_text(d->json, "scopes_offered", m->scopes);
	if (why != NULL)
		return;
	/* A server may have more than its metadata offer. */
	if (m->grants_known && !m->grant_client_credentials)
		warn_offer(d, r, "the grant", "client_credentials", "others are", "issuer");
	warn_offer(d, r, "scope", r->a.profile->scope, m->scopes, "scope");
}

/*
 * A clock that is far off breaks the checks of others, of certificates and of proofs (DPoP) first.
 * It may have done so where something was refused. An assertion, which has a date, has a step of
 * its own.
 */
static void put_clock(struct doctor *d, const struct report *r)
{
	long long ahead = r->date.ahead_s, off = ahead < 0 ? -ahead : ahead;
	char time[LAYOUT_TIME_SIZE];
	bool refused = report_why(r, STEP_TOKEN) != NULL || r->api.status == 401;
	const char *side = ahead > 0 ? "behind" : "ahead of";
	struct err err = { 0 };

	if (!r->date.known) {
		doctor_add(d, "clock", DOCTOR_SKIPPED, "no answer has a Date to compare it with");
		return;
	}
	if (off <= CLOCK_WARNING_S) {
		doctor_add(d, "clock", DOCTOR_OK, "%s %s the server's", layout_time(off, time),
			   side);
	} else {
		err_set(&err, REASON_CLOCK_OFF, "%s %s the server's: correct it",
			layout_time(off, time), side);
		err_fix(&err, "timedatectl set-ntp true");
		doctor_error(d, "clock",
			     off > CLOCK_FAILURE_S && refused ? DOCTOR_FAILURE : DOCTOR_WARNING,
			     &err);
	}
	json_number(d->json, "server_ahead_s", ahead);
}

void doctor_network(struct doctor *d, const struct report *r)
{
	if (r->request->command == REPORT_DOCTOR)
		put_ways(d, r);
	put_discovery(d, r);
	put_clock(d, r);
}
