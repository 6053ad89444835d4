/* Builds replies and JSON texts. */
#include "server.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <json-c/json.h>

const char *request_header(const struct request *request, const char *name)
{
	size_t i;

	for (i = 0; i < request->headers.n; i++)
		if (strcasecmp(request->headers.list[i].name, name) == 0)
			return request->headers.list[i].value;
	return NULL;
}

size_t request_header_count(const struct request *request, const char *name)
{
	size_t i, n = 0;

	for (i = 0; i < request->headers.n; i++)
		n += strcasecmp(request->headers.list[i].name, name) == 0;
	return n;
}

void headers_add(struct headers *headers, const char *name, const char *value)
{
	headers->list = must_grow(headers->list, headers->n, sizeof(*headers->list));
	headers->list[headers->n++] = (struct header){ must_dup(name), must_dup(value) };
}

void headers_free(struct headers *headers)
{
	size_t i;

	for (i = 0; i < headers->n; i++) {
		free(headers->list[i].name);
		free(headers->list[i].value);
	}
	free(headers->list);
	headers->list = NULL;
	headers->n = 0;
}

void reply_set(struct reply *reply, unsigned status, const char *type, char *body, size_t len)
{
	reply_free(reply);
	*reply = (struct reply){ .status = status, .body = body, .len = len };
	if (type != NULL && type[0] != '\0')
		headers_add(&reply->headers, "Content-Type", type);
}

void reply_text(struct reply *reply, unsigned status, const char *type, const char *text)
{
	reply_set(reply, status, type, must_dup(text), strlen(text));
}

void reply_free(struct reply *reply)
{
	headers_free(&reply->headers);
	free(reply->body);
	reply->body = NULL;
	reply->len = 0;
}

void reply_no_store(struct reply *reply)
{
	headers_add(&reply->headers, "Cache-Control", "no-store");
	headers_add(&reply->headers, "Pragma", "no-cache");
}

void json_member(char **json, const char *name, const char *value)
{
	char *longer = must_printf("%s%s\"%s\":%s", *json, (*json)[1] ? "," : "", name, value);

	free(*json);
	*json = longer;
}

void json_text_member(char **json, const char *name, const char *text)
{
	char *quoted = json_quote(text, strlen(text));

	json_member(json, name, quoted);
	free(quoted);
}

void json_number_member(char **json, const char *name, long value)
{
	char *text = must_printf("%ld", value);

	json_member(json, name, text);
	free(text);
}

char *json_quote(const char *text, size_t len)
{
	struct json_object *o = json_object_new_string_len(text, (int)len);
	char *quoted;

	if (o == NULL)
		die("out of memory");
	quoted = must_dup(json_object_to_json_string_ext(
		o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
	return quoted;
}

char *json_list(const char *list)
{
	char *out = must_dup("[");
	const char *sep = "";

	while (*list) {
		size_t n = strcspn(list, " ");

		if (n > 0) {
			char *quoted = json_quote(list, n);
			char *longer = must_printf("%s%s%s", out, sep, quoted);

			free(quoted);
			free(out);
			out = longer;
			sep = ",";
		}
		list += n;
		list += strspn(list, " ");
	}
	{
		char *whole = must_printf("%s]", out);

		free(out);
		return whole;
	}
}

void oauth_error(struct reply *reply, unsigned status, const char *error, const char *description,
		 size_t len)
{
	char *e = json_quote(error, strlen(error)), *d = json_quote(description, len);
	char *body = must_printf("{\"error\":%s,\"error_description\":%s}", e, d);

	reply_set(reply, status, "application/json", body, strlen(body));
	/* RFC 6749, 5.2, and RFC 9110, 15.5.2: a 401 names the scheme to use. */
	if (status == 401)
		headers_add(&reply->headers, "WWW-Authenticate", "Basic realm=\"oauth\"");
	free(e);
	free(d);
}
