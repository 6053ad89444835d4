/* The block that ccred setup writes. */
#include "base/banned.h"
#include "setup/setup.h"
#include "base/fs.h"
#include "base/url.h"

static int put(const struct setup *s, struct buf *b, const char *key, const char *value,
	       struct err *err)
{
	bool tenant;

	if (value == NULL || value[0] == '\0')
		return 0;
	return edit_put_value(b, key, value, s->http, &tenant, err);
}

char *setup_block_secret_path(const struct setup *s, const char *name)
{
	char *path = NULL;
	const char *slash = strcmp(s->file.dir, "/") == 0 ? "" : "/";

	return asprintf(&path, "%s%s%s.secret", s->file.dir, slash, name) >= 0 ? path : NULL;
}

/* "~/..." for a path below HOME, else a copy. NULL: no memory. */
static char *below_home(const char *path)
{
	const char *home = fs_user_dir("HOME");
	size_t len = home != NULL ? strlen(home) : 0;
	char *name = NULL;

	while (len > 1 && home[len - 1] == '/')
		len--;
	if (len <= 1 || strncmp(path, home, len) != 0 || path[len] != '/')
		return strdup(path);
	return asprintf(&name, "~%s", path + len) >= 0 ? name : NULL;
}

/*
 * The secret of the file goes to the issuer's server alone, as one of the keyring does. Without an issuer it
 * goes to the token endpoint's server. The format is named, for a secret may look like another format.
 */
static int put_file(const struct setup *s, struct buf *b, struct err *err)
{
	char *path = setup_block_secret_path(s, s->name), *name = NULL, *argument = NULL,
	     *bound = NULL;
	const char *server = s->issuer != NULL ? s->issuer : s->endpoint;
	char *origin = NULL;
	struct url *url = NULL;
	const char *words[5] = { "required", "file", NULL, "format=secret", NULL };
	size_t n = 4;
	int r = 0;

	if (path == NULL || (name = below_home(path)) == NULL ||
	    asprintf(&argument, "path=%s", name) < 0) {
		argument = NULL;
		r = err_nomem(err);
	}
	words[2] = argument;
	if (r == 0 && server != NULL && (r = url_parse(server, &url, err)) == 0) {
		if ((origin = url_origin(url)) == NULL ||
		    asprintf(&bound, "origin=%s", origin) < 0) {
			bound = NULL;
			r = err_nomem(err);
		}
		words[n++] = bound;
	}
	if (r == 0)
		edit_put_line(b, "source", words, n);
	url_free(&url);
	free(origin);
	free(bound);
	free(argument);
	free(name);
	free(path);
	return r;
}

static int put_source(const struct setup *s, struct buf *b, struct err *err)
{
	static const char *const keyring[] = { "required", "keyring" };
	/* Before anything is known this line only shows whether a keyring is there: it holds no such item. */
	static const char *const look[] = { "optional", "keyring" };
	static const char *const other[] = { "optional", "env", "secret=CCRED_SETUP" };

	if (s->store == SETUP_STORE_FILE)
		return put_file(s, b, err);
	if (s->store == SETUP_STORE_KEYRING) {
		edit_put_line(b, "source", keyring, 2);
	} else {
		edit_put_line(b, "-source", look, 2);
		edit_put_line(b, "source", other, 3);
	}
	return 0;
}

int setup_block(const struct setup *s, struct buf *b, struct err *err)
{
	int r;

	buf_printf(b, "profile %s\n", s->name);
	if ((r = put(s, b, "target", s->target, err)) != 0 ||
	    (r = put(s, b, "issuer", s->issuer, err)) != 0 ||
	    (r = put(s, b, "audience", s->audience, err)) != 0 ||
	    (r = put(s, b, "scope", s->scope, err)) != 0 ||
	    (r = put(s, b, "client-id", s->client_id, err)) != 0 ||
	    (r = put(s, b, "ca-file", s->ca_file, err)) != 0 ||
	    (r = put(s, b, "allow-http-loopback", s->http ? "yes" : NULL, err)) != 0)
		return r;
	if (!buf_error(&s->more) && s->more.len > 0)
		buf_put(b, s->more.data, s->more.len);
	buf_putc(b, '\n');
	if ((r = put_source(s, b, err)) != 0)
		return r;
	return buf_error(b) ? err_nomem(err) : 0;
}
