/* Reading a preset: its lines become answers, or lines of the profile as they are. */
#include "base/banned.h"
#include "setup/preset.h"
#include "base/fs.h"
#include "base/limits.h"
#include "setup/prompt.h"
#include "config/block.h"
#include "config/target.h"

#include <fcntl.h>

#define LIMIT_PRESET 65536u
#define TENANT "{tenant}"

/* A preset while it is read. */
struct reading {
	struct setup *setup;
	/* URLs depend on it. */
	bool http;
	/* The command line gives it. */
	bool has_target;
	struct preset_urls *urls;
};

/* Calls fn with the words of each line that has any. */
static int each_line(const char *path, const struct buf *text, block_line_fn fn, struct reading *r,
		     struct err *err)
{
	struct block lines = { .at = { .file = path }, .text = buf_str(text), .len = text->len };

	return block_each_line(&lines, fn, r, err);
}

static bool is_one_of(const char *word, const char *const *words)
{
	for (size_t i = 0; words[i] != NULL; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

/* Refuses the lines that a preset leaves to setup. */
static int check_key(const struct location *at, const char *key, struct err *err)
{
	static const char *const heads[] = { "profile", "stack", "defaults", "include", NULL };
	static const char *const ours[] = { "source", "-source", "client-id", NULL };

	if (is_one_of(key, heads))
		return location_fault(err, REASON_CONFIG_MISPLACED, at,
				      "a preset has the lines of one profile, and no %s line", key);
	if (is_one_of(key, ours))
		return location_fault(err, REASON_CONFIG_MISPLACED, at,
				      "a preset has no %s: ccred setup writes it", key);
	return 0;
}

/* A block_line_fn of the first pass. */
static int look_for_http(const struct location *at, const struct lex *lex, void *arg,
			 struct err *err)
{
	struct reading *r = arg;
	int ret = check_key(at, lex->words[0].text, err);

	if (ret == 0 && strcmp(lex->words[0].text, "allow-http-loopback") == 0 && lex->n == 2 &&
	    strcmp(lex->words[1].text, "yes") == 0)
		r->http = true;
	return ret;
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

/* The answer that a line with this key gives; NULL: none. */
static char **answer_of(struct setup *s, const char *key)
{
	const struct {
		const char *key;
		char **answer;
	} answers[] = {
		{ "target", &s->target }, { "issuer", &s->issuer },   { "audience", &s->audience },
		{ "scope", &s->scope },   { "ca-file", &s->ca_file },
	};

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (strcmp(key, answers[i].key) == 0)
			return answers[i].answer;
	return NULL;
}

static int keep_line(const struct location *at, const struct lex *lex, struct setup *s,
		     struct err *err)
{
	const char *words[64];
	size_t n = lex->n - 1;

	if (n > sizeof(words) / sizeof(words[0]))
		return location_fault(err, REASON_CONFIG_LIMIT, at, "too many words");
	for (size_t i = 0; i < n; i++)
		words[i] = lex->words[i + 1].text;
	edit_put_line(&s->more, lex->words[0].text, words, n);
	return 0;
}

/* A block_line_fn of the second pass. The command line was read before, and wins. */
static int take_line(const struct location *at, const struct lex *lex, void *arg, struct err *err)
{
	struct reading *r = arg;
	struct setup *s = r->setup;
	const char *key = lex->words[0].text;
	char **answer = answer_of(s, key);
	bool tenant = false;
	int ret;

	if ((ret = edit_check_line(lex, at, r->http, &tenant, err)) != 0)
		return ret;
	if (strcmp(key, "allow-http-loopback") == 0)
		return 0;
	if (strcmp(key, "token-endpoint") == 0)
		s->has_endpoint = true;
	if (answer != NULL && *answer == NULL)
		return (*answer = join(lex)) != NULL ? 0 : err_nomem(err);
	/* A profile has several targets, but one value of any other key: the command line gave that. */
	if (answer != NULL && (strcmp(key, "target") != 0 || r->has_target))
		return 0;
	return keep_line(at, lex, s, err);
}

/* A block_line_fn: notes the URLs of the service. */
static int note_urls(const struct location *at, const struct lex *lex, void *arg, struct err *err)
{
	struct reading *r = arg;
	const char *key = lex->words[0].text;
	char **to = strcmp(key, "issuer") == 0   ? &r->urls->issuer
		    : strcmp(key, "target") == 0 ? &r->urls->target
						 : NULL;

	(void)at;
	if (to == NULL || *to != NULL || lex->n < 2)
		return 0;
	return (*to = strdup(lex->words[1].text)) != NULL ? 0 : err_nomem(err);
}

int preset_find_urls(const char *path, const struct buf *text, struct preset_urls *ret_urls,
		     struct err *err)
{
	struct reading r = { .urls = ret_urls };

	return each_line(path, text, note_urls, &r, err);
}

void preset_urls_clear(struct preset_urls *urls)
{
	free(urls->issuer);
	free(urls->target);
	*urls = (struct preset_urls){ 0 };
}

int preset_read(const char *path, struct buf *text, struct err *err)
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
/* Replaces every {tenant}. */
static void fill_in(const struct buf *text, const char *tenant, struct buf *filled)
{
	const char *p = buf_str(text), *next;

	while ((next = strstr(p, TENANT)) != NULL) {
		buf_put(filled, p, (size_t)(next - p));
		buf_puts(filled, tenant);
		p = next + strlen(TENANT);
	}
	buf_puts(filled, p);
}

/* A prompt_check_fn. */
static int check_tenant(const char *answer, void *arg, struct err *err)
{
	(void)arg;
	if (target_is_label(answer, strlen(answer)))
		return 0;
	return err_set(
		err, REASON_TENANT_MALFORMED,
		"\"%.64s\" is not a tenant: one is a DNS label, lower-case letters, digits and -",
		answer);
}

static int need_tenant(struct setup *s, struct err *err)
{
	struct prompt p = {
		.question = "Tenant, the name that the service knows you by in its URLs",
		.instead = "--tenant",
		.check = check_tenant,
	};
	bool given = s->tenant != NULL;
	int r = setup_need(s, &p, &s->tenant, err);

	if (r == 0 && s->tenant == NULL)
		return setup_stop(s, NULL, err);
	return r == 0 && given ? check_tenant(s->tenant, NULL, err) : r;
}

int preset_apply(struct setup *s, const char *path, const struct buf *text, struct err *err)
{
	struct reading r = {
		.setup = s,
		.http = s->http,
		.has_target = s->target != NULL,
	};
	bool has_tenant = strstr(buf_str(text), TENANT) != NULL;
	struct buf filled = BUF_INIT;
	int ret = 0;

	if (!has_tenant && s->tenant != NULL)
		ret = err_set(err, REASON_PRESET_TENANT,
			      "the preset %s has no {tenant}: leave out --tenant", s->preset);
	else if (has_tenant)
		ret = need_tenant(s, err);
	if (ret != 0)
		return ret;
	fill_in(text, has_tenant ? s->tenant : "", &filled);
	if (buf_error(&filled))
		ret = err_nomem(err);
	if (ret == 0 && (ret = each_line(path, &filled, look_for_http, &r, err)) == 0)
		ret = each_line(path, &filled, take_line, &r, err);
	s->http = s->http || r.http;
	buf_free(&filled);
	return ret;
}
