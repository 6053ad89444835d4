/* The arguments of a source line against the options that its plugin's description has. */
#include "plugin/arguments.h"

#include "base/text.h"
#include "base/url.h"

static int unknown(const struct description *d, const struct argument *a, const struct location *at,
		   struct err *err)
{
	const char *names[DESCRIPTION_MAX_OPTIONS + 1] = { NULL };
	const char *near;

	if (d->noptions == 0)
		return location_fault(err, REASON_PLUGIN_ARGUMENT, at,
				      "unknown argument %s: it takes none", a->name);
	for (size_t i = 0; i < d->noptions; i++)
		names[i] = d->options[i].name;
	if ((near = text_nearest(a->name, names)) != NULL)
		return location_fault(err, REASON_PLUGIN_ARGUMENT, at,
				      "unknown argument %s: did you mean %s?", a->name, near);
	return location_fault(err, REASON_PLUGIN_ARGUMENT, at,
			      "unknown argument %s: remove it, or quote a value that has blanks",
			      a->name);
}

static int check_value(const struct plugin_option *o, const struct argument *a,
		       const struct location *at, struct err *err)
{
	char words[OPTION_SHOWN_MAX];
	const char *wants = NULL;
	struct url_parts url;
	uint64_t number;

	switch (o->type) {
	case OPTION_TEXT:
		break;
	case OPTION_WORD:
		wants = option_shown_type(o, words);
		for (size_t i = 0; i < o->nvalues; i++)
			if (strcmp(o->values[i], a->value) == 0)
				wants = NULL;
		break;
	case OPTION_YES_NO:
		if (strcmp(a->value, "yes") != 0 && strcmp(a->value, "no") != 0)
			wants = "yes or no";
		break;
	case OPTION_NUMBER:
		if (text_to_u64(a->value, INT64_MAX, &number) != 0)
			wants = "a whole number";
		break;
	case OPTION_PATH:
		if (a->value[0] != '/')
			wants = "an absolute path, or one with ~/";
		break;
	case OPTION_URL:
	case OPTION_ORIGIN:
		/* Somebody may have put a password into it. */
		if ((wants = url_check(a->value, &url)) != NULL)
			return location_fault(err, REASON_PLUGIN_ARGUMENT, at, "%s=: %s", a->name,
					      wants);
		break;
	case OPTION_VARIABLE:
	case OPTION_VARIABLE_PREFIX:
		/* Somebody may have put the secret itself there. */
		if (!text_is_variable(a->value))
			return location_fault(
				err, REASON_PLUGIN_ARGUMENT, at,
				"%s= takes the %s of an environment variable: letters, digits "
				"and _, not starting with a digit",
				a->name, o->type == OPTION_VARIABLE ? "name" : "beginning");
		break;
	}
	if (wants == NULL)
		return 0;
	return location_fault(err, REASON_PLUGIN_ARGUMENT, at, "%s=%s: it must be %s", a->name,
			      a->value, wants);
}

const struct plugin_option *arguments_missing(const struct description *d,
					      const struct argument *args, size_t nargs)
{
	for (size_t i = 0; i < d->noptions; i++) {
		const struct plugin_option *o = &d->options[i];
		bool given = (o->flags & OPTION_REQUIRED) == 0;
		for (size_t k = 0; k < nargs && !given; k++)
			given = description_option(d, args[k].name) == o;
		if (!given)
			return o;
	}
	return NULL;
}

int arguments_check(const struct description *d, const struct argument *args, size_t nargs,
		    const struct location *at, struct err *err)
{
	const struct plugin_option *o;
	int r = 0;

	for (size_t i = 0; i < nargs && r == 0; i++) {
		struct location here = *at;
		here.column = args[i].column;
		if ((o = description_option(d, args[i].name)) == NULL)
			r = unknown(d, &args[i], &here, err);
		else if ((r = check_value(o, &args[i], &here, err)) == 0 &&
			 arguments_value(args, i, args[i].name) != NULL)
			r = location_fault(err, REASON_PLUGIN_ARGUMENT, &here,
					   "%s= is given twice: keep one", args[i].name);
	}
	if (r == 0 && (o = arguments_missing(d, args, nargs)) != NULL)
		r = location_fault(err, REASON_PLUGIN_ARGUMENT_MISSING, at, "%s= is missing: %s",
				   o->name, o->help);
	if (r != 0)
		err_prefix(err, "%s", d->name);
	return r;
}

const char *arguments_value(const struct argument *args, size_t nargs, const char *name)
{
	for (size_t i = 0; i < nargs; i++)
		if (strcmp(args[i].name, name) == 0)
			return args[i].value;
	return NULL;
}

unsigned arguments_offers(const struct description *d, const struct argument *args, size_t nargs)
{
	const char *value;

	for (size_t i = 0; i < d->noptions; i++) {
		if ((d->options[i].flags & OPTION_ENABLES_STORE) == 0)
			continue;
		value = arguments_value(args, nargs, d->options[i].name);
		if (value == NULL || strcmp(value, "yes") != 0)
			return d->offers & ~(unsigned)(OFFER_STORE | OFFER_ERASE);
	}
	return d->offers;
}
