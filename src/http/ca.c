/* The file of certificate authorities. */
#include "http/ca.h"

const char *ca_bundle(const char *ca_file, const char **ret_from)
{
	static const char *const names[] = { "SSL_CERT_FILE", "CURL_CA_BUNDLE" };

	*ret_from = "ca-file";
	if (ca_file != NULL)
		return ca_file;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		*ret_from = names[i];
		if (value != NULL && value[0] != '\0')
			return value;
	}
	*ret_from = "the package ca-certificates";
	return NULL;
}
