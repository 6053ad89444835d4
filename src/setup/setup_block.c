/* The block that ccred setup writes. */
#include "setup/setup.h"
#include "base/fs.h"
#include "base/limits.h"
#include "base/url.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static char *secret_path(const struct setup *s, const char *name, bool plus)
{
	char *path = NULL;
	const char *slash = strcmp(s->file.dir, "/") == 0 ? "" : "/";

	/* No profile has a '+' in its name. */
	return asprintf(&path, "%s%s%s%s.secret", s->file.dir, slash, name, plus ? "+" : "") >= 0
		       ? path
		       : NULL;
}

/* Whether the file has the new secret already. Returns 0 or EXIT_OS. */
static int holds_secret(const struct setup *s, const char *path, bool *ret_same, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_SECRET_FILE + 1);
	struct err why = { 0 };
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), r = 0;

	if (fd < 0 ? errno != ENXIO && !fs_is_no_place(errno) : fstat(fd, &st) != 0)
		r = err_sys(&why, REASON_SYSTEM, errno, "cannot open %s", path);
	else if (fd >= 0 && S_ISREG(st.st_mode))
		r = fs_read_all(fd, LIMIT_SECRET_FILE, path, &text, &why);
	*ret_same = r == 0 && s->secret != NULL && text.len == s->secret->len + 1 &&
		    text.data[s->secret->len] == '\n' &&
		    memcmp(text.data, s->secret->data, s->secret->len) == 0;
	buf_free(&text);
	fs_close(&fd);
	if (r != EXIT_OS)
		return 0;
	*err = why;
	return r;
}

int setup_block_secret_paths(const struct setup *s, const char *name, char *ret_paths[2],
			     struct err *err)
{
	char *plain = secret_path(s, name, false), *plus = secret_path(s, name, true);
	bool second = false, same = false;
	int r = 0;

	/* One that is in use is written only with what it has. */
	if (plain == NULL || plus == NULL) {
		r = err_nomem(err);
	} else if (edit_names(&s->file, strrchr(plain, '/'), NULL)) {
		r = holds_secret(s, plain, &same, err);
		second = !same;
	} else if (edit_names(&s->file, strrchr(plus, '/'), NULL)) {
		r = holds_secret(s, plus, &second, err);
	}
	if (r == 0) {
		ret_paths[second] = plain;
		ret_paths[!second] = plus;
	} else {
		free(plain);
		free(plus);
	}
	return r;
}

/* The length of HOME, if the path is below it, and is written with "~" instead; 0: it is not. */
static size_t length_of_home(const char *path)
{
	const char *home;
	size_t len = fs_user_dir("HOME", &home, NULL) == 0 && home != NULL ? strlen(home) : 0;

	while (len > 1 && home[len - 1] == '/')
		len--;
	return len > 1 && strncmp(path, home, len) == 0 && path[len] == '/' ? len : 0;
}

/*
 * The secret of the file goes to the token endpoint's server alone. The format is named, for a
 * secret may look like another format.
 */
static int put_file(const struct setup *s, struct buf *b, struct err *err)
{
	char *paths[2] = { NULL }, *origin = NULL;
	const char *server = s->endpoint != NULL ? s->endpoint : s->issuer;
	struct buf where = BUF_INIT, bound = BUF_INIT;
	struct url *url = NULL;
	size_t home;
	int r = setup_block_secret_paths(s, s->name, paths, err);

	if (r != 0 || (server != NULL && (r = url_parse(server, &url, err)) != 0))
		goto out;
	if (url != NULL && (origin = url_origin(url)) == NULL) {
		r = err_nomem(err);
		goto out;
	}
	home = length_of_home(paths[0]);
	buf_printf(&where, "path=%s%s", home > 0 ? "~" : "", paths[0] + home);
	buf_printf(&bound, "origin=%s", server != NULL ? origin : "");
	const char *const words[] = { "required", "file", buf_str(&where), "format=secret",
				      buf_str(&bound) };
	edit_put_line(b, "source", words, server != NULL ? 5 : 4);
	b->failed |= buf_error(&where) || buf_error(&bound);
out:
	url_free(&url);
	free(origin);
	buf_free(&where);
	buf_free(&bound);
	free(paths[0]);
	free(paths[1]);
	return r;
}

