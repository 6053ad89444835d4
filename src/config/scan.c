/* The files of a configuration: where they are, and reading and cutting them into blocks. */
#include "config/scan.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/paths.h"
#include "base/trace.h"
#include "config/strings.h"

int config_user_file(char **ret_file, bool *ret_named, struct err *err)
{
	const char *named = secure_getenv("CCRED_CONFIG");
	const char *below = "/ccred/config";
	char *file = NULL;
	const char *dir;
	int r;

	*ret_named = named != NULL && *named != '\0';
	if (*ret_named) {
		*ret_file = strdup(named);
		return *ret_file != NULL ? 0 : err_nomem(err);
	}
	if ((r = fs_user_dir("XDG_CONFIG_HOME", &dir, err)) == 0 && dir == NULL) {
		below = "/.config/ccred/config";
		r = fs_user_dir("HOME", &dir, err);
	}
	if (r != 0)
		return r;
	if (dir != NULL && asprintf(&file, "%s%s", dir, below) < 0)
		return err_nomem(err);
	*ret_file = file;
	return 0;
}

/* Names the files: the user's, which is user_file unless that is NULL; and the system's. */
static int name_files(struct config *config, const char *user_file, struct err *err)
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
	block_clear(&config->block);
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

/* Begins a block with its first line. */
static int begin(struct config *config, const struct file *file, enum line_kind kind, char *line,
		 size_t len, struct err *err)
{
	static const char *const kinds[] = { [LINE_PROFILE] = "profiles",
					     [LINE_STACK] = "stacks",
					     [LINE_DEFAULTS] = "blocks of defaults" };
	struct block *block = &config->block;
	int r;

	if (++file->scope->nblocks[kind] > LIMIT_CONFIG_BLOCKS)
		return location_fault(err, REASON_CONFIG_LIMIT, &file->at,
				      "there are more than %d %s", LIMIT_CONFIG_BLOCKS,
				      kinds[kind]);
	*block = (struct block){ .kind = kind,
				 .scope = file->scope,
				 .at = file->at,
				 .file_number = file->number,
				 .last_line = file->at.line };
	r = block_read_head(block, line, len, &config->lex, err);
	return r == 0 && kind != LINE_DEFAULTS ? index_name(config, err) : r;
}

/* The block is complete: the line that was handed out last begins the next one. */
static int finish(struct config *config, const struct file *file, struct err *err)
{
	struct block *block = &config->block;
	int r = 0;

	block->text = file_marked(file, &block->len);
	if (block->kind != LINE_PROFILE && block->len > LIMIT_CONFIG_SHARED) {
		struct err why = { 0 };
		(void)location_fault(&why, REASON_CONFIG_LIMIT, &block->at,
				     "this block is larger than %d KiB",
				     LIMIT_CONFIG_SHARED / 1024);
		if ((r = block_refuse(block, &why, err)) != 0)
			return r;
	}
	if (block->kind == LINE_STACK)
		r = blocks_add(&file->scope->stacks, block, err);
	else if (block->kind == LINE_DEFAULTS)
		r = blocks_add(&file->scope->defaults, block, err);
	else if (!block->hidden && config->on_profile != NULL)
		r = config->on_profile(block, config->arg, err);
	else if (!block->hidden)
		r = blocks_add(&config->profiles, block, err);
	block_clear(block);
	return r;
}

static int scan_lines(struct config *config, struct file *file, struct err *err)
{
	struct lex *lex = &config->lex;
	struct block *block = &config->block;
	bool in_block = false;
	char *line;
	size_t len;
	int r;

	while ((r = file_next(file, &line, &len, err)) == 0 && line != NULL) {
		enum line_kind kind = block_classify(line, len);
		if (in_block && kind < LINE_PROFILE) {
			block->last_line++;
			if (kind != LINE_OTHER && block->kind == LINE_PROFILE && !block->hidden &&
			    (r = (kind == LINE_TARGET ? index_target : index_token_file)(
				     config, line, len, err)) != 0)
				return r;
			continue;
		}
		if (in_block && (r = finish(config, file, err)) != 0)
			return r;
		in_block = kind >= LINE_PROFILE;
		if (in_block)
			r = begin(config, file, kind, line, len, err);
		else if ((r = lex_split(lex, line, len, &file->at, err)) == 0 && lex->n > 0)
			r = scan_top_line(config, file, err);
		if (r != 0)
			return r;
		file_mark(file);
	}
	return r == 0 && in_block ? finish(config, file, err) : r;
}

int scan_file(struct config *config, struct scope *scope, const char *name, const struct file *from,
	      const struct location *at, struct err *err)
{
	struct file file = { .from = from,
			     .depth = from != NULL ? from->depth + 1 : 1,
			     .scope = scope };
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
	scope->size += (size_t)st.st_size;
	if (r == 0 && from != NULL && scope->size > LIMIT_CONFIG_FILE)
		r = location_fault(err, REASON_CONFIG_LIMIT, at,
				   "with %s, the files are larger than %u MiB together", name,
				   LIMIT_CONFIG_FILE / 1024 / 1024);
	/* A copy of the name, which lives as long as the scope. */
	if (r == 0 && (r = strings_add(&scope->files, &scope->nfiles, strdup(name), err)) == 0) {
		file.number = (unsigned)scope->nfiles;
		file.at.file = scope->files[file.number - 1];
		file.at.column = 1;
		r = scan_lines(config, &file, err);
	}
	file_close(&file);
	return r;
}

/* A file that is missing and need not exist is an empty one. */
static int scan_scope(struct config *config, struct scope *scope, struct err *err)
{
	int r;

	if (scope->root == NULL)
		return 0;
	r = scan_file(config, scope, scope->root, NULL, NULL, err);
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

int config_scan(struct config *config, const char *user_file, unsigned which, struct err *err)
{
	int r = name_files(config, user_file, err);

	for (size_t i = 0; i < N_SCOPES && r == 0; i++)
		if ((which >> i & 1) != 0)
			r = scan_scope(config, &config->scopes[i], err);
	return r;
}
