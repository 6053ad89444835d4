/* The metadata of an authorization server. */
#include "base/banned.h"
#include "oauth/metadata.h"

void oauth_metadata_clear(struct oauth_metadata *m)
{
	for (int i = 0; i < N_OAUTH_OPERATIONS; i++) {
		free(m->endpoints[i].url);
		free(m->endpoints[i].methods);
	}
	free(m->document_url);
	free(m->scopes);
	*m = (struct oauth_metadata){ 0 };
}

const char *oauth_metadata_methods(const struct oauth_metadata *m, enum oauth_operation operation)
{
	const char *own = m->endpoints[operation].methods;

	return own != NULL ? own : m->endpoints[OAUTH_GRANT].methods;
}
