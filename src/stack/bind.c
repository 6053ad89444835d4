/* Joining a profile with the descriptions of its lines' plugins. */
#include "base/banned.h"
#include "stack/bind.h"

#include "base/kv.h"
#include "base/limits.h"
#include "base/paths.h"
#include "config/expand.h"
#include "plugin/arguments.h"
#include "plugin/find.h"

/* A profile that is being bound. */
struct binding {
	struct bound *bound;
	/* The description of all lines; NULL: each is found by its plugin's name. */
	const char *file;
	bind_value_fn value;
	const void *arg;
};

static size_t count_lines(const struct source *sources, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += sources[i].stack != NULL ? count_lines(sources[i].inner, sources[i].ninner)
						  : 1;
	return count;
}

static void add_lines(struct bound *bound, const struct source *sources, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct source *s = &sources[i];
		if (s->stack != NULL)
			add_lines(bound, s->inner, s->ninner);
		else
			bound->lines[bound->nlines++] =
				(struct line){ .source = s, .args = s->args, .nargs = s->nargs };
	}
}

/* Takes note that a line depends on a variable. */
static int add_variable(struct binding *b, const struct line *line, const char *name)
{
	struct bound *bound = b->bound;
	size_t i = 0;

	while (i < bound->nvariables && strcmp(bound->variables[i].name, name) != 0)
		i++;
	if (i == bound->nvariables) {
		/* Pointers only: nothing secret lies in the arrays. */
		void *variables = reallocarray(bound->variables, i + 1, sizeof(*bound->variables));
		if (variables == NULL)
			return -1;
		bound->variables = variables;
		void *users = reallocarray(bound->users, i + 1, sizeof(*bound->users));
		if (users == NULL)
			return -1;
		bound->users = users;
		if ((bound->variables[i].name = strdup(name)) == NULL)
			return -1;
		bound->variables[i].value = b->value(b->arg, name);
		bound->users[i] = 0;
		bound->nvariables++;
	}
	bound->users[i] |= UINT64_C(1) << (line - bound->lines);
	return 0;
}

/* Writes {profile} and {tenant} in an argument's value as in the name of a variable. */
static int expand_name(const struct profile *p, struct line *line, size_t i, struct err *err)
{
	const struct expand e = { .profile = p->name, .tenant = p->tenant, .as_variable = true };
	const struct location at = { .file = line->source->file, .line = line->source->line };
	bool tenant;

	if (line->own_args == NULL) {
		if ((line->own_args = calloc(line->nargs, sizeof(*line->own_args))) == NULL)
			return err_nomem(err);
		memcpy(line->own_args, line->args, line->nargs * sizeof(*line->own_args));
		line->args = line->own_args;
	}
	return expand_text(&e, line->args[i].raw, &at, &line->own_args[i].value, &tenant, err);
}

/* The variables that one argument names. */
static int bind_argument_variables(struct binding *b, struct line *line, size_t i, struct err *err)
{
	const struct plugin_option *o = description_option(line->description, line->args[i].name);
	int r = 0;

	if (o == NULL || (o->type != OPTION_VARIABLE && o->type != OPTION_VARIABLE_PREFIX))
		return 0;
	if (strchr(line->args[i].raw, '{') != NULL &&
	    (r = expand_name(b->bound->profile, line, i, err)) != 0)
		return r;
	if (o->type == OPTION_VARIABLE)
		return add_variable(b, line, line->args[i].value) == 0 ? 0 : err_nomem(err);
	for (size_t k = 0; k < o->nvalues && r == 0; k++) {
		struct buf name = BUF_INIT;
		buf_printf(&name, "%s%s", line->args[i].value, o->values[k]);
		if (buf_error(&name) || add_variable(b, line, buf_str(&name)) != 0)
			r = err_nomem(err);
		buf_free(&name);
	}
	return r;
}

static int bind_one(struct binding *b, struct line *line, struct err *err)
{
	const struct profile *p = b->bound->profile;
	const struct description *d;
	struct err why = { 0 };
	int r;

	r = b->file != NULL ? find_file(b->file, line->source->plugin, &line->description, &why)
			    : find_description(line->source->plugin, path_plugins, p->plugin_path,
					       p->nplugin_path, &line->description, &why);
	if (r != 0) {
		line->missing = r == EXIT_NOINPUT;
		if ((line->why = malloc(sizeof(why))) == NULL)
			return err_nomem(err);
		*line->why = why;
		return 0;
	}
	d = line->description;
	for (size_t i = 0; i < d->nvariables; i++)
		if (add_variable(b, line, d->variables[i]) != 0)
			return err_nomem(err);
	for (size_t i = 0; i < line->nargs; i++)
		if ((r = bind_argument_variables(b, line, i, err)) != 0)
			return r;
	return 0;
}

