/* The proof of ccred setup, and putting all in place or leaving all as it was. */
#include "base/banned.h"
#include "setup/setup.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/limits.h"
#include "base/log.h"
#include "client/environment.h"
#include "base/interrupt.h"
#include "setup/secret_line.h"
#include "client/spawn.h"
#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Drafts the configuration with the profile, and reads it as it will be read. */
static int draft(struct setup *s, struct profile **ret_profile, struct err *err)
{
	struct config_query query = { .name = s->name };
	struct edit_place place = edit_find(&s->file, s->name);
	struct buf block = BUF_INIT;
	enum config_match match;
	int r;

	if ((r = setup_block(s, &block, err)) == 0 &&
	    (r = edit_draft(&s->file, buf_str(&block), &place, err)) == 0) {
		query.user_file = s->file.draft_path;
		r = config_find(&query, &match, ret_profile, err);
	}
	buf_free(&block);
	return r;
}

/* The id and the secret, borrowed from s and *id. */
static int take_credential(const struct setup *s, struct secret **id, struct credential *c,
			   struct err *err)
{
	if (secret_new(s->client_id, strlen(s->client_id), id) != 0)
		return err_nomem(err);
	*c = (struct credential){
		.items = { [ITEM_CLIENT_ID] = *id, [ITEM_CLIENT_SECRET] = s->secret }
	};
	return 0;
}

int setup_prove(struct setup *s, struct err *err)
{
	struct obtained granted = { 0 };
	struct bound *bound = NULL;
	struct profile *p = NULL;
	struct secret *id = NULL;
	struct credential given;
	int r;

	if ((r = draft(s, &p, err)) != 0 || (r = take_credential(s, &id, &given, err)) != 0 ||
	    (r = environment_bind(p, &bound, err)) != 0)
		goto out;
	struct spawn spawn = {
		.client = s->client,
		.profile = p,
		.bound = bound,
		.lock_fd = -1,
		.deadline_ms = clock_ms() + (int64_t)p->timeout_s * 1000,
		.config = s->file.draft_path,
	};
	r = spawn_prove(&spawn, &given, &granted, err);
out:
	edit_rename_draft(&s->file, err);
	obtained_clear(&granted);
	bind_free(&bound);
	secret_free(&id);
	profile_free(&p);
	return r;
}

/* What a source had before, to be put back. */
struct before {
	bool stored; /* there is something to take back */
	struct secret *secret; /* NULL: there was none */
	struct secret *file; /* all of the secret file; NULL: there was none */
	struct stat st; /* of that file */
};

static int read_secret_file(const struct setup *s, const char *name, struct before *before,
			    struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_SECRET_FILE + 1);
	int fd = openat(s->file.dirfd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	int r = 0;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return err_sys(err, REASON_FILE_ACCESS, errno, "cannot replace %s/%s", s->file.dir,
			       name);
	if (fstat(fd, &before->st) != 0)
		r = err_sys(err, REASON_SYSTEM, errno, "cannot examine %s/%s", s->file.dir, name);
	else
		r = fs_read_all(fd, LIMIT_SECRET_FILE, name, &text, err);
	if (r == 0 && secret_new(text.data != NULL ? text.data : "", text.len, &before->file) != 0)
		r = err_nomem(err);
	fs_close(&fd);
	buf_free(&text);
	return r;
}

static int store_file(struct setup *s, struct before *before, char **ret_said, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_CLIENT_SECRET + 2);
	char *path = setup_block_secret_path(s, s->name);
	int r = path == NULL ? err_nomem(err) : 0;

	if (r == 0 && (r = read_secret_file(s, strrchr(path, '/') + 1, before, err)) == 0) {
		buf_put(&text, s->secret->data, s->secret->len);
		buf_putc(&text, '\n');
		r = buf_error(&text) ? err_nomem(err)
				     : fs_replace_synced(s->file.dirfd, strrchr(path, '/') + 1,
							 text.data, text.len, NULL, err);
	}
	before->stored = r == 0;
	buf_free(&text);
	if (r == 0)
		*ret_said = path;
	else
		free(path);
	return r;
}

static int take_back_file(const struct setup *s, const struct before *before, struct err *err)
{
	char *path = setup_block_secret_path(s, s->name);
	const char *name;
	int r = 0;

	if (path == NULL)
		return err_nomem(err);
	name = strrchr(path, '/') + 1;
	if (before->file != NULL)
		r = fs_replace_synced(s->file.dirfd, name, before->file->data, before->file->len,
				      &before->st, err);
	else if (unlinkat(s->file.dirfd, name, 0) != 0 && errno != ENOENT)
		r = err_sys(err, REASON_SYSTEM, errno, "cannot remove %s", path);
	free(path);
	return r;
}

/* Whether what the line was told to do may have been done although it did not say so. */
static bool may_have_stored(const struct line_result *result)
{
	return result->result == RESULT_SUCCESS || result->result == RESULT_TIMEOUT ||
	       result->result == RESULT_CRASHED;
}

