/* The placeholders of a preset: their ask lines, and their values in its lines and in a URL. */
#include "setup/preset.h"
#include <regex.h>

#define TENANT "tenant"
#define NAME_BYTES "abcdefghijklmnopqrstuvwxyz0123456789-"
/* So many parts of a URL are tried for a value at most. */
#define TRIES_MAX 10000

void placeholders_clear(struct placeholders *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->list[i].name);
		free(p->list[i].question);
		free(p->list[i].example);
		free(p->list[i].pattern);
		free(p->list[i].value);
	}
	*p = (struct placeholders){ 0 };
}

/* The number of the placeholder of this name; -1: there is none. */
static int find(const struct placeholders *p, const char *name, size_t len)
{
	for (size_t i = 0; i < p->n; i++)
		if (strncmp(p->list[i].name, name, len) == 0 && p->list[i].name[len] == '\0')
			return (int)i;
	return -1;
}

/* A new one; the caller has made sure that there is room. NULL: no memory. */
static struct placeholder *add(struct placeholders *p, const char *name, size_t len)
{
	struct placeholder *new = &p->list[p->n];

	*new = (struct placeholder){ .name = strndup(name, len) };
	p->n += new->name != NULL;
	return new->name != NULL ? new : NULL;
}

/* The length of the name in braces at a place of a text; 0: there is none. As in any profile, {profile}
 * is the profile's name, and {{name} is {name}. */
static size_t name_len(const char *text, const char *at)
{
	size_t len = at[0] == '{' && (at == text || at[-1] != '{') ? strspn(at + 1, NAME_BYTES) : 0;

	return len > 0 && at[len + 1] == '}' && strncmp(at, "{profile}", len + 2) != 0 ? len : 0;
}

/* The number of the placeholder at a place of a text; -1: there is none. */
static int find_at(const struct placeholders *p, const char *text, const char *at)
{
	size_t len = name_len(text, at);

	return len > 0 ? find(p, at + 1, len) : -1;
}

bool placeholder_fits(const struct placeholder *p, const char *text, bool *failed)
{
	char *whole = NULL;
	regex_t re;
	int r;

	if (p->pattern == NULL)
		return target_is_label(text, strlen(text));
	if (asprintf(&whole, "^(%s)$", p->pattern) < 0) {
		*failed = true;
		return false;
	}
	if ((r = regcomp(&re, whole, REG_EXTENDED | REG_NOSUB)) == 0) {
		r = regexec(&re, text, 0, NULL, 0);
		regfree(&re);
	}
	free(whole);
	*failed |= r == REG_ESPACE;
	return r == 0;
}

static int check_pattern(const struct lex_word *pattern, struct err *err)
{
	char why[128];
	regex_t re;
	int code = regcomp(&re, pattern->text, REG_EXTENDED | REG_NOSUB);

	if (code == 0) {
		regfree(&re);
		return 0;
	}
	if (code == REG_ESPACE)
		return err_nomem(err);
	regerror(code, &re, why, sizeof(why));
	return location_fault(err, REASON_CONFIG_BAD_VALUE, &pattern->at,
			      "this is not a regular expression: %s", why);
}

int placeholders_take(struct placeholders *p, const struct lex *line, struct err *err)
{
	const struct lex_word *words = line->words;
	struct placeholder *of;

	if (line->n < 4 || line->n > 5 || strspn(words[1].text, NAME_BYTES) != words[1].len ||
	    words[1].len == 0)
		return location_fault(err, REASON_CONFIG_BAD_VALUE, &words[0].at,
				      "write ask NAME QUESTION EXAMPLE, and a PATTERN if need be; "
				      "the name of lower-case letters, digits and -");
	if (find(p, words[1].text, words[1].len) >= 0)
		return location_fault(err, REASON_CONFIG_DUPLICATE, &words[1].at,
				      "{%.64s} is asked for twice, or stands above its ask line",
				      words[1].text);
	if (p->n == PLACEHOLDERS_MAX)
		return location_fault(err, REASON_CONFIG_LIMIT, &words[0].at,
				      "a preset asks for at most %d things", PLACEHOLDERS_MAX);
	if ((of = add(p, words[1].text, words[1].len)) == NULL ||
	    (of->question = strdup(words[2].text)) == NULL ||
	    (of->example = strdup(words[3].text)) == NULL ||
	    (line->n == 5 && (of->pattern = strdup(words[4].text)) == NULL))
		return err_nomem(err);
	return 0;
}

int placeholders_check(const struct placeholders *p, const struct lex *line, struct err *err)
{
	const struct lex_word *words = line->words;
	const struct placeholder *of = &p->list[find(p, words[1].text, words[1].len)];
	bool failed = false;
	int r;

	if (line->n == 5 && (r = check_pattern(&words[4], err)) != 0)
		return r;
	if (placeholder_fits(of, of->example, &failed))
		return 0;
	return failed ? err_nomem(err)
		      : location_fault(err, REASON_CONFIG_BAD_VALUE, &words[3].at,
				       "the example does not fit the pattern");
}

bool placeholders_sound(const struct placeholders *p, bool *failed)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->list[i].example != NULL &&
		    !placeholder_fits(&p->list[i], p->list[i].example, failed))
			return false;
	return true;
}