int bind_file(const struct profile *p, const char *path, bind_value_fn value, const void *arg,
	      struct bound **ret_bound, struct err *err)
{
	struct bound *bound = calloc(1, sizeof(*bound));
	struct binding b = { bound, path, value, arg };
	int r = 0;

	_Static_assert(LIMIT_STACK_LINES <= 64, "a bit a line");
	if (bound == NULL || (bound->lines = calloc(count_lines(p->sources, p->nsources) + 1,
						    sizeof(*bound->lines))) == NULL) {
		bind_free(&bound);
		return err_nomem(err);
	}
	bound->profile = p;
	add_lines(bound, p->sources, p->nsources);
	for (size_t i = 0; i < bound->nlines && r == 0; i++)
		r = bind_one(&b, &bound->lines[i], err);
	if (r != 0)
		bind_free(&bound);
	else
		*ret_bound = bound;
	return r;
}

int bind_profile(const struct profile *p, bind_value_fn value, const void *arg,
		 struct bound **ret_bound, struct err *err)
{
	return bind_file(p, NULL, value, arg, ret_bound, err);
}

static void clear_line(struct line *line)
{
	/* Only values that differ from the source's are the line's own. */
	for (size_t i = 0; line->own_args != NULL && i < line->nargs; i++)
		if (line->own_args[i].value != line->source->args[i].value)
			free(line->own_args[i].value);
	free(line->own_args);
	free(line->why);
	description_free(&line->description);
}

void bind_free(struct bound **bound)
{
	struct bound *b;

	if (bound == NULL || (b = *bound) == NULL)
		return;
	for (size_t i = 0; i < b->nlines; i++)
		clear_line(&b->lines[i]);
	for (size_t i = 0; i < b->nvariables; i++)
		free((char *)(uintptr_t)b->variables[i].name);
	free(b->lines);
	free(b->variables);
	free(b->users);
	free(b);
	*bound = NULL;
}

static void put(struct buf *b, const char *key, const char *value)
{
	kv_put_escaped(b, key, value, strlen(value));
}

/* The lines in their order; those of a nested stack stand between its name and "end". */
static void put_sources(const struct source *sources, size_t n, const struct line **next,
			struct buf *b)
{
	for (size_t i = 0; i < n; i++) {
		const struct source *s = &sources[i];
		put(b, s->optional_plugin ? "-source" : "source", s->control_text);
		if (s->stack != NULL) {
			put(b, "stack", s->stack);
			put_sources(s->inner, s->ninner, next, b);
			put(b, "end", s->stack);
			continue;
		}
		put(b, "plugin", s->plugin);
		for (size_t a = 0; a < (*next)->nargs; a++) {
			put(b, "arg", (*next)->args[a].name);
			put(b, "value", (*next)->args[a].value);
		}
		(*next)++;
	}
}

void bind_describe(const struct bound *bound, struct buf *b)
{
	const struct line *next = bound->lines;

	profile_describe(bound->profile, b);
	put_sources(bound->profile->sources, bound->profile->nsources, &next, b);
}

const struct line *bind_line(const struct bound *bound, const struct source *source)
{
	for (size_t i = 0; i < bound->nlines; i++)
		if (bound->lines[i].source == source)
			return &bound->lines[i];
	return NULL;
}

bool bind_uses(const struct bound *bound, const struct line *line, size_t variable)
{
	return (bound->users[variable] >> (line - bound->lines) & 1) != 0;
}

bool bind_keeps_variable(const char *name)
{
	static const char *const kept[] = { "HOME", "LANG", "TZ", "DBUS_SESSION_BUS_ADDRESS" };

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (strcmp(name, kept[i]) == 0)
			return true;
	return strncmp(name, "XDG_", 4) == 0 || strncmp(name, "LC_", 3) == 0;
}

const char *bind_argument(const struct line *line, const char *name)
{
	return arguments_value(line->args, line->nargs, name);
}
