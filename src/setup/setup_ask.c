/* The questions of ccred setup, or the list of the options that answer them. */
#include "base/banned.h"
#include "setup/setup.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/terminal.h"
#include "setup/prompt.h"

int setup_check_value(const char *answer, void *check, struct err *err)
{
	const struct setup_check *c = check;
	struct buf ignored = BUF_INIT;
	bool tenant = false;
	int r = edit_put_value(&ignored, c->key, answer, c->setup->http, &tenant, err);

	buf_free(&ignored);
	if (r == 0 && tenant)
		r = err_set(err, REASON_CONFIG_BAD_VALUE,
			    "{tenant} is for a preset: write the name itself");
	return r;
}

static void note(struct setup *s, const char *option)
{
	buf_printf(&s->missing, "%s%s", s->missing.len > 0 ? ", " : "", option);
}

int setup_need(struct setup *s, const struct prompt *p, char **answer, struct err *err)
{
	if (*answer != NULL)
		return 0;
	if (s->asking)
		return prompt_line(p, answer, err);
	if (p->dflt != NULL)
		return (*answer = strdup(p->dflt)) != NULL ? 0 : err_nomem(err);
	note(s, p->instead);
	return 0;
}

static int ask_name(struct setup *s, struct err *err)
{
	char *dflt = setup_default_name(s);
	struct prompt p = {
		.question = "Name of the profile",
		.dflt = dflt,
		.instead = "--profile",
		.check = setup_check_name,
		.arg = s,
	};
	int r = dflt == NULL ? err_nomem(err) : setup_need(s, &p, &s->name, err);

	/* A value of the command line is checked here, for no question has checked it. */
	if (r == 0 && !s->asking)
		r = setup_check_name(s->name, s, err);
	free(dflt);
	return r;
}

static int ask_value(struct setup *s, const char *key, const char *question, const char *instead,
		     const char *dflt, bool none, char **answer, struct err *err)
{
	struct setup_check check = { s, key };
	struct prompt p = {
		.question = question,
		.dflt = dflt,
		.none = none,
		.instead = instead,
		.check = setup_check_value,
		.arg = &check,
	};

	return setup_need(s, &p, answer, err);
}

static int ask_audience(struct setup *s, const char *dflt, struct err *err)
{
	return ask_value(s, "audience", "Audience, - for none", "--audience", dflt, true,
			 &s->audience, err);
}

static int ask_scope(struct setup *s, const char *dflt, struct err *err)
{
	char clean[ERR_TEXT_MAX];
	struct buf b = BUF_INIT;

	if (s->asking && s->scope == NULL && s->scopes != NULL) {
		buf_printf(&b, "Scopes that the server offers: %s\n",
			   text_escape(s->scopes, strlen(s->scopes), clean, sizeof(clean)));
		terminal_say(buf_str(&b));
		buf_free(&b);
	}
	return ask_value(s, "scope",
			 dflt[0] != '\0' ? "Scopes, - for none" : "Scopes, Enter for none",
			 "--scope", dflt, true, &s->scope, err);
}

/* Asks without echo until the secret is well-formed. keep: an empty line keeps the secret of before. */
static int ask_secret(struct setup *s, bool keep, struct err *err)
{
	struct buf line = BUF_SECRET(LIMIT_CLIENT_SECRET + 1);
	const char *question = keep ? "Client secret (not shown), Enter for the same: "
				    : "Client secret (not shown): ";
	int r;

	for (;;) {
		r = terminal_read(question, false, LIMIT_CLIENT_SECRET, "--secret-stdin", &line,
				  err);
		if (r != 0 || (keep && line.len == 0))
			break;
		if (credential_item_valid(ITEM_CLIENT_SECRET, line.data, line.len)) {
			secret_free(&s->secret);
			r = secret_new(line.data, line.len, &s->secret) != 0 ? err_nomem(err) : 0;
			break;
		}
		terminal_say("  a secret is not empty, and has no control bytes\n");
	}
	buf_free(&line);
	return r;
}

