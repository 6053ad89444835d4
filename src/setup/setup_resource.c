/* What an API says to ccred setup of its authorization servers (RFC 9728). */
#include "setup/setup.h"
#include "base/kv.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/url.h"
#include "setup/prompt.h"

/* Asks the API once. *ret_elsewhere: it names a document on another server, of this origin; the
 * caller frees; NULL: it does not. */
static int ask_api(struct setup *s, char **ret_elsewhere, struct err *why, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER + 1);
	struct kv kv = KV_INIT;
	struct profile *p = NULL;
	int r;

	if ((r = setup_draft_look(s, s->url, &p, err)) == 0)
		r = setup_helper(s, p, "resource", &text, &kv, why, err);
	edit_rename_draft(&s->file, err);
	edit_rename_draft(&s->file, why);
	if (r == 0 && why->code == 0 &&
	    (r = setup_copy(ret_elsewhere, kv_get(&kv, "elsewhere"), err)) == 0 &&
	    *ret_elsewhere == NULL &&
	    (r = setup_copy(&s->servers, kv_get(&kv, "servers"), err)) == 0 &&
	    (r = setup_copy(&s->scopes_wanted, kv_get(&kv, "scopes"), err)) == 0 &&
	    s->resource == NULL)
		r = setup_copy(&s->resource, kv_get(&kv, "resource"), err);
	kv_free(&kv);
	buf_free(&text);
	profile_free(&p);
	return r;
}

/* The document on the other server counts only if the person says so. It is allowed for this look
 * alone: no token endpoint may be there for that. */
static int ask_elsewhere(struct setup *s, const char *elsewhere, struct err *why, struct err *err)
{
	char *allowed = s->allow_origin, *again = NULL, *more = NULL;
	bool yes = false;
	int r = 0;

	if (s->asking) {
		prompt_say("  The API says that its metadata are on another server: %s\n",
			   elsewhere);
		r = prompt_yes("Look at them there? y or n [n]: ", "--issuer", &yes, err);
	}
	if (r == 0 && !yes)
		err_set(why, REASON_ENDPOINT_ELSEWHERE,
			"the metadata of %s are on another server, %s: give --issuer", s->url,
			elsewhere);
	if (r != 0 || !yes)
		return r;
	if (asprintf(&more, "%s%s%s", setup_said(allowed) ? allowed : "",
		     setup_said(allowed) ? "\n" : "", elsewhere) < 0)
		return err_nomem(err);
	s->allow_origin = more;
	r = ask_api(s, &again, why, err);
	s->allow_origin = allowed;
	free(more);
	free(again);
	return r;
}

/* The first server of a list, and what is behind it. */
static size_t first_of(const char *list, const char **ret_rest)
{
	size_t len = strcspn(list, " ");

	*ret_rest = list + len + (list[len] == ' ');
	return len;
}

static void show(const struct setup *s)
{
	bool several = strchr(s->servers, ' ') != NULL;
	const char *at = s->servers, *rest;
	char clean[ERR_TEXT_MAX];

	prompt_say(
		several ? "%s takes tokens of these authorization servers. Answer with a number, "
			  "or with the URL of another one.\n"
			: "%s takes tokens of this authorization server:\n",
		text_escape(s->url, strlen(s->url), clean, sizeof(clean)));
	for (int i = 1; *at != '\0'; at = rest, i++) {
		size_t len = first_of(at, &rest);
		text_escape(at, len, clean, sizeof(clean));
		if (several)
			prompt_say("  %2d  %s\n", i, clean);
		else
			prompt_say("  %s\n", clean);
	}
	if (setup_said(s->resource))
		prompt_say("Its resource is %s\n",
			   text_escape(s->resource, strlen(s->resource), clean, sizeof(clean)));
}

/* Without a person only options say whom to trust. */
static void say_options(const struct setup *s, struct err *why)
{
	char server[4 * ERR_TEXT_MAX], resource[4 * ERR_TEXT_MAX];
	bool several = strchr(s->servers, ' ') != NULL, names = setup_said(s->resource);

	err_set(why, REASON_ANSWER_MISSING,
		"%s takes tokens of %s: if you trust %s with the secret, add --issuer %s%s%s",
		s->url, s->servers, several ? "one of them" : "it",
		several ? "URL" : text_shell_word(s->servers, server, sizeof(server)),
		names ? " --resource " : "",
		names ? text_shell_word(s->resource, resource, sizeof(resource)) : "");
}

int setup_resource(struct setup *s, struct err *why, struct err *err)
{
	char *elsewhere = NULL;
	int r;

	*why = (struct err){ 0 };
	if ((r = ask_api(s, &elsewhere, why, err)) == 0 && elsewhere != NULL)
		r = ask_elsewhere(s, elsewhere, why, err);
	if (r == 0 && s->servers != NULL && s->asking)
		show(s);
	else if (r == 0 && s->servers != NULL)
		say_options(s, why);
	free(elsewhere);
	return r;
}

char *setup_resource_server(const struct setup *s, const char *answer)
{
	const char *at = s->servers, *rest;
	uint64_t number;

	if (at == NULL || text_to_u64(answer, UINT64_MAX, &number) != 0)
		return NULL;
	for (; *at != '\0'; at = rest) {
		size_t len = first_of(at, &rest);
		if (--number == 0)
			return strndup(at, len);
	}
	return NULL;
}

char *setup_resource_own_server(const struct setup *s)
{
	struct url *a = NULL, *b = NULL;
	bool own = s->servers != NULL && strchr(s->servers, ' ') == NULL &&
		   url_parse(s->servers, &a, NULL) == 0 && url_parse(s->url, &b, NULL) == 0 &&
		   url_same_origin(a, b);

	url_free(&a);
	url_free(&b);
	return own ? strdup(s->servers) : NULL;
}
