/* A module with a credential source: loading it, and the checks of what it exports. */
#include "base/banned.h"
#include "source/module.h"
#include "plugin/description.h"

#include <dlfcn.h>

/* The struct of minor 0. */
#define LEAST_SIZE (offsetof(struct ccred_plugin, close) + sizeof(void (*)(void *)))

static int check_struct(const struct ccred_plugin *p, const char *name, struct err *err)
{
	if (p->size < LEAST_SIZE)
		return err_set(err, REASON_PLUGIN_MODULE,
			       PLUGIN_SYMBOL ".size is %zu, and not sizeof(struct ccred_plugin): "
					     "rebuild it",
			       p->size);
	if (p->abi_minor > CCRED_ABI_MINOR)
		return err_set(err, REASON_PLUGIN_ABI,
			       "it was built for ABI %d.%u and this ccred has %d.%d: update ccred",
			       CCRED_ABI_MAJOR, (unsigned)p->abi_minor, CCRED_ABI_MAJOR,
			       CCRED_ABI_MINOR);
	if (p->name == NULL || p->open == NULL || p->get == NULL)
		return err_set(err, REASON_PLUGIN_MODULE,
			       "its name, open or get is NULL: set them");
	if (strcmp(p->name, name) != 0)
		return err_set(err, REASON_PLUGIN_MODULE,
			       "the module calls itself %.64s, and its description %s", p->name,
			       name);
	return 0;
}

int module_load(const char *path, const char *name, const struct ccred_plugin **ret_plugin,
		struct err *err)
{
	const struct ccred_plugin *p;
	void *handle;
	int r;

	/* The path is safe to use again: nobody but root and the user can change any part of it, and there is no link
	 * in it that could lead elsewhere by now. */
	if ((handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) == NULL)
		return err_set(err, REASON_PLUGIN_MODULE, "the module cannot be loaded: %s",
			       dlerror());
	if ((p = dlsym(handle, PLUGIN_SYMBOL)) == NULL)
		return err_set(err, REASON_PLUGIN_MODULE,
			       "%s does not export " PLUGIN_SYMBOL
			       ": it is no plugin, or one for another ABI",
			       path);
	if ((r = check_struct(p, name, err)) == 0)
		*ret_plugin = p;
	return r;
}
