/* What a person means who writes an answer: blanks around it, "-", and a URL that is nearly right. */
#include "setup/setup.h"
#include "base/text.h"

#define WELL_KNOWN "/.well-known/"

/* Whether this is a host with a dot or a port, and perhaps a path. */
static bool lacks_scheme(const char *text)
{
	size_t host = strcspn(text, "/?#");

	return strstr(text, "://") == NULL && host > 0 && strcspn(text, ".:") < host &&
	       strpbrk(text, " \t@") == NULL;
}

/* A document is below its issuer (OpenID Connect), or between the host and the path (RFC 8414). */
static void cut_document(char *url)
{
	char *at = strstr(url, WELL_KNOWN), *rest;
	size_t len;

	if (at == NULL)
		return;
	rest = at + strlen(WELL_KNOWN);
	rest += strcspn(rest, "/?#");
	len = strcspn(rest, "?#");
	memmove(at, rest, len);
	at[len] = '\0';
}

static char *meant_url(const char *text, bool issuer)
{
	char *url = NULL, *host;

	if (asprintf(&url, "%s%s", lacks_scheme(text) ? "https://" : "", text) < 0)
		return NULL;
	if ((host = strstr(url, "://")) != NULL)
		text_to_lower(url, (size_t)(host - url) + 3 + strcspn(host + 3, "/?#{"));
	if (issuer)
		cut_document(url);
	return url;
}

char *setup_meant(enum setup_text which, const char *text)
{
	const struct setup_option *o = &setup_options[which];
	size_t len;
	char *meant;

	text += strspn(text, " \t\r\n");
	len = strlen(text);
	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
		len--;
	if (o->none && len == 1 && text[0] == '-')
		len = 0;
	if ((meant = strndup(text, len)) != NULL && o->url && len > 0) {
		char *url = meant_url(meant, which == SETUP_URL || which == SETUP_ISSUER);
		free(meant);
		meant = url;
	}
	return meant;
}

int setup_take(struct setup *s, enum setup_text which, const char *text, struct err *err)
{
	char *old = s->texts[which], *one = setup_meant(which, text), *all = one;

	if (one == NULL)
		return err_nomem(err);
	if (setup_options[which].many && old != NULL && old[0] != '\0') {
		if (asprintf(&all, "%s\n%s", old, one) < 0)
			all = NULL;
		free(one);
	}
	if (all == NULL)
		return err_nomem(err);
	free(old);
	s->texts[which] = all;
	return 0;
}
