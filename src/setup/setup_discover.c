/* Discovery for ccred setup: whose URL it is, what the server offers, and whether there is a
 * keyring. */
#include "setup/setup.h"
#include "base/kv.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/url.h"
#include "base/interrupt.h"
#include "setup/prompt.h"
#include "client/spawn.h"

/* The name of a profile that is never in place, and that nobody else chooses. */
#define LOOK_NAME "ccred-setup-looks-at-this-issuer"

/* Takes what the server offers, and whether its keyring can be used. */
static int take(struct setup *s, const struct kv *kv, struct err *err)
{
	const char *grant = kv_get(kv, "grant"), *result = kv_get(kv, "result");
	static const char *const keys[] = { "document", "endpoint", "methods", "scopes" };
	int r = 0;

	s->discovered = true;
	s->no_grant = grant != NULL && strcmp(grant, "no") == 0;
	if (result != NULL)
		s->keyring = strcmp(result, "not_found") == 0 || strcmp(result, "success") == 0 ||
			     (strcmp(result, "locked") == 0 && s->asking);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && r == 0; i++)
		r = setup_copy(&s->texts[SETUP_DOCUMENT + i], kv_get(kv, keys[i]), err);
	return r;
}

/* Asks the servers of the profile. *why is why there is no token endpoint; code 0: there is one. */
static int discover(struct setup *s, const struct profile *p, struct err *why, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER + 1);
	struct kv kv = KV_INIT;
	struct fetch f;
	int r;

	*why = (struct err){ 0 };
	r = fetch_begin(&f, s->client, p, NULL, err);
	f.config = s->file.draft_path;
	if (r == 0 && spawn_discover(&f, &text, why) == 0 &&
	    (r = kv_parse_escaped(&text, &kv, err)) == 0)
		r = take(s, &kv, err);
	kv_free(&kv);
	fetch_end(&f);
	buf_free(&text);
	return r;
}

/* Looks at the issuer ("": at the token endpoint alone) as if it were configured. Nonzero: looking
 * failed. */
static int look_at(struct setup *s, char *issuer, struct err *why, struct err *err)
{
	char name[] = LOOK_NAME;
	struct setup as = *s;
	struct profile *p = NULL;
	int r;

	*why = (struct err){ .code = EXIT_SOFTWARE };
	if (s->asking && issuer[0] != '\0')
		prompt_say("Looking at %s ...\n", issuer);
	as.name = name;
	as.issuer = issuer;
	as.target = as.audience = as.scope = as.client_id = NULL;
	as.store = SETUP_STORE_ASK;
	if ((r = setup_draft(&s->file, &as, &p, err)) == 0)
		r = discover(s, p, why, err);
	edit_rename_draft(&s->file, err);
	edit_rename_draft(&s->file, why);
	profile_free(&p);
	return r;
}

/* Whether the failure is that of this URL alone, so that another one may do. */
static bool may_be_other(const struct err *why)
{
	return why->code == EXIT_PROTOCOL;
}

/* Metadata are compared with the issuer byte by byte, and people are not that exact about the last
 * slash. */
static char *other_slash(const char *url)
{
	size_t len = strlen(url);
	char *other = NULL;

	if (len > 0 && url[len - 1] == '/')
		return strndup(url, len - 1);
	return asprintf(&other, "%s/", url) >= 0 ? other : NULL;
}

static char *origin_of(const char *text)
{
	struct url *url = NULL;
	char *origin = NULL;

	if (url_parse(text, &url, NULL) == 0 && url->path[0] != '\0' && strcmp(url->path, "/") != 0)
		origin = url_origin(url);
	url_free(&url);
	return origin;
}

/*
 * Looks at the URL, at the same with its last slash the other way round if there was a document (of
 * another issuer, for example), and, unless origin is NULL, at the server of the URL: *origin is
 * whether that will do. *ret_issuer is what will do; the caller frees; NULL: none, and *why says
 * why of the URL itself.
 */
static int try(struct setup *s, const char *url, bool *origin, char **ret_issuer, struct err *why,
	       struct err *err)
{
	char *candidates[3] = { strdup(url), other_slash(url),
				origin != NULL ? origin_of(url) : NULL };
	struct err again = { 0 };
	int r = 0;

