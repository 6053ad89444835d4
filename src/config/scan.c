/* Reading the files of a configuration and cutting them into blocks. */
#include "base/banned.h"
#include "config/scan.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/trace.h"
#include "config/file.h"
#include "config/head.h"

/* Keeps the block in one of the scope's lists. */
static int keep(struct block **list, size_t *n, struct block *block, struct err *err)
{
	struct block *grown = reallocarray(*list, *n + 1, sizeof(*grown));
	int r;

	if (grown == NULL)
		return err_nomem(err);
	*list = grown;
	if ((r = block_keep(&grown[*n], block, err)) == 0)
		(*n)++;
	return r;
}

/* Keeps a stack. Of two with one name, both are refused. */
static int keep_stack(struct scope *scope, struct block *block, struct err *err)
{
	struct location at = { .file = block->file, .line = block->line, .column = 1 };
	const struct hash_entry *old;
	struct err why = { 0 };
	int r = hash_set_add(&scope->stack_names, hash_bytes(0, block->name, block->name_len),
			     block->file_number, block->line, &old, err);

	if (r != 0)
		return r;
	if (old == NULL)
		return keep(&scope->stacks, &scope->nstacks, block, err);
	(void)location_fault(&why, REASON_CONFIG_DUPLICATE, &at,
			     "stack \"%s\" stands twice: here and at %s:%u", block->name,
			     scope_file(scope, old), old->line);
	for (size_t i = 0; i < scope->nstacks; i++)
		if (strcmp(scope->stacks[i].name, block->name) == 0)
			return block_refuse(&scope->stacks[i], &why, err);
	return 0;
}

/* The block is complete: the line that was handed out last begins the next one. */
static int finish(struct scan *scan, const struct file *file, struct err *err)
{
	struct scope *scope = scan->scope;
	struct block *block = &scan->block;
	int r = 0;

	block->text = file_marked(file, &block->len);
	block->targets = scan->targets;
	switch (block->kind) {
	case BLOCK_STACK:
		r = keep_stack(scope, block, err);
		break;
	case BLOCK_DEFAULTS:
		r = keep(&scope->defaults, &scope->ndefaults, block, err);
		break;
	case BLOCK_PROFILE:
		r = scan->fn(block, scan->arg, err);
		break;
	}
	block_clear(block);
	return r;
}

/* Begins a block with its first line. */
static int start(struct scan *scan, unsigned file_number, const struct location *at,
		 struct lex *lex, char *line, size_t len, enum line_kind kind, struct err *err)
{
	struct block *block = &scan->block;

	*block = (struct block){
		.scope = scan->scope,
		.file = at->file,
		.file_number = file_number,
		.line = at->line,
		.last = at->line,
	};
	if (kind == LINE_PROFILE && ++scan->scope->nprofiles > LIMIT_CONFIG_PROFILES)
		return location_fault(err, REASON_CONFIG_LIMIT, at,
				      "there are more than %d profiles", LIMIT_CONFIG_PROFILES);
	return head_read(block, kind, line, len, lex, err);
}

/* A line of the block that is being read. */
static int add_line(struct scan *scan, const struct file *file, enum line_kind kind,
		    struct err *err)
{
	struct block *block = &scan->block;

	block->last++;
	if (kind != LINE_TARGET)
		return 0;
	if (block->ntargets == scan->targets_cap) {
		size_t cap = scan->targets_cap > 0 ? scan->targets_cap * 2 : 16;
		struct block_line *grown = reallocarray(scan->targets, cap, sizeof(*grown));
		if (grown == NULL)
			return err_nomem(err);
		scan->targets = grown;
		scan->targets_cap = cap;
	}
	scan->targets[block->ntargets++] =
		(struct block_line){ .offset = file->last - file->mark, .line = block->last };
	return 0;
}

static int scan_lines(struct scan *scan, struct file *file, struct scan_open *self, struct lex *lex,
		      struct err *err)
{
	bool in_block = false;
	char *line;
	size_t len;
	int r;

