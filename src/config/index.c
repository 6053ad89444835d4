/* The files of the configuration, and the names and targets of the profiles as they pass by. */
#include "base/banned.h"
#include "config/index.h"

#include "base/fs.h"
#include "base/paths.h"
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
	for (size_t i = 0; i < config->nprofiles; i++)
		block_clear(&config->profiles[i]);
	free(config->profiles);
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

int config_keep(struct config *config, struct block *block, struct err *err)
{
	int r;

	if (config->nprofiles == config->cap) {
		size_t cap = config->cap > 0 ? config->cap * 2 : 16;
		struct block *grown = reallocarray(config->profiles, cap, sizeof(*grown));
		if (grown == NULL)
			return err_nomem(err);
		config->profiles = grown;
		config->cap = cap;
	}
	if ((r = block_keep(&config->profiles[config->nprofiles], block, err)) == 0)
		config->nprofiles++;
	return r;
}

bool index_is_hidden(const struct config *config, const struct block *block)
{
	return block->scope != &config->scopes[0] &&
	       hash_set_find(&config->scopes[0].names,
			     hash_bytes(0, block->name, block->name_len)) != NULL;
}

/* Refuses the block, and also the block that had the same name or target first. */
static int clash(struct config *config, struct block *block, const struct location *at,
		 const struct hash_entry *old, const char *what, struct err *err)
{
	struct err why = { 0 };
	int r;

	(void)location_fault(&why, REASON_CONFIG_DUPLICATE, at,
			     "%s stands twice: here and at %s:%u", what,
			     scope_file(block->scope, old), old->line);
	r = block_refuse(block, &why, err);
	for (size_t i = 0; i < config->nprofiles && r == 0; i++)
		if (config->profiles[i].scope == block->scope &&
		    block_holds(&config->profiles[i], old))
			r = block_refuse(&config->profiles[i], &why, err);
	return r;
}

/* Two targets that match the same URLs have the same hash, whatever their spelling. */
static uint64_t hash_target(const struct target *t)
{
	uint64_t h = hash_bytes((uint64_t)t->port << 1 | t->https, t->host, t->host_len);

	return hash_bytes(h, t->path, t->path_len);
}

/*
 * Reads a target line as far as matching needs it; *expanded may hold its text afterwards. Returns 0,
 * EXIT_CONFIG if the line cannot be read, or EXIT_OS.
 */
static int read_target(struct config *config, const struct block *block,
		       const struct block_line *line, char **expanded, struct target *target,
		       struct err *err)
{
	const char *text = block->text + line->offset;
	const char *lf = memchr(text, '\n', block->len - line->offset);
	size_t len = lf != NULL ? (size_t)(lf - text) : block->len - line->offset;
	struct location at = { .file = block->file, .line = line->line, .column = 1 };
	struct expand e = { .profile = block->name };
	struct lex *lex = &config->lex;
	const char *why;
	bool tenant;
	int r;

	if (len > LIMIT_CONFIG_LINE)
		return EXIT_CONFIG;
	memcpy(config->scratch, text, len);
	if ((r = lex_split(lex, config->scratch, len, &at, err)) != 0)
		return r;
	if (lex->n < 2)
		return EXIT_CONFIG;
	if (memchr(lex->words[1].text, '{', lex->words[1].len) != NULL &&
	    (r = expand_text(&e, lex->words[1].text, &at, expanded, &tenant, err)) != 0)
		return r;
	return target_parse(*expanded != NULL ? *expanded : lex->words[1].text, TARGET_CONFIGURED,
			    target, &why) == 0
		       ? 0
		       : EXIT_CONFIG;
}

static int index_target(struct config *config, struct block *block, size_t i, index_target_fn fn,
			void *arg, struct err *err)
{
	const struct block_line *line = &block->targets[i];
	struct location at = { .file = block->file, .line = line->line };
	const struct scope *user = &config->scopes[0];
	const struct hash_entry *old;
	char *expanded = NULL;
	struct target target;
	uint64_t hash;
	int r = read_target(config, block, line, &expanded, &target, err);

	if (r != 0) {
		free(expanded);
		if (r == EXIT_CONFIG)
			*err = (struct err){ 0 };
		return r == EXIT_CONFIG ? 0 : r;
	}
	at.column = config->lex.words[1].column;
	hash = hash_target(&target);
	r = hash_set_add(&block->scope->targets, hash, block->file_number, line->line, &old, err);
	if (r == 0 && old != NULL)
		r = clash(config, block, &at, old, "this target", err);
	if (r == 0 && fn != NULL &&
	    (block->scope == user || hash_set_find(&user->targets, hash) == NULL))
		fn(block, &target, i, arg);
	free(expanded);
	return r;
}

int index_block(struct config *config, struct block *block, index_target_fn fn, void *arg,
		struct err *err)
{
	struct location at = { .file = block->file, .line = block->line, .column = 1 };
	const struct hash_entry *old;
	int r;

	r = hash_set_add(&block->scope->names, hash_bytes(0, block->name, block->name_len),
			 block->file_number, block->line, &old, err);
	if (r == 0 && old != NULL)
		r = clash(config, block, &at, old, "this profile", err);
	for (size_t i = 0; i < block->ntargets && r == 0; i++)
		r = index_target(config, block, i, fn, arg, err);
	return r;
}
