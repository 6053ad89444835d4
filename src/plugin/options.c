/* Checking the arguments of a line against the table of options that a plugin declares. */
#include "base/banned.h"
#include "plugin/options.h"
#include "plugins/lib/options.h"
#include "base/text.h"
#include "base/url.h"

#define MAX_OPTIONS 64 /* that "did you mean" looks at */

static bool takes(const struct ccred_option *o, const char *name)
{
	size_t len = strlen(o->name);

	if (len > 0 && o->name[len - 1] == '*')
		return strncmp(o->name, name, len - 1) == 0;
	return strcmp(o->name, name) == 0;
}

static const struct ccred_option *find(const struct ccred_option *options, const char *name)
{
	for (const struct ccred_option *o = options; o != NULL && o->name != NULL; o++)
		if (takes(o, name))
			return o;
	return NULL;
}

static int check_value(const struct ccred_option *o, const char *name, const char *value,
		       struct err *err)
{
	uint64_t number;

	switch (o->type) {
	case CCRED_OPT_BOOL:
		if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
			return err_set(err, EXIT_CONFIG, "%s=%s: yes or no", name, value);
		return 0;
	case CCRED_OPT_INTEGER:
		if (text_to_u64(value, INT64_MAX, &number) != 0)
			return err_set(err, EXIT_CONFIG, "%s=%s: a whole number", name, value);
		return 0;
	case CCRED_OPT_PATH:
		if (value[0] != '/')
			return err_set(err, EXIT_CONFIG, "%s=%s: an absolute path, or one with ~/",
				       name, value);
		return 0;
	default:
		return 0;
	}
}

static int unknown(const struct ccred_option *options, const char *name, struct err *err)
{
	const char *names[MAX_OPTIONS + 1] = { NULL };
	size_t n = 0;

	for (const struct ccred_option *o = options; o != NULL && o->name != NULL; o++)
		if (n < MAX_OPTIONS)
			names[n++] = o->name;
	if (n == 0)
		return err_set(err, EXIT_CONFIG, "unknown argument %s: it takes none", name);
	const char *near = text_nearest(name, names);
	if (near != NULL)
		return err_set(err, EXIT_CONFIG, "unknown argument %s: did you mean %s?", name,
			       near);
	return err_set(err, EXIT_CONFIG,
		       "unknown argument %s: remove it, or quote a value that has blanks", name);
}

const struct ccred_option *options_missing(const struct ccred_option *options,
					   const struct ccred_arg *args, size_t nargs)
{
	for (const struct ccred_option *o = options; o != NULL && o->name != NULL; o++) {
		bool given = o->required == 0;
		for (size_t i = 0; i < nargs && !given; i++)
			given = takes(o, args[i].name);
		if (!given)
			return o;
	}
	return NULL;
}

int options_check_given(const struct ccred_option *options, const struct ccred_arg *args,
			size_t nargs, struct err *err)
{
	int r;

	for (size_t i = 0; i < nargs; i++) {
		const struct ccred_option *o = find(options, args[i].name);
		if (o == NULL)
			return unknown(options, args[i].name, err);
		if ((r = check_value(o, args[i].name, args[i].value, err)) != 0)
			return r;
		for (size_t k = 0; k < i; k++)
			if (strcmp(args[k].name, args[i].name) == 0)
				return err_set(err, EXIT_CONFIG, "%s= is given twice: keep one",
					       args[i].name);
	}
	return 0;
}

int options_check(const struct ccred_option *options, const struct ccred_arg *args, size_t nargs,
		  struct err *err)
{
	const struct ccred_option *missing;
	int r = options_check_given(options, args, nargs, err);

	if (r == 0 && (missing = options_missing(options, args, nargs)) != NULL)
		r = err_set(err, EXIT_CONFIG, "%s= is missing: %s", missing->name,
			    missing->help != NULL ? missing->help : "add it");
	return r;
}

/* The words of those that take the formats of a file. */
static int check_words(const struct ccred_arg *args, size_t nargs, struct err *err)
{
	static const char *const formats[] = CCRED_FILE_FORMATS;
	struct url *url = NULL;
	struct err why = { 0 };

	for (size_t i = 0; i < nargs; i++) {
		if (strcmp(args[i].name, "format") == 0) {
			bool known = false;
			for (size_t k = 0; formats[k] != NULL; k++)
				known |= strcmp(args[i].value, formats[k]) == 0;
			if (!known)
				return err_set(err, EXIT_CONFIG, "format=%s: json, lines or secret",
					       args[i].value);
		} else if (strcmp(args[i].name, "keyring") == 0) {
			if (strcmp(args[i].value, "session") != 0 &&
			    strcmp(args[i].value, "user") != 0)
				return err_set(err, EXIT_CONFIG, "keyring=%s: session or user",
					       args[i].value);
		} else if (strcmp(args[i].name, "origin") == 0) {
			if (url_parse(args[i].value, &url, &why) != 0)
				return err_set(err, EXIT_CONFIG, "origin=: %s", why.text);
			url_free(&url);
		}
	}
	return 0;
}

/* arg* stands for numbers only. */
static int check_exec(const struct ccred_arg *args, size_t nargs, struct err *err)
{
	for (size_t i = 0; i < nargs; i++) {
		const char *name = args[i].name;
		if (strncmp(name, "arg", 3) == 0 &&
		    strspn(name + 3, "0123456789") != strlen(name + 3))
			return err_set(err, EXIT_CONFIG,
				       "unknown argument %s: arg1=, arg2= and so on", name);
	}
	return 0;
}

static const struct ccred_option env_options[] = CCRED_ENV_OPTIONS;
static const struct ccred_option exec_options[] = CCRED_EXEC_OPTIONS;
static const struct ccred_option file_options[] = CCRED_FILE_OPTIONS;
static const struct ccred_option keyctl_options[] = CCRED_KEYCTL_OPTIONS;
static const struct ccred_option keyring_options[] = CCRED_KEYRING_OPTIONS;
static const struct ccred_option pass_options[] = CCRED_PASS_OPTIONS;
static const struct ccred_option systemd_options[] = CCRED_SYSTEMD_OPTIONS;
static const struct ccred_option vault_options[] = CCRED_VAULT_OPTIONS;

/* Our own plugins: their options, and what a table of options cannot say. */
static const struct {
	const char *name;
	const struct ccred_option *options;
	int (*check)(const struct ccred_arg *args, size_t nargs, struct err *err);
} builtins[] = {
	{ "env", env_options, NULL },
	{ "exec", exec_options, check_exec },
	{ "file", file_options, check_words },
	{ "keyctl", keyctl_options, check_words },
	{ "keyring", keyring_options, NULL },
	{ "pass", pass_options, NULL },
	{ "systemd", systemd_options, check_words },
	{ "vault", vault_options, NULL },
};

int options_check_builtin(const char *plugin, const struct ccred_arg *args, size_t nargs,
			  struct err *err)
{
	for (size_t i = 0; i < sizeof(builtins) / sizeof(builtins[0]); i++) {
		if (strcmp(builtins[i].name, plugin) != 0)
			continue;
		int r = options_check(builtins[i].options, args, nargs, err);
		return r != 0 || builtins[i].check == NULL ? r
							   : builtins[i].check(args, nargs, err);
	}
	return 0;
}
