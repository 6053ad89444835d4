/* The questions of ccred setup, or the list of the options that answer them. */
#include "setup/setup.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/terminal.h"
#include "config/target.h"
#include "setup/prompt.h"

/* The largest line that a terminal hands over. */
#define ANSWER_MAX 4094

const struct setup_option setup_options[N_SETUP_OPTIONS] = {
	[SETUP_URL] = { "URL", "issuer", "URL of the API, or of the authorization server",
			.url = true },
	[SETUP_PRESET] = { "--preset", .none = true },
	[SETUP_TENANT] = { "--tenant", NULL,
			   "Tenant, the name that the service knows you by in its URLs" },
	[SETUP_ANSWERS] = { "--answers" },
	[SETUP_NAME] = { "--profile", NULL, "Name of the profile" },
	[SETUP_STORE] = { "--store", NULL, "Keep the secret in the keyring or in a file" },
	[SETUP_KEY] = { "--key", NULL,
			"Private key: new makes one, or its file (- for a client secret)",
			.none = true },
	[SETUP_TARGET] = { "--target", "target", "API URL (- for none)", .none = true,
			   .url = true },
	[SETUP_ISSUER] = { "--issuer", "issuer", "URL of the authorization server (issuer)",
			   .url = true },
	[SETUP_TOKEN_ENDPOINT] = { "--token-endpoint", "token-endpoint",
				   "URL of its token endpoint (- for another server)", .none = true,
				   .url = true },
	[SETUP_ALLOW_ORIGIN] = { "--allow-origin", "allow-origin", .none = true, .url = true,
				 .many = true },
	[SETUP_AUDIENCE] = { "--audience", "audience", "Audience (- for none)", .none = true },
	[SETUP_RESOURCE] = { "--resource", "resource", .none = true, .many = true },
	[SETUP_SCOPE] = { "--scope", "scope", "Scopes (- for none)", .none = true },
	[SETUP_PARAM] = { "--param", "param", .none = true, .many = true },
	[SETUP_CLIENT_ID] = { "--client-id", "client-id", "Client id" },
	[SETUP_CLIENT_AUTH] = { "--client-auth", "client-auth",
				"How the client authenticates: basic, post or raw", .none = true },
	[SETUP_BASIC_ENCODING] = { "--basic-encoding", "basic-encoding", .none = true },
	[SETUP_CA_FILE] = { "--ca-file", "ca-file",
			    "PEM file of the server's certificate authority (- for none)",
			    .none = true },
};

const char *const setup_stores[N_SETUP_STORES] = {
	[SETUP_STORE_KEYRING] = "keyring",
	[SETUP_STORE_FILE] = "file",
	[SETUP_STORE_ENV] = "env",
	[SETUP_STORE_SYSTEMD] = "systemd",
};

enum setup_store setup_store_of(const char *text)
{
	int i = SETUP_STORE_KEYRING;

	while (i < N_SETUP_STORES && strncmp(setup_stores[i], text, strlen(text)) != 0)
		i++;
	return i < N_SETUP_STORES && text[0] != '\0' ? (enum setup_store)i : SETUP_STORE_ASK;
}

