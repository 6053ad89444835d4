/* What can be learned from libcurl's own words alone. */
#include "base/text.h"
#include "http/curl_words.h"

/* Of version 7.88: "... in chunked-encoding"; of 8.14 also: "chunk hex-length ...", "invalid chunk
 * size". */
bool curl_words_bad_chunk(const char *message)
{
	return strstr(message, "chunk") != NULL;
}

void curl_words_tls(const char *line, size_t len, char *out, size_t size)
{
	static const char words[] = "SSL connection using ";
	size_t skip = sizeof(words) - 1;

	if (len > skip && memcmp(line, words, skip) == 0)
		text_escape(line + skip, strnlen(line + skip, len - skip) - (line[len - 1] == '\n'),
			    out, size);
}

const char *curl_words_field(const char *line, const char *name)
{
	size_t len = strlen(name);

	return strncmp(line, name, len) == 0 && line[len] == ':' ? line + len + 1 : NULL;
}

bool curl_words_openssl(const char *tls)
{
	return strncmp(tls, "OpenSSL/", 8) == 0;
}
