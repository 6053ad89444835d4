/* What ccred doctor says of the way to each server: its name, and its certificate. */
#include "report/doctor.h"

/* A certificate that ends sooner is worth a warning: renewing one takes people days. */
#define EXPIRY_WARNING_S (14 * 86400)

static const char *or_else(const char *text, const char *other)
{
	return text != NULL && text[0] != '\0' ? text : other;
}

static struct doctor_step *fail_dns(struct doctor *d, const struct report *r,
				    const struct report_way *w)
{
	struct doctor_step *s = doctor_error(d, "dns", DOCTOR_FAILURE, &w->probe.dns);

	if (w->probe.proxy != NULL)
		doctor_command(s, "unset %s", w->probe.proxy);
	else if (w->probe.dns.code == EXIT_TEMPFAIL)
		doctor_command(s, "getent ahosts %s", w->host);
	else
		doctor_edit_profile(s, r);
	return s;
}

static struct doctor_step *put_name(struct doctor *d, const struct report_way *w)
{
	const struct http_probe *p = &w->probe;
	struct buf list = BUF_INIT;
	struct doctor_step *s;

	if (p->proxy != NULL)
		return doctor_add(d, "dns", DOCTOR_OK,
				  "%s: left to the proxy that %s names, which asks its own DNS",
				  w->host, p->proxy);
	if (p->literal)
		return doctor_add(d, "dns", DOCTOR_OK, "%s: an address, no name", w->host);
	for (size_t i = 0; i < p->naddresses; i++)
		buf_printf(&list, "%s%s", i > 0 ? ", " : "", p->addresses[i]);
	if (p->more > 0)
		buf_printf(&list, " and %zu more", p->more);
	s = doctor_add(d, "dns", DOCTOR_OK, "%s: %s, %lld ms", w->host, buf_str(&list),
		       (long long)p->resolve_ms);
	buf_free(&list);
	return s;
}

void doctor_dns(struct doctor *d, const struct report *r, const struct report_way *w)
{
	const struct http_probe *p = &w->probe;
	struct doctor_step *s = p->dns.code != 0 ? fail_dns(d, r, w) : put_name(d, w);

	json_text(&s->details, "host", w->host);
	json_begin(&s->details, "addresses", '[');
	for (size_t i = 0; i < p->naddresses; i++)
		json_text(&s->details, NULL, p->addresses[i]);
	buf_putc(&s->details, ']');
	json_number(&s->details, "took_ms", p->resolve_ms);
	json_text(&s->details, "proxy", p->proxy);
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
	struct doctor_step *s;

	if (strcmp(p->fault, "time") == 0) {
		s = doctor_fail(
			d, "tls", REASON_CERTIFICATE_TIME,
			"the certificate of %s %s %s, and today is %s: have it renewed by who runs "
			"the server, or correct the clock of this machine",
			w->host, ended ? "has expired on" : "is not valid at this time, until",
			date_of(p->expires_s, end), date_of(now_s, today));
		doctor_command(s, "timedatectl set-ntp true");
		return;
	}
	if (strcmp(p->fault, "name") == 0)
		s = doctor_fail(
			d, "tls", REASON_CERTIFICATE_NAME,
			"the certificate is not for %s, but for %s: correct the host in issuer or "
			"token-endpoint",
			w->host, or_else(p->names, "somebody"));
	else
		s = doctor_fail(
			d, "tls", REASON_CERTIFICATE_AUTHORITY,
			"nobody in %s (%s) has signed the certificate of %s, but %s has: if that is "
			"an authority of your own, write \"ca-file FILE\" with its certificate into "
			"the profile",
			or_else(p->ca, "the list of authorities"), or_else(p->ca_from, "?"),
			w->host, or_else(p->issuer, "somebody"));
	doctor_edit_profile(s, r);
}

static void fail_connection(struct doctor *d, const struct report *r, const struct report_way *w)
{
	const struct http_probe *p = &w->probe;
	struct doctor_step *s = doctor_error(d, "tls", DOCTOR_FAILURE, &p->tls_err);
	bool no_file = p->tls_err.code == EXIT_NOINPUT;

	if (no_file && r->a.profile->ca_file != NULL)
		doctor_edit_profile(s, r);
	else if (no_file && getenv(p->ca_from) != NULL)
		doctor_command(s, "unset %s", p->ca_from);
	else if (no_file)
		doctor_command(s, "apt-get install --reinstall ca-certificates");
	else if (p->proxy != NULL)
		doctor_command_word(s, "export no_proxy=", w->host);
	else
		doctor_command_word(s, "curl -v -o /dev/null ", w->url);
}

static void put_connection(struct doctor *d, const struct report_way *w, int64_t now_s)
{
	const struct http_probe *p = &w->probe;
	const char *tls = or_else(p->tls, "TLS");
	char end[16], until[64] = "", word[DOCTOR_WORD_MAX];
	int64_t left_s = p->expires_s - now_s;
	bool soon = p->expires_s != 0 && left_s < EXPIRY_WARNING_S;
	struct doctor_step *s;

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
	s = doctor_add(d, "tls", soon ? DOCTOR_WARNING : DOCTOR_OK,
		       "%s: %.*s, certificate for this name%s, trusted by %s (%s), %lld ms",
		       w->host, (int)strcspn(tls, " "), tls, until, or_else(p->ca, "the system"),
		       or_else(p->ca_from, "?"), (long long)p->connect_ms);
	if (soon)
		doctor_command(s,
			       "openssl s_client -connect %s:%u </dev/null | openssl x509 -noout "
			       "-issuer -dates",
			       text_shell_word(w->host, word, sizeof(word)), w->port);
}

void doctor_tls(struct doctor *d, const struct report *r, const struct report_way *w)
{
	const struct http_probe *p = &w->probe;
	struct clock_now now;
	struct buf *b;

	clock_now(&now);
	if (p->tls_err.code == 0)
		put_connection(d, w, now.wall_s);
	else if (p->fault != NULL)
		fail_certificate(d, r, w, now.wall_s);
	else
		fail_connection(d, r, w);
	b = &doctor_last(d)->details;
	json_text(b, "host", w->host);
	json_text(b, "address", filled(p->peer));
	json_text(b, "protocol", filled(p->tls));
	json_text(b, "certificate_names", filled(p->names));
	json_text(b, "certificate_issuer", filled(p->issuer));
	if (p->expires_s != 0)
		json_number(b, "certificate_expires_at", p->expires_s);
	json_text(b, "fault", p->fault);
	json_text(b, "ca", p->ca);
	json_text(b, "ca_from", p->ca_from);
	json_number(b, "took_ms", p->connect_ms);
}
