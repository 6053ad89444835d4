/* The caller's environment: what a profile takes from it, what is left for helpers, what commands
 * get. */
#include "client/environment.h"

#include <unistd.h>

static const char *value(const void *arg, const char *name)
{
	(void)arg;
	return getenv(name);
}

int environment_bind(const struct profile *profile, struct bound **ret_bound, struct err *err)
{
	return bind_profile(profile, value, NULL, ret_bound, err);
}

/* Whether an entry of the environment is a variable that reaches the lines by pipe alone. */
static bool is_captured(const struct bound *bound, const char *entry)
{
	size_t len = strcspn(entry, "=");

	for (size_t i = 0; bound != NULL && i < bound->nvariables; i++) {
		const char *name = bound->variables[i].name;
		if (strncmp(name, entry, len) == 0 && name[len] == '\0')
			return !bind_keeps_variable(name);
	}
	return false;
}

static bool names_one_of(const char *entry, char *const *vars, size_t nvars)
{
	size_t len = strcspn(entry, "=");

	for (size_t i = 0; i < nvars; i++)
		if (strncmp(entry, vars[i], len) == 0 && vars[i][len] == '=')
			return true;
	return false;
}

char **environment_make(const struct bound *bound, char *const *vars, size_t nvars)
{
	size_t n = 0, kept = 0;
	char **envp;

	while (environ[n] != NULL)
		n++;
	if ((envp = calloc(n + nvars + 1, sizeof(*envp))) == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!is_captured(bound, environ[i]) && !names_one_of(environ[i], vars, nvars))
			envp[kept++] = environ[i];
	for (size_t i = 0; i < nvars; i++)
		envp[kept++] = vars[i];
	return envp;
}
