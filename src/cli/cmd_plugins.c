/* ccred plugins: the plugins that are installed, and why one cannot be used. */
#include "base/text.h"
#include "cli/args.h"
#include "ccred-plugin.h"
#include "plugin/find.h"
#include "config/config.h"

#include <dirent.h>
#include <errno.h>
#include <unistd.h>

#define SHOWN_MAX 256

struct listing {
	const struct plugin_dirs *dirs;
	/* Of one directory, for command_put_columns. */
	struct buf lines;
	size_t broken;
};

static int is_description(const struct dirent *e)
{
	char name[FIND_NAME_SIZE];

	return find_name_of(e->d_name, name);
}

/* What it can do besides being asked. */
static void put_abilities(const struct description *d, struct buf *b)
{
	const char *const words[] = {
		(d->offers & OFFER_STORE) != 0 ? "store" : NULL,
		(d->offers & OFFER_SIGN) != 0 ? "sign" : NULL,
		(d->offers & OFFER_PROMPT) != 0 ? "prompt" : NULL,
		d->separate_tenants ? "tenant" : NULL,
	};
	bool any = false;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i] != NULL)
			buf_printf(b, "%s%s", any ? ", " : " [", words[i]);
		any |= words[i] != NULL;
	}
	buf_puts(b, any ? "]" : "");
}

/* The directory before this one that has a description of that name: it is used instead. NULL:
 * none. */
static const char *hidden_by(const struct listing *l, size_t dir, const char *file)
{
	struct buf path = BUF_INIT;
	const char *found = NULL;

	for (size_t i = 0; i < dir && found == NULL; i++) {
		buf_reset(&path);
		buf_printf(&path, "%s/%s", l->dirs->list[i], file);
		if (access(buf_str(&path), F_OK) == 0)
			found = l->dirs->list[i];
	}
	buf_free(&path);
	return found;
}

static void put_plugin(struct listing *l, size_t dir, const char *file)
{
	char shown[SHOWN_MAX], line[ERR_LINE_MAX];
	const char *other = hidden_by(l, dir, file);
	struct description *d = NULL;
	struct buf path = BUF_INIT;
	struct err err = { 0 };

	buf_printf(&path, "%s/%s", l->dirs->list[dir], file);
	/* Without its ".plugin". */
	buf_printf(&l->lines, "%.*s\t", (int)(strlen(file) - strlen(".plugin")), file);
	if (buf_error(&path)) {
		l->lines.failed = true;
		goto out;
	}
	if (check_file(buf_str(&path), &d, NULL, &err) != 0) {
		l->broken++;
		buf_printf(&l->lines, "broken: %s\n", err_line(&err, line, sizeof(line)));
		goto out;
	}
	if (d->version != NULL)
		buf_printf(&l->lines, "%s, ",
			   text_escape(d->version, strlen(d->version), shown, sizeof(shown)));
	buf_printf(&l->lines, "ABI %d.%u", CCRED_ABI_MAJOR, d->abi_minor);
	if (d->summary != NULL)
		buf_printf(&l->lines, ": %s",
			   text_escape(d->summary, strlen(d->summary), shown, sizeof(shown)));
	put_abilities(d, &l->lines);
	if (other != NULL)
		buf_printf(&l->lines, " (not used: %s has one of this name)", other);
	buf_putc(&l->lines, '\n');
out:
	buf_free(&path);
	description_free(&d);
}

static void put_dir(struct listing *l, size_t dir, struct buf *b)
{
	const char *path = l->dirs->list[dir];
	struct dirent **files = NULL;
	int n = scandir(path, &files, is_description, alphasort);
	char clean[ERR_LINE_MAX];

	buf_printf(b, "%s%s\n", text_escape(path, strlen(path), clean, sizeof(clean)),
		   dir > 0 ? " (plugin-path)" : "");
	if (n < 0)
		buf_printf(b, "  cannot be read: %s\n", strerror(errno));
	else if (n == 0)
		buf_puts(b, "  no plugin\n");
	for (int i = 0; i < n; i++) {
		put_plugin(l, dir, files[i]->d_name);
		free(files[i]);
	}
	free(files);
	command_put_columns(&l->lines, "  ", b);
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct plugin_dirs dirs = { 0 };
	struct listing l = { .dirs = &dirs };
	int r = plugin_dirs_read(&dirs, err);

	(void)args;
	for (size_t i = 0; i < dirs.n && r == 0; i++)
		put_dir(&l, i, &context->out);
	if (l.broken > 0)
		r = err_set(err, REASON_PLUGIN_FILE,
			    "%zu broken: see above, and ccred plugin check", l.broken);
	plugin_dirs_clear(&dirs);
	return r;
}

const struct command command_plugins = {
	.name = "plugins",
	.brief = "list the plugins that are installed",
	.about = "Lists the plugins in the plugin directory and in the plugin-path of the\n"
		 "configuration, with version, ABI, summary and abilities, and says why one is\n"
		 "broken. The exit code is 78 if one is.\n",
	.forms = FORMS({ NULL }),
	.options = OPTIONS({ NULL }),
	.examples = "  ccred plugins\n",
	.run = run,
};
