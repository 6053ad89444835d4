/* ccred remove: takes a profile out of the configuration, drops its tokens, and deletes its secret
 * if that is wanted. */
#include "base/interrupt.h"
#include "base/log.h"
#include "base/terminal.h"
#include "cli/operand.h"
#include "cli/person.h"
#include "client/environment.h"
#include "config/edit/edit.h"
#include "config/block.h"
#include "setup/prompt.h"
#include "setup/secret_line.h"

/* What is to be removed. */
struct removal {
	const char *name;
	struct edit file;
	/* In that file. */
	const struct block *block;
	/* NULL: the profile is refused. */
	struct profile *profile;
	struct bound *bound;
	/* Who can delete its secret; without a line: why there is nobody. */
	struct secret_line secret;
	struct err nobody;
	/* Where that secret lies; empty: only the plugin knows. */
	struct buf place;
	bool deletes;
};

static int find_line(struct removal *m)
{
	const char *slash;

	for (size_t i = 0; i < m->bound->nlines && m->secret.line == NULL; i++)
		if (bind_stores(&m->bound->lines[i]))
			m->secret.line = &m->bound->lines[i];
	if (m->secret.line == NULL)
		return err_set(&m->nobody, REASON_SECRET_CANNOT_BE_STORED,
			       "no source line of the profile can delete a secret: delete it where "
			       "it is kept, and use --keep-secret");
	bind_location(m->secret.line, true, &m->place);
	if (buf_error(&m->place))
		return err_nomem(&m->nobody);
	/* Another line may name the directory in another way. */
	if ((slash = strrchr(buf_str(&m->place), '/')) == NULL ||
	    !edit_names(&m->file, slash, m->name))
		return 0;
	m->secret.line = NULL;
	return err_set(&m->nobody, REASON_SECRET_CANNOT_BE_STORED,
		       "another profile or a stack may use %s, too: use --keep-secret",
		       buf_str(&m->place));
}

/* Finds the profile and the source line that can delete its secret. Only the block is needed. */
static int find(struct removal *m, const struct args *args, struct command_context *context,
		struct err *err)
{
	bool any;
	int r;

	if ((r = edit_open(&m->file, ".secret", err)) != 0 ||
	    (r = edit_find_own(&m->file, m->name, &m->block, err)) != 0)
		return r;
	r = find_profile(args, 0, context, &any, &m->profile, &m->nobody);
	if (m->block == NULL && r == 0)
		return err_set(err, REASON_PROFILE_INCLUDED,
			       "the profile %s is in the system's configuration, %s:%u: who runs "
			       "this machine can remove it there",
			       m->name, m->profile->file, m->profile->line);
	if (m->block == NULL) {
		*err = m->nobody;
		return r;
	}
	if (r == 0 && any)
		(void)err_set(&m->nobody, REASON_TENANT_NEEDED,
			      "each tenant of the profile has its own secret: first delete these "
			      "with ccred secret delete --tenant NAME %s",
			      m->name);
	else if (r == 0 && (r = environment_bind(m->profile, NULL, &m->bound, &m->nobody)) == 0 &&
		 (r = bind_check(m->bound, &m->nobody)) == 0)
		r = find_line(m);
	m->secret.bound = m->bound;
	if (r != EXIT_OS)
		return 0;
	*err = m->nobody;
	return r;
}

/* Whether the secret goes, too. */
static int decide(struct removal *m, const struct args *args, struct err *err)
{
	const char *delete = args_value(args, "--delete-secret");
	struct buf question = BUF_INIT;
	int r = 0;

	if (delete != NULL && m->secret.line == NULL) {
		*err = m->nobody;
		err_prefix(err, "nothing was removed");
		return err->code;
	}
	m->deletes = delete != NULL;
	if (delete != NULL || args_value(args, "--keep-secret") != NULL || m->secret.line == NULL ||
	    !terminal_possible())
		return 0;
	if (m->place.len > 0)
		buf_printf(&question, "Delete the client secret in %s, too? [y/N] ",
			   buf_str(&m->place));
	else
		buf_printf(&question, "Delete the client secret that %s keeps, too? [y/N] ",
			   m->secret.line->source->plugin);
	r = buf_error(&question)
		    ? err_nomem(err)
		    : prompt_yes(buf_str(&question), "--keep-secret", &m->deletes, err);
	buf_free(&question);
	return r;
}

/* That there is none is as good. */
static int delete_secret(struct removal *m, struct buf *out, struct err *err)
{
	struct line_result result = { .result = RESULT_INTERNAL };
	const char *id = m->profile->client_id;
	struct credential known = { 0 };
	char words[SAID_LINE_MAX];
	int r = 0;

	if (id != NULL)
		r = credential_set(&known, ITEM_CLIENT_ID, id, strlen(id), NULL, err);
	if (r == 0)
		r = secret_line_run(&m->secret, run_erase, &known, &result, err);
	if (r == 0 || result.result == RESULT_NOT_FOUND)
		buf_printf(out, "%s: %s: %s\n", m->name, m->secret.line->source->plugin,
			   said_line(&result.said, words));
	if (result.result == RESULT_NOT_FOUND)
		r = 0;
	credential_clear(&known);
	return r;
}