static int need_secret(struct setup *s, struct err *err)
{
	if (s->secret != NULL)
		return 0;
	if (s->asking)
		return ask_secret(s, false, err);
	note(s, "--secret-stdin");
	return 0;
}

const char *const setup_store_words[] = { "keyring", "file", NULL };

static int ask_store(struct setup *s, struct err *err)
{
	size_t i = 0;
	int r;

	if (s->store == SETUP_STORE_ASK && !(s->asking && s->keyring))
		s->store = s->keyring ? SETUP_STORE_KEYRING : SETUP_STORE_FILE;
	while (s->store == SETUP_STORE_ASK) {
		struct err why = { 0 };
		if ((r = prompt_choice("Keep the secret in the keyring or in a file",
				       setup_store_words, i, "--store", &i, err)) != 0)
			return r;
		s->store = i == 0 ? SETUP_STORE_KEYRING : SETUP_STORE_FILE;
		if (i == 1 && setup_check_secret_file(s, s->name, &why) != 0) {
			prompt_say_error(&why);
			s->store = SETUP_STORE_ASK;
		}
	}
	return s->store == SETUP_STORE_FILE && s->name != NULL
		       ? setup_check_secret_file(s, s->name, err)
		       : 0;
}

static int name_missing(const struct setup *s, struct err *err)
{
	if (s->missing.len == 0)
		return 0;
	err_set(err, REASON_ANSWER_MISSING, "%s: give %s",
		s->yes ? "nothing is asked with --yes" : "there is no terminal to ask at",
		buf_str(&s->missing));
	if (s->no_issuer.code != 0)
		err_hint(err, "%s", s->no_issuer.text);
	return EXIT_USAGE;
}

int setup_stop(struct setup *s, const struct err *why, struct err *err)
{
	if (!s->asking && s->client_id == NULL)
		note(s, "--client-id");
	if (!s->asking && s->secret == NULL)
		note(s, "--secret-stdin");
	if (why != NULL && s->missing.len == 0) {
		*err = *why;
		return err->code;
	}
	if (why != NULL)
		s->no_issuer = *why;
	return name_missing(s, err);
}

int setup_ask(struct setup *s, struct err *err)
{
	const char *audience;
	int r;

	if (s->issuer == NULL && !s->has_endpoint) {
		r = setup_stop(s, NULL, err);
		return r != 0 ? r
			      : err_set(err, REASON_ANSWER_MISSING,
					"the authorization server is not known: give --issuer");
	}
	if ((r = ask_value(s, "target", "URL of the API that the tokens are for, - for none",
			   "--target", NULL, true, &s->target, err)) != 0)
		return r;
	audience = s->target != NULL ? s->target : "";
	if ((r = ask_name(s, err)) != 0 ||
	    (r = ask_value(s, "client-id", "Client id", "--client-id", NULL, false, &s->client_id,
			   err)) != 0 ||
	    (r = need_secret(s, err)) != 0 || (r = ask_audience(s, audience, err)) != 0 ||
	    (r = ask_scope(s, "", err)) != 0 || (r = ask_store(s, err)) != 0)
		return r;
	return name_missing(s, err);
}

/* Asks once more, with the earlier answer as the default. */
static int again(struct setup *s, char **answer,
		 int (*ask)(struct setup *, const char *, struct err *), struct err *err)
{
	char *old = *answer;
	int r;

	*answer = NULL;
	r = ask(s, old, err);
	if (r != 0)
		*answer = old;
	else
		free(old);
	return r;
}

static int ask_id(struct setup *s, const char *dflt, struct err *err)
{
	return ask_value(s, "client-id", "Client id", "--client-id", dflt, false, &s->client_id,
			 err);
}

int setup_ask_again(struct setup *s, struct err *err)
{
	int r;

	if ((r = again(s, &s->client_id, ask_id, err)) != 0 ||
	    (r = ask_secret(s, true, err)) != 0 ||
	    (r = again(s, &s->audience, ask_audience, err)) != 0)
		return r;
	return again(s, &s->scope, ask_scope, err);
}
