/* A service without a profile, by options or by the environment; and what options lay over a
 * profile. */
#include "cli/ad_hoc.h"
#include "base/credential.h"
#include "base/fs.h"
#include "base/limits.h"
#include "base/log.h"
#include "config/edit/edit.h"
#include "config/expand.h"

#include <errno.h>
#include <sys/auxv.h>
#include <unistd.h>

/* What must be given once, and how a message names the ways to give it. */
enum need {
	NEED_NONE,
	NEED_SERVER,
	NEED_CLIENT,
	NEED_SECRET,
	N_NEEDS,
};
static const char *const need_words[N_NEEDS][2] = {
	[NEED_SERVER] = { "--issuer URL or --token-endpoint URL",
			  "CCRED_ISSUER or CCRED_TOKEN_ENDPOINT" },
	[NEED_CLIENT] = { "--client-id ID", "CCRED_CLIENT_ID" },
	[NEED_SECRET] = { "--secret-env NAME, --secret-file FILE or --secret-stdin",
			  AD_HOC_SECRET " or " AD_HOC_SECRET "_FILE" },
};

/* What can be given, and the line of a profile that it writes. */
static const struct way {
	/* NULL: there is none. */
	const char *option, *variable;
	const char *key;
	enum need need;
	/* Of a source: the plugin, and its argument without the value. */
	const char *plugin, *argument;
	/* The secret is the value of AD_HOC_SECRET, and that name the value of the argument. */
	bool own_variable;
	bool is_file;
	/* Blanks part its words; each has a line of its own. */
	bool has_words, has_lines;
} ways[] = {
	{ "--issuer", "CCRED_ISSUER", "issuer", NEED_SERVER },
	{ "--token-endpoint", "CCRED_TOKEN_ENDPOINT", "token-endpoint", NEED_SERVER },
	{ "--client-id", "CCRED_CLIENT_ID", "client-id", NEED_CLIENT },
	{ "--secret-env", NULL, "source", NEED_SECRET, "env", "secret=" },
	{ "--secret-file", AD_HOC_SECRET "_FILE", "source", NEED_SECRET, "file",
	  "path=", .is_file = true },
	{ "--secret-stdin", AD_HOC_SECRET, "source", NEED_SECRET, "env",
	  "secret=", .own_variable = true },
	{ "--client-auth", "CCRED_CLIENT_AUTH", "client-auth" },
	{ "--ca-file", "CCRED_CA_FILE", "ca-file", .is_file = true },
	{ "--resource", "CCRED_RESOURCE", "resource", .has_words = true, .has_lines = true },
	{ "--audience", "CCRED_AUDIENCE", "audience" },
	{ "--scope", "CCRED_SCOPE", "scope", .has_words = true },
};
#define N_WAYS (sizeof(ways) / sizeof(ways[0]))

static const char *name_of(const struct way *way, bool environment)
{
	return environment ? way->variable : way->option;
}

/* The value that is given; NULL: none is. An empty variable counts as none: in the files of CI, one
 * that is not defined becomes that. */
static const char *value_of(const struct way *way, const struct args *args, bool environment)
{
	const char *name = name_of(way, environment), *value;

	if (!environment)
		return args_value(args, name);
	value = name != NULL ? getenv(name) : NULL;
	return value != NULL && value[0] != '\0' ? value : NULL;
}

/* The first that is given; NULL: nothing is. */
static const struct way *first_given(const struct args *args, bool environment)
{
	for (size_t i = 0; i < N_WAYS; i++)
		if (value_of(&ways[i], args, environment) != NULL)
			return &ways[i];
	return NULL;
}

static int put_line(struct ad_hoc *a, const struct way *way, const char *const *words, size_t n,
		    struct err *err)
{
	struct buf b = BUF_INIT;
	int r;

	edit_put_line(&b, way->key, words, n);
	if (buf_error(&b)) {
		r = err_nomem(err);
	} else {
		/* Without the end of the line. */
		b.data[b.len - 1] = '\0';
		r = overlay_add(&a->overlay, name_of(way, a->environment), b.data, err);
	}
	buf_free(&b);
	return r;
}

