/* The proof of ccred setup, and putting all in place or leaving all as it was. */
#include "setup/setup.h"
#include "base/fs.h"
#include "base/limits.h"
#include "base/log.h"
#include "client/environment.h"
#include "base/interrupt.h"
#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int setup_draft(struct edit *file, const struct setup *values, struct profile **ret_profile,
		struct err *err)
{
	struct config_query query = { .name = values->name };
	struct buf block = BUF_INIT;
	enum config_match match;
	int r;

	if ((r = setup_block(values, &block, err)) == 0 &&
	    (r = edit_draft(file, values->name, buf_str(&block), err)) == 0) {
		query.user_file = file->draft_path;
		r = config_find(&query, &match, ret_profile, err);
	}
	buf_free(&block);
	return r;
}

int setup_prove(struct setup *s, struct err *err)
{
	struct drafted *d = &s->drafted;
	int r;

	setup_drafted_clear(d);
	/* The credential of a key is the stack's. */
	if ((r = setup_draft(&s->file, s, &d->profile, err)) == 0 && s->secret != NULL &&
	    (r = credential_set(&d->given, ITEM_CLIENT_ID, s->client_id, strlen(s->client_id), NULL,
				err)) == 0)
		r = credential_set(&d->given, ITEM_CLIENT_SECRET, s->secret->data, s->secret->len,
				   NULL, err);
	if (r == 0 && (r = environment_bind(d->profile, NULL, &d->bound, err)) == 0) {
		d->line = (struct secret_line){ s->client, d->bound, &d->bound->lines[0] };
		/* No server knows a key that is not made yet. */
		if (!setup_makes_key(s))
			r = secret_line_prove(&d->line, s->file.draft_path, &d->given, err);
	}
	edit_rename_draft(&s->file, err);
	return r;
}

void setup_drafted_clear(struct drafted *d)
{
	credential_clear(&d->given);
	bind_free(&d->bound);
	profile_free(&d->profile);
}

/* Where the secret is kept, and what was there before, to be put back. */
struct before {
	/* Of the secret file of this profile; name is its end. other: the file that the new
	 * profile does not use. */
	char *path, *other;
	const char *name;
	bool stored; /* there is something to take back */
	struct secret *secret; /* NULL: there was none */
	bool existed; /* there was a secret file, with this text: */
	struct buf file;
	struct stat st;
};

static int read_secret_file(const struct setup *s, struct before *before, struct err *err)
{
	int fd =
		openat(s->file.dirfd, before->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	int r;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return err_sys(err, REASON_FILE_ACCESS, errno, "cannot replace %s", before->path);
	before->existed = true;
	if (fstat(fd, &before->st) != 0)
		r = err_sys(err, REASON_SYSTEM, errno, "cannot examine %s", before->path);
	else
		r = fs_read_all(fd, LIMIT_SECRET_FILE, before->name, &before->file, err);
	fs_close(&fd);
	return r;
}

static int store_file(const struct setup *s, struct before *before, char **ret_said,
		      struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_CLIENT_SECRET + 2);
	int r = read_secret_file(s, before, err);

	if (r == 0) {
		buf_put(&text, s->secret->data, s->secret->len);
		buf_putc(&text, '\n');
		r = buf_error(&text) ? err_nomem(err)
				     : fs_replace(s->file.dirfd, before->name, text.data, text.len,
						  true, NULL, err);
	}
	before->stored = r == 0;
	buf_free(&text);
	if (r == 0 && (*ret_said = strdup(before->path)) == NULL)
		r = err_nomem(err);
	return r;
}

static int take_back_file(const struct setup *s, const struct before *before, struct err *err)
{
	if (before->existed)
		return fs_replace(s->file.dirfd, before->name, before->file.data, before->file.len,
				  true, &before->st, err);
	if (unlinkat(s->file.dirfd, before->name, 0) != 0 && errno != ENOENT)
		return err_sys(err, REASON_SYSTEM, errno, "cannot remove %s", before->path);
	return 0;
}

/*
 * Stores it before the configuration is replaced. Killed between the two, the old profile still has
 * a good secret: that of the same client of the same issuer, which is proven, or, if client or
 * issuer differ, its own, because sources keep those apart.
 */
static int store_line(const struct drafted *d, struct before *before, char **ret_said,
		      struct err *err)
{
	struct credential asked = {
		.items = { [ITEM_CLIENT_ID] = d->given.items[ITEM_CLIENT_ID] },
	};
	struct line_result found = { .result = RESULT_INTERNAL }, result = found;
	char words[SAID_LINE_MAX];
	int r = secret_line_run(&d->line, run_source, &asked, &found, err);

	if (r == 0) {
		before->secret = found.set.items[ITEM_CLIENT_SECRET];
		found.set.items[ITEM_CLIENT_SECRET] = NULL;
	}
	credential_clear(&found.set);
	if (r != 0 && found.result != RESULT_NOT_FOUND)
		goto out;
	r = secret_line_run(&d->line, run_store, &d->given, &result, err);
	/* It may have been done although the line did not say so. */
	before->stored =
		r == 0 || result.result == RESULT_TIMEOUT || result.result == RESULT_CRASHED;
	if (r == 0 && asprintf(ret_said, "%s: %s", d->line.line->source->plugin,
			       said_line(&result.said, words)) < 0) {
		*ret_said = NULL;
		r = err_nomem(err);
	}
out:
	if (r != 0 && err->hint[0] == '\0')
		err_hint(err, "--store file keeps the secret in a file instead");
	return r;
}

