/* The caller's environment: what a profile takes from it, what is left for helpers, what commands get. */
#ifndef CCRED_CLIENT_ENVIRONMENT_H
#define CCRED_CLIENT_ENVIRONMENT_H

#include "stack/capture.h"
#include "stack/run.h"

/* capture_new from the environment of this process. Values point into it. */
int environment_capture(const struct profile *profile, struct capture *ret_capture,
			struct err *err);

/* The same as the variables that lines may see (run_context). Returns 0 or EXIT_OS; the array is the
 * caller's, for environment_vars_free. */
int environment_vars(const struct profile *profile, const struct run_var **ret_vars, size_t *ret_n,
		     struct err *err);
void environment_vars_free(const struct run_var *vars, size_t n);

/* The profile's key in the cache, in this environment. Returns 0 or EXIT_OS. */
int environment_key(const struct profile *profile, const struct cache *cache,
		    struct cache_key **ret_key, struct err *err);

/* The environment without the captured variables, as execve(2) takes it; free() the array alone. instead
 * (NAME=VALUE, or NULL) takes the place of the variable of its name. NULL: no memory. */
char **environment_without(const struct capture *capture, char *instead);

/* The environment with these variables, NAME=VALUE, in the place of others of their names; as above. */
char **environment_with(char *const *vars, size_t nvars);

#endif