/* A value that blanks part. text is changed. */
static int put_words(struct ad_hoc *a, const struct way *way, char *text, struct err *err)
{
	const char **words = calloc(strlen(text) / 2 + 2, sizeof(*words));
	char *save = NULL;
	size_t n = 0;
	int r = 0;

	if (words == NULL)
		return err_nomem(err);
	for (char *w = strtok_r(text, " \t\n", &save); w != NULL;
	     w = strtok_r(NULL, " \t\n", &save))
		words[n++] = w;
	if (!way->has_lines || n == 0)
		r = put_line(a, way, words, n, err);
	for (size_t i = 0; way->has_lines && i < n && r == 0; i++)
		r = put_line(a, way, &words[i], 1, err);
	free(words);
	return r;
}

/* Appends a value as it is to stand in the line: the name of a file in full, and so that no word in
 * it is expanded. */
static int put_value(struct buf *b, const struct way *way, const char *value, struct err *err)
{
	char *here;

	if (way->own_variable)
		value = AD_HOC_SECRET;
	if (way->is_file && value[0] != '/' && value[0] != '\0') {
		if ((here = getcwd(NULL, 0)) == NULL)
			return err_sys(err, REASON_SYSTEM, errno,
				       "cannot tell the working directory");
		expand_put_literal(b, here);
		buf_putc(b, '/');
		free(here);
	}
	expand_put_literal(b, value);
	return buf_error(b) ? err_nomem(err) : 0;
}

static int put(struct ad_hoc *a, const struct way *way, const char *value, struct err *err)
{
	const char *words[3] = { "required", way->plugin };
	struct buf text = BUF_INIT;
	char *copy = NULL;
	int r;

	if (way->plugin != NULL)
		buf_puts(&text, way->argument);
	if ((r = put_value(&text, way, value, err)) == 0 && (copy = strdup(buf_str(&text))) == NULL)
		r = err_nomem(err);
	words[2] = copy;
	if (r == 0 && way->has_words)
		r = put_words(a, way, copy, err);
	else if (r == 0)
		r = put_line(a, way, way->plugin != NULL ? words : words + 2,
			     way->plugin != NULL ? 3 : 1, err);
	free(copy);
	buf_free(&text);
	return r;
}

/* Every line. Of two for one need, a->lack says so. */
static int put_all(struct ad_hoc *a, const struct args *args, bool met[N_NEEDS], struct err *err)
{
	const struct way *of[N_NEEDS] = { NULL };
	const char *value;
	int r = 0;

	for (size_t i = 0; i < N_WAYS && r == 0; i++) {
		const struct way *way = &ways[i], *other = of[way->need];
		if ((value = value_of(way, args, a->environment)) == NULL)
			continue;
		if (way->need != NEED_NONE && other != NULL)
			err_set(&a->lack, REASON_USAGE, "%s and %s: keep one",
				name_of(other, a->environment), name_of(way, a->environment));
		met[way->need] = true;
		of[way->need] = way;
		r = put(a, way, value, err);
	}
	return r;
}

/* Says what is missing. */
static void check_whole(struct ad_hoc *a, const struct args *args, const bool met[N_NEEDS])
{
	const struct way *given = first_given(args, a->environment), *ignored;
	struct buf list = BUF_INIT;

	for (int need = NEED_SERVER; need < N_NEEDS; need++)
		if (!met[need])
			buf_printf(&list, "%s%s", list.len > 0 ? ", and " : "",
				   need_words[need][a->environment]);
	if (list.len == 0)
		return;
	err_set(&a->lack, REASON_AD_HOC_INCOMPLETE,
		"%s is %s without a profile: name one, or %s %s, too",
		name_of(given, a->environment), a->environment ? "set" : "given",
		a->environment ? "set" : "give", buf_str(&list));
	if (!a->environment && (ignored = first_given(args, true)) != NULL)
		err_hint(&a->lack,
			 "options and variables of the environment do not complete each "
			 "other: %s is not used",
			 ignored->variable);
	for (size_t i = 0; a->environment && i < N_WAYS; i++)
		if (ways[i].need != NEED_NONE && !met[ways[i].need] && ways[i].variable != NULL &&
		    getenv(ways[i].variable) != NULL)
			err_hint(&a->lack, "%s is set, but empty", ways[i].variable);
	buf_free(&list);
}

