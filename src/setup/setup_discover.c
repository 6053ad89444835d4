/* Discovery for ccred setup: whose URL it is, what the server offers, and whether there is a keyring. */
#include "base/banned.h"
#include "setup/setup.h"
#include "base/clock.h"
#include "base/kv.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/url.h"
#include "client/environment.h"
#include "base/interrupt.h"
#include "base/terminal.h"
#include "setup/prompt.h"
#include "client/spawn.h"
#include "config/config.h"

/* The name of a profile that is never in place, and that nobody else chooses. */
#define LOOK_NAME "ccred-setup-looks-at-this-issuer"

/* One look at an issuer. */
struct look {
	struct err err; /* why it is none; code 0: it is one */
};

static int copy(char **to, const char *from, struct err *err)
{
	free(*to);
	*to = NULL;
	if (from == NULL || from[0] == '\0')
		return 0;
	return (*to = strdup(from)) != NULL ? 0 : err_nomem(err);
}

/* Takes what the server offers, and whether its keyring can be used. */
static int take(struct setup *s, const struct kv *kv, struct err *err)
{
	const char *grant = kv_get(kv, "grant"), *result = kv_get(kv, "result");
	int r;

	s->discovered = true;
	s->no_grant = grant != NULL && strcmp(grant, "no") == 0;
	if (result != NULL)
		s->keyring = strcmp(result, "not_found") == 0 || strcmp(result, "success") == 0 ||
			     (strcmp(result, "locked") == 0 && s->asking);
	if ((r = copy(&s->document, kv_get(kv, "document"), err)) != 0 ||
	    (r = copy(&s->endpoint, kv_get(kv, "endpoint"), err)) != 0 ||
	    (r = copy(&s->methods, kv_get(kv, "methods"), err)) != 0)
		return r;
	return copy(&s->scopes, kv_get(kv, "scopes"), err);
}

/* Asks the servers of the profile. Why there is no token endpoint goes into look. */
static int discover(struct setup *s, const struct profile *p, struct look *look, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER + 1);
	struct bound *bound = NULL;
	struct kv kv = KV_INIT;
	struct spawn spawn = {
		.client = s->client,
		.profile = p,
		.lock_fd = -1,
		.deadline_ms = clock_ms() + (int64_t)p->timeout_s * 1000,
		.config = s->file.draft_path,
	};
	int r;

	if ((r = environment_bind(p, &bound, err)) != 0)
		return r;
	spawn.bound = bound;
	look->err = (struct err){ 0 };
	if (spawn_discover(&spawn, &text, &look->err) == 0 &&
	    (r = kv_parse_escaped(&text, &kv, err)) == 0)
		r = take(s, &kv, err);
	kv_free(&kv);
	bind_free(&bound);
	buf_free(&text);
	return r;
}

static void say_looking(const char *issuer)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "Looking at %s ...\n", issuer);
	terminal_say(buf_str(&b));
	buf_free(&b);
}

/* Looks at the issuer as if it were configured. Nonzero: looking failed. */
static int look_at(struct setup *s, const char *issuer, struct look *look, struct err *err)
{
	struct setup as = *s;
	struct config_query query = { .name = LOOK_NAME };
	struct buf block = BUF_INIT;
	struct profile *p = NULL;
	enum config_match match;
	char name[] = LOOK_NAME, *own;
	int r;

	*look = (struct look){ .err = { .code = EXIT_SOFTWARE } };
	if (s->asking && issuer[0] != '\0')
		say_looking(issuer);
	if ((own = strdup(issuer)) == NULL)
		return err_nomem(err);
	as.name = name;
	as.issuer = own[0] != '\0' ? own : NULL;
	as.target = as.audience = as.scope = as.client_id = NULL;
	as.store = SETUP_STORE_ASK;
	if ((r = setup_block(&as, &block, err)) == 0 &&
	    (r = edit_draft(&s->file, buf_str(&block), &(struct edit_place){ 0 }, err)) == 0) {
		query.user_file = s->file.draft_path;
		if ((r = config_find(&query, &match, &p, err)) == 0)
			r = discover(s, p, look, err);
	}
	edit_rename_draft(&s->file, err);
	edit_rename_draft(&s->file, &look->err);
	profile_free(&p);
	buf_free(&block);
	free(own);
	return r;
}

/* Whether look's failure is that of this URL alone, so that another one may do. */
static bool may_be_other(const struct look *look)
{
	return look->err.code == EXIT_PROTOCOL;
}

/* Whether there was a document all the same, of another issuer for example. */
static bool has_document(const struct look *look)
{
	return strcmp(look->err.reason, reason_word(REASON_METADATA_MISSING)) != 0;
}

/* Metadata are compared with the issuer byte by byte, and people are not that exact about the last slash. */
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
 * Looks at the URL, at the same with its last slash the other way round if there was a document, and, if
 * origin, at the server of the URL. *ret_issuer is what will do; the caller frees; NULL: none, and look
 * says why of the URL itself.
 */
static int try(struct setup *s, const char *url, bool origin, char **ret_issuer, struct look *look,
	       struct err *err)
{
	char *candidates[3] = { strdup(url), other_slash(url), origin ? origin_of(url) : NULL };
	struct look first = { .err = { .code = 0 } };
	int r = 0;

