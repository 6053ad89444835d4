/* The conformance suite of plugins: arguments that must be refused. */
#include "base/banned.h"
#include "kit/plugin_suite.h"
#include "base/limits.h"

#define UNKNOWN "plugin-test-unknown"

/* The scenario's arguments, or what of them a case leaves, with room for one more. */
struct words {
	struct ccred_arg *args;
	size_t n;
};

static bool is(const struct ccred_arg *arg, const char *name)
{
	return strcmp(arg->name, name) == 0;
}

/* All but the one of this name. Returns 0 or -1. */
static int take_words(const struct suite *s, const char *without, struct words *ret_words)
{
	const struct scenario_args *found = &s->scenarios[SCENARIO_FOUND];
	struct words w = { .args = calloc(found->nargs + 1, sizeof(*w.args)) };

	if (w.args == NULL)
		return -1;
	for (size_t i = 0; i < found->nargs; i++)
		if (!is(&found->args[i], without))
			w.args[w.n++] = found->args[i];
	*ret_words = w;
	return 0;
}

/* One get with the name's value put in its place, or with none. */
static void refuses(struct suite *s, const char *name, const char *value, const char *what)
{
	struct suite_call call = { .verb = "get", .scenario = SCENARIO_FOUND };
	struct line_result a = { .result = CCRED_INTERNAL };
	struct words w = { 0 };
	char text[ERR_TEXT_MAX];

	if (take_words(s, name, &w) == 0) {
		if (value != NULL)
			w.args[w.n++] = (struct ccred_arg){ name, value };
		call.args = w.args;
		call.nargs = w.n;
		suite_run(s, &call, &a);
	}
	snprintf(text, sizeof(text), "%s is refused: %.200s", what, name);
	suite_case_line(s, a.refused && a.text[0] != '\0', &a, text);
	bundle_clear(&a.set);
	free(w.args);
}

static void refuses_type(struct suite *s, const struct probe_option *o)
{
	static const char *const wrong[] = {
		[CCRED_OPT_BOOL] = "perhaps",
		[CCRED_OPT_INTEGER] = "-1",
		[CCRED_OPT_PATH] = "not/absolute",
	};
	char name[LIMIT_NAME + 2];
	size_t len = strlen(o->name);

	if (o->type >= sizeof(wrong) / sizeof(wrong[0]) || wrong[o->type] == NULL ||
	    len > LIMIT_NAME)
		return;
	snprintf(name, sizeof(name), "%s", o->name);
	if (len > 0 && name[len - 1] == '*')
		name[len - 1] = '1';
	refuses(s, name, wrong[o->type], "a value of another type");
}

void suite_arguments(struct suite *s)
{
	struct suite_call call = { .verb = "get", .scenario = SCENARIO_WRONG };
	struct line_result a;

	refuses(s, UNKNOWN, "1", "an unknown argument");
	for (size_t i = 0; i < s->probe.noptions; i++) {
		const struct probe_option *o = &s->probe.options[i];
		if (o->name == NULL)
			continue;
		refuses_type(s, o);
		if (o->required)
			refuses(s, o->name, NULL, "a required argument that is missing");
	}
	if (suite_lacks(s, SCENARIO_WRONG))
		return;
	suite_run(s, &call, &a);
	suite_case_line(s, a.refused && a.text[0] != '\0', &a,
			"arguments that open does not take are refused, with a reason");
	bundle_clear(&a.set);
}
