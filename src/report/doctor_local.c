/* What ccred doctor says of this machine: who may read and change the files, and where the cache
 * lies. */
#include "report/doctor.h"
#include "base/fs.h"
#include "cache/cache_dir.h"
#include "http/library.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Counting what is in order, while the rest is said: a fault that ends a call as a failure; one
 * that a source may do without, as a warning. */
struct permissions {
	struct doctor *d;
	size_t files, secrets, dirs;
	/* Other files that are named: in words, and as a list for JSON. */
	struct buf named, json;
};

static int check_config(const char *file, void *arg)
{
	struct permissions *m = arg;
	struct err err = { 0 };
	int fd = -1;

	m->files++;
	if (fs_open(AT_FDCWD, file, FS_CONFIG, &fd, NULL, &err) == EXIT_DENIED)
		doctor_error(m->d, "permissions", DOCTOR_FAILURE, &err);
	fs_close(&fd);
	return 0;
}

/* A file that a person would look for the secret in. One that is missing is a matter of its source,
 * and so is what is no file; of a program only others' changing it matters. */
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
	if (r == EXIT_DENIED || r == EXIT_OS)
		doctor_error(m->d, "permissions", DOCTOR_WARNING, &err);
	else if (r == 0 && !program)
		m->secrets++;
	fs_close(&fd);
}

/* A file that nobody else may change, whatever it is for: of authorities, of a login, a program. */
static void check_named(struct permissions *m, const char *name, const char *path,
			enum doctor_outcome outcome)
{
	struct err err = { 0 };
	struct stat st;
	int fd = -1, r;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	r = fs_open(AT_FDCWD, path, FS_CONFIG, &fd, NULL, &err);
	fs_close(&fd);
	if (r == EXIT_DENIED || r == EXIT_OS) {
		err_prefix(&err, "%s", name);
		doctor_error(m->d, "permissions", outcome, &err);
	} else if (r == 0) {
		buf_printf(&m->named, ", %s %s", name, path);
		json_text(&m->json, NULL, path);
	}
}

static void check_line(struct permissions *m, const struct line *line)
{
	for (size_t i = 0; line->description != NULL && i < line->nargs; i++) {
		const struct argument *a = &line->args[i];
		const struct plugin_option *o = description_option(line->description, a->name);
		if (o == NULL || o->type != OPTION_PATH)
			continue;
		if ((o->flags & OPTION_LOCATION) != 0)
			check_secret(m, line, a->value);
		else
			check_named(m, a->name, a->value, DOCTOR_WARNING);
	}
	if (line->why != NULL && line->why->code == EXIT_DENIED)
		doctor_error(m->d, "permissions", DOCTOR_WARNING, line->why);
}

void doctor_permissions(struct doctor *d, struct bound *bound)
{
	struct permissions m = { .d = d };
	struct plugin_dirs dirs = { 0 };
	struct err err = { 0 };
	const char *from;
	const char *ca = ca_bundle(bound != NULL ? bound->profile->ca_file : NULL, &from);
	size_t before = d->n;

	(void)config_each_file(d->config, check_config, &m);
	if (ca != NULL)
		check_named(&m, from, ca, DOCTOR_FAILURE);
	if (plugin_dirs_read(&dirs, &err) == EXIT_OS)
		doctor_error(d, "permissions", DOCTOR_WARNING, &err);
	for (size_t i = 0; i < dirs.n; i++) {
		int r = fs_check_path(dirs.list[i], NULL, &err);
		m.dirs += r == 0;
		/* No plugin of it is loaded; whether one is needed is the profile's matter. */
		if (r == EXIT_DENIED || r == EXIT_OS)
			doctor_error(d, "permissions", DOCTOR_WARNING, &err);
	}
	plugin_dirs_clear(&dirs);
	if (bound != NULL && bind_check(bound, &err) != 0)
		doctor_error(d, "permissions", DOCTOR_FAILURE, &err);
	for (size_t i = 0; bound != NULL && i < bound->nlines; i++)
		check_line(&m, &bound->lines[i]);
	if (d->n > before)
		goto out;
	doctor_add(d, "permissions", DOCTOR_OK,
		   "only you and root may change: %zu configuration file%s, %zu secret file%s, %zu "
		   "plugin director%s%s",
		   m.files, m.files == 1 ? "" : "s", m.secrets, m.secrets == 1 ? "" : "s", m.dirs,
		   m.dirs == 1 ? "y" : "ies", buf_str(&m.named));
	json_number(d->json, "configuration_files", (int64_t)m.files);
	json_number(d->json, "secret_files", (int64_t)m.secrets);
	json_number(d->json, "plugin_directories", (int64_t)m.dirs);
	doctor_list(d, "named_files", &m.json);
out:
	doctor_free(d, &m.named);
	doctor_free(d, &m.json);
}

