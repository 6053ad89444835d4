/* libcurl and json-c as libraries: setting them up, their versions, and the certificate
 * authorities. */
#include "http/library.h"
#include "base/fs.h"
#include "base/limits.h"

#include <fcntl.h>
#include <stdatomic.h>

#include <curl/curl.h>
#include <json-c/json.h>

/* libcurl looks names up in threads of its own. */
static atomic_uint denials;

unsigned http_denials(void)
{
	return denials;
}

static void *noted(void *p)
{
	if (p == NULL)
		denials++;
	return p;
}

static void *note_malloc(size_t size)
{
	return noted(malloc(size));
}

static void *note_calloc(size_t n, size_t size)
{
	return noted(calloc(n, size));
}

static void *note_realloc(void *p, size_t size)
{
	void *other = realloc(p, size);

	return size > 0 ? noted(other) : other;
}

static char *note_strdup(const char *s)
{
	return noted(strdup(s));
}

int http_init(struct err *err)
{
	/* Debian's libcurl would write the keys of each TLS session to a file that others can
	 * read. */
	unsetenv("SSLKEYLOGFILE");
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, note_malloc, free, note_realloc, note_strdup,
				 note_calloc) != CURLE_OK)
		return err_set(err, REASON_HTTP_LIBRARY, "libcurl cannot be set up");
	return 0;
}

void http_cleanup(void)
{
	curl_global_cleanup();
}

void http_libraries(struct buf *b)
{
	const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);

	buf_printf(b, "libcurl %s, %s, json-c %s", curl->version,
		   curl->ssl_version != NULL ? curl->ssl_version : "no TLS", json_c_version());
}

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

const char *ca_of_environment(void)
{
	const char *from, *ca = ca_bundle(NULL, &from);
	const char *system = curl_version_info(CURLVERSION_NOW)->cainfo;

	return ca != NULL && system != NULL && strcmp(ca, system) == 0 ? NULL : ca;
}

int ca_read(const char *ca_file, struct buf *pem, struct err *err)
{
	const char *from, *ca = ca_bundle(ca_file, &from);
	int fd = -1, r;

	if (ca == NULL)
		return 0;
	if ((r = fs_open(AT_FDCWD, ca, FS_CONFIG, &fd, NULL, err)) == 0 &&
	    (r = fs_read_all(fd, LIMIT_CA_FILE, ca, pem, err)) == 0 && pem->len == 0)
		r = err_set(err, REASON_CA_FILE, "%s is empty", ca);
	fs_close(&fd);
	if (r != 0)
		err_prefix(err, "%s", from);
	return r;
}
