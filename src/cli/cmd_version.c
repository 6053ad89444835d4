/* ccred --version: what this is, and what it stands on. */
#include "base/banned.h"
#include "base/log.h"
#include "cli/cmd.h"
#include "base/output.h"
#include "client/spawn.h"

#include "ccred-plugin.h"
#include "config.h"

int cmd_version(struct err *err)
{
	struct buf b = BUF_INIT, helper = BUF_INIT;
	struct err why = { 0 };
	int r;

	buf_printf(&b, "ccred %s\nplugin ABI %d.%d\n", PACKAGE_VERSION, CCRED_ABI_MAJOR,
		   CCRED_ABI_MINOR);
	if (spawn_version(&helper, &why) == 0)
		buf_printf(&b, "ccred-acquire %s\n", buf_str(&helper));
	else
		log_warning(NULL, why.text);
	r = output_write(&b, err);
	buf_free(&helper);
	buf_free(&b);
	return r;
}
