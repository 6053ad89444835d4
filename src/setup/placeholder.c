/* The placeholders of a preset: their ask lines, and their values in its lines and in a URL. */
#include "setup/preset.h"
#include <regex.h>

#define TENANT "tenant"
#define LABEL "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
#define NAME_BYTES "abcdefghijklmnopqrstuvwxyz0123456789-"
/* Of all patterns in one URL. */
#define GROUPS_MAX 64

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

static const char *pattern_of(const struct placeholder *p)
{
	return p->pattern != NULL ? p->pattern : LABEL;
}

/* Whether the whole text is what the pattern says; also false if there is no memory. */
static bool matches(const char *pattern, const char *text, regmatch_t *groups, size_t ngroups)
{
	char *whole = NULL;
	regex_t re;
	bool fits;

	if (asprintf(&whole, "^(%s)$", pattern) < 0)
		return false;
	fits = regcomp(&re, whole, REG_EXTENDED) == 0;
	free(whole);
	if (!fits)
		return false;
	fits = regexec(&re, text, ngroups, groups, 0) == 0;
	regfree(&re);
	return fits;
}

bool placeholder_fits(const struct placeholder *p, const char *text)
{
	return matches(pattern_of(p), text, NULL, 0);
}

static int check_pattern(const struct lex_word *pattern, struct err *err)
{
	char why[128];
	regex_t re;
	int code = regcomp(&re, pattern->text, REG_EXTENDED);

	if (code == 0) {
		regfree(&re);
		return 0;
	}
	regerror(code, &re, why, sizeof(why));
	return location_fault(err, REASON_CONFIG_BAD_VALUE, &pattern->at,
			      "this is not a regular expression: %s", why);
}

int placeholders_take(struct placeholders *p, const struct lex *line, struct err *err)
{
	const struct lex_word *words = line->words;
	struct placeholder *of;
	int r;

	if (line->n < 4 || line->n > 5 || strspn(words[1].text, NAME_BYTES) != words[1].len ||
	    words[1].len == 0)
		return location_fault(err, REASON_CONFIG_BAD_VALUE, &words[0].at,
				      "write ask NAME QUESTION EXAMPLE, and a PATTERN if need be; "
				      "the name of lower-case letters, digits and -");
	if (line->n == 5 && (r = check_pattern(&words[4], err)) != 0)
		return r;
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
	return placeholder_fits(of, of->example)
		       ? 0
		       : location_fault(err, REASON_CONFIG_BAD_VALUE, &words[3].at,
					"the example does not fit the pattern");
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
		size_t len = name_len(text, at);
		int n = len > 0 ? find(p, at + 1, len) : -1;
		const struct placeholder *of = n >= 0 ? &p->list[n] : NULL;

		len = of != NULL ? len + 2 : 1;
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

/* A URL of a preset, and where it is looked for. */
struct url_match {
	struct placeholders *placeholders;
	/* The regular expression, and the placeholder of each of its groups; NULL: of none. */
	struct buf pattern;
	struct placeholder *of_group[GROUPS_MAX];
	size_t ngroups;
};

static void put_text(struct url_match *m, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		size_t len_of = name_len(text, text + i);
		int n = len_of > 0 ? find(m->placeholders, text + i + 1, len_of) : -1;
		struct placeholder *of = n >= 0 ? &m->placeholders->list[n] : NULL;
		regex_t re;
		if (of == NULL) {
			buf_printf(&m->pattern,
				   strchr(".[]\\()*+?{}|^$", text[i]) != NULL ? "\\%c" : "%c",
				   text[i]);
			continue;
		}
		buf_printf(&m->pattern, "(%s)", pattern_of(of));
		if (m->ngroups < GROUPS_MAX)
			m->of_group[m->ngroups] = of;
		if (regcomp(&re, pattern_of(of), REG_EXTENDED) == 0) {
			m->ngroups += 1 + re.re_nsub;
			regfree(&re);
		}
		i += len_of + 1;
	}
}

/* Whether the URL that is asked for is the first len bytes of url with tail behind them. */
static bool is_at(struct placeholders *p, const char *url, size_t len, const char *tail,
		  const char *asked)
{
	/* Group 0 is all, and group 1 what matches() puts around it. */
	struct url_match m = { .placeholders = p, .pattern = BUF_INIT, .ngroups = 2 };
	regmatch_t groups[GROUPS_MAX];
	bool fits;

	put_text(&m, url, len);
	buf_puts(&m.pattern, tail);
	fits = m.ngroups < GROUPS_MAX && !buf_error(&m.pattern) &&
	       matches(buf_str(&m.pattern), asked, groups, GROUPS_MAX);
	for (size_t i = 0; fits && i < m.ngroups; i++) {
		struct placeholder *of = m.of_group[i];
		if (of == NULL || of->value != NULL || groups[i].rm_so < 0)
			continue;
		of->value = strndup(asked + groups[i].rm_so,
				    (size_t)(groups[i].rm_eo - groups[i].rm_so));
	}
	buf_free(&m.pattern);
	return fits;
}

bool placeholders_match(struct placeholders *p, const char *url, bool target,
			const struct target *asked)
{
	struct buf text = BUF_INIT;
	const char *host = strstr(url, "://");
	size_t origin, len = strlen(url), name;
	bool fits;

	if (host == NULL)
		return false;
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
	fits = !buf_error(&text) && is_at(p, url, len, "(/.*)?", buf_str(&text));
	/* A host that can be any name says nothing about the service. */
	if (!fits && !buf_error(&text) && !(name > 0 && host + name + 2 == url + origin))
		fits = is_at(p, url, origin, target ? "/?" : "(/.*)?", buf_str(&text));
	buf_free(&text);
	return fits;
}
