/* A private key in the place of a secret, for ccred setup: whether there is one, where it lies, and
 * making it. */
#include "setup/setup.h"
#include "base/fs.h"
#include "base/text.h"
#include "setup/key_set.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of the directory of the configuration. */
#define KEY_DIR "keys"

bool setup_makes_key(const struct setup *s)
{
	return s->key != NULL && strcmp(s->key, "new") == 0;
}

char *setup_key_path(const struct setup *s, const char *name)
{
	const char *home = NULL;
	char *given = NULL, *path = NULL;

	if (setup_makes_key(s))
		return asprintf(&path, "%s/" KEY_DIR "/%s.pem",
				strcmp(s->file.dir, "/") == 0 ? "" : s->file.dir, name) >= 0
			       ? path
			       : NULL;
	/* If it cannot be told, the path is said as it was given. */
	if (strncmp(s->key, "~/", 2) == 0)
		(void)fs_user_dir("HOME", &home, NULL);
	if (asprintf(&given, "%s%s", home != NULL ? home : "", s->key + (home != NULL)) < 0)
		return NULL;
	/* The profile is read in other directories. */
	path = realpath(given, NULL);
	if (path == NULL)
		return given;
	free(given);
	return path;
}

int setup_check_key(const struct setup *s, const char *text, struct err *err)
{
	struct setup as = *s;
	struct stat st;
	char *path;
	int r = 0;

	as.key = (char *)(uintptr_t)text;
	if (setup_makes_key(&as))
		return 0;
	if ((path = setup_key_path(&as, "")) == NULL)
		return err_nomem(err);
	if (stat(path, &st) != 0)
		r = err_sys(err, errno == ENOENT ? REASON_FILE_MISSING : REASON_FILE_ACCESS, errno,
			    "new makes a key, and the file %s cannot be read", path);
	free(path);
	return r;
}

int setup_check_key_file(const struct setup *s, const char *name, struct err *err)
{
	char *path = setup_makes_key(s) ? setup_key_path(s, name) : NULL;
	struct stat st;
	int r = 0;

	if (path != NULL && lstat(path, &st) == 0)
		r = err_set(err, REASON_FILE_EXISTS,
			    "there is a key already: %s: use it with --key %s, or choose another "
			    "profile name",
			    path, path);
	free(path);
	return r;
}

/* Whether a list that is separated by blanks has a word that begins so. */
static bool has(const char *list, const char *word)
{
	const char *at = list != NULL ? strstr(list, word) : NULL;

	return at != NULL && (at == list || at[-1] == ' ');
}

int setup_need_key(struct setup *s, struct err *err)
{
	const char *auth = setup_said(s->client_auth) ? s->client_auth : NULL;
	bool key = has(auth, "private_key_jwt") ||
		   (auth == NULL && has(s->methods, "private_key_jwt"));
	bool secret = s->secret != NULL ||
		      (auth != NULL ? !has(auth, "private_key_jwt")
				    : s->methods == NULL || has(s->methods, "client_secret_"));

	if (s->key != NULL || !key || s->secret != NULL)
		return 0;
	/* Without a person the secret is what is meant, unless it cannot be. */
	if (secret)
		return s->asking ? setup_need(s, SETUP_KEY, "-", err) : 0;
	return setup_need(s, SETUP_KEY, s->asking ? "new" : NULL, err);
}

int setup_make_key(const struct setup *s, struct err *err)
{
	struct key_set set = { 0 };
	int r = key_set_ask(s->client, s->drafted.profile, s->file.draft_path, "key-new", &set,
			    err);

	key_set_clear(&set);
	return r;
}

int setup_drop_key(const struct setup *s, struct err *err)
{
	char *path = setup_key_path(s, s->name);
	int r = 0;

	if (path == NULL)
		return err_nomem(err);
	if (unlink(path) != 0 && errno != ENOENT)
		r = err_sys(err, REASON_SYSTEM, errno, "cannot remove %s", path);
	/* If it was made for this key, it is empty. */
	*strrchr(path, '/') = '\0';
	(void)rmdir(path);
	free(path);
	return r;
}

int setup_put_jwks(const struct setup *s, const struct profile *p, struct buf *b, struct err *err)
{
	struct key_set set = { 0 };
	int r = key_set_ask(s->client, p, NULL, "key", &set, err);

	if (r == 0)
		key_set_put_jwks(&set, p->assertion_alg, b);
	key_set_clear(&set);
	return r;
}