static int read_stdin(struct ad_hoc *a, struct err *err)
{
	struct buf b = BUF_SECRET(LIMIT_CLIENT_SECRET + 2);
	const char *fault;
	int r;

	if (isatty(STDIN_FILENO))
		return err_set(err, REASON_SECRET_INPUT,
			       "--secret-stdin: a terminal would show the secret: pipe it in");
	if ((r = fs_read_all(STDIN_FILENO, LIMIT_CLIENT_SECRET + 1, "stdin", &b, err)) == 0) {
		size_t len = b.len - (b.len > 0 && b.data[b.len - 1] == '\n');
		if (len == 0)
			r = err_set(err, REASON_SECRET_INPUT, "--secret-stdin: stdin is empty");
		else if ((fault = credential_item_fault(ITEM_CLIENT_SECRET, b.data, len)) != NULL)
			r = err_set(err, REASON_SECRET_INPUT, "--secret-stdin: the secret %s",
				    fault);
		else if (secret_new(b.data, len, &a->read) != 0)
			r = err_nomem(err);
	}
	buf_free(&b);
	if (r == 0)
		a->secret = (struct variable){ .name = AD_HOC_SECRET, .value = a->read->data };
	return r;
}

/* Why nobody may have meant the environment for this call; NULL: there is nothing against it. */
static const char *foreign(void)
{
	if (getauxval(AT_SECURE) != 0)
		return "whoever starts ccred has fewer rights than it";
	return geteuid() == 0 && getenv("SUDO_UID") != NULL
		       ? "this is root by sudo, and they may be another user's"
		       : NULL;
}

int ad_hoc_read(const struct args *args, struct ad_hoc *a, struct err *err)
{
	const struct command_option *o = args->command->options;
	bool met[N_NEEDS] = { false };
	int r;

	for (size_t i = 0; args->nwords > 0 && o[i].name != NULL; i++)
		if (o[i].ad_hoc && args_value(args, o[i].name) != NULL)
			return args_usage(args, err, "%s does not go with a profile", o[i].name);
	a->environment = args->nwords == 0 && first_given(args, false) == NULL;
	if (a->environment && first_given(args, true) == NULL)
		return ad_hoc_nothing(args, err);
	if (a->environment && foreign() != NULL) {
		ad_hoc_ignored(foreign());
		return ad_hoc_nothing(args, err);
	}
	if (args->nwords == 0 && getauxval(AT_SECURE) != 0)
		return err_set(err, REASON_AD_HOC_FORBIDDEN,
			       "whoever starts ccred has fewer rights than it: name a profile");
	if ((r = put_all(a, args, met, err)) != 0 || args->nwords > 0)
		return r;
	if (a->lack.code == 0)
		check_whole(a, args, met);
	return a->lack.code == 0 && args_value(args, "--secret-stdin") != NULL ? read_stdin(a, err)
									       : 0;
}

int ad_hoc_nothing(const struct args *args, struct err *err)
{
	return args_usage(args, err, "%s is missing", args->form->arguments[0].name);
}

void ad_hoc_ignored(const char *why)
{
	char text[ERR_TEXT_MAX];

	snprintf(text, sizeof(text), "the variables CCRED_... that name a service are ignored: %s",
		 why);
	log_warning(NULL, text);
}

void ad_hoc_clear(struct ad_hoc *a)
{
	overlay_clear(&a->overlay);
	secret_free(&a->read);
	*a = (struct ad_hoc){ 0 };
}
