/* ccred profiles: the profiles in effect, and why one is refused. */
#include "base/log.h"
#include "cli/args.h"
#include "client/environment.h"
#include "config/config.h"

struct listing {
	/* Of command_put_columns. */
	struct buf lines;
	size_t refused;
	struct err *err;
};

/* A config_each_fn. */
static int list(const struct config_item *item, void *arg)
{
	struct listing *l = arg;
	const struct err *error = item->error;
	char line[ERR_LINE_MAX];
	struct err why = { 0 };
	int r = error != NULL ? 0 : bind_check_profile(*item->profile, &why);

	if (r == EXIT_OS) {
		*l->err = why;
		return r;
	}
	if (r != 0)
		error = &why;
	if (error != NULL) {
		l->refused++;
		buf_printf(&l->lines, "%s\trefused: %s\n", item->name,
			   err_line(error, line, sizeof(line)));
		return 0;
	}
	if (item->ntargets == 0)
		buf_printf(&l->lines, "%s\t(no target: by name only)\n", item->name);
	for (size_t i = 0; i < item->ntargets; i++)
		buf_printf(&l->lines, "%s\t%s\n", i == 0 ? item->name : "", item->targets[i]);
	return 0;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct listing l = { .err = err };
	struct config *config = NULL;
	int r;

	(void)args;
	if ((r = config_read(&config, err)) == 0)
		r = config_each(config, list, &l, err);
	config_free(&config);
	if (r == 0)
		command_put_columns(&l.lines, "", &context->out);
	buf_free(&l.lines);
	if (r == 0 && context->out.len == 0)
		log_hint(err->text);
	/* A script that rolls out a configuration learns of a refused profile before a call needs
	 * it. */
	if (r == 0 && l.refused > 0)
		r = err_set(err, REASON_PROFILE_REFUSED, "%zu refused: correct what is said above",
			    l.refused);
	return r;
}

const struct command command_profiles = {
	.name = "profiles",
	.brief = "list the profiles and their targets",
	.about = "Lists the profiles in effect with their targets, and says why one is refused.\n"
		 "The exit code is 78 if one is.\n",
	.forms = FORMS({ NULL }),
	.options = OPTIONS({ NULL }),
	.examples = "  ccred profiles\n",
	.run = run,
};