int setup_check(const struct setup *s, enum setup_text which, const char *text, struct err *err)
{
	const char *key = setup_options[which].key;
	struct buf ignored = BUF_INIT;
	bool tenant = false;
	int r;

	if (which == SETUP_NAME)
		return setup_check_name(s, text, err);
	if (which == SETUP_TENANT && !target_is_label(text, strlen(text)))
		return err_set(
			err, REASON_TENANT_MALFORMED,
			"\"%.64s\" is not a tenant: a tenant is a DNS label, lower-case letters, digits and -",
			text);
	if (which == SETUP_STORE && setup_store_of(text) == SETUP_STORE_ASK)
		return err_set(err, REASON_ANSWER_UNFIT, "keyring, file, env or systemd, please");
	if (which == SETUP_KEY)
		return setup_check_key(s, text, err);
	/* basic, with basic-encoding raw. */
	if (key == NULL || (which == SETUP_CLIENT_AUTH && strcmp(text, "raw") == 0))
		return 0;
	r = setup_put_text(s, which, text, &ignored, &tenant, err);
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

int setup_copy(char **to, const char *from, struct err *err)
{
	free(*to);
	*to = NULL;
	if (from == NULL || from[0] == '\0')
		return 0;
	return (*to = strdup(from)) != NULL ? 0 : err_nomem(err);
}

/* Takes the answer that a line means. Returns 0, or with the reason: it is not valid. */
static int take_answer(struct setup *s, enum setup_text which, const char *dflt,
		       const struct buf *line, struct err *err)
{
	const char *text = line->len > 0 ? buf_str(line) : dflt;
	char *server;
	int r;

	if (text == NULL)
		return err_set(err, REASON_ANSWER_UNFIT,
			       setup_options[which].none
				       ? "enter - to leave an optional answer empty"
				       : "an answer is needed");
	server = which == SETUP_ISSUER ? setup_resource_server(s, text) : NULL;
	r = setup_take(s, which, server != NULL ? server : text, err);
	free(server);
	if (r != 0)
		return r;
	if ((text = s->texts[which])[0] == '\0' && setup_options[which].none)
		return 0;
	if (text[0] == '\0')
		r = err_set(err, REASON_ANSWER_UNFIT, "an answer is needed");
	else if (text_has_control(text, strlen(text)) || !text_is_utf8(text, strlen(text)))
		r = err_set(err, REASON_ANSWER_UNFIT,
			    "this holds a control byte or bytes that are not UTF-8");
	else if ((r = setup_check(s, which, text, err)) == 0 && which == SETUP_TARGET)
		r = setup_check_target(s, text, err);
	if (r != 0) {
		free(s->texts[which]);
		s->texts[which] = NULL;
	}
	return r;
}

/* Asks until the answer is valid. dflt is shown, and an empty line means it; NULL: none. */
static int ask(struct setup *s, enum setup_text which, const char *dflt, struct err *err)
{
	struct buf question = BUF_INIT, line = { .max = ANSWER_MAX + 1 };
	const char *words = setup_options[which].question;
	bool empty = !setup_said(dflt);
	char clean[ERR_TEXT_MAX];
	struct err why = { 0 };
	int r;

	if (which == SETUP_SCOPE && s->scopes != NULL)
		prompt_say("Scopes that the server offers: %s\n",
			   text_escape(s->scopes, strlen(s->scopes), clean, sizeof(clean)));
	if (which == SETUP_SCOPE && empty)
		words = "Scopes, Enter for none";
	buf_puts(&question, words);
	if (!empty)
		buf_printf(&question, " [%s]",
			   text_escape(dflt, strlen(dflt), clean, sizeof(clean)));
	buf_puts(&question, ": ");
	do {
		r = terminal_read(buf_str(&question), true, ANSWER_MAX, setup_options[which].name,
				  &line, err);
		if (r == 0 && take_answer(s, which, dflt, &line, &why) != 0)
			prompt_say_error(&why);
	} while (r == 0 && s->texts[which] == NULL);
	if (r == 0) {
		s->answered = true;
		s->of_preset &= ~(1u << which);
	}
	buf_free(&question);
	buf_free(&line);
	return r;
}

int setup_need(struct setup *s, enum setup_text which, const char *dflt, struct err *err)
{
	if (s->texts[which] != NULL)
		return 0;
	if (s->asking)
		return ask(s, which, dflt, err);
	if (dflt != NULL)
		return (s->texts[which] = strdup(dflt)) != NULL ? 0 : err_nomem(err);
	note(s, setup_options[which].name);
	return 0;
}

static int ask_name(struct setup *s, struct err *err)
{
	char *dflt = setup_default_name(s);
	int r = dflt == NULL ? err_nomem(err) : setup_need(s, SETUP_NAME, dflt, err);

	/* A value of the command line is checked here, for no question has checked it. */
	if (r == 0 && !s->asking)
		r = setup_check_name(s, s->name, err);
	free(dflt);
	return r;
}

/* Asks without echo until the secret is well-formed. *ret_kept: an empty line has kept the one of
 * before; NULL: there is none. */
static int ask_secret(struct setup *s, bool *ret_kept, struct err *err)
{
	struct buf line = BUF_SECRET(LIMIT_CLIENT_SECRET + 1);
	const char *question = ret_kept != NULL ? "Client secret (not shown), Enter for the same: "
						: "Client secret (not shown): ";
	const char *fault;
	int r;

	for (;;) {
		r = terminal_read(question, false, LIMIT_CLIENT_SECRET, "--secret-stdin", &line,
				  err);
		if (ret_kept != NULL)
			*ret_kept = line.len == 0;
		if (r != 0 || (ret_kept != NULL && line.len == 0))
			break;
		fault = credential_item_fault(ITEM_CLIENT_SECRET, line.data, line.len);
		if (fault == NULL) {
			secret_free(&s->secret);
			r = secret_new(line.data, line.len, &s->secret) != 0 ? err_nomem(err) : 0;
			if (r == 0 && (fault = credential_suspicion(s->secret)) != NULL)
				prompt_say("  " CREDENTIAL_SUSPICION "\n", fault);
			break;
		}
		prompt_say("  the secret %s\n", fault);
	}
	buf_free(&line);
	return r;
}

/* The option with what proves the client, where a preset or the method says so. */
static const char *proof_option(const struct setup *s)
{
	const char *auth = setup_said(s->client_auth) ? s->client_auth : "";

	if (strstr(auth, "tls_") != NULL || strcmp(auth, "assertion") == 0)
		return "--source";
	return s->preset_signs || strcmp(auth, "private_key_jwt") == 0 ? "--key" : "--secret-stdin";
}

/* The client id, and what proves it. A source of the preset or of --source supplies both. */
static int need_client(struct setup *s, struct err *err)
{
	int r;

	if (s->store == SETUP_STORE_OWN)
		return 0;
	if (s->key == NULL && strcmp(proof_option(s), "--source") == 0)
		return err_set(err, REASON_ANSWER_MISSING,
			       "%s needs a source that setup does not know: give --source, such as "
			       "--source 'key path=FILE certificate=FILE' or "
			       "--source 'file path=FILE format=assertion'",
			       s->client_auth);
	if ((r = setup_need(s, SETUP_CLIENT_ID, NULL, err)) == 0)
		r = setup_need_key(s, err);

	/* Without an answer, --key is noted. */
	if (r != 0 || s->secret != NULL || setup_said(s->key) ||
	    strstr(buf_str(&s->missing), "--key"))
		return r;
	if (s->asking)
		return ask_secret(s, NULL, err);
	note(s, "--secret-stdin");
	return 0;
}

static int ask_store(struct setup *s, struct err *err)
{
	const char *dflt = "keyring";
	int r;

	if (s->store == SETUP_STORE_OWN)
		return 0;
	if (setup_said(s->key)) {
		s->store = SETUP_STORE_NONE;
		return s->name != NULL ? setup_check_key_file(s, s->name, err) : 0;
	}
	if (s->store == SETUP_STORE_ASK && !(s->asking && s->keyring))
		s->store = s->keyring ? SETUP_STORE_KEYRING : SETUP_STORE_FILE;
	for (; s->store == SETUP_STORE_ASK; dflt = "file") {
		struct err why = { 0 };
		free(s->store_word);
		s->store_word = NULL;
		if ((r = setup_need(s, SETUP_STORE, dflt, err)) != 0)
			return r;
		s->store = setup_store_of(s->store_word);
		if (s->store == SETUP_STORE_FILE &&
		    setup_check_secret_file(s, s->name, &why) != 0) {
			prompt_say_error(&why);
			s->store = SETUP_STORE_ASK;
		}
	}
	return s->store == SETUP_STORE_FILE && s->name != NULL
		       ? setup_check_secret_file(s, s->name, err)
		       : 0;
}

/* What only the environment says, other calls would lack. */
static int ask_ca(struct setup *s, struct err *err)
{
	return s->ca_seen != NULL ? setup_need(s, SETUP_CA_FILE, s->ca_seen, err) : 0;
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
	bool client = s->store != SETUP_STORE_OWN && !s->asking;

	if (client && s->client_id == NULL)
		note(s, "--client-id");
	if (client && s->secret == NULL && !setup_said(s->key))
		note(s, proof_option(s));
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

	if (s->issuer == NULL && !setup_said(s->token_endpoint)) {
		r = setup_stop(s, NULL, err);
		return r != 0 ? r
			      : err_set(err, REASON_ANSWER_MISSING,
					"the authorization server is not known: give --issuer");
	}
	if ((r = setup_need(s, SETUP_TARGET, NULL, err)) != 0 || (r = ask_name(s, err)) != 0 ||
	    (r = need_client(s, err)) != 0)
		return r;
	/* A resource says whom the token is for. */
	audience = s->target != NULL && !setup_said(s->resource) ? s->target : "";
	if ((r = setup_need(s, SETUP_AUDIENCE, audience, err)) != 0 ||
	    (r = setup_need(s, SETUP_SCOPE, s->scopes_wanted != NULL ? s->scopes_wanted : "",
			    err)) != 0 ||
	    (r = ask_ca(s, err)) != 0 || (r = ask_store(s, err)) != 0)
		return r;
	return name_missing(s, err);
}

/* Asks once more, with the earlier answer as the default. */
static int again(struct setup *s, enum setup_text which, struct err *err)
{
	char *old = s->texts[which];
	int r;

	s->texts[which] = NULL;
	r = setup_need(s, which, old, err);
	if (r != 0)
		s->texts[which] = old;
	else
		free(old);
	return r;
}

/*
 * Metadata that name one method leave nothing to ask. Else some servers take only the method that
 * is set for this client. The default is the next method if the secret is the same. One request is
 * made for each answer, for the server may lock the client after some.
 */
static int ask_method(struct setup *s, bool same_secret, struct err *err)
{
	static const char *const methods[] = { "basic", "post", "raw" };
	bool post = setup_said(s->client_auth) && strstr(s->client_auth, "post") != NULL;
	bool raw = setup_said(s->basic_encoding) && strcmp(s->basic_encoding, "raw") == 0;
	int method = post ? 1 : raw ? 2 : 0;

	if (s->methods != NULL && strchr(s->methods, ' ') == NULL)
		return 0;
	prompt_say("  The server may take only the method that is set for this client. raw is\n"
		   "  basic without form encoding. Each try is one request.\n");
	free(s->client_auth);
	s->client_auth = NULL;
	free(s->basic_encoding);
	s->basic_encoding = NULL;
	return setup_need(s, SETUP_CLIENT_AUTH, methods[(method + same_secret) % 3], err);
}

/* No server has named this token endpoint: it may be wrong. "-": it is another server's, and not
 * that of the URL. */
static int endpoint_again(struct setup *s, struct err *err)
{
	int r = again(s, SETUP_TOKEN_ENDPOINT, err);

	if (r == 0)
		r = setup_copy(&s->endpoint, s->token_endpoint, err);
	if (r == 0 && s->endpoint == NULL && (r = setup_copy(&s->url, NULL, err)) == 0)
		r = setup_discover(s, err);
	return r;
}

int setup_ask_again(struct setup *s, bool refused, struct err *err)
{
	bool same_secret = false;
	int r;

	if (!refused && s->document == NULL && setup_said(s->token_endpoint) &&
	    (r = endpoint_again(s, err)) != 0)
		return r;
	if ((s->store != SETUP_STORE_OWN && (r = again(s, SETUP_CLIENT_ID, err)) != 0) ||
	    (s->secret != NULL && (r = ask_secret(s, &same_secret, err)) != 0) ||
	    (s->secret != NULL && refused && (r = ask_method(s, same_secret, err)) != 0) ||
	    (r = setup_normal_auth(s, err)) != 0 || (r = again(s, SETUP_AUDIENCE, err)) != 0)
		return r;
	return again(s, SETUP_SCOPE, err);
}

int setup_normal_auth(struct setup *s, struct err *err)
{
	int r;

	if (s->client_auth == NULL || strcmp(s->client_auth, "raw") != 0)
		return 0;
	if ((r = setup_copy(&s->client_auth, "basic", err)) == 0)
		r = setup_copy(&s->basic_encoding, "raw", err);
	return r;
}
