/* What ccred doctor says of the way to each server: its name, and its certificate. */
#include "base/banned.h"
#include "report/doctor.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/url.h"
#include "report/doctor_way.h"
#include "base/json_out.h"

/* A certificate that ends sooner is worth a warning: renewing one takes people days. */
#define EXPIRY_WARNING_S (14 * 86400)

static int64_t number(const char *text)
{
	return (int64_t)strtoll(text, NULL, 10);
}

static void take(struct doctor_way *w, const char *key, const char *value)
{
	const struct {
		const char *key;
		const char **text;
	} texts[] = {
		{ "proxy", &w->proxy },     { "dns_text", &w->dns_text },
		{ "peer", &w->peer },       { "protocol", &w->protocol },
		{ "issuer", &w->issuer },   { "names", &w->names },
		{ "ca", &w->ca },           { "ca_from", &w->ca_from },
		{ "fault", &w->fault },     { "tls_text", &w->tls_text },
		{ "literal", &w->literal }, { "plain", &w->plain },
	};
	const struct {
		const char *key;
		int64_t *value;
	} numbers[] = {
		{ "more", &w->more },
		{ "resolved", &w->resolved_ms },
		{ "dns", &w->dns },
		{ "connected", &w->connected_ms },
		{ "expires_at", &w->expires_s },
		{ "tls", &w->tls },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(key, texts[i].key) == 0)
			*texts[i].text = value;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (strcmp(key, numbers[i].key) == 0)
			*numbers[i].value = number(value);
	if (strcmp(key, "address") == 0 && w->naddresses < DOCTOR_ADDRESSES)
		w->addresses[w->naddresses++] = value;
}

bool doctor_way_next(const struct kv *kv, size_t *at, struct doctor_way *ret_way)
{
	struct url *url = NULL;

	while (*at < kv->n && strcmp(kv->lines[*at].key, "way") != 0)
		(*at)++;
	if (*at == kv->n)
		return false;
	*ret_way = (struct doctor_way){ .url = kv->lines[(*at)++].value, .tls = -1 };
	while (*at < kv->n && strcmp(kv->lines[*at].key, "way") != 0) {
		take(ret_way, kv->lines[*at].key, kv->lines[*at].value);
		(*at)++;
	}
	if (url_parse(ret_way->url, &url, NULL) == 0) {
		snprintf(ret_way->host, sizeof(ret_way->host), "%s", url->host);
		ret_way->port = url->port;
	}
	url_free(&url);
	return true;
}

static void put_addresses(const struct doctor_way *w, struct doctor_step *s)
{
	json_text(&s->details, "host", w->host);
	json_begin(&s->details, "addresses", '[');
	for (size_t i = 0; i < w->naddresses; i++)
		json_text(&s->details, NULL, w->addresses[i]);
	buf_putc(&s->details, ']');
	json_number(&s->details, "took_ms", w->resolved_ms);
	json_text(&s->details, "proxy", w->proxy);
}

void doctor_way_dns(struct doctor *d, const struct profile *p, const struct doctor_way *w)
{
	struct buf list = BUF_INIT;
	struct doctor_step *s;
	struct err err = { 0 };

	for (size_t i = 0; i < w->naddresses; i++)
		buf_printf(&list, "%s%s", i > 0 ? ", " : "", w->addresses[i]);
	if (w->more > 0)
		buf_printf(&list, " and %lld more", (long long)w->more);
	if (w->dns != 0) {
		err_set(&err, (int)w->dns, "%s", w->dns_text != NULL ? w->dns_text : "");
		s = doctor_fail(d, "dns", &err);
		if (w->proxy != NULL)
			doctor_command(s, "unset %s", w->proxy);
		else if (w->dns == EXIT_TEMPFAIL)
			doctor_command(s, "getent ahosts %s", w->host);
		else
			doctor_command_edit(s, p->file, p->line);
	} else if (w->proxy != NULL) {
		s = doctor_add(d, "dns", DOCTOR_OK,
			       "%s: left to the proxy that %s names, which asks its own DNS",
			       w->host, w->proxy);
	} else if (w->literal != NULL) {
		s = doctor_add(d, "dns", DOCTOR_OK, "%s: an address, no name", w->host);
	} else {
		s = doctor_add(d, "dns", DOCTOR_OK, "%s: %s, %lld ms", w->host, buf_str(&list),
			       (long long)w->resolved_ms);
	}
	put_addresses(w, s);
	buf_free(&list);
}

static const char *date_of(int64_t at_s, char out[16])
{
	time_t at = (time_t)at_s;
	struct tm tm;

	if (gmtime_r(&at, &tm) == NULL || strftime(out, 16, "%Y-%m-%d", &tm) == 0)
		snprintf(out, 16, "a day");
	return out;
}

static const char *or_unknown(const char *text)
{
	return text != NULL ? text : "somebody";
}

