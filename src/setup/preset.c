/* The presets of ccred setup: which one is meant, and its lines, which become answers, or lines of
 * the profile as they are. */
#include "setup/preset.h"
#include "base/fs.h"
#include "base/limits.h"
#include "base/paths.h"
#include "config/block.h"
#include "config/strings.h"

#include <dirent.h>
#include <fcntl.h>

#define LIMIT_PRESET 65536u
#define SUFFIX ".conf"

/* Calls fn with the words of each line that has any. */
static int each_line(const char *path, const struct buf *text, block_line_fn fn, void *arg,
		     struct err *err)
{
	struct block lines = { .at = { .file = path }, .text = buf_str(text), .len = text->len };

	return block_each_line(&lines, fn, arg, err);
}

/* Refuses the lines that a preset leaves to setup. */
static int check_key(const struct lex_word *key, struct err *err)
{
	static const char *const heads[] = { "profile", "stack", "defaults", "include", NULL };
	static const char *const ours[] = { "-source", "client-id", NULL };

	if (strings_find(heads, key->text) >= 0)
		return location_fault(err, REASON_CONFIG_MISPLACED, &key->at,
				      "a preset has the lines of one profile, and no %s line",
				      key->text);
	if (strings_find(ours, key->text) >= 0)
		return location_fault(err, REASON_CONFIG_MISPLACED, &key->at,
				      "a preset has no %s: ccred setup writes it", key->text);
	return 0;
}

/* The value of a line as one text: the words of a scope with blanks between them. */
static char *join(const struct lex *lex)
{
	struct buf b = BUF_INIT;
	char *text;

	for (size_t i = 1; i < lex->n; i++)
		buf_printf(&b, "%s%s", i > 1 ? " " : "", lex->words[i].text);
	text = buf_error(&b) ? NULL : strdup(buf_str(&b));
	buf_free(&b);
	return text;
}

/* The answer that a line with this key gives; N_SETUP_OPTIONS: none. */
static enum setup_text answer_of(const char *key)
{
	int i = SETUP_TARGET;

	while (i < N_SETUP_OPTIONS && strcmp(key, setup_options[i].key) != 0)
		i++;
	return (enum setup_text)i;
}

/* A preset while it is read. */
struct preset_reading {
	struct setup *setup;
	struct placeholders placeholders;
	/* There is a target. */
	bool target;
};

/* A block_line_fn of the first pass, which finds out what to ask for: the command line was read
 * before, and overrides lines. URLs depend on allow-http-loopback. */
static int look(const struct lex *lex, void *arg, struct err *err)
{
	struct preset_reading *r = arg;
	const char *key = lex->words[0].text;
	enum setup_text answer = answer_of(key);
	bool is_answer = answer != N_SETUP_OPTIONS;
	int ret;

	if (strcmp(key, "ask") == 0) {
		ret = placeholders_take(&r->placeholders, lex, err);
		return ret == 0 ? placeholders_check(&r->placeholders, lex, err) : ret;
	}
	if (strcmp(key, "allow-http-loopback") == 0 && lex->n == 2 &&
	    strcmp(lex->words[1].text, "yes") == 0)
		r->setup->http = true;
	if (answer == SETUP_CLIENT_AUTH && lex->n == 2 && r->setup->client_auth == NULL)
		r->setup->preset_signs = strcmp(lex->words[1].text, "private_key_jwt") == 0;
	/* Nobody is to give what the source has. */
	if (strcmp(key, "source") == 0 && r->setup->store == SETUP_STORE_ASK)
		r->setup->store = SETUP_STORE_OWN;
	if ((ret = check_key(&lex->words[0], err)) != 0)
		return ret;
	r->target |= answer == SETUP_TARGET;
	return placeholders_look(&r->placeholders, lex,
				 is_answer ? setup_options[answer].name : NULL,
				 is_answer && r->setup->texts[answer] != NULL, err);
}

/* Checks a line as that of a profile; but an answer may be none, or several scopes in one word. */
static int check(const struct setup *s, const struct lex *lex, enum setup_text answer,
		 struct err *err)
{
	const char *word = lex->n == 2 && answer != N_SETUP_OPTIONS ? lex->words[1].text : "";
	bool tenant;

	if (strcmp(word, "-") == 0 && setup_options[answer].none)
		return 0;
	if (strchr(word, ' ') != NULL)
		return setup_check(s, answer, word, err);
	return edit_check_line(lex, s->http, &tenant, err);
}

/* Takes a source line. It is checked with the draft. */
static int take_source(struct setup *s, const struct lex *lex, struct err *err)
{
	int r = setup_put_source(s, NULL, lex, 1, err);

	if (r != 0)
		return r;
	if (s->store != SETUP_STORE_OWN)
		return err_set(err, REASON_USAGE,
			       "the preset %s has a source of its own: leave out --store",
			       s->preset);
	if (s->secret != NULL || setup_said(s->key))
		return err_set(err, REASON_USAGE,
			       "the preset %s has a source of its own: leave out --key and "
			       "--secret-stdin",
			       s->preset);
	return 0;
}

