/* What a loaded plugin says of itself, for the list of plugins and for plugin check. */
#include "base/banned.h"
#include "source/describe.h"
#include "base/kv.h"

static void put(struct buf *b, const char *key, const char *value)
{
	if (value != NULL)
		kv_put_escaped(b, key, value, strlen(value));
}

void describe_plugin(const struct ccred_plugin *plugin, struct buf *b)
{
	put(b, "name", plugin->name);
	put(b, "version", plugin->version);
	put(b, "summary", plugin->summary);
	kv_put_int(b, "minor", plugin->abi_minor);
	kv_put_int(b, "capabilities", plugin->capabilities);
	for (const struct ccred_option *o = plugin->options; o != NULL && o->name != NULL; o++) {
		put(b, "option", o->name);
		kv_put_int(b, "type", o->type);
		if (o->required != 0)
			kv_put_int(b, "required", 1);
		put(b, "help", o->help);
	}
}
