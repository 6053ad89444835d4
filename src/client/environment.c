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

int environment_bind(const struct profile *profile, struct bound **ret_bound, struct err *err)
{
	return bind_profile(profile, inherit_value, NULL, ret_bound, err);
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

static char **make(bool all, char *const *vars, size_t nvars)
{
	size_t n = 0, kept = 0;
	char **envp;

	while (environ[n] != NULL)
		n++;
	if ((envp = calloc(n + nvars + 1, sizeof(*envp))) == NULL)
		return NULL;
	for (char **v = environ; *v != NULL; v++)
		if ((all || names_one_of(*v, inherit_by_plugins) || names_one_of(*v, needed)) &&
		    !is_replaced(*v, vars, nvars))
			envp[kept++] = *v;
	for (size_t i = 0; i < nvars; i++)
		envp[kept++] = vars[i];
	return envp;
}

char **environment_for_helper(char *const *vars, size_t nvars)
{
	return make(false, vars, nvars);
}

char **environment_for_command(char *const *vars, size_t nvars)
{
	return make(true, vars, nvars);
}