/* Each says what is wrong in its own words, and whose turn it is. */
static void fail_certificate(struct doctor *d, const struct profile *p, const struct doctor_way *w,
			     const struct clock_now *now)
{
	struct doctor_step *s;
	char end[16], today[16];
	struct err err = { 0 };

	if (strcmp(w->fault, "time") == 0) {
		bool ended = w->expires_s != 0 && w->expires_s < now->wall_s;
		err_set(&err, (int)w->tls,
			"the certificate of %s %s %s, and today is %s: have it renewed by who runs "
			"the server, or correct the clock of this machine",
			w->host, ended ? "has expired on" : "is not valid at this time, until",
			w->expires_s != 0 ? date_of(w->expires_s, end) : "an unknown day",
			date_of(now->wall_s, today));
		s = doctor_fail(d, "tls", &err);
		doctor_command(s, "timedatectl set-ntp true");
	} else if (strcmp(w->fault, "name") == 0) {
		err_set(&err, (int)w->tls,
			"the certificate is not for %s, but for %s: correct the host in issuer or "
			"token-endpoint",
			w->host, or_unknown(w->names));
		s = doctor_fail(d, "tls", &err);
		doctor_command_edit(s, p->file, p->line);
	} else {
		err_set(&err, (int)w->tls,
			"nobody in %s (%s) has signed the certificate of %s, but %s has: if that is "
			"an authority of your own, write \"ca-file FILE\" with its certificate into "
			"the profile",
			w->ca != NULL ? w->ca : "the list of authorities",
			w->ca_from != NULL ? w->ca_from : "?", w->host, or_unknown(w->issuer));
		s = doctor_fail(d, "tls", &err);
		doctor_command_edit(s, p->file, p->line);
	}
}

static void fail_connection(struct doctor *d, const struct profile *p, const struct doctor_way *w)
{
	struct doctor_step *s;
	struct err err = { 0 };
	char word[DOCTOR_WORD_MAX];

	err_set(&err, (int)w->tls, "%s", w->tls_text != NULL ? w->tls_text : "");
	s = doctor_fail(d, "tls", &err);
	if (w->tls == EXIT_NOINPUT && p->ca_file != NULL)
		doctor_command_edit(s, p->file, p->line);
	else if (w->tls == EXIT_NOINPUT && getenv(w->ca_from) != NULL)
		doctor_command(s, "unset %s", w->ca_from);
	else if (w->tls == EXIT_NOINPUT)
		doctor_command(s, "apt-get install --reinstall ca-certificates");
	else if (w->proxy != NULL)
		doctor_command(s, "export no_proxy=%s",
			       text_shell_word(w->host, word, sizeof(word)));
	else
		doctor_command(s, "curl -v -o /dev/null %s",
			       text_shell_word(w->url, word, sizeof(word)));
}

static void put_connection(struct doctor *d, const struct doctor_way *w,
			   const struct clock_now *now)
{
	bool known = w->expires_s != 0,
	     soon = known && w->expires_s - now->wall_s < EXPIRY_WARNING_S;
	struct doctor_step *s;
	char end[16], until[64] = "";
	char word[DOCTOR_WORD_MAX];

	if (w->plain != NULL) {
		doctor_add(d, "tls", DOCTOR_OK,
			   "%s: none, plain http on this machine, as allow-http-loopback says",
			   w->host);
		return;
	}
	if (known)
		snprintf(until, sizeof(until), ", until %s (%lld days)%s",
			 date_of(w->expires_s, end),
			 (long long)(w->expires_s - now->wall_s) / 86400,
			 soon ? ": have it renewed" : "");
	s = doctor_add(d, "tls", soon ? DOCTOR_WARNING : DOCTOR_OK,
		       "%s: %.*s, certificate for this name%s, trusted by %s (%s), %lld ms",
		       w->host, w->protocol != NULL ? (int)strcspn(w->protocol, " ") : 3,
		       w->protocol != NULL ? w->protocol : "TLS", until,
		       w->ca != NULL ? w->ca : "the system", w->ca_from != NULL ? w->ca_from : "?",
		       (long long)w->connected_ms);
	if (soon)
		doctor_command(s,
			       "openssl s_client -connect %s:%u </dev/null | openssl x509 -noout "
			       "-issuer -dates",
			       text_shell_word(w->host, word, sizeof(word)), w->port);
}

void doctor_way_tls(struct doctor *d, const struct profile *p, const struct doctor_way *w)
{
	struct clock_now now;
	struct buf *b;

	clock_now(&now);
	if (w->tls == 0)
		put_connection(d, w, &now);
	else if (w->fault != NULL)
		fail_certificate(d, p, w, &now);
	else
		fail_connection(d, p, w);
	b = &doctor_last(d)->details;
	json_text(b, "host", w->host);
	json_text(b, "address", w->peer);
	json_text(b, "protocol", w->protocol);
	json_text(b, "certificate_names", w->names);
	json_text(b, "certificate_issuer", w->issuer);
	if (w->expires_s != 0)
		json_number(b, "certificate_expires_at", w->expires_s);
	json_text(b, "fault", w->fault);
	json_text(b, "ca", w->ca);
	json_text(b, "ca_from", w->ca_from);
	json_number(b, "took_ms", w->connected_ms);
}
