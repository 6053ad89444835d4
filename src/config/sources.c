/* Reading the lines of a stack. */
#include "base/banned.h"
#include "config/sources.h"

#include "base/text.h"
#include "config/control.h"
#include "config/value.h"

/* A stack that is being expanded, and those that led to it. */
struct nesting {
	const struct block *stack;
	const struct scope *scope;
	const struct nesting *from;
};

/* The list that lines are read into. */
struct lines {
	struct resolve *r;
	struct source **list;
	size_t *n;
	const struct nesting *in; /* NULL: the profile's own lines */
};

static int add_line(const struct lines *to, const struct key_line *line, struct err *err);

/* An env line without either reads a client id only. */
static bool names_secret(const struct source *src)
{
	return sources_arg(src, "prefix") != NULL || sources_arg(src, "secret") != NULL;
}

bool sources_separate_tenants(const struct source *src)
{
	if (src->stack == NULL)
		return src->has_tenant_arg || strcmp(src->plugin, "keyring") == 0 ||
		       (strcmp(src->plugin, "keyctl") == 0 &&
			sources_arg(src, "description") == NULL) ||
		       (strcmp(src->plugin, "pass") == 0 && sources_arg(src, "entry") == NULL) ||
		       (sources_is_plugin(src, "env") && !names_secret(src));
	for (size_t i = 0; i < src->ninner; i++)
		if (!sources_separate_tenants(&src->inner[i]))
			return false;
	return true;
}

static bool names_variable(const char *arg)
{
	return strcmp(arg, "prefix") == 0 || strcmp(arg, "id") == 0 || strcmp(arg, "secret") == 0;
}

static int add_arg(struct source *src, char *name, char *value, struct err *err)
{
	struct ccred_arg *args = reallocarray(src->args, src->nargs + 1, sizeof(*args));

	if (args == NULL) {
		free(name);
		free(value);
		return err_nomem(err);
	}
	src->args = args;
	args[src->nargs++] = (struct ccred_arg){ .name = name, .value = value };
	return 0;
}

/* The value of an argument, expanded. */
static int expand_arg(struct resolve *r, struct source *src, const char *name, const char *value,
		      const struct location *at, char **ret_value, struct err *err)
{
	bool is_vary = strcmp(name, "vary") == 0;
	struct expand e = r->expand;
	char *text = NULL;
	bool tenant = false;
	int ret;

	e.as_variable = is_vary || (sources_is_plugin(src, "env") && names_variable(name));
	if ((ret = expand_text(&e, value, at, &text, &tenant, err)) != 0)
		return ret;
	ret = expand_home(text, at, ret_value, err);
	free(text);
	if (ret != 0)
		return ret;
	r->uses_tenant = r->uses_tenant || tenant;
	/* An id of the tenant's own beside a secret for all would not keep tenants apart. */
	if (tenant && !is_vary && !(sources_is_plugin(src, "env") && strcmp(name, "id") == 0))
		src->has_tenant_arg = true;
	return 0;
}

static int read_arg(struct resolve *r, struct source *src, const struct lex_word *word,
		    const struct location *at, struct err *err)
{
	const char *equals = strchr(word->text, '=');
	size_t name_len = equals != NULL ? (size_t)(equals - word->text) : word->len;
	char *name = NULL;
	char *value = NULL;
	int ret;

	if (name_len == 0)
		return location_fault(err, REASON_SOURCE_LINE, at,
				      "an argument has the form name=value, or is a word");
	if ((name = strndup(word->text, name_len)) == NULL)
		return err_nomem(err);
	ret = expand_arg(r, src, name, equals != NULL ? equals + 1 : "", at, &value, err);
	if (ret != 0) {
		free(name);
		return ret;
	}
	if (strcmp(name, "vary") != 0)
		return add_arg(src, name, value, err);
	free(name);
	if (!text_is_variable(value)) {
		free(value);
		return location_fault(err, REASON_SOURCE_LINE, at,
				      "vary= must be the name of an environment variable");
	}
	return value_append(&src->vary, &src->nvary, value, err);
}

