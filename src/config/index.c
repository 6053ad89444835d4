/* The files of the configuration, and the names and targets of the profiles as they pass by. */
#include "config/scan.h"

#include "base/fs.h"
#include "base/paths.h"
#include "config/expand.h"
#include "config/strings.h"

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

	if (asprintf(&system->root, "%s/config", path_sysconf) < 0) {
		system->root = NULL;
		return err_nomem(err);
	}
	if (user_file == NULL)
		return config_user_file(&user->root, &user->must_exist, err);
	user->root = strdup(user_file);
	return user->root != NULL ? 0 : err_nomem(err);
}

static void scope_clear(struct scope *scope)
{
	strings_free(scope->files, scope->nfiles);
	strings_free(scope->plugin_path, scope->nplugin_path);
	blocks_clear(&scope->defaults);
	blocks_clear(&scope->stacks);
	free(scope->root);
	free(scope->cache_dir);
	free(scope->taken.slots);
}

void config_clear(struct config *config)
{
	blocks_clear(&config->profiles);
	for (size_t i = 0; i < N_SCOPES; i++)
		scope_clear(&config->scopes[i]);
	lex_free(&config->lex);
}

const char *config_absent(const struct config *config, char out[CONFIG_ABSENT_MAX])
{
	const struct scope *user = &config->scopes[0];

	out[0] = '\0';
	if (user->nfiles == 0 && user->root != NULL)
		(void)snprintf(out, CONFIG_ABSENT_MAX, " (%s does not exist)", user->root);
	else if (user->nfiles == 0)
		(void)snprintf(out, CONFIG_ABSENT_MAX,
			       " (HOME is unset or not a directory of yours)");
	return out;
}

/* Notes a name or a target. If it is taken, refuses the block, and also the block that had it first. */
static int claim(struct config *config, struct block *block, uint64_t hash,
		 const struct location *at, const char *what, struct err *err)
{
	const struct hash_entry *old;
	struct err why = { 0 };
	int r = hash_set_add(&block->scope->taken, hash, block->file_number, at->line, &old, err);

	if (r != 0 || old == NULL)
		return r;
	(void)location_fault(&why, REASON_CONFIG_DUPLICATE, at,
			     "%s stands twice: here and at %s:%u", what,
			     block->scope->files[old->file - 1], old->line);
	if ((r = block_refuse(block, &why, err)) != 0)
		return r;
	for (size_t i = 0; i < config->profiles.n; i++) {
		struct block *kept = &config->profiles.list[i];
		if (kept->scope == block->scope && kept->file_number == old->file &&
		    old->line >= kept->at.line && old->line <= kept->last_line)
			return block_refuse(kept, &why, err);
	}
	return 0;
}

/* Whether the block is the system's, and the user has this name or target too. */
static bool is_hidden(const struct config *config, const struct block *block, uint64_t hash)
{
	return block->scope != &config->scopes[0] && hash_set_has(&config->scopes[0].taken, hash);
}

int index_name(struct config *config, struct block *block, struct err *err)
{
	uint64_t hash = hash_bytes(0, block->name, block->name_len);

	block->hidden = is_hidden(config, block, hash);
	return block->hidden ? 0 : claim(config, block, hash, &block->at, "this profile", err);
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
static int read_target(struct lex *lex, const struct block *block, char *line, size_t len,
		       char **expanded, struct target *target, struct err *err)
{
	struct location at = { .file = block->at.file, .line = block->last_line };
	struct expand e = { .profile = block->name };
	const struct lex_word *word;
	int r;

	if ((r = lex_split(lex, line, len, &at, err)) != 0)
		return r;
	if (lex->n < 2)
		return EXIT_CONFIG;
	word = &lex->words[1];
	if (memchr(word->text, '{', word->len) != NULL &&
	    (r = expand_text(&e, word->text, &at, expanded, NULL, err)) != 0)
		return r;
	return target_parse(*expanded != NULL ? *expanded : word->text, TARGET_CONFIGURED,
			    target) == NULL
		       ? 0
		       : EXIT_CONFIG;
}

int index_target(struct config *config, struct block *block, const char *line, size_t len,
		 struct err *err)
{
	char copy[LIMIT_CONFIG_LINE + 1], *expanded = NULL;
	struct lex *lex = &config->lex;
	struct target target;
	int r = EXIT_CONFIG;

	if (len <= LIMIT_CONFIG_LINE) {
		memcpy(copy, line, len);
		r = read_target(lex, block, copy, len, &expanded, &target, err);
	}
	if (r == 0) {
		uint64_t hash = hash_target(&target);
		r = claim(config, block, hash, &lex->words[1].at, "this target", err);
		if (r == 0 && config->on_target != NULL && !is_hidden(config, block, hash))
			config->on_target(block, &target, config->arg);
	} else if (r == EXIT_CONFIG) {
		*err = (struct err){ 0 };
		r = 0;
	}
	block->ntargets++;
	free(expanded);
	return r;
}
