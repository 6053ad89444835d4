/* Loading a plugin: the checks before dlopen, and those of what it exports. */
#include "base/banned.h"
#include "source/load.h"
#include "plugin/plugin_file.h"

#include <dlfcn.h>

static int check_struct(const struct ccred_plugin *p, const char *path, struct err *err)
{
	int r = 0;

	if (p->size < offsetof(struct ccred_plugin, close))
		return err_set(err, EXIT_CONFIG, "its struct is too short: rebuild it");
	if (p->abi_minor > CCRED_ABI_MINOR)
		return err_set(err, EXIT_CONFIG,
			       "it was built for ABI %d.%u and this ccred has %d.%d: update ccred",
			       CCRED_ABI_MAJOR, (unsigned)p->abi_minor, CCRED_ABI_MAJOR,
			       CCRED_ABI_MINOR);
	if (p->name == NULL || p->version == NULL || p->summary == NULL || p->open == NULL ||
	    p->get == NULL)
		return err_set(err, EXIT_CONFIG,
			       "its name, version, summary, open or get is NULL: set them");
	char *name = plugin_name_of(path);
	if (name == NULL || strcmp(name, p->name) != 0)
		r = err_set(err, EXIT_CONFIG,
			    "it calls itself %.64s: its file must be ccred_%.64s.so", p->name,
			    p->name);
	free(name);
	return r;
}

int load_plugin(const char *path, const struct ccred_plugin **ret_plugin, struct err *err)
{
	const struct ccred_plugin *p;
	char *resolved = NULL;
	int r;

	if ((r = plugin_check_file(path, NULL, &resolved, err)) != 0)
		return r;
	/* This one is safe to use twice: nobody but root and the user can change any part of it, and
	 * there is no link in it that could lead elsewhere by now. */
	void *handle = dlopen(resolved, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	free(resolved);
	if (handle == NULL)
		return err_set(err, EXIT_CONFIG, "it cannot be loaded: %s", dlerror());
	if ((p = dlsym(handle, PLUGIN_SYMBOL)) == NULL)
		return err_set(err, EXIT_CONFIG, "it does not export " PLUGIN_SYMBOL);
	if ((r = check_struct(p, path, err)) != 0)
		return r;
	*ret_plugin = p;
	return 0;
}