/* Takes a line whose placeholders have their values. */
static int take(struct setup *s, const struct lex *lex, struct err *err)
{
	const char *key = lex->words[0].text;
	enum setup_text answer = answer_of(key);
	unsigned bit = 1u << answer;
	char *text;
	int r;

	if (strcmp(key, "source") == 0)
		return take_source(s, lex, err);
	if ((r = check(s, lex, answer, err)) != 0 || strcmp(key, "allow-http-loopback") == 0)
		return r;
	/* A profile has several targets, but one is asked for. Any line but scope has one word
	 * behind its key. */
	if (answer == N_SETUP_OPTIONS || (answer == SETUP_TARGET && (s->of_preset & bit) != 0)) {
		edit_put_line(&s->more, key, &(const char *){ lex->words[1].text }, 1);
		return 0;
	}
	if (s->texts[answer] != NULL && (s->of_preset & bit) == 0)
		return 0;
	if ((text = join(lex)) == NULL)
		return err_nomem(err);
	s->of_preset |= bit;
	r = setup_take(s, answer, text, err);
	free(text);
	return r;
}

/* A block_line_fn of the second pass. */
static int take_line(const struct lex *lex, void *arg, struct err *err)
{
	struct preset_reading *r = arg;
	struct lex filled = { .words = calloc(lex->n, sizeof(*lex->words)), .n = lex->n };
	int ret = filled.words == NULL ? err_nomem(err) : 0;

	for (size_t i = 0; i < lex->n && ret == 0; i++) {
		filled.words[i] = lex->words[i];
		filled.words[i].text = placeholders_fill(&r->placeholders, lex->words[i].text);
		if (filled.words[i].text == NULL)
			ret = err_nomem(err);
		else
			filled.words[i].len = strlen(filled.words[i].text);
	}
	if (ret == 0 && strcmp(lex->words[0].text, "ask") != 0)
		ret = take(r->setup, &filled, err);
	for (size_t i = 0; i < lex->n && filled.words != NULL; i++)
		free(filled.words[i].text);
	free(filled.words);
	return ret;
}

/* Copies the values that s lacks. */
static int apply(struct setup *s, const char *path, const struct buf *text, struct err *err)
{
	struct preset_reading reading = { .setup = s };
	int r;

	if ((r = each_line(path, text, look, &reading, err)) == 0 &&
	    (r = placeholders_answer(&reading.placeholders, reading.target, s, err)) == 0 &&
	    (r = each_line(path, text, take_line, &reading, err)) == 0)
		r = placeholders_check_given(&reading.placeholders, s, err);
	placeholders_clear(&reading.placeholders);
	return r;
}

static int read_file(const char *path, struct buf *text, struct err *err)
{
	int fd = -1;
	int r = fs_open(AT_FDCWD, path, FS_CONFIG, &fd, NULL, err);

	if (r == 0)
		r = fs_read_all(fd, LIMIT_PRESET, path, text, err);
	if (r == 0 && text->len > 0 && memchr(text->data, '\0', text->len) != NULL)
		r = err_set(err, REASON_CONFIG_SYNTAX, "%s: a NUL byte: this is not a text file",
			    path);
	fs_close(&fd);
	return r;
}

/* Calls fn with each preset of both directories, sorted in each. Stops at a nonzero return and
 * returns it. */
typedef int (*preset_fn)(struct setup *s, const char *path, const char *name, void *arg,
			 struct err *err);
static int each_preset(struct setup *s, const char *const dirs[2], preset_fn fn, void *arg,
		       struct err *err)
{
	struct dirent **entries;
	int r = 0;

	for (size_t k = 0; k < 2; k++) {
		int n = scandir(dirs[k], &entries, NULL, alphasort);
		for (int i = 0; i < n; i++) {
			char *name = entries[i]->d_name, *end = strrchr(name, '.'), *path = NULL;
			if (r == 0 && end != NULL && strcmp(end, SUFFIX) == 0) {
				*end = '\0';
				if (asprintf(&path, "%s/%s" SUFFIX, dirs[k], name) < 0) {
					path = NULL;
					r = err_nomem(err);
				} else if (block_is_name(name)) {
					r = fn(s, path, name, arg, err);
				}
			}
			free(path);
			free(entries[i]);
		}
		if (n >= 0)
			free(entries);
	}
	return r;
}

/* The preset that is named. */
struct named {
	/* Of all presets. */
	struct buf names;
	bool found;
};

