/* Reading the description of a plugin. */
#include "plugin/description.h"

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

/* Each in the order of its enum. */
static const char *const offers[] = { "get", "store", "erase", "sign", "prompt", NULL };
static const char *const types[] = { "text", "word",   "yes-no",   "number",          "path",
				     "url",  "origin", "variable", "variable-prefix", NULL };
static const char *const flags[] = { "required",         "location",    "selects",  "replaces",
				     "enables-store",    "after-login", "key-file", "key-uri",
				     "certificate-file", "pin-file",    NULL };

static int index_of(const char *const *list, const char *word)
{
	for (int i = 0; list[i] != NULL; i++)
		if (strcmp(list[i], word) == 0)
			return i;
	return -1;
}

/* Puts the place of a word of the line to an error that has this code, and returns the code. */
static int at_word(const struct reading *r, size_t word, int code)
{
	err_place(r->err, r->at.file, r->at.line,
		  word < r->lex.n ? r->lex.words[word].at.column : 1);
	return code;
}

#define fault(r, word, ...) \
	at_word(r, word, err_set((r)->err, REASON_PLUGIN_DESCRIPTION, __VA_ARGS__))

/* Looks a word of the line up in a list; what says what it should be. Returns its place in the
 * list, or -1. */
static int find_word(const struct reading *r, size_t word, const char *what,
		     const char *const *known)
{
	int i = index_of(known, r->lex.words[word].text);

	if (i < 0) {
		location_unknown(r->err, &r->at, what, r->lex.words[word].text, known);
		at_word(r, word, err_rename(r->err, REASON_PLUGIN_DESCRIPTION));
	}
	return i;
}

/* Looks up the words from at on, to the end, and sets their bits. */
static int take_bits(const struct reading *r, size_t at, size_t end, const char *what,
		     const char *const *known, unsigned *bits)
{
	for (; at < end; at++) {
		int i = find_word(r, at, what, known);
		if (i < 0)
			return EXIT_CONFIG;
		*bits |= 1u << i;
	}
	return 0;
}

static int take_abi(struct reading *r)
{
	char *value = r->lex.words[1].text, *dot = strchr(value, '.');
	uint64_t major, minor;

	if (dot != NULL)
		*dot = '\0';
	if (dot == NULL || text_to_u64(value, 999, &major) != 0 ||
	    text_to_u64(dot + 1, 999, &minor) != 0)
		return fault(r, 1, "abi takes two numbers, such as %d.%d", CCRED_ABI_MAJOR,
			     CCRED_ABI_MINOR);
	if (major != CCRED_ABI_MAJOR || minor > CCRED_ABI_MINOR)
		return at_word(
			r, 1,
			err_set(r->err, REASON_PLUGIN_ABI,
				"the plugin is for ABI %u.%u, and this ccred has %d.%d: update %s",
				(unsigned)major, (unsigned)minor, CCRED_ABI_MAJOR, CCRED_ABI_MINOR,
				major < CCRED_ABI_MAJOR ? "it" : "ccred"));
	r->d->abi_minor = (unsigned)minor;
	return 0;
}

/* Puts a word into the list that all lists of the description lie in. It has room for every word
 * that the text can hold. */
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
	int ret = take_bits(r, 1, r->lex.n, "offer", offers, &r->d->offers);

	if (ret != 0 || (r->d->offers & OFFER_GET) != 0)
		return ret;
	return fault(r, 0, "every plugin offers get: add it");
}

static int take_tenants(struct reading *r)
{
	static const char *const words[] = { "separate", NULL };

	r->d->separate_tenants = true;
	return find_word(r, 1, "word", words) < 0 ? EXIT_CONFIG : 0;
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
	const unsigned paths = OPTION_KEY_FILE | OPTION_CERTIFICATE_FILE | OPTION_PIN_FILE;
	int ret = take_bits(r, at, r->lex.n - 1, "flag", flags, &o->flags);

	if (ret == 0 && (o->flags & OPTION_ENABLES_STORE) != 0 && o->type != OPTION_YES_NO)
		ret = fault(r, 2, "enables-store is for an option of the type yes-no");
	for (int i = 0; flags[i] != NULL && ret == 0; i++)
		if ((o->flags & paths & 1u << i) != 0 && o->type != OPTION_PATH)
			ret = fault(r, 2, "%s is for an option of the type path", flags[i]);
	return ret;
}

static int take_option(struct reading *r)
{
	struct description *d = r->d;
	struct plugin_option *o = &d->options[d->noptions];
	const struct lex_word *words = r->lex.words;
	size_t last = r->lex.n - 1, at = 3;
	int ret = 0, type;

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
	if ((type = find_word(r, 2, "type", types)) < 0)
		return EXIT_CONFIG;
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
	bool one_value, repeatable;
	/* NULL: the value is kept at the offset. */
	int (*take)(struct reading *r);
	size_t offset;
} keys[] = {
	{ "plugin", .one_value = true, .offset = offsetof(struct description, name) },
	{ "abi", .one_value = true, .take = take_abi },
	{ "offers", .take = take_offers },
	{ "module", .one_value = true, .offset = offsetof(struct description, module) },
	{ "program", .take = take_program },
	{ "summary", .one_value = true, .offset = offsetof(struct description, summary) },
	{ "version", .one_value = true, .offset = offsetof(struct description, version) },
	{ "tenants", .one_value = true, .take = take_tenants },
	{ "variable", .one_value = true, .repeatable = true, .take = take_variable },
	{ "option", .repeatable = true, .take = take_option },
};
#define N_KEYS (sizeof(keys) / sizeof(keys[0]))

static int take_line(struct reading *r)
{
	const struct lex_word *words = r->lex.words;

	for (size_t i = 0; i < N_KEYS; i++) {
		if (strcmp(keys[i].word, words[0].text) != 0)
			continue;
		if (!keys[i].repeatable && (r->seen & 1u << i) != 0)
			return fault(r, 0, "%s stands twice", words[0].text);
		r->seen |= 1u << i;
		if (keys[i].one_value && (r->lex.n != 2 || words[1].len == 0))
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
		if ((ret = lex_split(&r->lex, line, line_len, &r->at, r->err)) != 0)
			return ret == EXIT_OS ? ret : err_rename(r->err, REASON_PLUGIN_DESCRIPTION);
		if (r->lex.n > 0 && (ret = take_line(r)) != 0)
			return ret;
		line += line_len + 1;
	}
	return check_whole(r);
}

int description_parse(const char *path, const char *text, size_t len,
		      struct description **ret_description, struct err *err)
{
	struct description *d = calloc(1, sizeof(*d) + len + 1);
	struct reading r = { .d = d, .at = { .file = path }, .err = err };
	int ret;

	if (d != NULL) {
		d->path = strdup(path);
		/* A word has a byte at least, and one that is none behind it. */
		d->words = reallocarray(NULL, len / 2 + 1, sizeof(*d->words));
	}
	if (d == NULL || d->path == NULL || d->words == NULL) {
		description_free(&d);
		return err_nomem(err);
	}
	memcpy(d->text, text, len);
	ret = parse(&r, len);
	lex_free(&r.lex);
	if (ret == 0)
		*ret_description = d;
	else
		description_free(&d);
	return ret;
}

void description_free(struct description **description)
{
	struct description *d;

	if (description == NULL || (d = *description) == NULL)
		return;
	free(d->path);
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
	/* In the order of enum option_type; the words of OPTION_WORD are its own. */
	static const char *const shown[] = { "TEXT", "",       "yes|no",   "NUMBER", "PATH",
					     "URL",  "ORIGIN", "VARIABLE", "PREFIX" };
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
