/* Descriptions of plugins: what is read keeps the rules of ccred-plugin(3). */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "ccred-plugin.h"
#include "plugin/description.h"

static void check_option(const struct description *d, const struct plugin_option *o)
{
	char shown[OPTION_SHOWN_MAX];

	must(o->name[0] != '\0' && strlen(o->name) <= LIMIT_NAME && o->help[0] != '\0');
	must((o->nvalues > 0) == (o->type == OPTION_WORD || o->type == OPTION_VARIABLE_PREFIX));
	for (size_t i = 0; i < o->nvalues; i++)
		must(o->values[i][0] != '\0');
	must(description_option(d, o->name) == o);
	must(strlen(option_shown_type(o, shown)) < sizeof(shown));
}

static void check_description(const struct description *d)
{
	must(d->name != NULL && d->name[0] != '\0' && d->abi_minor <= CCRED_ABI_MINOR);
	must((d->offers & OFFER_GET) != 0 && (d->module == NULL) == (d->nprogram > 0));
	must(d->nvariables <= DESCRIPTION_MAX_VARIABLES && d->noptions <= DESCRIPTION_MAX_OPTIONS);
	for (size_t i = 0; i < d->nprogram; i++)
		must(d->program[i] != NULL);
	for (size_t i = 0; i < d->nvariables; i++)
		must(text_is_variable(d->variables[i]));
	for (size_t i = 0; i < d->noptions; i++)
		check_option(d, &d->options[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = copy_of(data, size);
	struct description *d = NULL;
	struct err err = { 0 };
	int r = description_parse("a.plugin", text, size, &d, &err);

	if (r != 0)
		must_say(r, &err);
	else
		check_description(d);
	description_free(&d);
	free(text);
	return 0;
}
