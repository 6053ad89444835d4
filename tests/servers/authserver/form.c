/* Reads application/x-www-form-urlencoded bodies and Basic credentials. */
#include "form.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int form_decode(char *text, size_t len, size_t *ret_len)
{
	size_t i, out = 0;

	for (i = 0; i < len; i++) {
		if (text[i] == '%') {
			if (len - i < 3 || hex(text[i + 1]) < 0 || hex(text[i + 2]) < 0)
				return -1;
			text[out++] = (char)(hex(text[i + 1]) << 4 | hex(text[i + 2]));
			i += 2;
		} else if (text[i] == '+') {
			text[out++] = ' ';
		} else if (text[i] <= 0x20 || text[i] >= 0x7f) {
			/* <= also takes every byte above 0x7f where char is signed. */
			return -1;
		} else {
			text[out++] = text[i];
		}
	}
	text[out] = '\0';
	*ret_len = out;
	return 0;
}

bool form_is_escaped(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!(text[i] >= 'a' && text[i] <= 'z') && !(text[i] >= 'A' && text[i] <= 'Z') &&
		    !(text[i] >= '0' && text[i] <= '9') &&
		    (text[i] == '\0' || strchr("-._~*+%", text[i]) == NULL))
			return false;
	return true;
}

int form_parse(const char *data, size_t len, struct form *ret_form)
{
	struct form form = { 0 };
	const char *end = data + len;

	while (data < end) {
		const char *amp = memchr(data, '&', (size_t)(end - data));
		const char *stop = amp ? amp : end;
		const char *eq = memchr(data, '=', (size_t)(stop - data));
		const char *name_end = eq ? eq : stop;
		struct pair *p;

		if (stop > data) {
			form.pairs = must_grow(form.pairs, form.n, sizeof(*p));
			p = &form.pairs[form.n++];
			p->name = must_copy(data, (size_t)(name_end - data));
			p->value = eq ? must_copy(eq + 1, (size_t)(stop - eq - 1)) : must_dup("");
			if (form_decode(p->name, (size_t)(name_end - data), &p->name_len) != 0 ||
			    form_decode(p->value, eq ? (size_t)(stop - eq - 1) : 0, &p->len) != 0) {
				form_free(&form);
				return -1;
			}
		}
		data = amp ? amp + 1 : end;
	}
	*ret_form = form;
	return 0;
}

void form_free(struct form *form)
{
	size_t i;

	for (i = 0; i < form->n; i++) {
		free(form->pairs[i].name);
		free(form->pairs[i].value);
	}
	free(form->pairs);
	form->pairs = NULL;
	form->n = 0;
}

static bool named(const struct pair *pair, const char *name)
{
	return pair->name_len == strlen(name) && memcmp(pair->name, name, pair->name_len) == 0;
}

const struct pair *form_find(const struct form *form, const char *name)
{
	size_t i;

	for (i = 0; i < form->n; i++)
		if (named(&form->pairs[i], name))
			return &form->pairs[i];
	return NULL;
}

const struct pair *form_get(const struct form *form, const char *name)
{
	size_t i;

	for (i = 0; i < form->n; i++)
		if (form->pairs[i].len > 0 && named(&form->pairs[i], name))
			return &form->pairs[i];
	return NULL;
}

const char *form_repeated(const struct form *form)
{
	size_t i, j;

	for (i = 0; i < form->n; i++) {
		if (named(&form->pairs[i], "resource"))
			continue;
		for (j = i + 1; j < form->n; j++)
			if (form->pairs[i].name_len == form->pairs[j].name_len &&
			    memcmp(form->pairs[i].name, form->pairs[j].name,
				   form->pairs[i].name_len) == 0)
				return form->pairs[i].name;
	}
	return NULL;
}

bool pair_is(const struct pair *pair, const char *text)
{
	return pair->len == strlen(text) && memcmp(pair->value, text, pair->len) == 0;
}
