/* The names and targets of the profiles as they pass by. */
#include "base/banned.h"
#include "config/index.h"

#include "base/fs.h"
#include "base/paths.h"
#include "config/config.h"
#include "config/expand.h"

int config_user_file(char **ret_file, bool *ret_named, struct err *err)
{
	const char *named = secure_getenv("CCRED_CONFIG");
	const char *below = "/ccred/config";
	char *file = NULL;
	const char *dir;

	*ret_named = named != NULL && *named != '\0';
	if (*ret_named) {
		*ret_file = strdup(named);
		return *ret_file != NULL ? 0 : err_nomem(err);
	}
	if ((dir = fs_user_dir("XDG_CONFIG_HOME")) == NULL) {
		below = "/.config/ccred/config";
		dir = fs_user_dir("HOME");
	}
	if (dir != NULL && asprintf(&file, "%s%s", dir, below) < 0)
		return err_nomem(err);
	*ret_file = file;
	return 0;
}

int config_open(struct config *config, const char *user_file, struct err *err)
{
	struct scope *user = &config->scopes[0];
	struct scope *system = &config->scopes[1];

	*config = (struct config){ 0 };
	if ((config->scratch = malloc(LIMIT_CONFIG_LINE + 1)) == NULL)
		return err_nomem(err);
	if (asprintf(&system->root, "%s/config", path_sysconf) < 0) {
		system->root = NULL;
		return err_nomem(err);
	}
	if (user_file == NULL)
		return config_user_file(&user->root, &user->must_exist, err);
	user->root = strdup(user_file);
	return user->root != NULL ? 0 : err_nomem(err);
}

void config_clear(struct config *config)
{
	for (size_t i = 0; i < N_SCOPES; i++)
		scope_clear(&config->scopes[i]);
	lex_free(&config->lex);
	free(config->scratch);
}

bool config_absent(const struct config *config, char *out, size_t size)
{
	const struct scope *user = &config->scopes[0];

	if (user->nfiles > 0)
		return false;
	if (user->root != NULL)
		(void)snprintf(out, size, "%s does not exist", user->root);
	else
		(void)snprintf(out, size, "HOME is unset or not a directory of yours");
	return true;
}

bool index_is_hidden(const struct config *config, const struct scope *scope,
		     const struct block *block)
{
	return scope != &config->scopes[0] &&
	       seen_find(&config->scopes[0].names, seen_hash(0, block->name, block->name_len)) !=
		       NULL;
}

/* The block and the one that had the same name or target first are refused alike. */
static int clash(const struct scope *scope, struct block *block, const struct location *at,
		 const struct seen *old, const char *what, const struct index_visitor *visitor,
		 struct err *err)
{
	struct err why = { 0 };
	int r;

	(void)location_error(&why, at, "%s stands twice: here and at %s:%u", what,
			     scope_file(scope, old), old->line);
	if ((r = block_refuse(block, why.text, err)) != 0)
		return r;
	return visitor->clash(scope, old, why.text, visitor->arg, err);
}

/* Equal for targets that match the same, whatever their spelling. */
static uint64_t hash_target(const struct target *t)
{
	uint64_t h = seen_hash((uint64_t)t->port << 1 | t->https, t->host, t->host_len);

	return seen_hash(h, t->path, t->path_len);
}

/* Reads one target line as far as matching needs it. Nonzero in *ret_ok if it can be read. */
static int read_target(const struct block *block, const struct lex *lex, char **text,
		       struct target *target, bool *ret_ok, struct err *err)
{
	struct expand e = { .profile = block->name };
	struct location at = { .file = block->file, .line = block->line, .column = 1 };
	const char *why;
	bool tenant;
	int r;

	*ret_ok = false;
	if (lex->n < 2)
		return 0;
	if (memchr(lex->words[1].text, '{', lex->words[1].len) != NULL) {
		r = expand_text(&e, lex->words[1].text, &at, text, &tenant, err);
		if (r == EXIT_CONFIG) {
			*err = (struct err){ 0 };
			return 0;
		}
		if (r != 0)
			return r;
	}
	*ret_ok = target_parse(*text != NULL ? *text : lex->words[1].text, TARGET_CONFIGURED,
			       target, &why) == 0;
	return 0;
}

static int index_target(struct config *config, struct scope *scope, struct block *block,
			struct block_line line, const struct index_visitor *visitor,
			struct err *err)
{
	struct location at = { .file = block->file, .line = line.line, .column = 1 };
	char *expanded = NULL;
	struct target target;
	const struct seen *old;
	uint64_t hash;
	size_t next;
	bool ok;
	int r;

	struct lex *lex = &config->lex;
	r = block_split(block, line, config->scratch, lex, &next, err);
	if (r == EXIT_CONFIG) { /* said when the block is read */
		*err = (struct err){ 0 };
		return 0;
	}
	if (r != 0 || (r = read_target(block, lex, &expanded, &target, &ok, err)) != 0 || !ok)
		goto out;
	at.column = lex->words[1].column;
	hash = hash_target(&target);
	if ((r = seen_add(&scope->targets, hash, block->file_number, line.line, &old, err)) != 0)
		goto out;
	if (old != NULL && (r = clash(scope, block, &at, old, "this target", visitor, err)) != 0)
		goto out;
	if (scope != &config->scopes[0] && seen_find(&config->scopes[0].targets, hash) != NULL)
		goto out;
	r = visitor->target(block, &target, line.line, visitor->arg, err);
out:
	free(expanded);
	return r;
}

int index_block(struct config *config, struct scope *scope, struct block *block,
		const struct index_visitor *visitor, struct err *err)
{
	struct location at = { .file = block->file, .line = block->line, .column = 1 };
	const struct seen *old;
	int r;

	r = seen_add(&scope->names, seen_hash(0, block->name, block->name_len), block->file_number,
		     block->line, &old, err);
	if (r == 0 && old != NULL)
		r = clash(scope, block, &at, old, "this profile", visitor, err);
	for (size_t i = 0; i < block->ntargets && r == 0; i++)
		r = index_target(config, scope, block, block->targets[i], visitor, err);
	return r;
}
