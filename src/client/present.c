/* A token in the form that its reader wants, with what it takes to present it if it is bound. */
#include "client/present.h"
#include "base/json_out.h"
#include "client/environment.h"
#include "plugin/description.h"

#include <strings.h>

static const char *value(const struct line *line, unsigned flags)
{
	const struct argument *argument = bind_flagged(line, flags);

	return argument != NULL ? argument->value : NULL;
}

/* The first line that names a certificate and its key; else the first with a file that can have
 * both. NULL: none. */
static const struct line *find(const struct bound *bound)
{
	const struct line *whole = NULL;

	for (size_t i = 0; i < bound->nlines; i++) {
		const struct line *line = &bound->lines[i];
		if (bind_flagged(line, OPTION_KEY_FILE | OPTION_KEY_URI) != NULL &&
		    bind_flagged(line, OPTION_CERTIFICATE_FILE) != NULL)
			return line;
		if (whole == NULL && bind_flagged(line, OPTION_KEY_FILE) != NULL)
			whole = line;
	}
	return whole;
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

/* curl(1) knows by the URI that an engine or a provider has the key, and that one reads the PIN
 * (RFC 7512, 2.4). */
static void put_key_uri(struct buf *b, const char *uri, const char *pin)
{
	buf_puts(b, "\nkey = \"");
	json_escape(b, uri);
	/* The URI of a source line has no query of its own. */
	if (pin != NULL) {
		buf_puts(b, "?pin-source=file:");
		json_escape(b, pin);
	}
	buf_putc(b, '"');
}

/* Each line has a line end before it. */
static int put_certificate(const struct profile *profile, struct buf *b, struct err *err)
{
	struct bound *bound = NULL;
	const struct line *line;
	int r = environment_bind(profile, NULL, &bound, err);

	if (r != 0)
		return r;
	if ((line = find(bound)) == NULL) {
		r = err_set(err, REASON_TOKEN_BOUND,
			    "the token is bound to a certificate, and no source line names the "
			    "files of certificate and key: curl cannot present it");
	} else {
		const char *file = value(line, OPTION_KEY_FILE),
			   *uri = file == NULL ? value(line, OPTION_KEY_URI) : NULL,
			   *certificate = value(line, OPTION_CERTIFICATE_FILE);
		bool pkcs12 = file != NULL && is_pkcs12(file);
		/* curl(1) looks for the key beside the certificate if nothing else is said. */
		put(b, "cert", pkcs12 || certificate == NULL ? file : certificate);
		if (pkcs12)
			put(b, "cert-type", "P12");
		else if (uri != NULL)
			put_key_uri(b, uri, value(line, OPTION_PIN_FILE));
		else if (certificate != NULL)
			put(b, "key", file);
	}
	bind_free(&bound);
	return r;
}

int present_token(const struct profile *profile, const struct obtained *t, enum token_format format,
		  struct buf *b, struct err *err)
{
	token_format_put_bound(b, format, t->binding, t->token, t->expires_s, t->scope, t->proof);
	return t->binding == TOKEN_OF_CERTIFICATE && format == TOKEN_FORMAT_CURL
		       ? put_certificate(profile, b, err)
		       : 0;
}