/* *ret_said is where the key lies. */
static int store_key(const struct setup *s, struct before *before, char **ret_said, struct err *err)
{
	int r = setup_makes_key(s) ? setup_make_key(s, err) : 0;

	before->stored = r == 0 && setup_makes_key(s);
	if (r == 0 && (*ret_said = setup_key_path(s, s->name)) == NULL)
		r = err_nomem(err);
	return r;
}

static int take_back_line(const struct drafted *d, const struct before *before, struct err *err)
{
	struct credential old = {
		.items = { [ITEM_CLIENT_ID] = d->given.items[ITEM_CLIENT_ID],
			   [ITEM_CLIENT_SECRET] = before->secret },
	};
	struct line_result result = { .result = RESULT_INTERNAL };
	int r;

	interrupt_hold();
	r = secret_line_run(&d->line, before->secret != NULL ? run_store : run_erase, &old, &result,
			    err);
	/* What timed out may not have been stored. */
	if (r != 0 && before->secret == NULL && result.result == RESULT_NOT_FOUND)
		r = 0;
	credential_clear(&result.set);
	return r;
}

/* Puts back what the source had; if that fails, err, which has why it was tried, says so too. */
static void take_back(const struct setup *s, const struct drafted *d, const struct before *before,
		      struct err *err)
{
	bool file = s->store == SETUP_STORE_FILE, key = s->store == SETUP_STORE_NONE;
	struct err why = { 0 };
	char line[ERR_LINE_MAX];

	if (!before->stored || (key    ? setup_drop_key(s, &why)
				: file ? take_back_file(s, before, &why)
				       : take_back_line(d, before, &why)) == 0)
		return;
	err_hint(err, "%s could not be put back as it was: %s",
		 key    ? "the directory of the key"
		 : file ? "the secret file"
			: "the keyring",
		 err_line(&why, line, sizeof(line)));
	/* Who was interrupted is not told by anybody else. */
	if (interrupt_came())
		log_error(NULL, err);
}

/* Whether a secret file is there that the new configuration does not name. */
static bool is_left(const struct setup *s, const char *path)
{
	struct stat st;

	return strstr(buf_str(&s->file.draft), strrchr(path, '/')) == NULL &&
	       !edit_names(&s->file, strrchr(path, '/'), s->name) && lstat(path, &st) == 0;
}

/* The secret file that the replaced profile has left: the old configuration names it, and the new
 * one does not. It is only named: it may be that somebody has no other copy of the secret. */
static int find_unused(struct setup *s, const struct before *before, struct err *err)
{
	const char *const paths[] = { before->path, before->other };

	for (int i = 0; i < 2; i++)
		if (strstr(buf_str(&s->file.text), strrchr(paths[i], '/')) != NULL &&
		    is_left(s, paths[i]))
			return setup_copy(&s->unused, paths[i], err);
	return 0;
}

/* The new secret file has taken the place of the other one, which --replace gives up. */
static void drop_other(struct setup *s, const struct before *before)
{
	if (!s->replace || !is_left(s, before->other) || unlink(before->other) != 0)
		return;
	free(s->unused);
	s->unused = NULL;
}

/* The person puts the secret where the profile looks for it: *ret_said says how. */
static int store_by_hand(const struct setup *s, char **ret_said, struct err *err)
{
	char *variable;
	int n;

	if (s->store == SETUP_STORE_ENV) {
		if ((variable = setup_variable(s->name)) == NULL)
			return err_nomem(err);
		n = asprintf(ret_said, "set %s in the environment of each call", variable);
		free(variable);
	} else {
		n = asprintf(ret_said,
			     "as root: systemd-ask-password | systemd-creds encrypt --name=%s - "
			     "/etc/credstore.encrypted/%s; and in the unit: "
			     "LoadCredentialEncrypted=%s",
			     s->name, s->name, s->name);
	}
	if (n >= 0)
		return 0;
	*ret_said = NULL;
	return err_nomem(err);
}

int setup_finish(struct setup *s, char **ret_said, struct err *err)
{
	struct before before = { .file = BUF_SECRET(LIMIT_SECRET_FILE + 1) };
	const struct drafted *d = &s->drafted;
	struct err ignored = { 0 };
	char *paths[2], *said = NULL;
	int r = setup_block_secret_paths(s, s->name, paths, err);

	if (r != 0)
		return r;
	before.path = paths[0];
	before.other = paths[1];
	before.name = strrchr(before.path, '/') + 1;
	if ((r = bind_check(d->bound, err)) != 0 || (r = find_unused(s, &before, err)) != 0 ||
	    (r = edit_lock(&s->file, err)) != 0)
		goto out;
	r = s->store == SETUP_STORE_FILE      ? store_file(s, &before, &said, err)
	    : s->store == SETUP_STORE_KEYRING ? store_line(d, &before, &said, err)
	    : s->store == SETUP_STORE_NONE    ? store_key(s, &before, &said, err)
	    : s->store == SETUP_STORE_OWN     ? 0
					      : store_by_hand(s, &said, err);
	if (r == 0 && interrupt_came())
		r = err_set(err, REASON_INTERRUPTED, "interrupted");
	if (r == 0)
		r = edit_commit(&s->file, err);
	if (r == 0) {
		if (s->store == SETUP_STORE_FILE)
			drop_other(s, &before);
		/* Drops tokens of an older profile of this name. */
		(void)secret_line_forget(d->profile, &ignored);
		*ret_said = said;
		said = NULL;
	} else {
		take_back(s, d, &before, err);
	}
out:
	edit_rename_draft(&s->file, err);
	free(said);
	free(paths[0]);
	free(paths[1]);
	secret_free(&before.secret);
	buf_free(&before.file);
	return r;
}
