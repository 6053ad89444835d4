/* Memory for libcurl and OpenSSL that is wiped when it is freed: secrets are what they exchange. */
#include "vault.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static void give(void *p)
{
	if (p != NULL)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

/* As realloc(3), which would leave the old block as it is. */
static void *resize(void *p, size_t size)
{
	size_t old = p != NULL ? malloc_usable_size(p) : 0;
	void *new = NULL;

	if (size > 0 && size <= old)
		return p;
	if (size > 0 && (new = malloc(size)) == NULL)
		return NULL;
	if (new != NULL && p != NULL)
		memcpy(new, p, old < size ? old : size);
	give(p);
	return new;
}

/* OpenSSL says where it calls from. */
static void *ssl_take(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return size > 0 ? malloc(size) : NULL;
}

static void *ssl_resize(void *p, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return resize(p, size);
}

static void ssl_give(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	give(p);
}

typedef int (*set_functions)(void *(*)(size_t, const char *, int),
			     void *(*)(void *, size_t, const char *, int),
			     void (*)(void *, const char *, int));

int vault_memory_init(void)
{
	set_functions set;

	/*
	 * It is libcurl's, if it is there: some have another TLS library. It refuses once it has memory of its
	 * own, which is no reason to go without the secret.
	 */
	*(void **)&set = dlsym(RTLD_DEFAULT, "CRYPTO_set_mem_functions");
	if (set != NULL)
		(void)set(ssl_take, ssl_resize, ssl_give);
	return curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, give, resize, strdup, calloc) ==
			       CURLE_OK
		       ? 0
		       : -1;
}
