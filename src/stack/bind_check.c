/* What the descriptions say of a bound profile: whether its lines may run, and what they can do. */
#include "stack/bind.h"

#include "plugin/arguments.h"
#include "plugin/find.h"

/* The flags of the option that the line's argument of this number gives; 0: there is no such
 * option. */
static unsigned flags_of(const struct line *line, size_t i)
{
	const struct plugin_option *o = description_option(line->description, line->args[i].name);

	return o != NULL ? o->flags : 0;
}

bool bind_signs(const struct line *line)
{
	return line->description != NULL && (line->description->offers & OFFER_SIGN) != 0;
}

const struct argument *bind_flagged(const struct line *line, unsigned flags)
{
	for (size_t i = 0; line->description != NULL && i < line->nargs; i++) {
		const struct plugin_option *o =
			description_option(line->description, line->args[i].name);
		if (o != NULL && (o->flags & flags) != 0)
			return &line->args[i];
	}
	return NULL;
}

const struct argument *bind_key_file(const struct line *line)
{
	return bind_signs(line) ? bind_flagged(line, OPTION_KEY_FILE) : NULL;
}

bool bind_stores(const struct line *line)
{
	return line->description != NULL &&
	       (arguments_offers(line->description, line->args, line->nargs) & OFFER_STORE) != 0;
}

bool bind_separates_tenants(const struct line *line)
{
	bool replaced = false;

	for (size_t i = 0; i < line->nargs; i++) {
		unsigned flags = flags_of(line, i);
		if ((flags & (OPTION_SELECTS | OPTION_REPLACES)) != 0 && line->args[i].has_tenant)
			return true;
		replaced |= (flags & OPTION_REPLACES) != 0;
	}
	return line->description->separate_tenants && !replaced;
}

/* How much of a value is shown: the query of a key's URI may have a PIN in it (RFC 7512, 2.4). */
static int shown_length(const struct plugin_option *o, const char *value)
{
	return (int)strcspn(value, (o->flags & OPTION_KEY_URI) != 0 ? "?" : "");
}

void bind_location(const struct line *line, bool tenant_known, struct buf *b)
{
	struct buf text = BUF_INIT;
	bool known = true;

	for (size_t i = 0; line->description != NULL && i < line->nargs; i++) {
		const struct argument *a = &line->args[i];
		const struct plugin_option *o = description_option(line->description, a->name);
		bool prefix = o != NULL && o->type == OPTION_VARIABLE_PREFIX;
		if (o == NULL || (o->flags & OPTION_LOCATION) == 0)
			continue;
		known &= tenant_known || !a->has_tenant;
		for (size_t k = 0; k < (prefix ? o->nvalues : 1); k++)
			buf_printf(&text, "%s%.*s%s", text.len > 0 ? ", " : "",
				   shown_length(o, a->value), a->value, prefix ? o->values[k] : "");
	}
	if (known)
		buf_puts(b, buf_str(&text));
	b->failed |= buf_error(&text);
	buf_free(&text);
}

static int refuse_tenants(const struct line *line, const struct location *at, struct err *err)
{
	const struct description *d = line->description;
	char names[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < d->noptions && used < sizeof(names); i++)
		if ((d->options[i].flags & (OPTION_SELECTS | OPTION_REPLACES)) != 0)
			used += (size_t)snprintf(names + used, sizeof(names) - used,
						 "%s%s=", used > 0 ? " or " : "",
						 d->options[i].name);
	return location_fault(err, REASON_TENANTS_SHARED, at,
			      "%s would give one tenant's secret to all tenants: %s%s%s",
			      line->source->plugin, used > 0 ? "put {tenant} into " : "",
			      used > 0 ? names : "it has no argument that could keep them apart",
			      d->separate_tenants && used > 0 ? ", or leave it out" : "");
}

static int check_line(const struct bound *bound, struct line *line, struct err *err)
{
	const struct source *s = line->source;
	const struct location at = { .file = s->file, .line = s->line, .column = s->column };
	struct err why = { 0 };
	int r;

	if (line->missing && !s->optional_plugin) {
		*err = *line->why;
		err_prefix(err, "%s", s->plugin);
		err_place(err, s->file, s->line, s->column);
		return err_recode(err, EXIT_CONFIG);
	}
	if (line->description == NULL)
		return 0;
	if ((r = arguments_check(line->description, line->args, line->nargs, &at, err)) != 0)
		return r;
	if (bound->profile->tenant != NULL && !bind_separates_tenants(line))
		return refuse_tenants(line, &at, err);
	if (line->why != NULL)
		return 0;
	if ((r = check_plugin(line->description, NULL, &why)) == EXIT_OS)
		*err = why;
	if (r == 0 || r == EXIT_OS)
		return r;
	/* It is broken. */
	if ((line->why = malloc(sizeof(why))) == NULL)
		return err_nomem(err);
	*line->why = why;
	return 0;
}

int bind_check(struct bound *bound, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < bound->nlines && r == 0; i++)
		r = check_line(bound, &bound->lines[i], err);
	return r;
}

int bind_check_profile(const struct profile *profile, struct err *err)
{
	struct bound *bound = NULL;
	/* No check depends on the value of a variable. */
	int r = bind_profile(profile, NULL, NULL, &bound, err);

	if (r == 0)
		r = bind_check(bound, err);
	bind_free(&bound);
	return r;
}
