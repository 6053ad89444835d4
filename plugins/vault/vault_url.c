/* The URLs of the vault plugin: the address of the server, and what is asked for below it. */
#include "vault.h"

const char *vault_take_address(struct vault *v, const char *text)
{
	static const char must_be[] =
		"it must be a URL such as https://vault.example.com:8200, without user name, query "
		"and fragment";
	const char *why = strchr(text, '?') == NULL
				  ? https_take(&v->server, text, v->http_loopback, must_be)
				  : must_be;

	if (why == NULL)
		for (size_t len = strlen(v->server.url); len > 0 && v->server.url[len - 1] == '/';)
			v->server.url[--len] = '\0';
	return why;
}

int vault_is_path(const char *text)
{
	for (const char *p = text;; p++) {
		size_t len = strcspn(p, "/");
		/* Dots would lead elsewhere. */
		if (len == 0 || strspn(p, ".") >= len)
			return 0;
		p += len;
		if (*p == '\0')
			return 1;
	}
}

int vault_set_url(struct vault *v, const char *fmt, va_list ap)
{
	static const char slash[] = "%2F";
	char *path = NULL, *encoded = NULL;

	free(v->url);
	v->url = NULL;
	if (vasprintf(&path, fmt, ap) < 0)
		path = NULL;
	else if ((encoded = curl_easy_escape(NULL, path, 0)) != NULL)
		/* Slashes part the segments; all other bytes stand for themselves. */
		for (char *p = encoded; (p = strstr(p, slash)) != NULL; *p++ = '/')
			memmove(p + 1, p + strlen(slash), strlen(p + strlen(slash)) + 1);
	if (encoded == NULL || asprintf(&v->url, "%s/v1/%s", v->server.url, encoded) < 0)
		v->url = NULL;
	free(path);
	curl_free(encoded);
	return v->url != NULL ? CCRED_SUCCESS : say_no_memory(&v->say);
}
