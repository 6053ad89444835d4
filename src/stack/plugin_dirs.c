/* The directories that plugins may come from. */
#include "base/banned.h"
#include "stack/plugin_dirs.h"
#include "base/paths.h"
#include "config/config.h"

static int add(const char *dir, void *arg)
{
	struct plugin_dirs *dirs = arg;
	char **list;

	for (size_t i = 0; i < dirs->n; i++)
		if (strcmp(dirs->list[i], dir) == 0)
			return 0;
	if ((list = reallocarray(dirs->list, dirs->n + 1, sizeof(*list))) == NULL)
		return EXIT_OS;
	dirs->list = list;
	if ((list[dirs->n] = strdup(dir)) == NULL)
		return EXIT_OS;
	dirs->n++;
	return 0;
}

int plugin_dirs_read(struct plugin_dirs *dirs, struct err *err)
{
	struct config *config = NULL;
	int r = add(path_plugins, dirs);

	if (r == 0 && (r = config_read(&config, err)) == 0)
		r = config_each_plugin_dir(config, add, dirs);
	config_free(&config);
	if (r == EXIT_OS && err->code == 0)
		r = err_nomem(err);
	return r;
}

void plugin_dirs_clear(struct plugin_dirs *dirs)
{
	for (size_t i = 0; i < dirs->n; i++)
		free(dirs->list[i]);
	free(dirs->list);
	*dirs = (struct plugin_dirs){ 0 };
}
