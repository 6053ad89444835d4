/* ccred profiles: the profiles in effect, and why one is refused. */
#include "base/json_out.h"
#include "base/log.h"
#include "cli/args.h"
#include "client/environment.h"
#include "config/config.h"

struct listing {
	bool json;
	/* The elements of the JSON list, or the lines of command_put_columns. */
	struct buf out;
	size_t refused;
	struct err *err;
};

/* Names that are those of ccred status --json. */
static void put_json(const struct config_item *item, const struct err *refused, struct buf *b)
{
	json_begin(b, NULL, '{');
	json_text(b, "profile", item->name);
	json_text(b, "file", item->file);
	json_number(b, "line", item->line);
	json_begin(b, "targets", '[');
	for (size_t i = 0; i < item->ntargets; i++)
		json_text(b, NULL, item->targets[i]);
	buf_putc(b, ']');
	json_boolean(b, "any_tenant", item->any_tenant);
	json_error(b, "refused", refused);
	buf_putc(b, '}');
}

static void put_line(const struct config_item *item, const struct err *refused, struct buf *b)
{
	char line[ERR_LINE_MAX];

	if (refused->code != 0) {
		buf_printf(b, "%s\trefused: %s\n", item->name,
			   err_line(refused, line, sizeof(line)));
		return;
	}
	if (item->ntargets == 0)
		buf_printf(b, "%s\t(no target: by name only)\n", item->name);
	for (size_t i = 0; i < item->ntargets; i++)
		buf_printf(b, "%s\t%s\n", i == 0 ? item->name : "", item->targets[i]);
}

/* A config_each_fn. */
static int list(const struct config_item *item, void *arg)
{
	struct listing *l = arg;
	struct err refused = { 0 };
	int r = 0;

	if (item->error != NULL)
		refused = *item->error;
	else
		r = bind_check_profile(*item->profile, &refused);
	/* That is about this moment, and not about the profile. */
	if (r == EXIT_OS) {
		*l->err = refused;
		return r;
	}
	l->refused += refused.code != 0;
	(l->json ? put_json : put_line)(item, &refused, &l->out);
	return 0;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct listing l = { .json = args_value(args, "--json") != NULL, .err = err };
	struct config *config = NULL;
	int r;

	if (l.json)
		buf_putc(&l.out, '[');
	if ((r = config_read(&config, err)) == 0)
		r = config_each(config, list, &l, err);
	config_free(&config);
	/* There is no profile. */
	if (r == 0 && err->text[0] != '\0')
		log_hint_err(err);
	if (r == 0 && l.json)
		buf_printf(&context->out, "%s]\n", buf_str(&l.out));
	else if (r == 0)
		command_put_columns(&l.out, "", &context->out);
	context->out.failed |= buf_error(&l.out);
	buf_free(&l.out);
	/* A script that rolls out a configuration learns of a refused profile before a call needs
	 * it. */
	if (r == 0 && l.refused > 0) {
		context->told = l.json;
		r = err_set(err, REASON_PROFILE_REFUSED, "%zu refused: correct what is said above",
			    l.refused);
	}
	return r;
}

const struct command command_profiles = {
	.name = "profiles",
	.brief = "list the profiles and their targets",
	.about = "Lists the profiles in effect with their targets, and says why one is refused.\n"
		 "The exit code is 78 if one is.\n",
	.elsewhere = "list|ls|show",
	.forms = FORMS({ NULL }),
	.options = OPTIONS({ OPTION_JSON }),
	.examples = "  ccred profiles\n"
		    "  ccred profiles --json | jq -r '.[].profile'\n",
	.run = run,
};
