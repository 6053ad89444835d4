/* ccred key: makes the private key of a profile, shows its public part, and replaces it.
 * ccred-acquire does the work. */
#include "base/json_out.h"
#include "base/limits.h"
#include "base/output.h"
#include "base/text.h"
#include "cli/args.h"
#include "cli/person.h"
#include "config/config.h"
#include "setup/key_set.h"

/* The algorithm of the command line stands in the place of the profile's. */
static int take_alg(const struct args *args, struct overlay *overlay, struct err *err)
{
	const char *alg = args_value(args, "--alg");
	char line[64];

	if (alg == NULL)
		return 0;
	snprintf(line, sizeof(line), "assertion-alg %s", alg);
	return overlay_add(overlay, "--alg", line, err);
}

static void put(struct buf *b, const char *label, const char *text)
{
	char clean[ERR_LINE_MAX];

	if (text != NULL && text[0] != '\0')
		buf_printf(b, "%-11s%s\n", label,
			   text_escape(text, strlen(text), clean, sizeof(clean)));
}

static void put_command(struct buf *b, const char *label, const char *command,
			const struct profile *p)
{
	char words[PROFILE_WORDS_MAX];

	buf_printf(b, "%-11s%s %s\n", label, command, profile_words(p, words));
}

static void put_key(struct buf *b, const struct key_said *key)
{
	buf_puts(b, b->len > 0 ? "\n" : "");
	put(b, key->next ? "next key" : "key", key->place);
	put(b, "line", key->line);
	put(b, "algorithm", key->algs);
	put(b, "thumbprint", key->thumbprint);
	put(b, "kid", key->kid != NULL ? key->kid : "none");
}

static void put_json(struct buf *b, const struct key_said *key)
{
	char *algs = key->algs != NULL ? strdup(key->algs) : NULL, *rest = algs, *alg;

	json_begin(b, NULL, '{');
	json_text(b, "state", key->next ? "next" : "current");
	json_text(b, "place", key->place);
	json_text(b, "line", key->line);
	json_begin(b, "algorithms", '[');
	while ((alg = strsep(&rest, " ")) != NULL)
		json_text(b, NULL, alg);
	buf_putc(b, ']');
	json_text(b, "thumbprint", key->thumbprint);
	json_text(b, "kid", key->kid);
	buf_putc(b, '}');
	b->failed |= algs == NULL && key->algs != NULL;
	free(algs);
}

static void show(const struct key_set *set, bool json, struct buf *b)
{
	struct key_said key;

	if (json)
		buf_puts(b, "{\"keys\":[");
	for (size_t at = 0; key_set_next(set, &at, &key);)
		(json ? put_json : put_key)(b, &key);
	if (json)
		buf_puts(b, "]}\n");
}

/* The key lies in a token, and the person makes it there. */
static void put_by_hand(const struct key_set *set, bool rotating, struct buf *b)
{
	buf_printf(b, "# The key lies in a token, and is made there:\n%s\n",
		   key_set_line(set, "command"));
	if (rotating)
		buf_puts(
			b,
			"# Give the new key another label and id, register it with the server, and "
			"write the new\n# label into uri= of the source line. Then delete the old "
			"key in the token.\n");
}

static void put_new(const struct key_set *set, const struct profile *p, struct buf *b)
{
	struct key_said key = { 0 };
	size_t at = 0;

	(void)key_set_next(set, &at, &key);
	put(b, "key", key_set_line(set, "made"));
	buf_printf(b, "%-11s%s: %s\n", "algorithm", key_set_line(set, "alg"),
		   key_set_line(set, "why"));
	put(b, "kid", key.kid != NULL ? key.kid : "none");
	put_command(b, "register", "ccred key jwks", p);
	put_command(b, "prove", "ccred token", p);
}

static void put_rotated(const struct key_set *set, const struct profile *p, struct buf *b)
{
	const char *step = key_set_line(set, "step");
	bool done = step != NULL && strcmp(step, "done") == 0;
	struct key_said key = { 0 };

	/* The last one is the newer. */
	for (size_t at = 0; key_set_next(set, &at, &key);)
		;
	put(b, done ? "key" : "next key", done ? key_set_line(set, "place") : key.place);
	put(b, "algorithm", key.algs);
	put(b, "kid", key.kid != NULL ? key.kid : "none");
	put_command(b, "register", "ccred key jwks", p);
	if (!done)
		put_command(b, "go on", "ccred key rotate", p);
}

static const struct {
	const char *verb, *operation;
} verbs[] = {
	{ "new", "key-new" },
	{ "jwks", "key" },
	{ "rotate", "key-rotate" },
	{ "show", "key" },
};

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const struct client client = person_asked();
	const char *verb = args->form->verb;
	struct overlay overlay = { 0 };
	struct profile *p = NULL;
	struct key_set set = { 0 };
	struct buf b = BUF_INIT;
	size_t i = 0;
	int r;

	while (strcmp(verbs[i].verb, verb) != 0)
		i++;
	if ((r = take_alg(args, &overlay, err)) != 0 ||
	    (r = config_find_word(args->words[0], args_value(args, "--tenant"), &overlay, &p,
				  err)) != 0)
		goto out;
	snprintf(context->about, sizeof(context->about), "%s", p->name);
	if ((r = key_set_ask(&client, p, NULL, verbs[i].operation, &set, err)) != 0)
		goto out;
	if (key_set_line(&set, "command") != NULL)
		put_by_hand(&set, strcmp(verb, "rotate") == 0, &b);
	else if (strcmp(verb, "new") == 0)
		put_new(&set, p, &b);
	else if (strcmp(verb, "rotate") == 0)
		put_rotated(&set, p, &b);
	else if (strcmp(verb, "jwks") == 0)
		key_set_put_jwks(&set, p->assertion_alg, &b);
	else
		show(&set, args_value(args, "--json") != NULL, &b);
	r = output_write(&b, err);
out:
	buf_free(&b);
	key_set_clear(&set);
	profile_free(&p);
	overlay_clear(&overlay);
	return r;
}

const struct command command_key = {
	.name = "key",
	.brief = "the key that a profile signs with",
	.about = "new makes the key of the first source that names a file for it. jwks prints the\n"
		 "JWK Set to register with the server. rotate makes the next key beside the old\n"
		 "one; run again, it proves the next one by a token request, and puts it in the\n"
		 "place of the old one. For a key in a token it prints the command that makes it.\n"
		 "--alg ES384, RS384, EdDSA or another one chooses the algorithm.\n",
	.elsewhere = "keys|keygen|genkey|jwk|jwks",
	.forms = FORMS({ .verb = "new", .arguments = { { "PROFILE", KIND_PROFILE } } },
		       { .verb = "jwks", .arguments = { { "PROFILE", KIND_PROFILE } } },
		       { .verb = "rotate", .arguments = { { "PROFILE", KIND_PROFILE } } },
		       { .verb = "show", .arguments = { { "PROFILE", KIND_PROFILE } } }),
	.options = OPTIONS({ "--alg", "ALG", NULL, KIND_WORD,
			     "ES256|ES384|ES512|EdDSA|RS256|RS384|RS512|PS256|PS384|PS512",
			     .verbs = "new|rotate" },
			   { OPTION_JSON, .verbs = "show" }, { OPTION_TENANT }),
	.examples = "  ccred key new acme\n"
		    "  ccred key jwks acme\n"
		    "  ccred key rotate acme\n",
	.run = run,
};
