/* ccred plugin: what one plugin takes (help), and whether it keeps the rules (check, test). */
#include "base/banned.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "base/output.h"
#include "kit/plugin_check.h"
#include "kit/plugin_test.h"
#include "stack/plugin_dirs.h"
#include "plugin/plugin_file.h"
#include "kit/probe.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

const char cmd_plugin_usage[] =
	"usage: ccred plugin help NAME\n"
	"       ccred plugin check [--json] FILE [NAME=VALUE...]\n"
	"       ccred plugin test FILE [--SCENARIO [NAME=VALUE...]]...\n"
	"help prints what a plugin takes on a source line. check says whether the plugin\n"
	"in FILE keeps the rules: how it was linked, its struct, its options, and one get\n"
	"with the arguments, left out if a required one is missing. test is the\n"
	"conformance suite: it calls the plugin in each scenario whose arguments are\n"
	"given, and prints TAP.\n"
	"\n"
	"  --json               one JSON document (check)\n"
	"  --found, --other     there is a credential; and another one\n"
	"  --absent             there is none\n"
	"  --wrong              open refuses these arguments\n"
	"  --slow               no answer comes for a long time\n"
	"  --store              credentials may be stored and erased\n"
	"\n"
	"examples:\n"
	"  ccred plugin check ./ccred_mine.so path=/run/secrets/mine\n"
	"  ccred plugin test ./ccred_mine.so --found path=/tmp/a --absent path=/tmp/none\n";

#define SHOWN_MAX 512

static const char *type_of(uint32_t type)
{
	static const char *const words[] = {
		[CCRED_OPT_STRING] = "TEXT",
		[CCRED_OPT_BOOL] = "yes|no",
		[CCRED_OPT_INTEGER] = "NUMBER",
		[CCRED_OPT_PATH] = "PATH",
	};

	return type < sizeof(words) / sizeof(words[0]) ? words[type] : "TEXT";
}

static const char *shown(const char *text, char out[SHOWN_MAX])
{
	return text_escape(text, strlen(text), out, SHOWN_MAX);
}

static void put_help(const struct probe *p, struct buf *b)
{
	char text[SHOWN_MAX], name[SHOWN_MAX];
	size_t width = 0;

	buf_printf(b, "%s %s: ", shown(p->name, name), shown(p->version, text));
	buf_printf(b, "%s\n", shown(p->summary, text));
	if (p->noptions == 0)
		buf_puts(b, "  (no options)\n");
	for (size_t i = 0; i < p->noptions; i++) {
		size_t len = strlen(shown(p->options[i].name, name)) + 1 +
			     strlen(type_of(p->options[i].type));
		if (len > width)
			width = len;
	}
	for (size_t i = 0; i < p->noptions; i++) {
		const struct probe_option *o = &p->options[i];
		int used = (int)strlen(shown(o->name, name)) + 1;
		buf_printf(b, "  %s=%-*s  %s%s\n", name, (int)width - used, type_of(o->type),
			   o->help != NULL ? shown(o->help, text) : "",
			   o->required ? " (required)" : "");
	}
}

static int help(const char *name, struct err *err)
{
	struct plugin_dirs dirs = { 0 };
	struct probe p = { 0 };
	struct buf b = BUF_INIT;
	char *path = NULL;
	int r;

	if ((r = plugin_dirs_read(&dirs, err)) != 0 ||
	    (r = plugin_locate(name, dirs.list[0], dirs.list + 1, dirs.n - 1, &path, err)) != 0)
		goto out;
	if ((r = probe_describe(path, &p, err)) != 0) {
		err_prefix(err, "%s", name);
		goto out;
	}
	put_help(&p, &b);
	r = output_write(&b, err);
out:
	buf_free(&b);
	probe_clear(&p);
	free(path);
	plugin_dirs_clear(&dirs);
	return r;
}

/* key=value, or a bare word with an empty value, as on a source line. */
static int take_args(char *const *words, size_t n, struct ccred_arg **ret_args, struct err *err)
{
	struct ccred_arg *args = calloc(n + 1, sizeof(*args));

	if (args == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < n; i++) {
		char *equals = strchr(words[i], '=');
		if (equals == words[i] || words[i][0] == '\0') {
			free(args);
			return err_set(err, EXIT_USAGE,
				       "an argument has no name: write NAME=VALUE");
		}
		if (equals != NULL)
			*equals = '\0';
		args[i] = (struct ccred_arg){ words[i], equals != NULL ? equals + 1 : "" };
	}
	*ret_args = args;
	return 0;
}

