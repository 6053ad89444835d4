/* A token in the form that its reader wants, with what it takes to present it if it is bound. */
#include "client/present.h"
#include "base/json_out.h"

#include <strings.h>

static const char *argument(const struct source *line, const char *name)
{
	for (size_t i = 0; i < line->nargs; i++)
		if (strcmp(line->args[i].name, name) == 0)
			return line->args[i].value;
	return NULL;
}

/* The first line that has a certificate in a file, and its key in a file or a token; NULL: none. */
static const struct source *find(const struct source *lines, size_t n)
{
	const struct source *found = NULL;

	for (size_t i = 0; i < n && found == NULL; i++)
		if (lines[i].stack != NULL)
			found = find(lines[i].inner, lines[i].ninner);
		else if (argument(&lines[i], "certificate") != NULL &&
			 (argument(&lines[i], "path") != NULL ||
			  argument(&lines[i], "uri") != NULL))
			found = &lines[i];
	return found;
}

/* Quotes are as in JSON. */
static void put(struct buf *b, const char *name, const char *value)
{
	buf_printf(b, "\n%s = \"", name);
	json_escape(b, value);
	buf_putc(b, '"');
}

static bool is_pkcs12(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot != NULL && (strcasecmp(dot, ".p12") == 0 || strcasecmp(dot, ".pfx") == 0);
}

/* Each line has a line end before it. */
static int put_certificate(const struct profile *profile, struct buf *b, struct err *err)
{
	const struct source *line = find(profile->sources, profile->nsources);
	const char *path, *uri, *pin;

	if (line == NULL)
		return err_set(err, REASON_TOKEN_BOUND,
			       "the token is bound to a certificate, and no source line has "
			       "certificate= and path= or uri=: curl cannot present it");
	path = argument(line, "path");
	uri = argument(line, "uri");
	pin = argument(line, "pin-file");
	if (path != NULL && is_pkcs12(path)) {
		put(b, "cert", path);
		put(b, "cert-type", "P12");
		return 0;
	}
	put(b, "cert", argument(line, "certificate"));
	if (path != NULL) {
		put(b, "key", path);
		return 0;
	}
	/* curl(1) knows by the URI that an engine or a provider has the key, and that one reads the PIN
	 * (RFC 7512, 2.4). */
	buf_puts(b, "\nkey = \"");
	json_escape(b, uri);
	if (pin != NULL && strstr(uri, "pin-source=") == NULL) {
		buf_puts(b, strchr(uri, '?') != NULL ? "&pin-source=file:" : "?pin-source=file:");
		json_escape(b, pin);
	}
	buf_putc(b, '"');
	return 0;
}

int present_token(const struct profile *profile, const struct obtained *t, enum token_format format,
		  struct buf *b, struct err *err)
{
	token_format_put_bound(b, format, t->binding, t->token, t->expires_s, t->scope, t->proof);
	return t->binding == TOKEN_OF_CERTIFICATE && format == TOKEN_FORMAT_CURL
		       ? put_certificate(profile, b, err)
		       : 0;
}
