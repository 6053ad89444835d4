/* What ccred doctor says of the token, and of the API that it is for. */
#include "base/banned.h"
#include "report/doctor.h"
#include "base/text.h"
#include "base/json_out.h"

static void edit(struct doctor_step *s, const struct profile *p)
{
	doctor_command_edit(s, p->file, p->line);
}

/* What the request lacks is in the profile; else the secret is another one by now. */
static void command_refused(struct doctor_step *s, const struct report *r)
{
	static const char *const requests[] = { "invalid_scope", "invalid_target",
						"invalid_request", "unsupported_grant_type" };
	const char *error = kv_get(&r->kv, "error");
	const struct line *line = doctor_find_line(r->bound, r->secret_from);
	bool request = line == NULL;

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		request |= doctor_is(error, requests[i]);
	if (request)
		edit(s, r->profile);
	else
		doctor_command_source(s, r->profile, line, "not_found", NULL);
}

static void fail_token(struct doctor *d, const struct report *r, const struct err *err)
{
	const char *failure = kv_get(&r->kv, "failure");
	struct doctor_step *s = doctor_fail(d, "token", err);
	char words[DOCTOR_WORD_MAX];

	if (doctor_is(failure, "refused") || doctor_is(failure, "request"))
		command_refused(s, r);
	else if (err->code == EXIT_PROTOCOL)
		edit(s, r->profile);
	else
		doctor_command(s, "ccred token --renew %s", doctor_words(r->profile, words));
	json_text(&s->details, "failure", failure);
	json_text(&s->details, "error", kv_get(&r->kv, "error"));
}

void doctor_token(struct doctor *d, const struct report *r)
{
	const char *without = kv_get(&r->kv, "without");
	int64_t lifetime = kv_get_int(&r->kv, "lifetime", 0);
	struct doctor_step *s;
	struct err err = { 0 };
	int code = doctor_outcome_of(r, "granted", &err);

	if (code < 0) {
		doctor_add(d, "token", DOCTOR_SKIPPED, "it cannot be asked for: see above");
		return;
	}
	if (code > 0) {
		fail_token(d, r, &err);
		return;
	}
	if (lifetime > 0) {
		s = doctor_add(d, "token", DOCTOR_OK, "granted for %lld s", (long long)lifetime);
		json_number(&s->details, "lifetime_s", lifetime);
	} else {
		s = doctor_add(d, "token", DOCTOR_OK, "granted; how long it is valid is not known");
		json_text(&s->details, "lifetime_s", NULL);
	}
	json_text(&s->details, "scope_not_granted", without);
	if (without != NULL)
		edit(doctor_add(d, "token", DOCTOR_WARNING,
				"the scope is narrower than asked, without %s: correct scope, or "
				"have it granted to the client",
				without),
		     r->profile);
	for (size_t i = 0; i < r->kv.n; i++)
		if (doctor_is(r->kv.lines[i].key, "warning"))
			doctor_add(d, "token", DOCTOR_WARNING, "%s", r->kv.lines[i].value);
}

/* Which of audience and scope it is, as far as one can tell; the clock has a step of its own. */
static void fail_unauthorized(struct doctor *d, const struct report *r)
{
	const struct profile *p = r->profile;
	const char *error = kv_get(&r->kv, "api_error");
	struct err err = { 0 };
	bool asked = p->audience != NULL || p->nresources > 0;

	err_set(&err, EXIT_DENIED, "the API refused the token (401%s%s): %s",
		error != NULL ? ", " : "", error != NULL ? error : "",
		asked ? "check that audience is what the API expects, then scope, then the clock"
		      : "no audience is asked for: set audience to what the API expects");
	edit(doctor_fail(d, "api", &err), p);
}

static void fail_forbidden(struct doctor *d, const struct report *r)
{
	const char *wanted = kv_get(&r->kv, "api_scope");
	struct err err = { 0 };

	err_set(&err, EXIT_DENIED,
		"the API does not allow this with the token (403): %s%s; asked: %s",
		wanted != NULL ? "it wants scope " : "check scope, and what the client may do",
		wanted != NULL ? wanted : "",
		r->profile->scope != NULL ? r->profile->scope : "none");
	edit(doctor_fail(d, "api", &err), r->profile);
}

static void judge(struct doctor *d, const struct report *r, const char *url, int status)
{
	char words[DOCTOR_WORD_MAX], word[DOCTOR_WORD_MAX];
	struct err err = { 0 };

	if (status >= 200 && status <= 299) {
		doctor_add(d, "api", DOCTOR_OK, "%s answered %d", url, status);
	} else if (status == 401) {
		fail_unauthorized(d, r);
	} else if (status == 403) {
		fail_forbidden(d, r);
	} else if (status >= 300 && status <= 399) {
		err_set(&err, EXIT_PROTOCOL,
			"%s redirects (%d), and a token does not follow: call the URL that it leads "
			"to",
			url, status);
		doctor_command(doctor_fail(d, "api", &err), "curl -I %s",
			       text_shell_word(url, word, sizeof(word)));
	} else if (status == 429 || status >= 500) {
		err_set(&err, status == 429 ? EXIT_TEMPFAIL : EXIT_UNAVAILABLE,
			"%s answered %d: call again later", url, status);
		doctor_command(doctor_fail(d, "api", &err), "ccred doctor --url %s %s",
			       text_shell_word(url, word, sizeof(word)),
			       doctor_words(r->profile, words));
	} else {
		doctor_command(
			doctor_add(d, "api", DOCTOR_WARNING,
				   "%s answered %d: the token was not refused; check the URL", url,
				   status),
			"ccred profiles");
	}
}

void doctor_api(struct doctor *d, const struct report *r, const char *url)
{
	int status = (int)kv_get_int(&r->kv, "http_status", 0);
	struct doctor_step *s;
	struct err err = { 0 };
	int code = doctor_outcome_of(r, "api", &err);
	char word[DOCTOR_WORD_MAX];

	if (url == NULL || code < 0) {
		doctor_add(d, "api", DOCTOR_SKIPPED,
			   url == NULL ? "no --url to call" : "there is no token to call it with");
		return;
	}
	if (code > 0)
		doctor_command(doctor_fail(d, "api", &err), "curl -v -o /dev/null %s",
			       text_shell_word(url, word, sizeof(word)));
	else
		judge(d, r, url, status);
	s = doctor_last(d);
	json_text(&s->details, "url", url);
	json_number(&s->details, "status", status);
	json_text(&s->details, "error", kv_get(&r->kv, "api_error"));
}
