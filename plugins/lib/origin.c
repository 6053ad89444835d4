/* Whether two URLs are of the same server, for the plugins whose secrets can be bound to one. */
#include "origin.h"

#include <strings.h>

int origin_same(const char *a, const char *b)
{
	const char *ends[2] = { a, b };
	size_t len[2];

	for (int i = 0; i < 2; i++) {
		const char *host = ends[i] != NULL ? strstr(ends[i], "://") : NULL;
		if (host == NULL)
			return 0;
		len[i] = (size_t)(host + 3 - ends[i]) + strcspn(host + 3, "/?#");
		const char *port = strncasecmp(ends[i], "https:", 6) == 0 ? ":443" : ":80";
		size_t n = strlen(port);
		if (len[i] > n && strncmp(ends[i] + len[i] - n, port, n) == 0)
			len[i] -= n;
	}
	return len[0] == len[1] && strncasecmp(a, b, len[0]) == 0;
}

const char *origin_target(const struct ccred_request *request)
{
	const char *endpoint = request->token_endpoint;

	return endpoint == NULL || origin_same(endpoint, request->origin) ? request->origin
									  : endpoint;
}
