/* The caller's environment: what a profile takes from it, what is left for helpers, what commands get. */
#include "base/banned.h"
#include "client/environment.h"

#include <unistd.h>

static const char *value(const void *arg, const char *name)
{
	(void)arg;
	return getenv(name);
}

int environment_capture(const struct profile *profile, struct capture *ret_capture, struct err *err)
{
	return capture_new(profile, value, NULL, ret_capture, err);
}

int environment_key(const struct profile *profile, const struct cache *cache,
		    struct cache_key **ret_key, struct err *err)
{
	struct capture capture = { 0 };
	int r = environment_capture(profile, &capture, err);

	if (r == 0)
		r = capture_key(profile, &capture, cache, ret_key, err);
	capture_clear(&capture);
	return r;
}

int environment_vars(const struct profile *profile, const struct run_var **ret_vars, size_t *ret_n,
		     struct err *err)
{
	struct capture capture = { 0 };
	struct run_var *vars;
	size_t n = 0;
	int r;

	if ((r = environment_capture(profile, &capture, err)) != 0)
		return r;
	if ((vars = calloc(capture.n + 1, sizeof(*vars))) == NULL) {
		r = err_nomem(err);
		goto out;
	}
	for (size_t i = 0; i < capture.n; i++) {
		if (capture.vars[i].value == NULL)
			continue;
		if ((vars[n].name = strdup(capture.vars[i].name)) == NULL) {
			environment_vars_free(vars, n);
			r = err_nomem(err);
			goto out;
		}
		vars[n++].value = capture.vars[i].value;
	}
	*ret_vars = vars;
	*ret_n = n;
out:
	capture_clear(&capture);
	return r;
}

void environment_vars_free(const struct run_var *vars, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free((void *)(uintptr_t)vars[i].name);
	free((void *)(uintptr_t)vars);
}

char **environment_without(const struct capture *capture, char *instead)
{
	size_t name = instead != NULL ? strcspn(instead, "=") + 1 : 0;
	size_t n = 0, kept = 0;

	while (environ[n] != NULL)
		n++;
	char **envp = calloc(n + 2, sizeof(*envp));
	if (envp == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!capture_holds(capture, environ[i], strcspn(environ[i], "=")) &&
		    (instead == NULL || strncmp(environ[i], instead, name) != 0))
			envp[kept++] = environ[i];
	envp[kept] = instead;
	return envp;
}

static bool names_one_of(const char *entry, char *const *vars, size_t nvars)
{
	size_t len = strcspn(entry, "=");

	for (size_t i = 0; i < nvars; i++)
		if (strncmp(entry, vars[i], len) == 0 && vars[i][len] == '=')
			return true;
	return false;
}

char **environment_with(char *const *vars, size_t nvars)
{
	size_t n = 0, kept = 0;

	while (environ[n] != NULL)
		n++;
	char **envp = calloc(n + nvars + 1, sizeof(*envp));
	if (envp == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!names_one_of(environ[i], vars, nvars))
			envp[kept++] = environ[i];
	for (size_t i = 0; i < nvars; i++)
		envp[kept++] = vars[i];
	return envp;
}
