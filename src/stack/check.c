/* Before the first source runs: is every line's plugin there, safe, and given arguments that it takes? */
#include "base/banned.h"
#include "base/paths.h"
#include "plugin/options.h"
#include "plugin/plugin_file.h"
#include "stack/run.h"

/* *ret_capabilities is left alone where the line has no plugin. */
static int check_line(const struct profile *p, const struct source *src, uint32_t *ret_capabilities,
		      struct err *err)
{
	char *path = NULL;
	int r = plugin_locate(src->plugin, path_plugins, p->plugin_path, p->nplugin_path, &path,
			      err);

	if (r == EXIT_NOINPUT && src->optional_plugin)
		return 0;
	if (r == 0)
		r = plugin_check_file(path, ret_capabilities, NULL, err);
	free(path);
	if (r == EXIT_NOINPUT)
		r = err->code = EXIT_CONFIG;
	if (r == 0)
		r = options_check_builtin(src->plugin, src->args, src->nargs, err);
	if (r != 0)
		err_prefix(err, "%s:%u: %s", src->file, src->line, src->plugin);
	return r;
}

static int check_lines(const struct profile *p, const struct source *lines, size_t n,
		       struct err *err)
{
	int r;

	for (size_t i = 0; i < n; i++) {
		if (lines[i].stack != NULL)
			r = check_lines(p, lines[i].inner, lines[i].ninner, err);
		else
			r = check_line(p, &lines[i], NULL, err);
		if (r != 0)
			return r;
	}
	return 0;
}

int run_check(const struct profile *profile, struct err *err)
{
	return check_lines(profile, profile->sources, profile->nsources, err);
}

int run_stores(const struct profile *profile, const struct source *src, bool *ret_stores,
	       struct err *err)
{
	uint32_t capabilities = 0;
	int r = src->stack != NULL ? 0 : check_line(profile, src, &capabilities, err);

	if (r == 0)
		*ret_stores = (capabilities & CCRED_CAP_STORE) != 0;
	return r;
}
