/* What ccred doctor says of the token, and of the API that it is for. */
#include "report/doctor.h"
#include "base/layout.h"

/* The profile has what the request asks for. Else the secret may be an old one. */
static void command_refused(struct doctor *d, const struct report *r, const struct err *err)
{
	static const enum reason requests[] = { REASON_INVALID_SCOPE, REASON_INVALID_TARGET,
						REASON_INVALID_REQUEST,
						REASON_UNSUPPORTED_GRANT_TYPE };
	const struct source *line = r->a.outcome.credential.from[r->a.proof];
	bool request = line == NULL;

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		request |= strcmp(err->reason, reason_word(requests[i])) == 0;
	if (request)
		doctor_edit_profile(d, r);
	else if (r->a.proof == ITEM_ALGORITHM)
		/* The server must know the key: these are to be registered. */
		doctor_command(d, "ccred key jwks %s", r->a.profile_args);
	else if (r->a.proof != ITEM_CLIENT_SECRET)
		/* No command stores an assertion. */
		doctor_edit(d, line->file, line->line);
	else
		doctor_command_source(d, r, line, RESULT_NOT_FOUND, NULL);
}

static void fail_token(struct doctor *d, const struct report *r, const struct err *err)
{
	static const char *const words[] = {
		[OAUTH_FAIL_NONE] = "local",      [OAUTH_FAIL_SERVER] = "server",
		[OAUTH_FAIL_REFUSED] = "refused", [OAUTH_FAIL_REQUEST] = "request",
		[OAUTH_FAIL_LOCAL] = "local",
	};

	doctor_error(d, "token", DOCTOR_FAILURE, err);
	if (err->code == EXIT_PROTOCOL)
		doctor_edit_profile(d, r);
	else if (r->failure == OAUTH_FAIL_REFUSED || r->failure == OAUTH_FAIL_REQUEST)
		command_refused(d, r, err);
	else
		doctor_command(d, "ccred token --renew %s", r->a.profile_args);
	json_text(d->json, "failure", words[r->failure]);
}

void doctor_request(struct doctor *d, const struct report *r)
{
	const struct profile *p = r->a.profile;
	const struct err *why = report_why(r, STEP_REFUSAL);

	if (why != NULL) {
		doctor_error(d, "request", DOCTOR_FAILURE, why);
		if (r->a.refused_before)
			command_refused(d, r, why);
		else if (d->last->command[0] == '\0')
			doctor_edit_profile(d, r);
	} else if (report_is_good(r, STEP_REFUSAL)) {
		doctor_add(d, "request", DOCTOR_OK,
			   "a token request can be made: scope %s, audience %s%s",
			   p->scope != NULL ? p->scope : "none",
			   p->audience != NULL ? p->audience : "none",
			   p->dpop ? ", with a proof of a new key (DPoP)" : "");
	} else {
		doctor_add(d, "request", DOCTOR_SKIPPED, "it cannot be made: see above");
	}
	json_text(d->json, "scope", p->scope);
	json_text(d->json, "audience", p->audience);
	json_begin(d->json, "resources", '[');
	for (size_t i = 0; i < p->nresources; i++)
		json_text(d->json, NULL, p->resources[i]);
	buf_putc(d->json, ']');
}

void doctor_token(struct doctor *d, const struct report *r)
{
	const struct err *why = report_why(r, STEP_TOKEN);
	const char *without = filled(r->without);
	const struct buf *w = &r->got.warnings;
	char time[LAYOUT_TIME_SIZE];

	if (why != NULL) {
		fail_token(d, r, why);
		return;
	}
	if (!report_is_good(r, STEP_TOKEN)) {
		doctor_add(d, "token", DOCTOR_SKIPPED, "it cannot be asked for: see above");
		return;
	}
	if (r->lifetime_s > 0) {
		doctor_add(d, "token", DOCTOR_OK, "granted for %s",
			   layout_time(r->lifetime_s, time));
		json_number(d->json, "lifetime_s", r->lifetime_s);
	} else {
		doctor_add(d, "token", DOCTOR_OK, "granted; how long it is valid is not known");
		json_text(d->json, "lifetime_s", NULL);
	}
	if (r->got.binding == TOKEN_OF_PROOF)
		doctor_add(d, "token", DOCTOR_OK, "it is bound to a key of its own (DPoP)");
	json_text(d->json, "scope_not_granted", without);
	if (without != NULL) {
		doctor_add(d, "token", DOCTOR_WARNING,
			   "the scope is narrower than asked, without %s: correct scope, or have "
			   "it granted to the client",
			   without);
		doctor_edit_profile(d, r);
	}
	for (size_t at = 0; at < w->len; at += strlen(w->data + at) + 1)
		doctor_add(d, "token", DOCTOR_WARNING, "%s", w->data + at);
}

