/* ccred plugins: the plugins that are installed, and why one would be refused. */
#include "base/banned.h"
#include "base/text.h"
#include "cli/args.h"
#include "base/output.h"
#include "stack/plugin_dirs.h"
#include "plugin/plugin_file.h"
#include "kit/probe.h"

#include <dirent.h>
#include <errno.h>

#define SHOWN_MAX 256

struct listing {
	struct buf out;
	const struct plugin_dirs *dirs;
	size_t refused;
};

static int is_plugin(const struct dirent *e)
{
	char *name = plugin_name_of(e->d_name);
	int r = name != NULL;

	free(name);
	return r;
}

static void put_capabilities(uint32_t capabilities, struct buf *b)
{
	static const struct {
		uint32_t bit;
		const char *word;
	} known[] = {
		{ CCRED_CAP_STORE, "store" },
		{ CCRED_CAP_PROMPT, "prompt" },
		{ CCRED_CAP_TENANT, "tenant" },
	};
	const char *before = " [";

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if ((capabilities & known[i].bit) == 0)
			continue;
		buf_printf(b, "%s%s", before, known[i].word);
		before = ", ";
	}
	if (before[0] == ',')
		buf_putc(b, ']');
}

static void put_plugin(struct listing *l, size_t dir, const char *file, const char *name, int width)
{
	char version[SHOWN_MAX], summary[SHOWN_MAX];
	struct probe p = { 0 };
	struct err err = { 0 };
	struct buf path = BUF_INIT;
	char *found = NULL;

	buf_printf(&path, "%s/%s", l->dirs->list[dir], file);
	buf_printf(&l->out, "  %-*s  ", width, name);
	if (probe_describe(buf_str(&path), &p, &err) != 0) {
		l->refused++;
		buf_printf(&l->out, "refused: %s\n", err.text);
		goto out;
	}
	text_escape(p.version, strlen(p.version), version, sizeof(version));
	text_escape(p.summary, strlen(p.summary), summary, sizeof(summary));
	buf_printf(&l->out, "%s, ABI %d.%u: %s", version, CCRED_ABI_MAJOR, (unsigned)p.minor,
		   summary);
	put_capabilities(p.capabilities, &l->out);
	if (plugin_locate(name, l->dirs->list[0], l->dirs->list + 1, l->dirs->n - 1, &found,
			  &err) == 0 &&
	    strcmp(found, buf_str(&path)) != 0)
		buf_printf(&l->out, " (by its path alone: there is %s)", found);
	buf_putc(&l->out, '\n');
out:
	free(found);
	buf_free(&path);
	probe_clear(&p);
}

static void put_dir(struct listing *l, size_t dir)
{
	struct dirent **files = NULL;
	int n = scandir(l->dirs->list[dir], &files, is_plugin, alphasort), width = 0;

	buf_printf(&l->out, "%s%s\n", l->dirs->list[dir], dir > 0 ? " (plugin-path)" : "");
	if (n < 0)
		buf_printf(&l->out, "  cannot be read: %s\n", strerror(errno));
	else if (n == 0)
		buf_puts(&l->out, "  no plugin\n");
	for (int i = 0; i < n; i++) {
		char *name = plugin_name_of(files[i]->d_name);
		if (name != NULL && (int)strlen(name) > width)
			width = (int)strlen(name);
		free(name);
	}
	for (int i = 0; i < n; i++) {
		char *name = plugin_name_of(files[i]->d_name);
		if (name != NULL)
			put_plugin(l, dir, files[i]->d_name, name, width);
		free(name);
		free(files[i]);
	}
	free(files);
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct plugin_dirs dirs = { 0 };
	struct listing l = { .out = BUF_INIT, .dirs = &dirs };
	int r;

	(void)args;
	(void)context;
	if ((r = plugin_dirs_read(&dirs, err)) != 0)
		goto out;
	for (size_t i = 0; i < dirs.n; i++)
		put_dir(&l, i);
	if ((r = output_write(&l.out, err)) == 0 && l.refused > 0)
		r = err_set(err, REASON_PLUGIN_REFUSED,
			    "%zu refused: see above, and ccred plugin check FILE", l.refused);
out:
	buf_free(&l.out);
	plugin_dirs_clear(&dirs);
	return r;
}

const struct command command_plugins = {
	.name = "plugins",
	.brief = "list the plugins that are installed",
	.about = "Lists the plugins in the plugin directory and in the plugin-path of the\n"
		 "configuration, with version, ABI, summary and abilities, and says why one is\n"
		 "refused. The exit code is 78 if one is.\n",
	.forms = &form_none,
	.examples = "  ccred plugins\n",
	.run = run,
};