/* A preset_fn. */
static int use(struct setup *s, const char *path, const char *name, void *arg, struct err *err)
{
	struct named *named = arg;
	struct buf text = BUF_INIT;
	int r;

	buf_printf(&named->names, "%s%s", named->names.len > 0 ? ", " : "", name);
	if (named->found || strcmp(name, s->preset) != 0)
		return 0;
	named->found = true;
	if ((r = read_file(path, &text, err)) == 0)
		r = apply(s, path, &text, err);
	buf_free(&text);
	if (r == EXIT_NOINPUT) {
		/* It is gone, or a link to nothing: ccred's own of this name may be there. */
		named->found = false;
		*err = (struct err){ 0 };
		r = 0;
	}
	return r;
}

static int use_named(struct setup *s, const char *const dirs[2], struct err *err)
{
	struct named named = { 0 };
	int r = each_preset(s, dirs, use, &named, err);

	if (r == 0 && !named.found) {
		r = err_set(err, REASON_PRESET_UNKNOWN, "there is no preset %s; the presets: %s",
			    s->preset, named.names.len > 0 ? buf_str(&named.names) : "none");
		err_hint(err, "one of yours is %s/NAME" SUFFIX, dirs[0]);
	}
	buf_free(&named.names);
	return r;
}

/* Whether a URL is one of a preset. */
struct match {
	const struct target *asked;
	struct placeholders placeholders;
	/* Of several targets the first counts, unless the command line gives one: then the URL is
	 * the issuer's. */
	bool target_seen, issuer_seen;
	bool found;
};

/* A block_line_fn. */
static int look_for_url(const struct lex *lex, void *arg, struct err *err)
{
	struct match *m = arg;
	const char *key = lex->words[0].text;
	bool target = strcmp(key, "target") == 0;
	bool *seen = target ? &m->target_seen : &m->issuer_seen, fits = false;
	int r;

	if (strcmp(key, "ask") == 0)
		return placeholders_take(&m->placeholders, lex, err);
	if ((!target && strcmp(key, "issuer") != 0) || *seen || lex->n < 2)
		return 0;
	*seen = true;
	if ((r = placeholders_look(&m->placeholders, lex, NULL, false, err)) == 0)
		r = placeholders_match(&m->placeholders, lex->words[1].text, target, m->asked,
				       &fits, err);
	m->found |= fits;
	return r;
}

/* A preset_fn: looks whether the URL is one of this preset, which tells the preset and its
 * answers. A preset with an error is passed over: only who names it sees the error. */
static int match(struct setup *s, const char *path, const char *name, void *arg, struct err *err)
{
	struct match m = { .asked = arg, .target_seen = s->target != NULL };
	struct buf text = BUF_INIT;
	bool agrees = false, failed = false;
	int r;

	if (s->url == NULL || (s->preset != NULL && strcmp(s->preset, name) != 0))
		return 0;
	if ((r = read_file(path, &text, err)) == 0)
		r = each_line(path, &text, look_for_url, &m, err);
	if (m.found && !placeholders_sound(&m.placeholders, &failed))
		m.found = false;
	if (r == 0 && failed)
		r = err_nomem(err);
	if (r != 0 && r != EXIT_OS) {
		*err = (struct err){ 0 };
		r = 0;
	} else if (r == 0 && m.found &&
		   (r = placeholders_give(&m.placeholders, s, &agrees, err)) == 0 && agrees) {
		r = setup_copy(&s->preset, name, err);
		free(s->url);
		s->url = NULL;
	}
	placeholders_clear(&m.placeholders);
	buf_free(&text);
	return r;
}

int setup_preset(struct setup *s, struct err *err)
{
	char *url = s->url != NULL ? strdup(s->url) : NULL, *own = NULL;
	struct target asked;
	bool none = s->preset != NULL && s->preset[0] == '\0';
	int r = 0;

	if (none) {
		free(s->preset);
		s->preset = NULL;
	}
	if ((s->url != NULL && url == NULL) || asprintf(&own, "%s/presets", s->file.dir) < 0) {
		free(url);
		return err_nomem(err);
	}
	/* The user's presets override those of ccred. */
	const char *const dirs[2] = { own, path_presets };
	if (!none && s->issuer == NULL && url != NULL &&
	    target_parse(url, TARGET_ASKED, &asked) == NULL)
		r = each_preset(s, dirs, match, &asked, err);
	if (r == 0 && s->preset != NULL)
		r = use_named(s, dirs, err);
	else if (r == 0 && (s->tenant != NULL || s->answers != NULL))
		r = err_set(err, REASON_PRESET_TENANT, "%s goes with a preset: give --preset too",
			    s->tenant != NULL ? "--tenant" : "--answers");
	if (r == 0 && s->url != NULL && s->target != NULL &&
	    (s->issuer != NULL || setup_said(s->token_endpoint)))
		r = err_set(
			err, REASON_PRESET_OTHER_URL,
			"the URL is not one of the preset %s with this tenant: leave one of them out",
			s->preset);
	free(own);
	free(url);
	return r;
}
