/* Reading the files of a configuration and cutting them into blocks. */
#include "config/scan.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/trace.h"
#include "config/file.h"
#include "config/strings.h"

/* Keeps a stack. Of two with one name, both are refused. */
static int keep_stack(struct scope *scope, struct block *block, struct err *err)
{
	struct block *old = blocks_find(&scope->stacks, block->name);
	struct err why = { 0 };

	if (old == NULL)
		return blocks_add(&scope->stacks, block, err);
	(void)location_fault(&why, REASON_CONFIG_DUPLICATE, &block->at,
			     "stack \"%s\" stands twice: here and at %s:%u", block->name,
			     old->at.file, old->at.line);
	return block_refuse(old, &why, err);
}

/* The block is complete: the line that was handed out last begins the next one. */
static int finish(struct scan *scan, const struct file *file, struct err *err)
{
	struct block *block = &scan->block;
	int r;

	block->text = file_marked(file, &block->len);
	block->targets = scan->targets;
	if (block->kind == LINE_STACK)
		r = keep_stack(scan->scope, block, err);
	else if (block->kind == LINE_DEFAULTS)
		r = blocks_add(&scan->scope->defaults, block, err);
	else
		r = scan->fn(block, scan->arg, err);
	block_clear(block);
	return r;
}

/* A line of the block that is being read. */
static int add_line(struct scan *scan, const struct file *file, enum line_kind kind,
		    struct err *err)
{
	struct block *block = &scan->block;

	block->last_line++;
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
		(struct block_line){ .offset = file->last - file->mark, .line = block->last_line };
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
		enum line_kind kind = block_classify(line, len);
		if (kind >= LINE_PROFILE) {
			if (in_block && (r = finish(scan, file, err)) != 0)
				return r;
			in_block = true;
			scan->block = (struct block){ .scope = scan->scope,
						      .kind = kind,
						      .at = file->at,
						      .file_number = self->number,
						      .last_line = file->at.line };
			if (kind == LINE_PROFILE &&
			    ++scan->scope->nprofiles > LIMIT_CONFIG_PROFILES)
				return location_fault(err, REASON_CONFIG_LIMIT, &file->at,
						      "there are more than %d profiles",
						      LIMIT_CONFIG_PROFILES);
			r = block_read_head(&scan->block, line, len, lex, err);
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

int scan_file(struct scan *scan, const char *name, const struct scan_open *from,
	      const struct location *at, struct err *err)
{
	struct scan_open self = { .from = from };
	struct scope *scope = scan->scope;
	/* The root may have been read already. */
	const struct buf *text = from == NULL ? scope->root_text : NULL;
	struct lex lex = { 0 };
	struct file file;
	struct stat st;
	int fd = -1, r;

	if (text != NULL)
		st = *scope->root_st;
	else if ((r = fs_open(AT_FDCWD, name, FS_CONFIG, &fd, &st, err)) != 0)
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
	/* A copy of the name, which lives as long as the scope. */
	if ((r = strings_add(&scope->files, &scope->nfiles, strdup(name), err)) != 0) {
		fs_close(&fd);
		return r;
	}
	self.number = (unsigned)scope->nfiles;
	if ((r = file_open(&file, fd, text, scope->files[self.number - 1], err)) != 0)
		return r;
	r = scan_lines(scan, &file, &self, &lex, err);
	lex_free(&lex);
	file_close(&file);
	return r;
}

int scan_scope(struct scope *scope, scan_fn fn, void *arg, struct err *err)
{
	struct scan scan = { .scope = scope, .fn = fn, .arg = arg };
	int r;

	if (scope->root == NULL)
		return 0;
	r = scan_file(&scan, scope->root, NULL, NULL, err);
	block_clear(&scan.block);
	free(scan.targets);
	if (r == EXIT_NOINPUT && !scope->must_exist) {
		trace("config: %s", err->text);
		*err = (struct err){ 0 };
		return 0;
	}
	if (r == EXIT_NOINPUT)
		return err_set(err, REASON_CONFIG_MISSING_FILE,
			       "CCRED_CONFIG names %s, which does not exist", scope->root);
	return r;
}

void scope_clear(struct scope *scope)
{
	strings_free(scope->files, scope->nfiles);
	strings_free(scope->plugin_path, scope->nplugin_path);
	blocks_clear(&scope->defaults);
	blocks_clear(&scope->stacks);
	free(scope->root);
	free(scope->cache_dir);
	hash_set_clear(&scope->names);
	hash_set_clear(&scope->targets);
	*scope = (struct scope){ 0 };
}