/* The directories that were passed over, and the one that is taken. */
struct cache_dirs {
	struct doctor *d;
	/* NULL: none. */
	const struct profile *p;
	const char *cache_dir;
	struct buf passed, json;
	bool found, taken;
};

/* What makes a directory of ours writable, or makes it; nothing of another user's is touched. */
static void command_dir(struct doctor *d, const char *path)
{
	struct stat st;

	if (lstat(path, &st) != 0 && errno == ENOENT)
		doctor_command_word(d, "mkdir -p -m 700 ", path);
	else if (S_ISDIR(st.st_mode) && st.st_uid == geteuid() && (st.st_mode & 0777) != 0700)
		doctor_command_word(d, "chmod 700 ", path);
}

static void put_dir(struct cache_dirs *l, const struct cache_dir *c)
{
	bool good = c->writable && !c->full;
	struct doctor *d = l->d;

	doctor_add(d, "cache", good && !l->taken ? DOCTOR_OK : DOCTOR_WARNING,
		   "%s (%s%s%s), %s, %s", c->path, c->from, l->passed.len > 0 ? "; " : "",
		   buf_str(&l->passed), c->memory ? "in memory" : "on disk",
		   !c->writable ? "which cannot be written, so each call asks the server: name "
				  "another with cache-dir"
		   : c->full  ? "which is full, so each call asks the server: make room there, or "
				"name another with cache-dir"
		   : c->there ? "writable"
			      : "made with the first token");
	if (!c->writable && c->there)
		command_dir(d, c->path);
	if (!good && d->last->command[0] == '\0' && l->p != NULL)
		doctor_edit(d, l->p->file, l->p->line);
	json_text(d->json, "path", c->path);
	json_text(d->json, "from", c->from);
	json_boolean(d->json, "memory", c->memory);
	json_boolean(d->json, "there", c->there);
	json_boolean(d->json, "writable", good);
	doctor_list(d, "passed_over", &l->json);
}

/* A cache-dir that will not do ends every call. */
static void refuse_dir(struct cache_dirs *l, const struct cache_dir *c)
{
	doctor_fail(l->d, "cache", REASON_CACHE_DIR_UNUSABLE, "cache-dir: %s", c->why);
	command_dir(l->d, c->path);
	if (l->d->last->command[0] == '\0' && l->p != NULL)
		doctor_edit(l->d, l->p->file, l->p->line);
}

static void on_dir(const struct cache_dir *c, void *arg)
{
	struct cache_dirs *l = arg;

	if (c->why == NULL || l->cache_dir != NULL) {
		l->found = true;
		(c->why == NULL ? put_dir : refuse_dir)(l, c);
		return;
	}
	l->taken = l->taken || c->taken;
	buf_printf(&l->passed, "%snot %s: %s", l->passed.len > 0 ? "; " : "", c->from, c->why);
	json_begin(&l->json, NULL, '{');
	json_text(&l->json, "from", c->from);
	json_text(&l->json, "why", c->why);
	buf_putc(&l->json, '}');
}

void doctor_cache(struct doctor *d, const struct profile *p)
{
	struct cache_dirs l = { .d = d, .p = p, .cache_dir = p != NULL ? p->cache_dir : NULL };

	cache_dirs(l.cache_dir, on_dir, &l);
	if (!l.found) {
		doctor_add(d, "cache", DOCTOR_WARNING,
			   "there is no place for it, so each call asks the server: name a "
			   "directory of yours with cache-dir (%s)",
			   buf_str(&l.passed));
		if (p != NULL)
			doctor_edit(d, p->file, p->line);
	}
	doctor_free(d, &l.passed);
	doctor_free(d, &l.json);
}
