/* What a loaded plugin says of itself, for the list of plugins and for plugin check. */
#ifndef CCRED_SOURCE_DESCRIBE_H
#define CCRED_SOURCE_DESCRIBE_H

#include "base/buf.h"
#include "ccred-plugin.h"

/* Appends the lines of stack/wire.h that describe the plugin. */
void describe_plugin(const struct ccred_plugin *plugin, struct buf *b);

#endif