	while ((r = file_next(file, &line, &len, err)) == 0 && line != NULL) {
		enum line_kind kind = head_classify(line, len);
		if (kind >= LINE_PROFILE) {
			if (in_block && (r = finish(scan, file, err)) != 0)
				return r;
			in_block = true;
			r = start(scan, self->number, &file->at, lex, line, len, kind, err);
		} else if (in_block) {
			if ((r = add_line(scan, file, kind, err)) != 0)
				return r;
			continue;
		} else if ((r = lex_split(lex, line, len, &file->at, err)) == 0 && lex->n > 0) {
			r = scan_top_line(scan, lex, self, &file->at, err);
		}
		if (r != 0)
			return r;
		file_mark(file);
	}
	return r == 0 && in_block ? finish(scan, file, err) : r;
}

/* A copy of the file's name that lives as long as the scope. Returns its number, 0: no memory. */
static unsigned remember(struct scope *scope, const char *name)
{
	char **files = reallocarray(scope->files, scope->nfiles + 1, sizeof(*files));

	if (files == NULL)
		return 0;
	scope->files = files;
	files[scope->nfiles] = strdup(name);
	return files[scope->nfiles] != NULL ? (unsigned)++scope->nfiles : 0;
}

const char *scope_file(const struct scope *scope, const struct hash_entry *entry)
{
	return scope->files[entry->file - 1];
}

/* Opens a file, or takes the root's text that was read already. */
static int open_file(const struct scan *scan, const char *name, bool is_root, int *ret_fd,
		     struct stat *ret_st, struct err *err)
{
	if (!is_root || scan->scope->root_text == NULL)
		return fs_open(AT_FDCWD, name, FS_CONFIG, ret_fd, ret_st, err);
	*ret_fd = -1;
	*ret_st = *scan->scope->root_st;
	return 0;
}

int scan_file(struct scan *scan, const char *name, const struct scan_open *from,
	      const struct location *at, struct err *err)
{
	struct scan_open self = { .from = from };
	struct lex lex = { 0 };
	struct file file;
	struct stat st;
	int fd, r;

	if ((r = open_file(scan, name, from == NULL, &fd, &st, err)) != 0)
		return r;
	trace("config: reading %s", name);
	self.dev = st.st_dev;
	self.ino = st.st_ino;
	for (const struct scan_open *o = from; o != NULL; o = o->from) {
		if (o->dev == self.dev && o->ino == self.ino) {
			fs_close(&fd);
			return location_fault(err, REASON_CONFIG_INCLUDE, at,
					      "%s includes itself, through this line", name);
		}
	}
	if ((self.number = remember(scan->scope, name)) == 0) {
		fs_close(&fd);
		return err_nomem(err);
	}
	if ((r = file_open(&file, fd, fd < 0 ? scan->scope->root_text : NULL,
			   scan->scope->files[self.number - 1], err)) != 0)
		return r;
	r = scan_lines(scan, &file, &self, &lex, err);
	lex_free(&lex);
	file_close(&file);
	return r;
}

int scan_scope(struct scope *scope, scan_fn fn, void *arg, struct err *err)
{
	struct scan scan = { .scope = scope, .fn = fn, .arg = arg };
	struct err local = { 0 };
	int r;

	if (scope->root == NULL)
		return 0;
	r = scan_file(&scan, scope->root, NULL, NULL, &local);
	block_clear(&scan.block);
	free(scan.targets);
	if (r == EXIT_NOINPUT && !scope->must_exist) {
		trace("config: %s", local.text);
		return 0;
	}
	if (r == EXIT_NOINPUT)
		return err_set(err, REASON_CONFIG_MISSING_FILE,
			       "CCRED_CONFIG names %s, which does not exist", scope->root);
	if (r != 0 && err != NULL)
		*err = local;
	return r;
}

void scope_clear(struct scope *scope)
{
	for (size_t i = 0; i < scope->nfiles; i++)
		free(scope->files[i]);
	for (size_t i = 0; i < scope->ndefaults; i++)
		block_clear(&scope->defaults[i]);
	for (size_t i = 0; i < scope->nstacks; i++)
		block_clear(&scope->stacks[i]);
	for (size_t i = 0; i < scope->nplugin_path; i++)
		free(scope->plugin_path[i]);
	free(scope->root);
	free(scope->files);
	free(scope->defaults);
	free(scope->stacks);
	free(scope->plugin_path);
	free(scope->cache_dir);
	hash_set_clear(&scope->stack_names);
	hash_set_clear(&scope->names);
	hash_set_clear(&scope->targets);
	*scope = (struct scope){ 0 };
}
