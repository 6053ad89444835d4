/*
 * What can be learned from libcurl's own words alone. They differ from version to version: no other
 * file looks at them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Whether the message of a failed exchange says that the body is not made of chunks (RFC 9112,
 * 7.1). */
bool curl_words_bad_chunk(const char *message);

/* Copies TLS version and cipher out of a line of the verbose log, if the line is about them. */
void curl_words_tls(const char *line, size_t len, char *out, size_t size);

/* Whether the name of the TLS library, with its version, is that of OpenSSL. */
bool curl_words_openssl(const char *tls);

/* The value of a line of CURLINFO_CERTINFO if its name is this one, else NULL. */
const char *curl_words_field(const char *line, const char *name);
