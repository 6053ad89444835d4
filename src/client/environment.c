/* The caller's environment: what a profile takes from it, what helpers and commands get. */
#include "client/environment.h"
#include "base/wipe_free.h"
#include "stack/inherit.h"

#include <unistd.h>

/*
 * What ccred-acquire and ccred-report need, beside what plugins get from them: where configuration
 * and cache are, whom to trust, the way through a proxy, and how to write to a terminal. What a
 * line depends on is in the request.
 */
static const char *const needed[] = {
	"CCRED_CONFIG", "RUNTIME_DIRECTORY", "SSL_CERT_FILE", "CURL_CA_BUNDLE",
	"https_proxy",  "HTTPS_PROXY",       "all_proxy",     "ALL_PROXY",
	"no_proxy",     "NO_PROXY",          "NO_COLOR",      "TERM",
	"TZ",
#if !WIPE_FREE /* built with a sanitizer, which reads options */
	"ASAN_OPTIONS", "LSAN_OPTIONS",      "UBSAN_OPTIONS",
#endif
	NULL,
};

/* A bind_value_fn; arg is the variable instead. */
static const char *value_of(const void *arg, const char *name)
{
	const struct variable *instead = arg;

	return instead != NULL && strcmp(instead->name, name) == 0 ? instead->value
								   : inherit_value(NULL, name);
}

int environment_bind(const struct profile *profile, const struct variable *instead,
		     struct bound **ret_bound, struct err *err)
{
	return bind_profile(profile, value_of, instead, ret_bound, err);
}

static bool names_one_of(const char *entry, const char *const *names)
{
	size_t len = strcspn(entry, "=");

	for (; *names != NULL; names++)
		if (strncmp(entry, *names, len) == 0 && (*names)[len] == '\0')
			return true;
	return false;
}

static bool is_replaced(const char *entry, char *const *vars, size_t nvars)
{
	size_t len = strcspn(entry, "=");

	for (size_t i = 0; i < nvars; i++)
		if (strncmp(entry, vars[i], len) == 0 && vars[i][len] == '=')
			return true;
	return false;
}

/* without: what is left out of all; NULL: only what helpers need is taken. */
static char **make(const char *const *without, char *const *vars, size_t nvars)
{
	size_t n = 0, kept = 0;
	char **envp;

	while (environ[n] != NULL)
		n++;
	if ((envp = calloc(n + nvars + 1, sizeof(*envp))) == NULL)
		return NULL;
	for (char **v = environ; *v != NULL; v++)
		if ((without != NULL
			     ? !names_one_of(*v, without)
			     : names_one_of(*v, inherit_by_plugins) || names_one_of(*v, needed)) &&
		    !is_replaced(*v, vars, nvars))
			envp[kept++] = *v;
	for (size_t i = 0; i < nvars; i++)
		envp[kept++] = vars[i];
	return envp;
}

char **environment_for_helper(char *const *vars, size_t nvars)
{
	return make(NULL, vars, nvars);
}

char **environment_for_command(char *const *vars, size_t nvars, const char *const *without)
{
	return make(without, vars, nvars);
}
