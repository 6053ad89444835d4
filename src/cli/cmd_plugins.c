/* ccred plugins: the plugins that are installed, and why one cannot be used. */
#include "base/json_out.h"
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
	bool json;
	/* Of one directory: the elements of a JSON list, or the lines of command_put_columns. */
	struct buf plugins;
	size_t broken;
};

/* One description. */
struct found {
	char name[FIND_NAME_SIZE];
	struct buf path;
	/* NULL: it is broken. */
	struct description *d;
	struct err why;
	/* The directory whose plugin of this name is used instead; NULL: this one is used. */
	const char *hidden_by;
};

static int is_description(const struct dirent *e)
{
	char name[FIND_NAME_SIZE];

	return find_name_of(e->d_name, name);
}

/* What it can do besides being asked. */
#define ABILITIES 4
static void list_abilities(const struct description *d, const char *ret_words[ABILITIES])
{
	ret_words[0] = (d->offers & OFFER_STORE) != 0 ? "store" : NULL;
	ret_words[1] = (d->offers & OFFER_SIGN) != 0 ? "sign" : NULL;
	ret_words[2] = (d->offers & OFFER_PROMPT) != 0 ? "prompt" : NULL;
	ret_words[3] = d->separate_tenants ? "tenant" : NULL;
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

static void put_line(const struct found *f, struct buf *b)
{
	const struct description *d = f->d;
	char shown[SHOWN_MAX], line[ERR_LINE_MAX];
	const char *words[ABILITIES];
	bool any = false;

	buf_printf(b, "%s\t", f->name);
	if (d == NULL) {
		buf_printf(b, "broken: %s\n", err_line(&f->why, line, sizeof(line)));
		return;
	}
	if (d->version != NULL)
		buf_printf(b, "%s, ",
			   text_escape(d->version, strlen(d->version), shown, sizeof(shown)));
	buf_printf(b, "ABI %d.%u", CCRED_ABI_MAJOR, d->abi_minor);
	if (d->summary != NULL)
		buf_printf(b, ": %s",
			   text_escape(d->summary, strlen(d->summary), shown, sizeof(shown)));
	list_abilities(d, words);
	for (size_t i = 0; i < ABILITIES; i++) {
		if (words[i] != NULL)
			buf_printf(b, "%s%s", any ? ", " : " [", words[i]);
		any |= words[i] != NULL;
	}
	buf_puts(b, any ? "]" : "");
	if (f->hidden_by != NULL)
		buf_printf(b, " (not used: %s has one of this name)", f->hidden_by);
	buf_putc(b, '\n');
}

static void put_json(const struct found *f, struct buf *b)
{
	const char *words[ABILITIES] = { NULL };
	char abi[32] = "";

	if (f->d != NULL) {
		list_abilities(f->d, words);
		snprintf(abi, sizeof(abi), "%d.%u", CCRED_ABI_MAJOR, f->d->abi_minor);
	}
	json_begin(b, NULL, '{');
	json_text(b, "plugin", f->name);
	json_text(b, "file", buf_str(&f->path));
	json_text(b, "version", f->d != NULL ? f->d->version : NULL);
	json_text(b, "abi", filled(abi));
	json_text(b, "summary", f->d != NULL ? f->d->summary : NULL);
	json_begin(b, "abilities", '[');
	for (size_t i = 0; i < ABILITIES; i++)
		if (words[i] != NULL)
			json_text(b, NULL, words[i]);
	buf_putc(b, ']');
	json_text(b, "hidden_by", f->hidden_by);
	json_error(b, "broken", &f->why);
	buf_putc(b, '}');
}

static void put_plugin(struct listing *l, size_t dir, const char *file)
{
	struct found f = { .path = BUF_INIT, .hidden_by = hidden_by(l, dir, file) };

	(void)find_name_of(file, f.name);
	buf_printf(&f.path, "%s/%s", l->dirs->list[dir], file);
	if (buf_error(&f.path))
		l->plugins.failed = true;
	else if (check_file(buf_str(&f.path), &f.d, NULL, &f.why) != 0)
		l->broken++;
	else
		f.why = (struct err){ 0 };
	if (!buf_error(&f.path))
		(l->json ? put_json : put_line)(&f, &l->plugins);
	buf_free(&f.path);
	description_free(&f.d);
}

/* unread: why the directory cannot be read; NULL: it was read. */
static void put_dir(struct listing *l, size_t dir, const char *unread, struct buf *b)
{
	const char *path = l->dirs->list[dir];
	char clean[ERR_LINE_MAX];

	if (l->json) {
		json_begin(b, NULL, '{');
		json_text(b, "directory", path);
		json_text(b, "unread", unread);
		json_name(b, "plugins");
		buf_printf(b, "[%s]}", buf_str(&l->plugins));
		b->failed |= buf_error(&l->plugins);
		buf_free(&l->plugins);
		return;
	}
	buf_printf(b, "%s%s\n", text_escape(path, strlen(path), clean, sizeof(clean)),
		   dir > 0 ? " (plugin-path)" : "");
	if (unread != NULL)
		buf_printf(b, "  cannot be read: %s\n", unread);
	else if (l->plugins.len == 0)
		buf_puts(b, "  no plugin\n");
	command_put_columns(&l->plugins, "  ", b);
}

static void list_dir(struct listing *l, size_t dir, struct buf *b)
{
	struct dirent **files = NULL;
	int n = scandir(l->dirs->list[dir], &files, is_description, alphasort);
	const char *unread = n < 0 ? strerror(errno) : NULL;

	for (int i = 0; i < n; i++) {
		put_plugin(l, dir, files[i]->d_name);
		free(files[i]);
	}
	free(files);
	put_dir(l, dir, unread, b);
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct plugin_dirs dirs = { 0 };
	struct listing l = { .dirs = &dirs, .json = args_value(args, "--json") != NULL };
	struct buf *out = &context->out;
	int r = plugin_dirs_read(&dirs, err);

	if (r == 0 && l.json)
		buf_putc(out, '[');
	for (size_t i = 0; i < dirs.n && r == 0; i++)
		list_dir(&l, i, out);
	if (r == 0 && l.json)
		buf_puts(out, "]\n");
	if (l.broken > 0) {
		context->told = l.json;
		r = err_set(err, REASON_PLUGIN_FILE,
			    "%zu broken: see above, and ccred plugin check", l.broken);
	}
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
	.options = OPTIONS({ OPTION_JSON }),
	.examples = "  ccred plugins\n"
		    "  ccred plugins --json | jq -r '.[].plugins[].plugin'\n",
	.run = run,
};
