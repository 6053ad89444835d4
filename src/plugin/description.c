/* Reading the description of a plugin. */
#include "plugin/description.h"

#include <fcntl.h>
#include <stdarg.h>

#include "base/buf.h"
#include "base/fs.h"
#include "base/lex.h"
#include "base/limits.h"
#include "base/text.h"
#include "ccred-plugin.h"

/* A description that is being read, and the line that is being looked at. */
struct reading {
	struct description *d;
	struct lex lex;
	struct location at;
	/* The keys that were read, as bits by their place in the table. */
	unsigned seen;
	/* How many of d->words are taken. */
	size_t nwords;
	struct err *err;
};

static const char *const offers[] = { "get", "store", "erase", "sign", "prompt", NULL };
static const char *const types[] = { [OPTION_TEXT] = "text",
				     [OPTION_WORD] = "word",
				     [OPTION_YES_NO] = "yes-no",
				     [OPTION_NUMBER] = "number",
				     [OPTION_PATH] = "path",
				     [OPTION_URL] = "url",
				     [OPTION_ORIGIN] = "origin",
				     [OPTION_VARIABLE] = "variable",
				     [OPTION_VARIABLE_PREFIX] = "variable-prefix",
				     [OPTION_VARIABLE_PREFIX + 1] = NULL };
static const char *const flags[] = { "required", "location",      "selects",
				     "replaces", "enables-store", NULL };

static int index_of(const char *const *list, const char *word)
{
	for (int i = 0; list[i] != NULL; i++)
		if (strcmp(list[i], word) == 0)
			return i;
	return -1;
}

/* The place of a word of the line. */
static struct location place(const struct reading *r, size_t word)
{
	struct location at = r->at;

	at.column = word < r->lex.n ? r->lex.words[word].at.column : 1;
	return at;
}

