/* The files of the configuration, and the names and targets of the profiles as they pass by. */
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
	blocks_clear(&config->profiles);
	for (size_t i = 0; i < N_SCOPES; i++)
		scope_clear(&config->scopes[i]);
	lex_free(&config->lex);
	free(config->scratch);
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
			     block->scope->files[old->file - 1], old->line);
	r = block_refuse(block, &why, err);
	for (size_t i = 0; i < config->profiles.n && r == 0; i++) {
		struct block *kept = &config->profiles.list[i];
		if (kept->scope == block->scope && kept->file_number == old->file &&
		    old->line >= kept->at.line && old->line <= kept->last_line)
			r = block_refuse(kept, &why, err);
	}
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
	struct expand e = { .profile = block->name };
	struct lex *lex = &config->lex;
	const char *why;
	int r;

	if (len > LIMIT_CONFIG_LINE)
		return EXIT_CONFIG;
	memcpy(config->scratch, text, len);
	if ((r = lex_split(lex, config->scratch, len, &block->at, err)) != 0)
		return r;
	if (lex->n < 2)
		return EXIT_CONFIG;
	if (memchr(lex->words[1].text, '{', lex->words[1].len) != NULL &&
	    (r = expand_text(&e, lex->words[1].text, &block->at, expanded, NULL, err)) != 0)
		return r;
	why = target_parse(*expanded != NULL ? *expanded : lex->words[1].text, TARGET_CONFIGURED,
			   target);
	return why == NULL ? 0 : EXIT_CONFIG;
}

static int index_target(struct config *config, struct block *block, size_t i, index_target_fn fn,
			void *arg, struct err *err)
{
	struct location at = { .file = block->at.file, .line = block->targets[i].line };
	const struct scope *user = &config->scopes[0];
	const struct hash_entry *old;
	char *expanded = NULL;
	struct target target;
	uint64_t hash;
	int r = read_target(config, block, &block->targets[i], &expanded, &target, err);

	if (r == EXIT_CONFIG) {
		*err = (struct err){ 0 };
		r = 0;
		goto out;
	}
	if (r != 0)
		goto out;
	at.column = config->lex.words[1].column;
	hash = hash_target(&target);
	r = hash_set_add(&block->scope->targets, hash, block->file_number, at.line, &old, err);
	if (r == 0 && old != NULL)
		r = clash(config, block, &at, old, "this target", err);
	if (r == 0 && fn != NULL &&
	    (block->scope == user || hash_set_find(&user->targets, hash) == NULL))
		fn(block, &target, i, arg);
out:
	free(expanded);
	return r;
}

int index_block(struct config *config, struct block *block, index_target_fn fn, void *arg,
		struct err *err)
{
	uint64_t hash = hash_bytes(0, block->name, block->name_len);
	const struct hash_entry *old;
	int r = hash_set_add(&block->scope->names, hash, block->file_number, block->at.line, &old,
			     err);

	if (r == 0 && old != NULL)
		r = clash(config, block, &block->at, old, "this profile", err);
	for (size_t i = 0; i < block->ntargets && r == 0; i++)
		r = index_target(config, block, i, fn, arg, err);
	return r;
}
