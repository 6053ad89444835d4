/* The profile that a word of a command line means. */
#include "base/banned.h"
#include "config/config.h"

int config_find_word(const char *word, const char *tenant, struct profile **ret_profile,
		     struct err *err)
{
	struct config_query query = { .tenant = tenant };
	enum config_match match;
	int r;

	if (strstr(word, "://") != NULL)
		query.url = word;
	else
		query.name = word;
	if ((r = config_find(&query, &match, ret_profile, err)) == 0 && match != CONFIG_FOUND)
		r = err_recode(err, EXIT_CONFIG);
	return r;
}