__attribute__((format(printf, 3, 4))) static int fault(const struct reading *r, size_t word,
						       const char *fmt, ...)
{
	struct location at = place(r, word);
	char text[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return location_fault(r->err, REASON_PLUGIN_DESCRIPTION, &at, "%s", text);
}

/* Looks a word of the line up in a list; what says what it should be. */
static int find_word(const struct reading *r, size_t word, const char *what,
		     const char *const *known, unsigned *ret_index)
{
	struct location at = place(r, word);
	int i = index_of(known, r->lex.words[word].text);

	if (i >= 0) {
		*ret_index = (unsigned)i;
		return 0;
	}
	location_unknown(r->err, &at, what, r->lex.words[word].text, known);
	return err_rename(r->err, REASON_PLUGIN_DESCRIPTION);
}

static int take_abi(struct reading *r)
{
	struct location at = place(r, 1);
	char *value = r->lex.words[1].text, *dot = strchr(value, '.');
	uint64_t major, minor;

	if (dot != NULL)
		*dot = '\0';
	if (dot == NULL || text_to_u64(value, 999, &major) != 0 ||
	    text_to_u64(dot + 1, 999, &minor) != 0)
		return fault(r, 1, "abi takes two numbers, such as %d.%d", CCRED_ABI_MAJOR,
			     CCRED_ABI_MINOR);
	if (major != CCRED_ABI_MAJOR || minor > CCRED_ABI_MINOR)
		return location_fault(r->err, REASON_PLUGIN_ABI, &at,
				      "the plugin is for ABI %u.%u, and this ccred has %d.%d: "
				      "update %s",
				      (unsigned)major, (unsigned)minor, CCRED_ABI_MAJOR,
				      CCRED_ABI_MINOR, major < CCRED_ABI_MAJOR ? "it" : "ccred");
	r->d->abi_minor = (unsigned)minor;
	return 0;
}

/* Puts a word into the list that all lists of the description lie in. It has room for every word that the
 * text can hold. */
static void keep(struct reading *r, const char *word)
{
	r->d->words[r->nwords++] = word;
}

static int take_program(struct reading *r)
{
	if (r->lex.n < 2 || r->lex.words[1].len == 0)
		return fault(r, 0, "program takes a path, and words for the program");
	r->d->program = r->d->words + r->nwords;
	r->d->nprogram = r->lex.n - 1;
	for (size_t i = 1; i < r->lex.n; i++)
		keep(r, r->lex.words[i].text);
	return 0;
}

static int take_offers(struct reading *r)
{
	unsigned offer;
	int ret;

	for (size_t i = 1; i < r->lex.n; i++) {
		if ((ret = find_word(r, i, "offer", offers, &offer)) != 0)
			return ret;
		r->d->offers |= 1u << offer;
	}
	return (r->d->offers & OFFER_GET) != 0 ? 0 : fault(r, 0, "every plugin offers get: add it");
}

static int take_tenants(struct reading *r)
{
	static const char *const words[] = { "separate", NULL };
	unsigned word;

	r->d->separate_tenants = true;
	return find_word(r, 1, "word", words, &word);
}

static int take_variable(struct reading *r)
{
	struct description *d = r->d;
	const char *name = r->lex.words[1].text;

	if (!text_is_variable(name))
		return fault(r, 1, "\"%.64s\" is not the name of an environment variable", name);
	if (d->nvariables == DESCRIPTION_MAX_VARIABLES)
		return fault(r, 0, "more than %d variables", DESCRIPTION_MAX_VARIABLES);
	d->variables[d->nvariables++] = name;
	return 0;
}

/* Letters, digits and . _ -, and perhaps a '*' behind them. */
static bool is_option_name(const char *name)
{
	size_t n =
		strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

	return n > 0 && n < LIMIT_NAME && (name[n] == '\0' || strcmp(name + n, "*") == 0);
}

/* A|B|C, cut in place. */
static int take_words(struct reading *r, struct plugin_option *o, size_t at)
{
	char *rest = at + 1 < r->lex.n ? r->lex.words[at].text : NULL, *word;

	while ((word = strsep(&rest, "|")) != NULL && word[0] != '\0') {
		keep(r, word);
		o->nvalues++;
		if (rest == NULL)
			return 0;
	}
	return fault(r, at, "word is followed by the words that may be given: A|B|C");
}

/* The suffixes up to the first flag or the help. */
static int take_suffixes(struct reading *r, struct plugin_option *o, size_t *at)
{
	for (; *at + 1 < r->lex.n && index_of(flags, r->lex.words[*at].text) < 0; (*at)++) {
		const char *suffix = r->lex.words[*at].text;
		if (!text_is_variable(suffix))
			return fault(r, *at, "\"%.64s\" is not the end of a variable's name",
				     suffix);
		keep(r, suffix);
		o->nvalues++;
	}
	if (o->nvalues == 0)
		return fault(r, *at,
			     "variable-prefix is followed by the ends of the variables' names");
	return 0;
}

static int take_flags(struct reading *r, struct plugin_option *o, size_t at)
{
	unsigned flag;
	int ret;

	for (; at + 1 < r->lex.n; at++) {
		if ((ret = find_word(r, at, "flag", flags, &flag)) != 0)
			return ret;
		o->flags |= 1u << flag;
	}
	if ((o->flags & OPTION_ENABLES_STORE) != 0 && o->type != OPTION_YES_NO)
		return fault(r, 2, "enables-store is for an option of the type yes-no");
	return 0;
}

static int take_option(struct reading *r)
{
	struct description *d = r->d;
	struct plugin_option *o = &d->options[d->noptions];
	const struct lex_word *words = r->lex.words;
	size_t last = r->lex.n - 1, at = 3;
	unsigned type;
	int ret;

	if (d->noptions == DESCRIPTION_MAX_OPTIONS)
		return fault(r, 0, "more than %d options", DESCRIPTION_MAX_OPTIONS);
	if (r->lex.n < 4)
		return fault(r, 0,
			     "an option has a name, a type and a help, such as: option path path "
			     "\"the file\"");
	if (!is_option_name(words[1].text))
		return fault(r, 1,
			     "\"%.64s\" cannot be an option's name: letters, digits and . _ -",
			     words[1].text);
	for (size_t i = 0; i < d->noptions; i++)
		if (strcmp(d->options[i].name, words[1].text) == 0)
			return fault(r, 1, "the option %s stands twice", words[1].text);
	if (!words[last].quoted || words[last].len == 0)
		return fault(r, last, "an option ends with its help, in quotes");
	if ((ret = find_word(r, 2, "type", types, &type)) != 0)
		return ret;
	*o = (struct plugin_option){ .name = words[1].text,
				     .type = (enum option_type)type,
				     .values = d->words + r->nwords,
				     .help = words[last].text };
	if (o->type == OPTION_WORD)
		ret = take_words(r, o, at++);
	else if (o->type == OPTION_VARIABLE_PREFIX)
		ret = take_suffixes(r, o, &at);
	if (ret != 0 || (ret = take_flags(r, o, at)) != 0)
		return ret;
	d->noptions++;
	return 0;
}

static const struct {
	const char *word;
	enum {
		ANY,
		ONE_VALUE = 1,
		REPEATABLE = 2
	} rules;
	/* NULL: the value is kept at the offset. */
	int (*take)(struct reading *r);
	size_t offset;
} keys[] = {
	{ "plugin", ONE_VALUE, NULL, offsetof(struct description, name) },
	{ "abi", ONE_VALUE, take_abi, 0 },
	{ "offers", ANY, take_offers, 0 },
	{ "module", ONE_VALUE, NULL, offsetof(struct description, module) },
	{ "program", ANY, take_program, 0 },
	{ "summary", ONE_VALUE, NULL, offsetof(struct description, summary) },
	{ "version", ONE_VALUE, NULL, offsetof(struct description, version) },
	{ "tenants", ONE_VALUE, take_tenants, 0 },
	{ "variable", ONE_VALUE | REPEATABLE, take_variable, 0 },
	{ "option", REPEATABLE, take_option, 0 },
};
#define N_KEYS (sizeof(keys) / sizeof(keys[0]))

static int take_line(struct reading *r)
{
	const struct lex_word *words = r->lex.words;

	for (size_t i = 0; i < N_KEYS; i++) {
		if (strcmp(keys[i].word, words[0].text) != 0)
			continue;
		if ((keys[i].rules & REPEATABLE) == 0 && (r->seen & 1u << i) != 0)
			return fault(r, 0, "%s stands twice", words[0].text);
		r->seen |= 1u << i;
		if ((keys[i].rules & ONE_VALUE) != 0 && (r->lex.n != 2 || words[1].len == 0))
			return fault(r, 0, "%s takes one value", words[0].text);
		if (keys[i].take != NULL)
			return keys[i].take(r);
		*(const char **)(void *)((char *)r->d + keys[i].offset) = words[1].text;
		return 0;
	}
	/* A newer ccred may know it. */
	if (r->d->unknown == NULL) {
		r->d->unknown = words[0].text;
		r->d->unknown_line = r->at.line;
	}
	return 0;
}

/* A word of the program that stands for an option names one that there is. */
static int check_program(const struct description *d, struct err *err)
{
	char name[LIMIT_NAME + 1];

	for (size_t i = 0; i < d->nprogram; i++) {
		const char *word = d->program[i];
		size_t len = strlen(word), k = 0;
		if (word[0] != '{' || word[len - 1] != '}')
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)len - 2, word + 1);
		while (k < d->noptions && strcmp(d->options[k].name, name) != 0)
			k++;
		if (k == d->noptions || (i == 0 && strchr(name, '*') != NULL))
			return err_set(err, REASON_PLUGIN_DESCRIPTION,
				       "program has the word %.80s, and there is no such option",
				       word);
	}
	return 0;
}

