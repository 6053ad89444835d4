/* Which algorithm a new key is for. */
#include "acquire/key_algorithm.h"

/* The order of preference. SMART Backend Services wants RS384 or ES384, and a small key is a fast
 * one. */
static const char *const preferred[] = { "ES384", "ES256", "EdDSA", "ES512", "RS384",
					 "RS256", "PS384", "PS256", "RS512", "PS512" };

static int set(const char *name, const char *why, struct key_algorithm *ret_algorithm)
{
	snprintf(ret_algorithm->name, sizeof(ret_algorithm->name), "%s", name);
	ret_algorithm->why = why;
	return 0;
}

int key_algorithm_choose(struct acquisition *a, const struct line *line,
			 struct key_algorithm *ret_algorithm, struct err *err)
{
	const char *of_line = bind_argument(line, "alg"), *algs;
	struct err why = { 0 };
	int r;

	if (a->profile->assertion_alg != NULL)
		return set(a->profile->assertion_alg, "this one is asked for", ret_algorithm);
	if (of_line != NULL)
		return set(of_line, "the source line says so", ret_algorithm);
	a->anew = true;
	if ((r = acquisition_discover(a, &why)) == EXIT_OS) {
		*err = why;
		return r;
	}
	if (r != 0)
		return set(preferred[0], "the server cannot be asked which it takes",
			   ret_algorithm);
	if ((algs = a->metadata.endpoints[OAUTH_GRANT].algs) == NULL)
		return set(preferred[0], "the server does not say which it takes", ret_algorithm);
	for (size_t i = 0; i < sizeof(preferred) / sizeof(preferred[0]); i++)
		if (jose_list_has(algs, preferred[i]))
			return set(preferred[i], "the server takes it", ret_algorithm);
	return err_set(err, REASON_KEY_ALGORITHM,
		       "the server takes no signature that ccred can make: %s", algs);
}

int key_algorithm_next(const struct acquisition *a, const char *algs,
		       char ret_name[JOSE_ALGORITHMS], struct err *err)
{
	const char *wanted = a->profile->assertion_alg != NULL ? a->profile->assertion_alg : algs;

	if (wanted[0] == '\0')
		return err_set(err, REASON_KEY_ALGORITHM,
			       "the source does not say what its key signs with: give --alg");
	snprintf(ret_name, JOSE_ALGORITHMS, "%.*s", (int)strcspn(wanted, " "), wanted);
	return 0;
}