static int absolute(const char *file, struct buf *path, struct err *err)
{
	char here[PATH_MAX];

	if (file[0] != '/') {
		if (getcwd(here, sizeof(here)) == NULL)
			return err_sys(err, EXIT_OS, errno, "cannot find the working directory");
		while (strncmp(file, "./", 2) == 0)
			file += 2;
		buf_printf(path, "%s/", strcmp(here, "/") == 0 ? "" : here);
	}
	buf_puts(path, file);
	return buf_error(path) ? err_nomem(err) : 0;
}

/* argv[0] is the subcommand, argv[1] check. */
static int check(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	struct check_report report = { 0 };
	struct buf path = BUF_INIT, out = BUF_INIT;
	struct ccred_arg *args = NULL;
	bool json = false;
	int i = 2, r;

	for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
		if (strcmp(argv[i], "--json") != 0)
			return cmd_usage(argv, err, "unknown option");
		json = true;
	}
	if (i >= argc)
		return cmd_usage(argv, err, "the file of a plugin, please");
	if ((r = absolute(argv[i], &path, err)) != 0 ||
	    (r = take_args(argv + i + 1, (size_t)(argc - i - 1), &args, err)) != 0)
		goto out;
	plugin_check(buf_str(&path), args, (size_t)(argc - i - 1), &report);
	(json ? check_report_json : check_report_text)(&report, &out);
	if ((r = output_write(&out, err)) != 0)
		goto out;
	/* The report says it. */
	context->told = true;
	r = report.code;
out:
	free(args);
	buf_free(&path);
	buf_free(&out);
	return r;
}

/* The scenario that a word names, or N_SCENARIOS. */
static enum scenario scenario_of(const char *word)
{
	enum scenario i = 0;

	while (i < N_SCENARIOS &&
	       (strncmp(word, "--", 2) != 0 || strcmp(word + 2, scenario_names[i]) != 0))
		i++;
	return i;
}

/* --found NAME=VALUE... --absent NAME=VALUE... and so on; what they point to is the words'. */
static int take_scenarios(int argc, char **argv, int i, struct scenario_args scenarios[N_SCENARIOS],
			  struct err *err)
{
	struct ccred_arg *args = NULL;
	int r;

	while (i < argc) {
		enum scenario which = scenario_of(argv[i]);
		int first = ++i;
		if (which == N_SCENARIOS)
			return cmd_usage(argv, err, "unknown scenario");
		if (scenarios[which].given)
			return cmd_usage(argv, err, "a scenario is given twice");
		while (i < argc && strncmp(argv[i], "--", 2) != 0)
			i++;
		if ((r = take_args(argv + first, (size_t)(i - first), &args, err)) != 0)
			return r;
		scenarios[which] = (struct scenario_args){ true, args, (size_t)(i - first) };
	}
	return 0;
}

/* argv[0] is the subcommand, argv[1] test. */
static int test(int argc, char **argv, struct err *err)
{
	struct scenario_args scenarios[N_SCENARIOS] = { 0 };
	struct buf path = BUF_INIT;
	int r;

	if (argc < 3 || strncmp(argv[2], "--", 2) == 0)
		return cmd_usage(argv, err, "the file of a plugin, please");
	if ((r = absolute(argv[2], &path, err)) == 0 &&
	    (r = take_scenarios(argc, argv, 3, scenarios, err)) == 0)
		r = plugin_test(buf_str(&path), scenarios, err);
	for (size_t i = 0; i < N_SCENARIOS; i++)
		free((void *)(uintptr_t)scenarios[i].args);
	buf_free(&path);
	return r;
}

int cmd_plugin(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	for (int i = 1; i < argc && i < 3; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return cmd_help(context, err);
	if (argc < 2)
		return cmd_usage(argv, err, "help, check or test, please");
	if (strcmp(argv[1], "help") == 0)
		return argc == 3 ? help(argv[2], err) : cmd_usage(argv, err, "one plugin, please");
	if (strcmp(argv[1], "check") == 0)
		return check(argc, argv, context, err);
	if (strcmp(argv[1], "test") == 0)
		return test(argc, argv, err);
	return cmd_usage(argv, err, "help, check or test, please");
}