	*ret_issuer = NULL;
	for (size_t i = 0; i < 3 && *ret_issuer == NULL && r == 0; i++) {
		if (candidates[i] == NULL || (i == 1 && !has_document(&first)) ||
		    (i > 0 && !may_be_other(&first)))
			continue;
		if ((r = look_at(s, candidates[i], look, err)) != 0)
			break;
		if (i == 0)
			first = *look;
		if (look->err.code == 0) {
			*ret_issuer = candidates[i];
			candidates[i] = NULL;
		}
	}
	if (r == 0 && *ret_issuer == NULL)
		*look = first;
	for (size_t i = 0; i < 3; i++)
		free(candidates[i]);
	return r;
}

static void show(const struct setup *s)
{
	char clean[ERR_TEXT_MAX];
	struct buf b = BUF_INIT;

	if (!s->asking)
		return;
	if (s->document != NULL)
		buf_printf(&b, "Found %s\n", s->document);
	buf_printf(&b, "  token endpoint  %s\n",
		   text_escape(s->endpoint, strlen(s->endpoint), clean, sizeof(clean)));
	if (s->methods != NULL)
		buf_printf(&b, "  methods         %s\n",
			   text_escape(s->methods, strlen(s->methods), clean, sizeof(clean)));
	if (s->scopes != NULL)
		buf_printf(&b, "  scopes offered  %s\n",
			   text_escape(s->scopes, strlen(s->scopes), clean, sizeof(clean)));
	if (s->no_grant)
		buf_puts(&b, "  client_credentials is not among the grants that it offers\n");
	terminal_say(buf_str(&b));
	buf_free(&b);
}

/* Asks for the issuer until one is found. */
static int ask_issuer(struct setup *s, struct look *look, struct err *err)
{
	struct setup_check check = { s, "issuer" };
	struct prompt p = {
		.question = "URL of the authorization server (issuer)",
		.instead = "--issuer",
		.check = setup_check_value,
		.arg = &check,
	};
	int r;

	for (;;) {
		char *answer = NULL;
		if ((r = setup_need(s, &p, &answer, err)) != 0 || answer == NULL)
			return r;
		r = try(s, answer, false, &s->issuer, look, err);
		free(answer);
		if (r != 0 || s->issuer != NULL)
			return r;
		prompt_say_error(&look->err);
	}
}

/* The URL is the issuer's or the API's: the server says which. */
static int sort_url(struct setup *s, struct look *look, struct err *err)
{
	int r = try(s, s->url, true, &s->issuer, look, err);

	if (r != 0)
		return r;
	if (s->issuer != NULL) {
		char *other = other_slash(s->url);
		bool is_issuer = strcmp(s->issuer, s->url) == 0 ||
				 (other != NULL && strcmp(s->issuer, other) == 0);
		free(other);
		if (is_issuer)
			return 0;
	} else if (!s->asking && !may_be_other(look)) {
		/* Nothing answers there: that is not for want of an option. */
		return setup_stop(s, &look->err, err);
	} else {
		s->no_issuer = look->err;
		if (s->asking)
			prompt_say_error(&look->err);
	}
	/* The URL is the API's, then. */
	return copy(&s->target, s->url, err);
}

static int ask_url(struct setup *s, struct err *err)
{
	struct setup_check check = { s, "issuer" };
	struct prompt p = {
		.question = "URL of the API, or of the authorization server",
		.instead = "URL",
		.check = setup_check_value,
		.arg = &check,
	};

	return setup_need(s, &p, &s->url, err);
}

/* The one of issuer and target that is not known is the URL, if only one is not. */
static int place_url(struct setup *s, struct err *err)
{
	int r;

	if (s->issuer == NULL && s->target == NULL && !s->has_endpoint && s->url == NULL &&
	    (r = ask_url(s, err)) != 0)
		return r;
	if (s->url == NULL)
		return 0;
	if (s->issuer == NULL && s->target != NULL && !s->has_endpoint)
		return copy(&s->issuer, s->url, err);
	if ((s->issuer != NULL || s->has_endpoint) && s->target == NULL)
		return copy(&s->target, s->url, err);
	return 0;
}

int setup_discover(struct setup *s, struct err *err)
{
	struct look look = { .err = { .code = 0 } };
	int r;

	if ((r = place_url(s, err)) != 0)
		return r;
	if (s->issuer != NULL || s->has_endpoint) {
		char *found = NULL;
		r = try(s, s->issuer != NULL ? s->issuer : "", false, &found, &look, err);
		if (r == 0 && look.err.code != 0)
			r = setup_stop(s, &look.err, err);
		if (r == 0 && s->issuer != NULL)
			r = copy(&s->issuer, found, err);
		free(found);
		if (r == 0)
			show(s);
		return r;
	}
	if (s->url == NULL && s->target == NULL)
		return 0;
	/* The target alone does not say who its server is. */
	if (s->url != NULL && (r = sort_url(s, &look, err)) != 0)
		return r;
	if (s->issuer == NULL && (r = ask_issuer(s, &look, err)) != 0)
		return r;
	if (s->issuer != NULL)
		show(s);
	return interrupt_came() ? EXIT_IO : 0;
}
