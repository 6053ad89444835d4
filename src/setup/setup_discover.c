/* Discovery for ccred setup: whose URL it is, and the questions for the server if that stays unknown. */
#include "setup/setup.h"
#include "base/text.h"
#include "base/url.h"
#include "base/interrupt.h"
#include "setup/prompt.h"

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
	int r = candidates[0] != NULL && candidates[1] != NULL ? 0 : err_nomem(err);

	*ret_issuer = NULL;
	*why = (struct err){ 0 };
	for (size_t i = 0; i < 3 && *ret_issuer == NULL && r == 0; i++) {
		struct err *of_this = i == 0 ? why : &again;
		if (candidates[i] == NULL || (i > 0 && !may_be_other(why)) ||
		    (i == 1 && strcmp(why->reason, reason_word(REASON_METADATA_MISSING)) == 0))
			continue;
		if ((r = setup_look(s, candidates[i], of_this, err)) == 0 && of_this->code == 0) {
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

/* Looks at the issuer, which may turn out to be written otherwise, or at the token endpoint. *why:
 * why there is no server, and no issuer either. */
static int look_at_known(struct setup *s, struct err *why, struct err *err)
{
	char *found = NULL;
	int r = try(s, s->issuer != NULL ? s->issuer : "", NULL, &found, why, err);

	if (r == 0 && s->issuer != NULL) {
		free(s->tried);
		s->tried = s->issuer;
		s->issuer = NULL;
		r = setup_copy(&s->issuer, found, err);
	}
	if (found != NULL)
		*why = (struct err){ 0 };
	free(found);
	return r;
}

/* A server without metadata has a token endpoint all the same. "-": it is to be another server. */
static int ask_endpoint(struct setup *s, struct err *why, struct err *err)
{
	int r;

	free(s->token_endpoint);
	s->token_endpoint = NULL;
	if ((r = setup_need(s, SETUP_TOKEN_ENDPOINT, NULL, err)) != 0)
		return r;
	if (setup_said(s->token_endpoint))
		return look_at_known(s, why, err);
	free(s->tried);
	s->tried = NULL;
	return 0;
}

/* Asks for the issuer: it is the one that the API names, another one, or the same once more, which
 * may answer now. */
static int ask_issuer(struct setup *s, struct err *err)
{
	const char *dflt = s->tried;

	if (dflt == NULL && s->servers != NULL && strchr(s->servers, ' ') == NULL)
		dflt = s->servers;
	setup_forget_authority(s);
	return setup_need(s, SETUP_ISSUER, s->asking ? dflt : NULL, err);
}

/* Asks until a server is found. why: of the one that was tried; code 0: none was. */
static int ask_server(struct setup *s, struct err *why, struct err *err)
{
	int r = 0;

	while (r == 0 && s->issuer == NULL) {
		if (why->code != 0)
			prompt_say_error(why);
		if (err_is(why, REASON_METADATA_MISSING) &&
		    ((r = ask_endpoint(s, why, err)) != 0 || setup_said(s->token_endpoint)))
			return r;
		if ((r = ask_issuer(s, err)) != 0 || s->issuer == NULL)
			return r;
		r = look_at_known(s, why, err);
	}
	return r;
}

/* The URL is not an issuer's. If it is an API's, that one may say who its server is. *why: why
 * nobody is known to be the server. */
static int ask_api(struct setup *s, struct err *why, struct err *err)
{
	struct err of_api;
	int r = setup_resource(s, &of_api, err);

	/* Most APIs say nothing. */
	if (r == 0 && of_api.code != 0 && !err_is(&of_api, REASON_METADATA_MISSING))
		*why = of_api;
	return r;
}

/* Without a person the API's server is taken if it is where the person has sent us. */
static int take_own_server(struct setup *s, struct err *why, struct err *err)
{
	int r;

	if ((s->issuer = setup_resource_own_server(s)) == NULL)
		return 0;
	if ((r = look_at_known(s, why, err)) != 0)
		return r;
	s->no_issuer = *why;
	return why->code != 0 ? setup_stop(s, why, err) : 0;
}

/* The URL is the issuer's or the API's: the server says which. *why: why it is not the
 * issuer's. */
static int sort_url(struct setup *s, struct err *why, struct err *err)
{
	bool of_server = false;
	int r = try(s, s->url, &of_server, &s->issuer, why, err);
	bool answered = s->issuer != NULL || may_be_other(why);

	if (r != 0 || (s->issuer != NULL && !of_server))
		return r;
	/* Nothing answers there: that is not for want of an option. */
	if (!answered && !s->asking)
		return setup_stop(s, why, err);
	if (s->issuer == NULL && answered && (r = ask_api(s, why, err)) != 0)
		return r;
	if (s->issuer == NULL)
		s->no_issuer = *why;
	if (s->issuer == NULL && s->asking && s->servers == NULL)
		prompt_say_error(why);
	*why = (struct err){ 0 };
	/* A server that did not answer said nothing of whose URL it is: tokens may not go there
	 * unless the person says so. */
	if (!answered)
		return setup_copy(&s->tried, s->url, err);
	/* The URL is the API's, then. The target is asked for if another profile has this one. */
	if (s->asking && setup_check_target(s, s->url, why) != 0) {
		prompt_say_error(why);
		*why = (struct err){ 0 };
		return 0;
	}
	if ((r = setup_copy(&s->target, s->url, err)) != 0 || s->issuer != NULL || s->asking)
		return r;
	return take_own_server(s, why, err);
}

/* The one of server and target that is not known is the URL, if only one is not. */
static int place_url(struct setup *s, struct err *err)
{
	bool server = s->issuer != NULL || setup_said(s->token_endpoint);
	bool target = s->target != NULL;
	int r;

	if (!server && !target && (r = setup_need(s, SETUP_URL, NULL, err)) != 0)
		return r;
	if (s->url == NULL || server == target)
		return 0;
	return setup_copy(server ? &s->target : &s->issuer, s->url, err);
}

int setup_discover(struct setup *s, struct err *err)
{
	struct err why = { 0 };
	int r;

	if ((r = place_url(s, err)) != 0)
		return r;
	if (s->issuer != NULL || setup_said(s->token_endpoint)) {
		if ((r = look_at_known(s, &why, err)) != 0)
			return r;
		if (why.code != 0 && !s->asking)
			return setup_stop(s, &why, err);
	} else if (s->url == NULL && s->target == NULL) {
		return 0;
	} else if (s->url != NULL && (r = sort_url(s, &why, err)) != 0) {
		/* The target alone does not say who its server is. */
		return r;
	}
	if (s->issuer == NULL && !setup_said(s->token_endpoint) &&
	    (r = ask_server(s, &why, err)) != 0)
		return r;
	if (s->issuer != NULL || setup_said(s->token_endpoint))
		show(s);
	return interrupt_came() ? EXIT_IO : 0;
}