/* What the env plugin needs, because the cache key depends on it. */
static int check_env(const struct source *src, const struct location *at, struct err *err)
{
	const char *prefix = sources_arg(src, "prefix");
	const char *id = sources_arg(src, "id");
	const char *secret = sources_arg(src, "secret");
	size_t known = 0;

	for (size_t i = 0; i < src->nargs; i++)
		known += names_variable(src->args[i].name) ? 1 : 0;
	if (prefix == NULL && id == NULL && secret == NULL)
		return location_fault(err, REASON_SOURCE_LINE, at,
				      "env needs prefix=NAME_, or id=NAME and secret=NAME: the "
				      "variables to read");
	if (known > (size_t)(prefix != NULL) + (id != NULL) + (secret != NULL))
		return location_fault(err, REASON_SOURCE_LINE, at,
				      "prefix=, id= and secret= can stand once in an env line");
	if (prefix != NULL && (id != NULL || secret != NULL))
		return location_fault(err, REASON_SOURCE_LINE, at,
				      "prefix= names both variables: leave out id= and secret=");
	if ((prefix != NULL && !text_is_variable(prefix)) ||
	    (id != NULL && !text_is_variable(id)) || (secret != NULL && !text_is_variable(secret)))
		return location_fault(err, REASON_SOURCE_LINE, at,
				      "prefix=, id= and secret= of env are names of variables: "
				      "letters, digits and _, not starting with a digit");
	return 0;
}

static int set_plugin(struct source *src, const char *name, const struct location *at,
		      struct err *err)
{
	if (name[0] == '/' || name[0] == '~') {
		int r = expand_home(name, at, &src->plugin, err);
		if (r != 0)
			return r;
		if (src->plugin[0] == '/' && strstr(src->plugin, "/../") == NULL)
			return 0;
	} else if (block_is_name(name)) {
		src->plugin = strdup(name);
		return src->plugin != NULL ? 0 : err_nomem(err);
	}
	return location_fault(err, REASON_SOURCE_LINE, at,
			      "a plugin is a name of letters, digits and . _ -, or an absolute "
			      "path");
}

/* A stack by its name: first among those of the file that asks, then of the system's. */
static const struct block *find_stack(const struct config *config, const struct scope *scope,
				      const char *name, const struct scope **ret_scope)
{
	for (; scope < config->scopes + N_SCOPES; scope++) {
		for (size_t i = 0; i < scope->nstacks; i++) {
			if (strcmp(scope->stacks[i].name, name) == 0) {
				*ret_scope = scope;
				return &scope->stacks[i];
			}
		}
	}
	return NULL;
}