/* The secret goes first: without its profile nobody would find it. */
static int remove_all(struct removal *m, struct buf *out, struct err *err)
{
	size_t count;
	int r;

	if ((r = edit_lock(&m->file, err)) != 0 ||
	    (r = edit_draft(&m->file, m->name, "", err)) != 0)
		return r;
	if (interrupt_came())
		return err_set(err, REASON_INTERRUPTED, "interrupted: nothing was removed");
	if (m->deletes && (r = delete_secret(m, out, err)) != 0) {
		err_prefix(err, "nothing was removed");
		return r;
	}
	if ((r = edit_commit(&m->file, err)) != 0) {
		if (m->deletes)
			err_prefix(err, "the secret is deleted, but the profile is not removed");
		return r;
	}
	buf_printf(out, "%s: removed from %s:%u\n", m->name, m->block->at.file, m->block->at.line);
	if ((r = forget_in_all_places(m->name, NULL, &count, err)) != 0)
		err_prefix(err, "the profile is removed, but its tokens are still in the cache");
	/* The cache knows those of tenants. */
	else if (m->profile != NULL && m->profile->tenant == NULL &&
		 m->profile->token_file != NULL &&
		 (r = token_file_remove(m->profile->token_file, NULL, 0, err)) != 0)
		err_prefix(err, "the profile is removed, but its token file is not");
	return r;
}

/* Where the secret may still lie. */
static void put_kept(const struct removal *m, struct buf *out)
{
	struct buf place = BUF_INIT;

	for (size_t i = 0; !m->deletes && m->bound != NULL && i < m->bound->nlines; i++) {
		const struct line *line = &m->bound->lines[i];
		buf_reset(&place);
		bind_location(line, true, &place);
		buf_printf(out, "%s%s%s%s", i == 0 ? "its secret is kept: " : ", ",
			   line->source->plugin, place.len > 0 ? " " : "", buf_str(&place));
		out->failed |= buf_error(&place);
		if (i + 1 == m->bound->nlines)
			buf_putc(out, '\n');
	}
	buf_free(&place);
}

/* A profile of the system may have had to stand back. */
static void hint_other(const struct removal *m)
{
	struct profile *other = NULL;
	struct err ignored = { 0 };
	struct buf text = BUF_INIT;

	if (config_find_word(m->name, NULL, NULL, &other, &ignored) == 0) {
		buf_printf(&text, "%s is now the profile of %s:%u", m->name, other->file,
			   other->line);
		if (!buf_error(&text))
			log_hint(buf_str(&text));
	}
	buf_free(&text);
	profile_free(&other);
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const struct client client = person_asked();
	struct removal m = {
		.name = args->words[0],
		.file = EDIT_INIT,
		.secret = { .client = &client },
		.place = BUF_INIT,
	};
	int r;

	if (strstr(m.name, "://") != NULL)
		return args_usage(args, err, "a profile is removed by its name, not by a URL");
	if (args_value(args, "--delete-secret") != NULL &&
	    args_value(args, "--keep-secret") != NULL)
		return args_usage(args, err,
				  "--delete-secret and --keep-secret exclude each other");
	interrupt_catch();
	if ((r = find(&m, args, context, err)) == 0 && (r = decide(&m, args, err)) == 0 &&
	    (r = remove_all(&m, &context->out, err)) == 0) {
		put_kept(&m, &context->out);
		hint_other(&m);
	}
	edit_rename_draft(&m.file, err);
	edit_close(&m.file, false);
	interrupt_release();
	buf_free(&m.place);
	bind_free(&m.bound);
	profile_free(&m.profile);
	return r;
}

const struct command command_remove = {
	.name = "remove",
	.brief = "remove a profile, its tokens and its secret",
	.about =
		"Removes the profile from the configuration, drops its tokens from the cache, and\n"
		"asks at the terminal whether to delete its client secret, too. Without a\n"
		"terminal it is kept. The tokens stay valid at the server: see ccred revoke.\n",
	.elsewhere = "rm|delete|del|uninstall",
	.forms = FORMS({ .arguments = { { "PROFILE", KIND_PROFILE } } }),
	.options = OPTIONS({ "--delete-secret", NULL, "delete the secret, and ask nothing" },
			   { "--keep-secret", NULL, "keep the secret, and ask nothing" }),
	.examples = "  ccred remove acme\n"
		    "  ccred revoke acme && ccred remove --delete-secret acme\n",
	.run = run,
};