static int check_whole(const struct reading *r)
{
	const struct description *d = r->d;
	int ret = 0;

	/* The first three of the table are required. */
	for (size_t i = 0; i < 3 && ret == 0; i++)
		if ((r->seen & 1u << i) == 0)
			ret = err_set(r->err, REASON_PLUGIN_DESCRIPTION, "the line %s is missing",
				      keys[i].word);
	if (ret == 0 && (d->module != NULL) == (d->program != NULL))
		ret = err_set(r->err, REASON_PLUGIN_DESCRIPTION,
			      "a plugin has one of the two lines module and program");
	if (ret == 0)
		ret = check_program(d, r->err);
	if (ret != 0)
		err_place(r->err, r->at.file, 0, 0);
	return ret;
}

static int parse(struct reading *r, size_t len)
{
	char *line = r->d->text, *end = line + len;
	int ret;

	while (line < end) {
		char *newline = memchr(line, '\n', (size_t)(end - line));
		size_t line_len = (size_t)((newline != NULL ? newline : end) - line);
		r->at.line++;
		if (lex_split(&r->lex, line, line_len, &r->at, r->err) != 0)
			return err_rename(r->err, REASON_PLUGIN_DESCRIPTION);
		if (r->lex.n > 0 && (ret = take_line(r)) != 0)
			return ret;
		line += line_len + 1;
	}
	return check_whole(r);
}

