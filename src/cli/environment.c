/* The caller's environment: what a profile takes from it, and what is left of it for helpers. */
#include "base/banned.h"
#include "cli/environment.h"

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

char **environment_without(const struct capture *capture)
{
	size_t n = 0, kept = 0;

	while (environ[n] != NULL)
		n++;
	char **envp = calloc(n + 1, sizeof(*envp));
	if (envp == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!capture_holds(capture, environ[i], strcspn(environ[i], "=")))
			envp[kept++] = environ[i];
	return envp;
}