static void judge(struct doctor *d, const struct report *r, const char *url, long status)
{
	const struct profile *p = r->a.profile;
	const char *error = r->api.error, *wanted = r->api.scope;
	char word[DOCTOR_WORD_MAX];

	if (status >= 200 && status <= 299) {
		doctor_add(d, "api", DOCTOR_OK, "%s answered %ld", url, status);
	} else if (status == 401) {
		/* Which of audience and scope it is, as far as one can tell; the clock has a step
		 * of its own. */
		doctor_fail(
			d, "api", REASON_API_REFUSED, "the API refused the token (401%s%s): %s",
			error != NULL ? ", " : "", error != NULL ? error : "",
			p->audience != NULL || p->nresources > 0
				? "check that audience is what the API expects, then scope, then "
				  "the clock"
				: "no audience is asked for: set audience to what the API expects");
		doctor_edit_profile(d, r);
	} else if (status == 403) {
		doctor_fail(d, "api", REASON_API_FORBIDDEN,
			    "the API does not allow this with the token (403): %s%s; asked: %s",
			    wanted[0] != '\0' ? "it wants scope "
					      : "check scope, and what the client may do",
			    wanted, p->scope != NULL ? p->scope : "none");
		doctor_edit_profile(d, r);
	} else if (status >= 300 && status <= 399) {
		doctor_fail(d, "api", REASON_ENDPOINT_REDIRECTS,
			    "%s redirects (%ld), and a token does not follow: call the URL that it "
			    "leads to",
			    url, status);
		doctor_command_word(d, "curl -I ", url);
	} else if (status == 429 || status >= 500) {
		doctor_fail(d, "api", status == 429 ? REASON_RATE_LIMITED : REASON_SERVER_FAULT,
			    "%s answered %ld: call again later", url, status);
		doctor_command(d, "ccred doctor --url %s %s",
			       text_shell_word(url, word, sizeof(word)), r->a.profile_args);
	} else {
		doctor_add(d, "api", DOCTOR_WARNING,
			   "%s answered %ld: the token was not refused; check the URL", url,
			   status);
		doctor_command(d, "ccred profiles");
	}
}

/* Whether the issuer is one whose tokens the API takes, as far as it says. */
static void put_servers(struct doctor *d, const struct report *r)
{
	const char *issuer = r->a.profile->issuer, *servers = r->api_says.servers;
	char missing[8];

	if (r->api_silent.code != 0 && !err_is(&r->api_silent, REASON_METADATA_MISSING)) {
		doctor_error(d, "api", DOCTOR_WARNING, &r->api_silent);
		return;
	}
	if (servers == NULL || issuer == NULL)
		return;
	if (text_missing(issuer, servers, missing, sizeof(missing))[0] == '\0') {
		doctor_add(d, "api", DOCTOR_OK, "it takes tokens of the issuer %s", issuer);
	} else {
		doctor_add(d, "api", DOCTOR_WARNING,
			   "it takes tokens of %s, and the issuer is %s: correct issuer", servers,
			   issuer);
		doctor_edit_profile(d, r);
	}
	json_text(d->json, "document", r->api_says.document_url);
	json_text(d->json, "authorization_servers", servers);
}

void doctor_api(struct doctor *d, const struct report *r)
{
	const struct err *why = report_why(r, STEP_API);
	const char *url = r->request->acquire.url;

	if (url == NULL || (why == NULL && !report_is_good(r, STEP_API))) {
		doctor_add(d, "api", DOCTOR_SKIPPED,
			   url == NULL ? "no --url to call" : "there is no token to call it with");
		return;
	}
	if (why != NULL) {
		doctor_error(d, "api", DOCTOR_FAILURE, why);
		doctor_command_word(d, "curl -v -o /dev/null ", url);
	} else {
		judge(d, r, url, r->api.status);
	}
	json_text(d->json, "url", url);
	json_number(d->json, "status", r->api.status);
	json_text(d->json, "error", r->api.error);
	put_servers(d, r);
}

void doctor_token_file(struct doctor *d, const struct report *r)
{
	static const char step[] = "token-file";
	const struct token_file file = profile_token_file(r->a.profile);
	const struct secret *token = r->got.token != NULL ? r->got.token : r->cached.token;
	struct err err = { 0 };

	if (file.path == NULL)
		return;
	if (token_file_check(&file, &err) != 0) {
		doctor_error(d, step, DOCTOR_WARNING, &err);
	} else if (token == NULL) {
		doctor_add(d, step, DOCTOR_SKIPPED, "%s: there is no token for it", file.path);
	} else if (token_file_holds(&file, token)) {
		doctor_add(d, step, DOCTOR_OK, "%s has the token", file.path);
	} else {
		doctor_add(d, step, DOCTOR_WARNING, "%s lacks the token", file.path);
		doctor_command(d, "ccred renew %s", r->a.profile_args);
	}
	json_text(d->json, "path", file.path);
}
