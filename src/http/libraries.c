/* The libraries that the OAuth client stands on, as they are at run time. */
#include "base/banned.h"
#include "oauth/oauth.h"

#include <curl/curl.h>
#include <json-c/json.h>

void oauth_libraries(struct buf *b)
{
	const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);

	buf_printf(b, "libcurl %s, %s, json-c %s", curl->version,
		   curl->ssl_version != NULL ? curl->ssl_version : "no TLS", json_c_version());
}
