/* The names and targets of the blocks as they pass by: which count, and which stand twice. */
#include "config/expand.h"
#include "config/scan.h"

/* A set of hashes: open addressing, linear probing. */
static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9E3779B97F4A7C15);
	return h ^ h >> 32;
}

/*
 * A hash of bytes, which goes on from a number. Only the hash is kept, so it must tell all names of
 * a configuration apart, which 64 bits do. It need not resist an attacker: whoever chooses the
 * names can do worse things.
 */
static uint64_t hash_bytes(uint64_t start, const void *data, size_t len)
{
	const char *p = data;
	uint64_t h = mix(start, len);
	uint64_t word;

	for (; len >= sizeof(word); len -= sizeof(word), p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		h = mix(h, word);
	}
	word = 0;
	if (len > 0)
		memcpy(&word, p, len);
	return mix(mix(h, word), 0);
}

/* The slot that has the hash, or the empty one where it belongs. */
static struct hash_entry *slot_of(const struct hash_set *set, uint64_t hash)
{
	size_t i = (size_t)hash & (set->cap - 1);

	while (set->slots[i].file != 0 && set->slots[i].hash != hash)
		i = (i + 1) & (set->cap - 1);
	return &set->slots[i];
}

static int grow(struct hash_set *set, struct err *err)
{
	struct hash_set bigger = { .n = set->n, .cap = set->cap > 0 ? set->cap * 2 : 64 };

	bigger.slots = calloc(bigger.cap, sizeof(*bigger.slots));
	if (bigger.slots == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < set->cap; i++)
		if (set->slots[i].file != 0)
			*slot_of(&bigger, set->slots[i].hash) = set->slots[i];
	free(set->slots);
	*set = bigger;
	return 0;
}

/* Refuses the block, and the one of the owner's that had the same before it. */
static int refuse_both(struct config *config, const struct scope *owner,
		       const struct hash_entry *old, const struct location *at, const char *what,
		       struct err *err)
{
	struct block *block = &config->block;
	const struct blocks *kept_ones =
		block->kind == LINE_STACK ? &block->scope->stacks : &config->profiles;
	struct err why = { 0 };
	int r;

	/* The one that is kept is searched for from the beginning. */
	if (++block->scope->nduplicates > LIMIT_CONFIG_DUPLICATES)
		return location_fault(err, REASON_CONFIG_LIMIT, at,
				      "more than %d names and targets stand twice",
				      LIMIT_CONFIG_DUPLICATES);
	(void)location_fault(&why, REASON_CONFIG_DUPLICATE, at,
			     "%s stands twice: here and at %s:%u", what,
			     owner->files[old->file - 1], old->line);
	if ((r = block_refuse(block, &why, err)) != 0)
		return r;
	for (size_t i = 0; i < kept_ones->n; i++) {
		struct block *kept = &kept_ones->list[i];
		if (kept->scope == owner && kept->file_number == old->file &&
		    old->line >= kept->at.line && old->line <= kept->last_line)
			return block_refuse(kept, &why, err);
	}
	return 0;
}

/* Notes a name, a target or a file. If it is taken, refuses the block, and also the block that had
 * it first. */
static int claim(struct config *config, uint64_t hash, const struct location *at, const char *what,
		 struct err *err)
{
	struct block *block = &config->block;
	struct hash_set *set = &block->scope->taken;
	struct hash_entry *old;
	int r;

	if (set->n * 4 >= set->cap * 3 && (r = grow(set, err)) != 0)
		return r;
	old = slot_of(set, hash);
	if (old->file != 0)
		return refuse_both(config, block->scope, old, at, what, err);
	*old = (struct hash_entry){ hash, block->file_number, at->line };
	set->n++;
	return 0;
}

/* Whether the block is the system's, and the user has this name or target too. */
static bool is_hidden(const struct config *config, uint64_t hash)
{
	const struct hash_set *taken = &config->scopes[0].taken;

	return config->block.scope != &config->scopes[0] && taken->cap > 0 &&
	       slot_of(taken, hash)->file != 0;
}

int index_name(struct config *config, struct err *err)
{
	struct block *block = &config->block;
	bool stack = block->kind == LINE_STACK;
	uint64_t hash = hash_bytes(stack, block->name, block->name_len);
	char what[LIMIT_NAME + 16] = "this profile";

	if (stack)
		(void)snprintf(what, sizeof(what), "stack \"%s\"", block->name);
	else
		block->hidden = is_hidden(config, hash);
	return block->hidden ? 0 : claim(config, hash, &block->at, what, err);
}

/* Two targets that match the same URLs have the same hash, whatever their spelling. */
static uint64_t hash_target(const struct target *t)
{
	uint64_t h = hash_bytes((uint64_t)t->port << 1 | t->https, t->host, t->host_len);

	return hash_bytes(h, t->path, t->path_len);
}

/*
 * Reads a target line as far as matching needs it; *expanded may hold its text afterwards. Returns
 * 0, EXIT_CONFIG if the line cannot be read, or EXIT_OS.
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

int index_target(struct config *config, const char *line, size_t len, struct err *err)
{
	struct block *block = &config->block;
	char *expanded = NULL;
	struct lex *lex = &config->lex;
	struct target target;
	int r = EXIT_CONFIG;

	if (len <= LIMIT_CONFIG_LINE) {
		memcpy(config->line, line, len);
		r = read_target(lex, block, config->line, len, &expanded, &target, err);
	}
	if (r == 0) {
		uint64_t hash = hash_target(&target);
		r = claim(config, hash, &lex->words[1].at, "this target", err);
		if (r == 0 && config->on_target != NULL && !is_hidden(config, hash))
			config->on_target(block, &target, config->arg);
	} else if (r == EXIT_CONFIG) {
		*err = (struct err){ 0 };
		r = 0;
	}
	block->ntargets++;
	free(expanded);
	return r;
}

/* Beside those of names and targets. */
#define HASH_OF_FILE (UINT64_C(1) << 32)

/* As read_target does. */
static int read_token_file(struct lex *lex, const struct block *block, char *line, size_t len,
			   char **ret_path, struct err *err)
{
	struct location at = { .file = block->at.file, .line = block->last_line };
	struct expand e = { .profile = block->name };
	char *text = NULL;
	int r;

	if ((r = lex_split(lex, line, len, &at, err)) != 0)
		return r;
	if (lex->n < 2)
		return EXIT_CONFIG;
	if ((r = expand_text(&e, lex->words[1].text, &at, &text, NULL, err)) == 0)
		r = expand_path(text, lex->words[0].text, &at, ret_path, err);
	free(text);
	return r;
}

int index_token_file(struct config *config, const char *line, size_t len, struct err *err)
{
	static const char what[] = "this token-file";
	const struct scope *user = &config->scopes[0];
	const struct location *at;
	char *path = NULL;
	int r = EXIT_CONFIG;

	if (len <= LIMIT_CONFIG_LINE) {
		memcpy(config->line, line, len);
		r = read_token_file(&config->lex, &config->block, config->line, len, &path, err);
	}
	if (r == 0) {
		uint64_t hash = hash_bytes(HASH_OF_FILE, path, strlen(path));
		at = &config->lex.words[1].at;
		/* A profile of the system cannot have the file of a user's profile either. */
		r = is_hidden(config, hash)
			    ? refuse_both(config, user, slot_of(&user->taken, hash), at, what, err)
			    : claim(config, hash, at, what, err);
	} else if (r == EXIT_CONFIG) {
		*err = (struct err){ 0 };
		r = 0;
	}
	free(path);
	return r;
}