static int store_line(const struct client *client, const struct bound *bound,
		      const struct credential *given, struct before *before, char **ret_said,
		      struct err *err)
{
	const struct line *line = &bound->lines[0];
	struct credential asked = {
		.items = { [ITEM_CLIENT_ID] = given->items[ITEM_CLIENT_ID] },
	};
	struct line_result found = { .result = RESULT_INTERNAL },
			   result = { .result = RESULT_INTERNAL };
	char words[SAID_LINE_MAX];
	int r = secret_line_run(client, bound, line, SECRET_GET, &asked, &found, err);

	if (r == 0) {
		before->secret = found.set.items[ITEM_CLIENT_SECRET];
		found.set.items[ITEM_CLIENT_SECRET] = NULL;
	}
	credential_clear(&found.set);
	if (r != 0 && found.result != RESULT_NOT_FOUND)
		goto out;
	r = secret_line_run(client, bound, line, SECRET_STORE, given, &result, err);
	before->stored = may_have_stored(&result);
	if (r == 0 && asprintf(ret_said, "%s: %s", line->source->plugin,
			       said_line(&result.said, words)) < 0) {
		*ret_said = NULL;
		r = err_nomem(err);
	}
out:
	if (r != 0 && err->hint[0] == '\0')
		err_hint(err, "--store file keeps the secret in a file instead");
	return r;
}

static int take_back_line(const struct client *client, const struct bound *bound,
			  const struct credential *given, const struct before *before,
			  struct err *err)
{
	struct credential old = {
		.items = { [ITEM_CLIENT_ID] = given->items[ITEM_CLIENT_ID],
			   [ITEM_CLIENT_SECRET] = before->secret },
	};
	struct line_result result = { .result = RESULT_INTERNAL };
	int r;

	interrupt_hold();
	r = secret_line_run(client, bound, &bound->lines[0],
			    before->secret != NULL ? SECRET_STORE : SECRET_ERASE, &old, &result,
			    err);
	/* What timed out may not have been stored. */
	if (r != 0 && before->secret == NULL && result.result == RESULT_NOT_FOUND)
		r = 0;
	credential_clear(&result.set);
	return r;
}

/* Puts back what the source had; if that fails, err, which has why it was tried, says so too. */
static void take_back(const struct setup *s, const struct bound *bound,
		      const struct credential *given, const struct before *before, struct err *err)
{
	const char *what = s->store == SETUP_STORE_FILE ? "the secret file" : "the keyring";
	struct err why = { 0 };
	char line[ERR_LINE_MAX];

	if (!before->stored)
		return;
	if ((s->store == SETUP_STORE_FILE
		     ? take_back_file(s, before, &why)
		     : take_back_line(s->client, bound, given, before, &why)) == 0)
		return;
	err_hint(err, "%s could not be put back as it was: %s", what,
		 err_line(&why, line, sizeof(line)));
	/* Who was interrupted is not told by anybody else. */
	if (interrupt_came())
		log_error(NULL, err);
}

/* The secret file that the replaced profile has left: the old configuration names it, and the new one does
 * not. It is only named: it may be that somebody has no other copy of the secret. */
static int find_unused(struct setup *s, struct err *err)
{
	char *path = setup_block_secret_path(s, s->name);
	struct stat st;

	if (path == NULL)
		return err_nomem(err);
	if (strstr(buf_str(&s->file.text), strrchr(path, '/')) != NULL &&
	    strstr(buf_str(&s->file.draft), strrchr(path, '/')) == NULL && lstat(path, &st) == 0)
		s->unused = path;
	else
		free(path);
	return 0;
}

int setup_finish(struct setup *s, char **ret_said, struct err *err)
{
	struct before before = { 0 };
	struct profile *p = NULL;
	struct bound *bound = NULL;
	struct secret *id = NULL;
	struct credential given;
	struct err ignored = { 0 };
	char *said = NULL;
	int r;

	if ((r = draft(s, &p, err)) != 0 || (r = take_credential(s, &id, &given, err)) != 0 ||
	    (r = environment_bind(p, &bound, err)) != 0 || (r = bind_check(bound, err)) != 0 ||
	    (r = find_unused(s, err)) != 0 || (r = edit_lock(&s->file, err)) != 0)
		goto out;
	r = s->store == SETUP_STORE_FILE
		    ? store_file(s, &before, &said, err)
		    : store_line(s->client, bound, &given, &before, &said, err);
	if (r == 0 && interrupt_came())
		r = err_set(err, REASON_INTERRUPTED, "interrupted");
	if (r == 0)
		r = edit_commit(&s->file, err);
	if (r != 0)
		take_back(s, bound, &given, &before, err);
	/* Tokens of a profile that was there before. */
	if (r == 0)
		(void)secret_line_forget(p, &ignored);
	if (r == 0) {
		*ret_said = said;
		said = NULL;
	}
out:
	edit_rename_draft(&s->file, err);
	free(said);
	secret_free(&before.secret);
	secret_free(&before.file);
	secret_free(&id);
	bind_free(&bound);
	profile_free(&p);
	return r;
}