static int unknown_stack(const struct config *config, const struct scope *scope, const char *name,
			 const struct location *at, struct err *err)
{
	const char *nearest = NULL;
	size_t best = 3;

	for (; scope < config->scopes + N_SCOPES; scope++) {
		for (size_t i = 0; i < scope->nstacks; i++) {
			size_t d = text_distance(name, scope->stacks[i].name);
			if (d < best) {
				best = d;
				nearest = scope->stacks[i].name;
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
static int stack_line(const struct location *at, const struct lex *lex, void *arg, struct err *err)
{
	static const char *const words[] = { "source", "-source", NULL };
	struct key_line line = {
		.key = key_find(lex->words[0].text),
		.at = *at,
		.values = lex->words + 1,
		.n = lex->n - 1,
	};

	if (line.key == NULL || (line.key->id != KEY_SOURCE && line.key->id != KEY_SOURCE_OPTIONAL))
		return location_unknown(err, at, "word in a stack", lex->words[0].text, words);
	return add_line(arg, &line, err);
}

static int expand_stack(const struct lines *to, struct source *src, const char *name,
			const struct location *at, struct err *err)
{
	struct nesting self = { .from = to->in };
	struct lines inner = { .r = to->r, .list = &src->inner, .n = &src->ninner, .in = &self };
	int r;

	self.stack = find_stack(to->r->config, to->in != NULL ? to->in->scope : to->r->scope, name,
				&self.scope);
	if (self.stack == NULL)
		return unknown_stack(to->r->config, to->in != NULL ? to->in->scope : to->r->scope,
				     name, at, err);
	for (const struct nesting *n = to->in; n != NULL; n = n->from)
		if (n->stack == self.stack)
			return location_fault(err, REASON_STACK_INVALID, at,
					      "stack \"%s\" contains itself, through this line",
					      name);
	if ((src->stack = strdup(name)) == NULL)
		return err_nomem(err);
	if (self.stack->error != NULL) {
		*err = *self.stack->error;
		return err->code;
	}
	if ((r = block_each_line(self.stack, stack_line, &inner, err)) != 0)
		return r;
	if (src->ninner == 0) {
		struct location head = { .file = self.stack->file,
					 .line = self.stack->line,
					 .column = 1 };
		return location_fault(err, REASON_STACK_INVALID, &head,
				      "stack \"%s\" has no source line", name);
	}
	return 0;
}

/* The words behind the control. */
static int read_words(const struct lines *to, struct source *src, const struct key_line *line,
		      struct err *err)
{
	struct location name_at = value_place(line, 1);
	const char *name = line->values[1].text;
	int r;

	if (name[0] == '@') {
		struct location at = value_place(line, 2);
		if (src->optional_plugin)
			return location_fault(err, REASON_SOURCE_LINE, &name_at,
					      "-source is for a plugin that may be "
					      "missing: a stack is written with source");
		if (line->n > 2)
			return location_fault(err, REASON_SOURCE_LINE, &at,
					      "a stack takes no arguments");
		return expand_stack(to, src, name + 1, &name_at, err);
	}
	if ((r = set_plugin(src, name, &name_at, err)) != 0)
		return r;
	for (size_t i = 2; i < line->n; i++) {
		struct location at = value_place(line, i);
		if ((r = read_arg(to->r, src, &line->values[i], &at, err)) != 0)
			return r;
	}
	return sources_is_plugin(src, "env") ? check_env(src, &name_at, err) : 0;
}

static int add_line(const struct lines *to, const struct key_line *line, struct err *err)
{
	struct location control_at = value_place(line, 0);
	struct source *list;
	struct source *src;
	int r;

	if (++to->r->stack_lines > LIMIT_STACK_LINES)
		return location_fault(err, REASON_STACK_INVALID, &line->at,
				      "the stack has more than %d lines, with the stacks "
				      "in it",
				      LIMIT_STACK_LINES);
	if (line->n < 2)
		return location_fault(err, REASON_SOURCE_LINE, &line->at,
				      "%s needs a control and a plugin or @stack, such "
				      "as \"source required keyring\"",
				      line->key->name);
	list = reallocarray(*to->list, *to->n + 1, sizeof(*list));
	if (list == NULL)
		return err_nomem(err);
	*to->list = list;
	src = &list[(*to->n)++];
	*src = (struct source){ .line = line->at.line,
				.optional_plugin = line->key->id == KEY_SOURCE_OPTIONAL };
	if ((r = control_parse(line->values[0].text, &control_at, &src->control, err)) != 0)
		return r;
	src->file = strdup(line->at.file);
	src->control_text = strdup(line->values[0].text);
	if (src->file == NULL || src->control_text == NULL)
		return err_nomem(err);
	return read_words(to, src, line, err);
}

int sources_add(struct resolve *r, const struct key_line *line, struct err *err)
{
	struct lines to = {
		.r = r, .list = &r->profile->sources, .n = &r->profile->nsources, .in = NULL
	};

	return add_line(&to, line, err);
}
