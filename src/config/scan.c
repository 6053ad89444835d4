/* Reading the files of a configuration and cutting them into blocks. */
#include "config/scan.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/trace.h"
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

/* Begins a block with its first line. */
static int begin(struct scan *scan, const struct file *file, enum line_kind kind, char *line,
		 size_t len, struct err *err)
{
	struct block *block = &scan->block;
	int r;

	*block = (struct block){ .kind = kind,
				 .scope = scan->scope,
				 .at = file->at,
				 .file_number = file->number,
				 .last_line = file->at.line };
	if ((r = block_read_head(block, line, len, &scan->config->lex, err)) != 0 ||
	    kind != LINE_PROFILE)
		return r;
	if (++scan->scope->nprofiles > LIMIT_CONFIG_PROFILES)
		return location_fault(err, REASON_CONFIG_LIMIT, &file->at,
				      "there are more than %d profiles", LIMIT_CONFIG_PROFILES);
	return index_name(scan->config, block, err);
}

/* The block is complete: the line that was handed out last begins the next one. */
static int finish(struct scan *scan, const struct file *file, struct err *err)
{
	const struct config *config = scan->config;
	struct block *block = &scan->block;
	int r = 0;

	block->text = file_marked(file, &block->len);
	if (block->kind == LINE_STACK)
		r = keep_stack(scan->scope, block, err);
	else if (block->kind == LINE_DEFAULTS)
		r = blocks_add(&scan->scope->defaults, block, err);
	else if (!block->hidden && config->on_profile != NULL)
		r = config->on_profile(block, config->arg, err);
	else if (!block->hidden)
		r = blocks_add(&scan->config->profiles, block, err);
	block_clear(block);
	return r;
}

static int scan_lines(struct scan *scan, struct file *file, struct err *err)
{
	struct lex *lex = &scan->config->lex;
	struct block *block = &scan->block;
	bool in_block = false;
	char *line;
	size_t len;
	int r;

	while ((r = file_next(file, &line, &len, err)) == 0 && line != NULL) {
		enum line_kind kind = block_classify(line, len);
		if (in_block && kind < LINE_PROFILE) {
			block->last_line++;
			if (kind == LINE_TARGET && block->kind == LINE_PROFILE && !block->hidden &&
			    (r = index_target(scan->config, block, line, len, err)) != 0)
				return r;
			continue;
		}
		if (in_block && (r = finish(scan, file, err)) != 0)
			return r;
		in_block = kind >= LINE_PROFILE;
		if (in_block)
			r = begin(scan, file, kind, line, len, err);
		else if ((r = lex_split(lex, line, len, &file->at, err)) == 0 && lex->n > 0)
			r = scan_top_line(scan, file, err);
		if (r != 0)
			return r;
		file_mark(file);
	}
	return r == 0 && in_block ? finish(scan, file, err) : r;
}

int scan_file(struct scan *scan, const char *name, const struct file *from,
	      const struct location *at, struct err *err)
{
	struct file file = { .from = from, .depth = from != NULL ? from->depth + 1 : 1 };
	struct scope *scope = scan->scope;
	struct stat st;
	int r;

	if ((r = fs_open(AT_FDCWD, name, FS_CONFIG, &file.fd, &st, err)) != 0)
		return r;
	trace("config: reading %s", name);
	file.dev = st.st_dev;
	file.ino = st.st_ino;
	for (const struct file *o = from; o != NULL && r == 0; o = o->from)
		if (o->dev == st.st_dev && o->ino == st.st_ino)
			r = location_fault(err, REASON_CONFIG_INCLUDE, at,
					   "%s includes itself, through this line", name);
	/* A copy of the name, which lives as long as the scope. */
	if (r == 0 && (r = strings_add(&scope->files, &scope->nfiles, strdup(name), err)) == 0) {
		file.number = (unsigned)scope->nfiles;
		file.at.file = scope->files[file.number - 1];
		file.at.column = 1;
		r = scan_lines(scan, &file, err);
	}
	file_close(&file);
	return r;
}

int config_scan(struct config *config, struct scope *scope, struct err *err)
{
	struct scan scan = { .config = config, .scope = scope };
	int r;

	if (scope->root == NULL)
		return 0;
	r = scan_file(&scan, scope->root, NULL, NULL, err);
	block_clear(&scan.block);
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

int config_scan_all(struct config *config, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < N_SCOPES && r == 0; i++)
		r = config_scan(config, &config->scopes[i], err);
	return r;
}
