/* What ccred doctor says of this machine: who may read and change the files, and where the cache lies. */
#include "report/doctor.h"
#include "base/fs.h"
#include "cache/cache_dir.h"
#include "config/config.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Counting what is in order, while the rest is said. */
struct permissions {
	struct doctor *d;
	size_t files, secrets, dirs, bad;
};

/* A fault that ends a call is a failure; one that a source may do without, a warning. */
static void refuse(struct permissions *m, enum doctor_outcome outcome, const struct err *err)
{
	m->bad++;
	doctor_error(m->d, "permissions", outcome, err);
}

static int check_config(const char *file, void *arg)
{
	struct permissions *m = arg;
	struct err err = { 0 };
	int fd = -1;

	m->files++;
	if (fs_open(AT_FDCWD, file, FS_CONFIG, &fd, NULL, &err) == EXIT_DENIED)
		refuse(m, DOCTOR_FAILURE, &err);
	fs_close(&fd);
	return 0;
}

/* A file that a person would look for the secret in. One that is missing is a matter of its source, and so is
 * what is no file; of a program only others' changing it matters. */
static void check_secret(struct permissions *m, const struct line *line, const char *path)
{
	const char *shared = bind_argument(line, "shared-mode");
	bool program = access(path, X_OK) == 0;
	struct err err = { 0 };
	struct stat st;
	int fd = -1, r;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	r = fs_open(AT_FDCWD, path,
		    program || (shared != NULL && strcmp(shared, "yes") == 0) ? FS_SECRET_SHARED
									      : FS_SECRET,
		    &fd, NULL, &err);
	if (r == EXIT_DENIED)
		refuse(m, DOCTOR_WARNING, &err);
	else if (r == 0 && !program)
		m->secrets++;
	fs_close(&fd);
}

static void check_line(struct permissions *m, const struct line *line)
{
	for (size_t i = 0; line->description != NULL && i < line->nargs; i++) {
		const struct plugin_option *o =
			description_option(line->description, line->args[i].name);
		if (o != NULL && o->type == OPTION_PATH && (o->flags & OPTION_LOCATION) != 0)
			check_secret(m, line, line->args[i].value);
	}
	if (line->why != NULL && line->why->code == EXIT_DENIED)
		refuse(m, DOCTOR_WARNING, line->why);
}

static void check_dirs(struct permissions *m, const struct plugin_dirs *dirs)
{
	struct err err = { 0 };

	for (size_t i = 0; i < dirs->n; i++) {
		int r = fs_check_path(dirs->list[i], NULL, &err);
		m->dirs += r == 0;
		/* No plugin of it is loaded; whether one is needed is the profile's matter. */
		if (r == EXIT_DENIED)
			refuse(m, DOCTOR_WARNING, &err);
	}
}

void doctor_permissions(struct doctor *d, struct bound *bound)
{
	struct permissions m = { .d = d };
	struct plugin_dirs dirs = { 0 };
	struct config *config = NULL;
	struct err err = { 0 };
	struct doctor_step *s;

	(void)config_read(&config, &err);
	if (config != NULL)
		(void)config_each_file(config, check_config, &m);
	config_free(&config);
	if (plugin_dirs_read(&dirs, &err) == 0)
		check_dirs(&m, &dirs);
	plugin_dirs_clear(&dirs);
	if (bound != NULL && bind_check(bound, &err) != 0)
		refuse(&m, DOCTOR_FAILURE, &err);
	for (size_t i = 0; bound != NULL && i < bound->nlines; i++)
		check_line(&m, &bound->lines[i]);
	if (m.bad > 0)
		return;
	s = doctor_add(d, "permissions", DOCTOR_OK,
		       "only you and root may change: %zu configuration file%s, %zu secret file%s, "
		       "%zu plugin director%s",
		       m.files, m.files == 1 ? "" : "s", m.secrets, m.secrets == 1 ? "" : "s",
		       m.dirs, m.dirs == 1 ? "y" : "ies");
	json_number(&s->details, "configuration_files", (int64_t)m.files);
	json_number(&s->details, "secret_files", (int64_t)m.secrets);
	json_number(&s->details, "plugin_directories", (int64_t)m.dirs);
}

/* The directories that were passed over, and the one that is taken. */
struct cache_dirs {
	struct doctor *d;
	const char *cache_dir;
	struct buf passed, json;
	bool found;
};

static void put_dir(struct cache_dirs *l, const struct cache_dir *c)
{
	bool good = c->writable && !c->full;
	struct doctor_step *s =
		doctor_add(l->d, "cache", good ? DOCTOR_OK : DOCTOR_WARNING, "%s (%s%s%s), %s, %s",
			   c->path, c->from, l->passed.len > 0 ? "; " : "", buf_str(&l->passed),
			   c->memory ? "in memory" : "on disk",
			   !c->writable ? "which cannot be written: each call asks the server"
			   : c->full    ? "which is full: each call asks the server"
			   : c->there   ? "writable"
					: "made with the first token");

	if (!c->writable)
		doctor_command(s, "export XDG_RUNTIME_DIR=/run/user/$(id -u)");
	else if (c->full)
		doctor_command(s, "ccred forget%s%s", l->d->profile != NULL ? " " : "",
			       l->d->profile != NULL ? l->d->profile : "");
	json_text(&s->details, "path", c->path);
	json_text(&s->details, "from", c->from);
	json_boolean(&s->details, "memory", c->memory);
	json_boolean(&s->details, "there", c->there);
	json_boolean(&s->details, "writable", good);
	buf_puts(&l->json, "]");
	json_name(&s->details, "passed_over");
	buf_puts(&s->details, buf_str(&l->json));
}

/* A cache-dir that will not do ends every call. */
static void refuse_dir(struct cache_dirs *l, const struct cache_dir *c)
{
	char word[DOCTOR_WORD_MAX];

	text_shell_word(c->path, word, sizeof(word));
	doctor_command(
		doctor_fail(l->d, "cache", REASON_CACHE_DIR_UNUSABLE, "cache-dir: %s", c->why),
		"mkdir -p -m 700 %s && chmod 700 %s", word, word);
}

static void on_dir(const struct cache_dir *c, void *arg)
{
	struct cache_dirs *l = arg;

	if (c->why == NULL || l->cache_dir != NULL) {
		l->found = true;
		(c->why == NULL ? put_dir : refuse_dir)(l, c);
		return;
	}
	buf_printf(&l->passed, "%snot %s: %s", l->passed.len > 0 ? "; " : "", c->from, c->why);
	json_begin(&l->json, NULL, '{');
	json_text(&l->json, "from", c->from);
	json_text(&l->json, "why", c->why);
	buf_putc(&l->json, '}');
}

void doctor_cache(struct doctor *d, const struct profile *p)
{
	struct cache_dirs l = { .d = d, .cache_dir = p != NULL ? p->cache_dir : NULL };

	json_begin(&l.json, NULL, '[');
	cache_dirs(l.cache_dir, on_dir, &l);
	if (!l.found)
		doctor_command(
			doctor_add(d, "cache", DOCTOR_WARNING,
				   "there is no place for it: each call asks the server (%s)",
				   buf_str(&l.passed)),
			"export XDG_RUNTIME_DIR=/run/user/$(id -u)");
	buf_free(&l.passed);
	buf_free(&l.json);
}