int description_parse(const char *path, const char *text, size_t len,
		      struct description **ret_description, struct err *err)
{
	struct description *d = calloc(1, sizeof(*d));
	struct reading r = { .d = d, .at = { .file = path }, .err = err };
	int ret;

	if (d != NULL) {
		d->path = strdup(path);
		d->text = malloc(len + 1);
		/* A word has a byte at least, and one that is none behind it. */
		d->words = reallocarray(NULL, len / 2 + 1, sizeof(*d->words));
	}
	if (d == NULL || d->path == NULL || d->text == NULL || d->words == NULL) {
		description_free(&d);
		return err_nomem(err);
	}
	memcpy(d->text, text, len);
	d->text[len] = '\0';
	ret = parse(&r, len);
	lex_free(&r.lex);
	if (ret == 0)
		*ret_description = d;
	else
		description_free(&d);
	return ret;
}

int description_read(const char *path, struct description **ret_description, struct err *err)
{
	struct buf text = BUF_INIT;
	int fd = -1, r;

	if ((r = fs_open(AT_FDCWD, path, FS_CONFIG, &fd, NULL, err)) == 0 &&
	    (r = fs_read_all(fd, DESCRIPTION_MAX_SIZE, path, &text, err)) == 0)
		r = description_parse(path, buf_str(&text), text.len, ret_description, err);
	fs_close(&fd);
	buf_free(&text);
	return r;
}

void description_free(struct description **description)
{
	struct description *d;

	if (description == NULL || (d = *description) == NULL)
		return;
	free(d->path);
	free(d->text);
	free(d->words);
	free(d);
	*description = NULL;
}

bool option_takes(const struct plugin_option *o, const char *name)
{
	size_t len = strlen(o->name);

	if (o->name[len - 1] == '*')
		return strncmp(o->name, name, len - 1) == 0;
	return strcmp(o->name, name) == 0;
}

const struct plugin_option *description_option(const struct description *d, const char *name)
{
	const struct plugin_option *found = NULL;

	for (size_t i = 0; i < d->noptions; i++) {
		if (strcmp(d->options[i].name, name) == 0)
			return &d->options[i];
		if (found == NULL && option_takes(&d->options[i], name))
			found = &d->options[i];
	}
	return found;
}

char *option_shown_type(const struct plugin_option *o, char out[OPTION_SHOWN_MAX])
{
	static const char *const shown[] = {
		[OPTION_TEXT] = "TEXT",         [OPTION_YES_NO] = "yes|no",
		[OPTION_NUMBER] = "NUMBER",     [OPTION_PATH] = "PATH",
		[OPTION_URL] = "URL",           [OPTION_ORIGIN] = "ORIGIN",
		[OPTION_VARIABLE] = "VARIABLE", [OPTION_VARIABLE_PREFIX] = "PREFIX",
	};
	size_t used = 0;

	if (o->type != OPTION_WORD) {
		snprintf(out, OPTION_SHOWN_MAX, "%s", shown[o->type]);
		return out;
	}
	out[0] = '\0';
	for (size_t i = 0; i < o->nvalues && used < OPTION_SHOWN_MAX; i++)
		used += (size_t)snprintf(out + used, OPTION_SHOWN_MAX - used, "%s%s",
					 i > 0 ? "|" : "", o->values[i]);
	return out;
}
