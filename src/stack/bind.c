/* Joining a profile with the descriptions of its lines' plugins. */
#include "stack/bind.h"

#include "base/kv.h"
#include "base/paths.h"
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

/* Notes that a line depends on a variable; its name has these two parts. */
static int add_variable(struct binding *b, const struct line *line, const char *begin,
			const char *end, struct err *err)
{
	struct bound *bound = b->bound;
	struct variable *grown;
	size_t i = 0;
	char *name;

	if (asprintf(&name, "%s%s", begin, end) < 0)
		return err_nomem(err);
	while (i < bound->nvariables && strcmp(bound->variables[i].name, name) != 0)
		i++;
	if (i < bound->nvariables) {
		free(name);
	} else {
		/* Pointers only: nothing secret lies in the array. */
		grown = reallocarray(bound->variables, i + 1, sizeof(*grown));
		if (grown == NULL) {
			free(name);
			return err_nomem(err);
		}
		grown[i] = (struct variable){ .name = name,
					      .value = b->value != NULL ? b->value(b->arg, name)
									: NULL };
		bound->variables = grown;
		bound->nvariables++;
	}
	bound->variables[i].users |= UINT64_C(1) << (line - bound->lines);
	return 0;
}

/* Gives the line arguments of its own, which may differ from those of the source. */
static int own_args(struct line *line, struct err *err)
{
	if (line->own_args != NULL)
		return 0;
	if ((line->own_args = calloc(line->nargs, sizeof(*line->own_args))) == NULL)
		return err_nomem(err);
	memcpy(line->own_args, line->args, line->nargs * sizeof(*line->own_args));
	line->args = line->own_args;
	return 0;
}

/* Writes {profile} and {tenant} in an argument's value as in the name of a variable. */
static int expand_name(const struct profile *p, struct line *line, size_t i, struct err *err)
{
	const struct expand e = { .profile = p->name, .tenant = p->tenant, .as_variable = true };
	const struct location at = { .file = line->source->file, .line = line->source->line };
	int r = own_args(line, err);

	if (r != 0)
		return r;
	return expand_text(&e, line->args[i].raw, &at, &line->own_args[i].value, NULL, err);
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
		return add_variable(b, line, line->args[i].value, "", err);
	for (size_t k = 0; k < o->nvalues && r == 0; k++)
		r = add_variable(b, line, line->args[i].value, o->values[k], err);
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
	/* That says nothing of the line. */
	if (r == EXIT_OS) {
		*err = why;
		err_prefix(err, "%s", line->source->plugin);
		err_place(err, line->source->file, line->source->line, 0);
		return r;
	}
	if (r != 0) {
		line->missing = r == EXIT_NOINPUT;
		if ((line->why = malloc(sizeof(why))) == NULL)
			return err_nomem(err);
		*line->why = why;
		return 0;
	}
	d = line->description;
	for (size_t i = 0; i < d->nvariables; i++)
		if ((r = add_variable(b, line, d->variables[i], "", err)) != 0)
			return r;
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
	if (bound == NULL)
		return err_nomem(err);
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

int bind_replace(struct line *line, const struct argument *argument, const char *value,
		 struct err *err)
{
	size_t i = (size_t)(argument - line->args);
	char *copy = strdup(value);
	int r = copy != NULL ? own_args(line, err) : err_nomem(err);

	if (r != 0) {
		free(copy);
		return r;
	}
	if (line->own_args[i].value != line->source->args[i].value)
		free(line->own_args[i].value);
	line->own_args[i].value = copy;
	return 0;
}

void bind_free(struct bound **bound)
{
	struct bound *b;

	if (bound == NULL || (b = *bound) == NULL)
		return;
	for (size_t i = 0; i < b->nlines; i++) {
		struct line *line = &b->lines[i];
		/* Only values that differ from the source's are the line's own. */
		for (size_t k = 0; line->own_args != NULL && k < line->nargs; k++)
			if (line->own_args[k].value != line->source->args[k].value)
				free(line->own_args[k].value);
		free(line->own_args);
		free(line->why);
		description_free(&line->description);
	}
	for (size_t i = 0; i < b->nvariables; i++)
		free((char *)(uintptr_t)b->variables[i].name);
	free(b->variables);
	free(b);
	*bound = NULL;
}

/* The lines in their order; those of a nested stack stand between its name and "end". */
static void put_sources(const struct source *sources, size_t n, const struct line **next,
			struct buf *b)
{
	for (size_t i = 0; i < n; i++) {
		const struct source *s = &sources[i];
		kv_put_text(b, s->optional_plugin ? "-source" : "source", s->control_text);
		if (s->stack != NULL) {
			kv_put_text(b, "stack", s->stack);
			put_sources(s->inner, s->ninner, next, b);
			kv_put_text(b, "end", s->stack);
			continue;
		}
		kv_put_text(b, "plugin", s->plugin);
		for (size_t a = 0; a < (*next)->nargs; a++) {
			kv_put_text(b, "arg", (*next)->args[a].name);
			kv_put_text(b, "value", (*next)->args[a].value);
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
	return (bound->variables[variable].users >> (line - bound->lines) & 1) != 0;
}

const char *bind_argument(const struct line *line, const char *name)
{
	return arguments_value(line->args, line->nargs, name);
}