static int put_key(const struct setup *s, struct buf *b, struct err *err)
{
	char *path = setup_key_path(s, s->name);
	struct buf where = BUF_INIT;
	size_t home;

	if (path == NULL)
		return err_nomem(err);
	home = length_of_home(path);
	buf_printf(&where, "path=%s%s", home > 0 ? "~" : "", path + home);
	const char *const words[] = { "required", "key", buf_str(&where) };
	edit_put_line(b, "source", words, 3);
	b->failed |= buf_error(&where);
	buf_free(&where);
	free(path);
	return 0;
}

static int put_source(const struct setup *s, struct buf *b, struct err *err)
{
	const char *words[] = { "required", NULL, NULL, NULL };
	struct buf name = BUF_INIT;
	char *variable;
	/* Before anything is known this line only shows whether a keyring is there: it holds no
	 * such item. */
	static const char *const look[] = { "optional", "keyring" };
	static const char *const other[] = { "optional", "env", "secret=CCRED_SETUP" };

	if (s->store == SETUP_STORE_NONE)
		return put_key(s, b, err);
	if (s->store == SETUP_STORE_OWN) {
		buf_put(b, s->sources.data, s->sources.len);
		b->failed |= s->sources.failed;
		return 0;
	}
	words[1] = setup_stores[s->store];
	switch (s->store) {
	case SETUP_STORE_FILE:
		return put_file(s, b, err);
	case SETUP_STORE_ASK:
		edit_put_line(b, "-source", look, 2);
		edit_put_line(b, "source", other, 3);
		return 0;
	case SETUP_STORE_ENV:
		if ((variable = setup_variable(s->name)) == NULL)
			return err_nomem(err);
		buf_printf(&name, "secret=%s", variable);
		free(variable);
		break;
	case SETUP_STORE_SYSTEMD:
		buf_printf(&name, "name=%s", s->name);
		/* The format is named, for a secret may look like another one. */
		words[3] = "format=secret";
		break;
	default:
		edit_put_line(b, "source", words, 2);
		return 0;
	}
	words[2] = buf_str(&name);
	edit_put_line(b, "source", words, words[3] != NULL ? 4 : 3);
	b->failed |= buf_error(&name);
	buf_free(&name);
	return 0;
}

int setup_put_text(const struct setup *s, enum setup_text which, const char *text, struct buf *b,
		   bool *ret_tenant, struct err *err)
{
	const struct setup_option *o = &setup_options[which];
	char *copy = strdup(text), *rest = copy, *one;
	bool any = false, tenant;
	int r = copy != NULL ? 0 : err_nomem(err);

	while (r == 0 && (one = o->many ? strsep(&rest, "\n") : rest) != NULL) {
		tenant = false;
		r = edit_put_value(b, o->key, one, s->http, &tenant, err);
		any |= tenant;
		if (!o->many)
			break;
	}
	free(copy);
	if (r == 0)
		*ret_tenant = any;
	return r;
}

int setup_block(const struct setup *s, struct buf *b, struct err *err)
{
	bool tenant;
	int r;

	buf_printf(b, "profile %s\n", s->name);
	for (int i = SETUP_TARGET; i < N_SETUP_OPTIONS; i++)
		if (setup_said(s->texts[i]) &&
		    (r = setup_put_text(s, (enum setup_text)i, s->texts[i], b, &tenant, err)) != 0)
			return r;
	if (s->http)
		edit_put_line(b, "allow-http-loopback", &(const char *){ "yes" }, 1);
	if (!buf_error(&s->more) && s->more.len > 0)
		buf_put(b, s->more.data, s->more.len);
	buf_putc(b, '\n');
	if ((r = put_source(s, b, err)) != 0)
		return r;
	return buf_error(b) ? err_nomem(err) : 0;
}
