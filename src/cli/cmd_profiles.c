/* ccred profiles: the profiles in effect, and why one is refused. */
#include "base/banned.h"
#include "base/log.h"
#include "cli/cmd.h"
#include "base/output.h"
#include "config/config.h"

const char cmd_profiles_usage[] =
	"usage: ccred profiles\n"
	"Lists the profiles in effect with their targets, and why one is refused;\n"
	"exit code 78 if one is.\n"
	"\n"
	"example:\n"
	"  ccred profiles\n";

struct listing {
	struct buf out;
	size_t width; /* of the longest name; measured in a first pass */
	size_t refused;
};

static int measure(const struct config_item *item, void *arg)
{
	struct listing *l = arg;
	size_t len = strlen(item->name);

	if (len > l->width)
		l->width = len;
	return 0;
}

static int list(const struct config_item *item, void *arg)
{
	struct listing *l = arg;
	int width = (int)l->width;

	if (item->error != NULL) {
		l->refused++;
		buf_printf(&l->out, "%-*s  refused: %s\n", width, item->name, item->error);
		return 0;
	}
	if (item->ntargets == 0)
		buf_printf(&l->out, "%-*s  (no target: by name only)\n", width, item->name);
	for (size_t i = 0; i < item->ntargets; i++)
		buf_printf(&l->out, "%-*s  %s\n", width, i == 0 ? item->name : "",
			   item->targets[i]);
	return 0;
}

int cmd_profiles(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	struct listing l = { .out = BUF_INIT };
	int r;

	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return cmd_help(context, err);
	if (argc > 1)
		return cmd_usage(argv, err, "there are no arguments");
	if ((r = config_each(measure, &l, err)) == 0 && (r = config_each(list, &l, err)) == 0)
		r = output_write(&l.out, err);
	if (r == 0 && l.out.len == 0)
		log_hint(err->text);
	/* Whoever rolls out a configuration wants to know before it is needed. */
	if (r == 0 && l.refused > 0)
		r = err_set(err, EXIT_CONFIG, "%zu refused: correct what is said above", l.refused);
	buf_free(&l.out);
	return r;
}
