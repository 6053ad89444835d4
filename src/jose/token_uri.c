/* The query of a pkcs11: URI (RFC 7512): where its module and its PIN are. */
#include "jose/token_key.h"

static const char module_path[] = "module-path=";
static const char pin_source[] = "pin-source=file:";

static size_t encode(const char *text, char *out)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~/";
	size_t n = 0;

	for (; *text != '\0'; text++) {
		if (strchr(plain, *text) != NULL)
			out[n++] = *text;
		else
			n += (size_t)snprintf(out + n, 4, "%%%02X", (unsigned char)*text);
	}
	return n;
}

static size_t put(char *out, size_t n, const char *name, const char *value)
{
	if (value == NULL)
		return n;
	out[n] = strchr(out, '?') == NULL ? '?' : '&';
	n++;
	n += (size_t)snprintf(out + n, 32, "%s", name);
	n += encode(value, out + n);
	out[n] = '\0';
	return n;
}

char *token_uri_join(const char *uri, const char *module, const char *pin_file)
{
	size_t n = strlen(uri), size = n + 64;
	char *out;

	size += module != NULL ? 3 * strlen(module) : 0;
	size += pin_file != NULL ? 3 * strlen(pin_file) : 0;
	if ((out = calloc(1, size)) == NULL)
		return NULL;
	memcpy(out, uri, n);
	n = put(out, n, module_path, module);
	put(out, n, pin_source, pin_file);
	return out;
}

static int digit(char c)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *p = c != '\0' ? strchr(digits, c) : NULL;
	int value = p != NULL ? (int)(p - digits) : -1;

	return value < 16 ? value : value - 6;
}

/* The text of len bytes, decoded. NULL: malformed, or no memory. */
static char *decode(const char *text, size_t len)
{
	char *out = malloc(len + 1);
	size_t n = 0;

	for (size_t i = 0; out != NULL && i < len; i++) {
		int high = text[i] != '%' ? 0 : i + 2 < len ? digit(text[i + 1]) : -1;
		int low = text[i] != '%' ? 0 : high >= 0 ? digit(text[i + 2]) : -1;
		if (high < 0 || low < 0 || (text[i] == '%' && high == 0 && low == 0)) {
			free(out);
			return NULL;
		}
		out[n++] = text[i] != '%' ? text[i] : (char)(high * 16 + low);
		i += text[i] == '%' ? 2 : 0;
	}
	if (out != NULL)
		out[n] = '\0';
	return out;
}

/* Takes the part of that name. Returns 1 if it is another, -1 if it is malformed. */
static int take(const char *part, size_t len, const char *name, char **ret_value)
{
	size_t n = strlen(name);

	if (len <= n || strncmp(part, name, n) != 0)
		return 1;
	if (*ret_value != NULL || (*ret_value = decode(part + n, len - n)) == NULL)
		return -1;
	return 0;
}

int token_uri_split(const char *uri, char **ret_uri, char **ret_module, char **ret_pin_file)
{
	size_t base = strcspn(uri, "?"), len;
	char *module = NULL, *pin_file = NULL, *copy = strndup(uri, base);
	int r = copy != NULL ? 0 : -1;

	for (const char *p = uri + base; r == 0 && *p != '\0'; p += len) {
		len = strcspn(++p, "&");
		if ((r = take(p, len, module_path, &module)) == 1 &&
		    (r = take(p, len, pin_source, &pin_file)) == 1)
			r = -1;
	}
	if (r != 0) {
		free(copy);
		free(module);
		free(pin_file);
		return -1;
	}
	*ret_uri = copy;
	*ret_module = module;
	*ret_pin_file = pin_file;
	return 0;
}
