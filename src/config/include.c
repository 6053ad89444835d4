/* The lines before the first block: include, cache-dir, plugin-path, ad-hoc. */
#include "config/scan.h"

#include <errno.h>
#include <glob.h>

#include "base/buf.h"
#include "base/limits.h"
#include "config/expand.h"
#include "config/key.h"
#include "config/strings.h"

const char *const scan_top_words[] = { "include", "cache-dir", "plugin-path", "ad-hoc",
				       "profile", "stack",     "defaults",    NULL };

/* A directory that exists but cannot be read is an error. A pattern that leads nowhere is not. */
static int glob_error(const char *path, int errnum)
{
	(void)path;
	return errnum != ENOENT && errnum != ENOTDIR;
}

/* The text is a path and no pattern: glob(3) must not find one in it. */
static void put_literal(struct buf *b, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (strchr("*?[]\\", text[i]) != NULL)
			buf_putc(b, '\\');
		buf_putc(b, text[i]);
	}
}

/* The word as a pattern for glob(3). It is relative to the directory of the file that it stands
 * in. */
static int make_pattern(const char *word, const struct location *at, char **ret_pattern,
			struct err *err)
{
	const char *slash = strrchr(at->file, '/');
	struct buf b = BUF_INIT;
	char *path = NULL;
	size_t home_len;
	int r;

	if ((r = expand_home(word, at, &path, err)) != 0)
		return r;
	home_len = path[0] != word[0] ? strlen(path) - (strlen(word) - 1) : 0;
	if (path[0] != '/' && slash != NULL)
		put_literal(&b, at->file, (size_t)(slash - at->file) + 1);
	put_literal(&b, path, home_len);
	buf_puts(&b, path + home_len);
	*ret_pattern = buf_error(&b) ? NULL : strdup(buf_str(&b));
	r = *ret_pattern != NULL ? 0 : err_nomem(err);
	buf_free(&b);
	free(path);
	return r;
}

static int include_file(struct config *config, const char *name, const struct file *in,
			const struct location *at, struct err *err)
{
	int r;

	if (in->depth > LIMIT_CONFIG_DEPTH)
		return location_fault(err, REASON_CONFIG_INCLUDE, at,
				      "includes are nested more than %d deep", LIMIT_CONFIG_DEPTH);
	r = scan_file(config, in->scope, name, in, at, err);
	if (r == EXIT_NOINPUT)
		return location_fault(err, REASON_CONFIG_INCLUDE, at, "%s does not exist", name);
	/* An unsafe file has no place of its own: the error names the line that includes it. */
	if (r != 0 && err->place.file[0] == '\0')
		err_place(err, at->file, at->line, at->column);
	return r;
}

static int include(struct config *config, const char *word, const struct file *in,
		   const struct location *at, struct err *err)
{
	char *pattern = NULL;
	glob_t found = { 0 };
	int r;

	if ((r = make_pattern(word, at, &pattern, err)) != 0)
		goto out;
	r = glob(pattern, 0, glob_error, &found);
	/* A pattern may match nothing. A file that is named must exist. */
	if (r == GLOB_NOMATCH && strpbrk(word, "*?[") != NULL)
		r = 0;
	else if (r == GLOB_NOMATCH)
		r = location_fault(err, REASON_CONFIG_INCLUDE, at, "%s does not exist", word);
	else if (r == GLOB_NOSPACE)
		r = err_nomem(err);
	else if (r != 0)
		r = location_fault(err, REASON_CONFIG_INCLUDE, at,
				   "a directory of this pattern cannot be read: %s",
				   strerror(errno));
	in->scope->nincludes += 1 + found.gl_pathc;
	if (r == 0 && in->scope->nincludes > LIMIT_CONFIG_INCLUDES)
		r = location_fault(err, REASON_CONFIG_LIMIT, at,
				   "there are more than %d includes, with those of included files",
				   LIMIT_CONFIG_INCLUDES);
	for (size_t i = 0; i < found.gl_pathc && r == 0; i++)
		r = include_file(config, found.gl_pathv[i], in, at, err);
out:
	globfree(&found);
	free(pattern);
	return r;
}

/* Whether calls may do without a profile is the system's to say: an environment could name another
 * file of the user's. */
static int set_ad_hoc(const struct config *config, const struct file *in, struct err *err)
{
	static const char *const words[] = { "yes", "no", NULL };
	const struct lex *lex = &config->lex;
	int i;

	if (in->scope != &config->scopes[1])
		return location_fault(err, REASON_CONFIG_MISPLACED, &lex->words[0].at,
				      "ad-hoc is read in the system's configuration alone, %s",
				      config->scopes[1].root);
	if (lex->n != 2 || (i = strings_find(words, lex->words[1].text)) < 0)
		return location_fault(err, REASON_CONFIG_BAD_VALUE, &lex->words[0].at,
				      "ad-hoc takes yes or no");
	in->scope->no_ad_hoc = i == 1;
	return 0;
}

int scan_top_line(struct config *config, const struct file *in, struct err *err)
{
	const struct lex *lex = &config->lex;
	const struct lex_word *words = lex->words;
	const char *key = words[0].text;
	struct scope *scope = in->scope;
	struct location at = words[0].at, value_at = words[lex->n > 2 ? 2 : lex->n - 1].at;
	char *path;
	int r;

	if ((r = block_check_equals(lex, err)) != 0)
		return r;
	if (strings_find(scan_top_words, key) < 0) {
		if (key_find(key) != NULL)
			return location_fault(err, REASON_CONFIG_MISPLACED, &at,
					      "%s belongs into a profile: start one with "
					      "\"profile NAME\"",
					      key);
		(void)location_unknown(err, &at, "word", key, scan_top_words);
		return err_rename(err, REASON_CONFIG_UNKNOWN_KEY);
	}
	if (strcmp(key, "ad-hoc") == 0)
		return set_ad_hoc(config, in, err);
	if (lex->n < 2 || words[1].len == 0)
		return location_fault(err, REASON_CONFIG_BAD_VALUE, &at, "%s needs a path", key);
	if (lex->n > 2)
		return location_fault(err, REASON_CONFIG_BAD_VALUE, &value_at,
				      "%s takes one path: put it in quotes if it has blanks", key);
	if (strcmp(key, "include") == 0)
		return include(config, words[1].text, in, &value_at, err);
	if (strcmp(key, "cache-dir") == 0 && scope->cache_dir != NULL)
		return location_fault(err, REASON_CONFIG_DUPLICATE, &at,
				      "cache-dir stands twice: here and at %s:%u",
				      scope->cache_dir_at.file, scope->cache_dir_at.line);
	if (scope->nplugin_path == LIMIT_PLUGIN_PATH && strcmp(key, "plugin-path") == 0)
		return location_fault(err, REASON_CONFIG_LIMIT, &at,
				      "plugin-path stands more than %d times", LIMIT_PLUGIN_PATH);
	if ((r = expand_path(words[1].text, key, &value_at, &path, err)) != 0)
		return r;
	if (strcmp(key, "cache-dir") != 0)
		return strings_add(&scope->plugin_path, &scope->nplugin_path, path, err);
	scope->cache_dir = path;
	scope->cache_dir_at = at;
	return 0;
}