int placeholders_look(struct placeholders *p, const struct lex *line, const char *option,
		      bool given, struct err *err)
{
	for (size_t i = 1; i < line->n; i++) {
		const struct lex_word *word = &line->words[i];
		const char *host = strstr(word->text, "://");
		for (const char *at = word->text; (at = strchr(at, '{')) != NULL; at++) {
			size_t len = name_len(word->text, at);
			if (len == 0)
				continue;
			int n = find(p, at + 1, len);
			struct placeholder *of = n >= 0 ? &p->list[n] : NULL;
			if (of == NULL && strncmp(at, "{" TENANT "}", len + 2) == 0 &&
			    p->n < PLACEHOLDERS_MAX && (of = add(p, TENANT, len)) == NULL)
				return err_nomem(err);
			if (of == NULL)
				return location_fault(err, REASON_CONFIG_BAD_VALUE, &word->at,
						      "{%.*s} needs an ask line above this one",
						      (int)(len > 64 ? 64 : len), at + 1);
			of->needed |= !given;
			of->host |= host != NULL && at >= host + 3 &&
				    at < host + 3 + strcspn(host + 3, "/");
			of->option =
				!of->used && word->len == len + 2 && line->n == 2 ? option : NULL;
			of->used = true;
		}
	}
	return 0;
}

char *placeholders_fill(const struct placeholders *p, const char *text)
{
	struct buf b = BUF_INIT;
	char *filled;

	for (const char *at = text; *at != '\0';) {
		int n = find_at(p, text, at);
		const struct placeholder *of = n >= 0 ? &p->list[n] : NULL;
		size_t len = of != NULL ? strlen(of->name) + 2 : 1;

		/* {tenant} has no example, but a name that fits. */
		const char *value = of != NULL ? of->value : NULL;
		if (of != NULL && value == NULL)
			value = of->example != NULL ? of->example : of->name;
		if (value != NULL)
			buf_puts(&b, value);
		else
			buf_put(&b, at, len);
		at += len;
	}
	filled = buf_error(&b) ? NULL : strdup(buf_str(&b));
	buf_free(&b);
	return filled;
}

/* A URL that is asked for, and which parts of it are the values. */
struct url_match {
	const struct placeholders *placeholders;
	struct {
		const char *at; /* NULL: not found yet */
		size_t len;
	} values[PLACEHOLDERS_MAX];
	unsigned tries;
	bool failed;
};

static bool is_value(struct url_match *m, int n)
{
	char *text = strndup(m->values[n].at, m->values[n].len);
	bool fits = text != NULL && placeholder_fits(&m->placeholders->list[n], text, &m->failed);

	m->failed |= text == NULL;
	free(text);
	return fits;
}

/*
 * Whether text is url up to end, with a path behind it: any, or none but a slash. A placeholder
 * takes as much of the text as it can, and the same each time.
 */
static bool is_at(struct url_match *m, const char *url, const char *at, const char *end,
		  bool any_path, const char *text)
{
	int n = -1;

	while (at < end && (n = find_at(m->placeholders, url, at)) < 0)
		if (*at++ != *text++)
			return false;
	if (n < 0)
		return *text == '\0' || (*text == '/' && (any_path || text[1] == '\0'));
	at += strlen(m->placeholders->list[n].name) + 2;
	if (m->values[n].at != NULL)
		return strncmp(text, m->values[n].at, m->values[n].len) == 0 &&
		       is_at(m, url, at, end, any_path, text + m->values[n].len);
	/* The rest goes first: a pattern takes longer. What it found then may have to be undone. */
	for (size_t len = strlen(text) + 1; len-- > 0 && m->tries++ < TRIES_MAX;) {
		struct url_match found = *m;
		found.values[n].at = text;
		found.values[n].len = len;
		bool fits =
			is_at(&found, url, at, end, any_path, text + len) && is_value(&found, n);
		m->tries = found.tries;
		m->failed |= found.failed;
		if (!fits)
			continue;
		*m = found;
		return true;
	}
	return false;
}

/* Whether asked is the first len bytes of url, and what is_at says. */
static int match(struct placeholders *p, const char *url, size_t len, bool any_path,
		 const char *asked, bool *ret_fits, struct err *err)
{
	struct url_match m = { .placeholders = p };

	bool fits = is_at(&m, url, url, url + len, any_path, asked);
	for (size_t i = 0; fits && i < p->n; i++) {
		struct placeholder *of = &p->list[i];
		if (m.values[i].at == NULL || of->value != NULL)
			continue;
		of->value = strndup(m.values[i].at, m.values[i].len);
		m.failed |= of->value == NULL;
	}
	if (m.failed)
		return err_nomem(err);
	*ret_fits = fits;
	return 0;
}

int placeholders_match(struct placeholders *p, const char *url, bool target,
		       const struct target *asked, bool *ret_fits, struct err *err)
{
	struct buf text = BUF_INIT;
	const char *host = strstr(url, "://");
	size_t origin, len = strlen(url), name;
	int r;

	*ret_fits = false;
	if (host == NULL)
		return 0;
	host += 3;
	origin = (size_t)(host - url) + strcspn(host, "/");
	while (len > origin && url[len - 1] == '/')
		len--;
	buf_printf(&text, "http%s://%.*s", asked->https ? "s" : "", (int)asked->host_len,
		   asked->host);
	if (asked->port != (asked->https ? 443 : 80))
		buf_printf(&text, ":%u", asked->port);
	if (asked->path != NULL)
		buf_put(&text, asked->path, asked->path_len);
	name = name_len(url, host);
	r = buf_error(&text) ? err_nomem(err)
			     : match(p, url, len, true, buf_str(&text), ret_fits, err);
	/* A host that can be any name says nothing about the service. */
	if (r == 0 && !*ret_fits && !(name > 0 && host + name + 2 == url + origin))
		r = match(p, url, origin, !target, buf_str(&text), ret_fits, err);
	buf_free(&text);
	return r;
}
