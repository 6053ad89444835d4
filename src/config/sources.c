/* Reading the lines of a stack. */
#include "base/limits.h"
#include "base/text.h"
#include "config/control.h"
#include "config/resolve.h"

/* The list that lines are read into. */
struct lines {
	struct resolve *r;
	/* The stack that they stand in, and the list of the line that led to it; NULL: they are the
	 * profile's own. */
	const struct block *stack;
	const struct lines *from;
	struct source **list;
	size_t *n;
};

static int add_line(const struct lines *to, const struct key_line *line, struct err *err);

int argument_read(const char *word, const struct expand *expand, const struct location *at,
		  struct argument **args, size_t *nargs, struct err *err)
{
	size_t name_len = strcspn(word, "=");
	struct argument *more, *a;
	char *text = NULL;
	int r;

	if (name_len == 0)
		return location_fault(err, REASON_SOURCE_LINE, at,
				      "an argument has the form name=value, or is a word");
	if ((more = reallocarray(*args, *nargs + 1, sizeof(*more))) == NULL)
		return err_nomem(err);
	*args = more;
	a = &more[(*nargs)++];
	*a = (struct argument){ .name = strndup(word, name_len),
				.raw = strdup(word + name_len + (word[name_len] == '=')),
				.column = at->column };
	if (a->name == NULL || a->raw == NULL)
		return err_nomem(err);
	if ((r = expand_text(expand, a->raw, at, &text, &a->has_tenant, err)) == 0)
		r = expand_home(text, at, &a->value, err);
	free(text);
	return r;
}

static int set_plugin(struct source *src, const char *name, const struct location *at,
		      struct err *err)
{
	if (strchr(name, '/') != NULL)
		return location_fault(err, REASON_SOURCE_LINE, at,
				      "a plugin is named without its path: put its directory into "
				      "plugin-path, before the first block of the file");
	if (!text_is_plugin(name))
		return location_fault(err, REASON_SOURCE_LINE, at,
				      "the name of a plugin has 1 to %d letters, digits, - and _",
				      LIMIT_NAME);
	src->column = at->column;
	src->plugin = strdup(name);
	return src->plugin != NULL ? 0 : err_nomem(err);
}

/* A stack by its name: first among those of the configuration that asks, then of the system's. */
static int find_stack(const struct config *config, const struct scope *scope, const char *name,
		      const struct location *at, const struct block **ret_stack, struct err *err)
{
	const char *nearest = NULL;
	size_t best = 3;

	for (; scope < config->scopes + N_SCOPES; scope++) {
		if ((*ret_stack = blocks_find(&scope->stacks, name)) != NULL)
			return 0;
		for (size_t i = 0; i < scope->stacks.n; i++) {
			size_t d = text_distance(name, scope->stacks.list[i].name);
			if (d < best) {
				best = d;
				nearest = scope->stacks.list[i].name;
			}
		}
	}
	if (nearest != NULL)
		return location_fault(err, REASON_STACK_UNKNOWN, at,
				      "there is no stack \"%.64s\": did you mean \"@%s\"?", name,
				      nearest);
	return location_fault(err, REASON_STACK_UNKNOWN, at,
			      "there is no stack \"%.64s\": start one with \"stack %.64s\"", name,
			      name);
}

/* A line of a stack block. */
static int stack_line(const struct lex *lex, void *arg, struct err *err)
{
	static const char *const words[] = { "source", "-source", NULL };
	struct key_line line = key_line_of(lex);

	if (line.key == NULL || (line.key->id != KEY_SOURCE && line.key->id != KEY_SOURCE_OPTIONAL))
		return location_unknown(err, line.at, "word in a stack", lex->words[0].text, words);
	return add_line(arg, &line, err);
}

static int expand_stack(const struct lines *to, struct source *src, const char *name,
			const struct location *at, struct err *err)
{
	struct lines inner = { to->r, .from = to, .list = &src->inner, .n = &src->ninner };
	const struct scope *scope = to->stack != NULL ? to->stack->scope : to->r->scope;
	int r = find_stack(to->r->config, scope, name, at, &inner.stack, err);

	if (r != 0)
		return r;
	for (const struct lines *l = to; l != NULL; l = l->from)
		if (l->stack == inner.stack)
			return location_fault(err, REASON_STACK_INVALID, at,
					      "stack \"%s\" contains itself, through this line",
					      name);
	if ((src->stack = strdup(name)) == NULL)
		return err_nomem(err);
	if ((r = block_fault(inner.stack, err)) != 0 ||
	    (r = block_each_line(inner.stack, stack_line, &inner, err)) != 0)
		return r;
	if (src->ninner == 0)
		return location_fault(err, REASON_STACK_INVALID, &inner.stack->at,
				      "stack \"%s\" has no source line", name);
	return 0;
}

/* The words behind the control. */
static int read_words(const struct lines *to, struct source *src, const struct key_line *line,
		      struct err *err)
{
	const struct location *name_at = &line->values[1].at;
	const char *name = line->values[1].text;
	int r;

	if (name[0] == '@') {
		if (src->optional_plugin)
			return location_fault(
				err, REASON_SOURCE_LINE, name_at,
				"-source is for a plugin that may be missing: a stack is "
				"written with source");
		if (line->n > 2)
			return location_fault(err, REASON_SOURCE_LINE, &line->values[2].at,
					      "a stack takes no arguments");
		return expand_stack(to, src, name + 1, name_at, err);
	}
	r = set_plugin(src, name, name_at, err);
	for (size_t i = 2; i < line->n && r == 0; i++)
		r = argument_read(line->values[i].text, &to->r->expand, &line->values[i].at,
				  &src->args, &src->nargs, err);
	for (size_t i = 0; i < src->nargs; i++)
		to->r->uses_tenant |= src->args[i].has_tenant;
	return r;
}

static int add_line(const struct lines *to, const struct key_line *line, struct err *err)
{
	struct source *list, *src;
	int r;

	if (++to->r->stack_lines > LIMIT_STACK_LINES)
		return location_fault(err, REASON_STACK_INVALID, line->at,
				      "the stack has more than %d lines, with the stacks in it",
				      LIMIT_STACK_LINES);
	if (line->n < 2)
		return location_fault(
			err, REASON_SOURCE_LINE, line->at,
			"%s needs a control, and a plugin or @stack, such as \"source "
			"required PLUGIN\"",
			line->key->name);
	list = reallocarray(*to->list, *to->n + 1, sizeof(*list));
	if (list == NULL)
		return err_nomem(err);
	*to->list = list;
	src = &list[(*to->n)++];
	*src = (struct source){ .line = line->at->line,
				.optional_plugin = line->key->id == KEY_SOURCE_OPTIONAL };
	if ((r = control_parse(line->values[0].text, &line->values[0].at, &src->control, err)) != 0)
		return r;
	src->file = strdup(line->at->file);
	src->control_text = strdup(line->values[0].text);
	if (src->file == NULL || src->control_text == NULL)
		return err_nomem(err);
	return read_words(to, src, line, err);
}

int sources_add(struct resolve *r, const struct key_line *line, struct err *err)
{
	struct profile *p = r->profile;
	struct lines to = { .r = r, .list = &p->sources, .n = &p->nsources };

	return add_line(&to, line, err);
}