	*ret_issuer = NULL;
	*why = (struct err){ 0 };
	for (size_t i = 0; i < 3 && *ret_issuer == NULL && r == 0; i++) {
		struct err *of_this = i == 0 ? why : &again;
		if (candidates[i] == NULL || (i > 0 && !may_be_other(why)) ||
		    (i == 1 && strcmp(why->reason, reason_word(REASON_METADATA_MISSING)) == 0))
			continue;
		if ((r = look_at(s, candidates[i], of_this, err)) == 0 && of_this->code == 0) {
			*ret_issuer = candidates[i];
			candidates[i] = NULL;
			if (origin != NULL)
				*origin = i == 2 && (candidates[1] == NULL ||
						     strcmp(*ret_issuer, candidates[1]) != 0);
		}
	}
	for (size_t i = 0; i < 3; i++)
		free(candidates[i]);
	return r;
}

/* A line with what the server said, if it did. */
static void say(const char *label, const char *text)
{
	char clean[ERR_TEXT_MAX];

	if (text != NULL)
		prompt_say("  %-14s  %s\n", label,
			   text_escape(text, strlen(text), clean, sizeof(clean)));
}

static void show(const struct setup *s)
{
	if (!s->asking)
		return;
	if (s->document != NULL)
		prompt_say("Found %s\n", s->document);
	say("token endpoint", s->endpoint);
	say("methods", s->methods);
	say("scopes offered", s->scopes);
	if (s->no_grant)
		prompt_say("  client_credentials is not among the grants that it offers\n");
}

/* Asks for the issuer until one is found. */
static int ask_issuer(struct setup *s, struct err *err)
{
	struct err why;
	int r;

	for (;;) {
		if ((r = setup_need(s, SETUP_ISSUER, NULL, err)) != 0 || s->issuer == NULL)
			return r;
		char *answer = s->issuer;
		r = try(s, answer, NULL, &s->issuer, &why, err);
		free(answer);
		if (r != 0 || s->issuer != NULL)
			return r;
		prompt_say_error(&why);
	}
}

/* The URL is the issuer's or the API's: the server says which. */
static int sort_url(struct setup *s, struct err *err)
{
	bool of_server = false;
	struct err why;
	int r = try(s, s->url, &of_server, &s->issuer, &why, err);

	if (r != 0 || (s->issuer != NULL && !of_server))
		return r;
	/* Nothing answers there: that is not for want of an option. */
	if (s->issuer == NULL && !s->asking && !may_be_other(&why))
		return setup_stop(s, &why, err);
	if (s->issuer == NULL) {
		s->no_issuer = why;
		if (s->asking)
			prompt_say_error(&why);
	}
	/* The URL is the API's, then. */
	return setup_copy(&s->target, s->url, err);
}

/* The one of issuer and target that is not known is the URL, if only one is not. */
static int place_url(struct setup *s, struct err *err)
{
	bool issuer = s->issuer != NULL || s->has_endpoint, target = s->target != NULL;
	int r;

	if (!issuer && !target && (r = setup_need(s, SETUP_URL, NULL, err)) != 0)
		return r;
	if (s->url == NULL || issuer == target)
		return 0;
	return setup_copy(issuer ? &s->target : &s->issuer, s->url, err);
}

/* Looks at the server that is known. */
static int look_at_known(struct setup *s, struct err *err)
{
	char *found = NULL;
	struct err why;
	int r = try(s, s->issuer != NULL ? s->issuer : "", NULL, &found, &why, err);

	if (r == 0 && found == NULL)
		r = setup_stop(s, &why, err);
	if (r == 0 && s->issuer != NULL)
		r = setup_copy(&s->issuer, found, err);
	free(found);
	return r;
}

int setup_discover(struct setup *s, struct err *err)
{
	int r;

	if ((r = place_url(s, err)) != 0)
		return r;
	if (s->issuer != NULL || s->has_endpoint) {
		if ((r = look_at_known(s, err)) == 0)
			show(s);
		return r;
	}
	if (s->url == NULL && s->target == NULL)
		return 0;
	/* The target alone does not say who its server is. */
	if (s->url != NULL && (r = sort_url(s, err)) != 0)
		return r;
	if (s->issuer == NULL && (r = ask_issuer(s, err)) != 0)
		return r;
	if (s->issuer != NULL)
		show(s);
	return interrupt_came() ? EXIT_IO : 0;
}
