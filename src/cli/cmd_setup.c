/* ccred setup: its command line. The work is in src/setup. */
#include "cli/args.h"
#include "cli/person.h"
#include "setup/setup.h"

/* Copies each text that the command line has. */
static int take_texts(const struct args *args, struct setup *s, struct err *err)
{
	for (int i = 0; i < N_SETUP_OPTIONS; i++) {
		const char *value = args_value(args, setup_options[i].name);
		if (i == SETUP_URL && args->nwords > 0)
			value = args->words[0];
		if (value != NULL && (s->texts[i] = strdup(value)) == NULL)
			return err_nomem(err);
	}
	return 0;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const char *store = args_value(args, "--store");
	struct client client = person_asked();
	struct setup s = {
		.client = &client,
		.secret_stdin = args_value(args, "--secret-stdin") != NULL,
		.http = args_value(args, "--allow-http-loopback") != NULL,
		.replace = args_value(args, "--replace") != NULL,
		.yes = args_value(args, "--yes") != NULL,
	};
	int r;

	(void)context;
	if (store != NULL)
		s.store = strcmp(store, "file") == 0 ? SETUP_STORE_FILE : SETUP_STORE_KEYRING;
	if ((r = take_texts(args, &s, err)) == 0 && s.url != NULL && s.issuer != NULL &&
	    s.target != NULL)
		r = args_usage(args, err, "with --issuer and --target the URL is one too many");
	if (r == 0)
		r = setup_run(&s, err);
	setup_clear(&s);
	return r;
}

const struct command command_setup = {
	.name = "setup",
	.brief = "make a profile: discover, ask, prove, write",
	.about = "Makes a profile from the URL of an API or its authorization server: discovers,\n"
		 "asks what is missing, proves id and secret by a real token request, and then\n"
		 "keeps the secret and writes the profile. Each answer can be an option.\n",
	.elsewhere = "login|signin|init|auth|configure|config|add|create|new",
	.forms = FORMS({
		.arguments = { { "URL", .optional = true } },
	}),
	.options = OPTIONS(
		{ "--preset", "NAME", "a service that is known, such as cadasto" },
		{ "--tenant", "NAME", "the tenant of that service" },
		{ "--answers", "'N=VALUE ...'", "what else its preset asks for" },
		{ "--profile", "NAME", "the profile's name", KIND_PROFILE },
		{ "--issuer", "URL", "the authorization server" }, { "--target", "URL", "the API" },
		{ "--client-id", "ID", "the client id" },
		{ "--secret-stdin", NULL, "the secret, or client_id=ID and client_secret=SECRET" },
		{ "--audience", "TEXT", "what to ask for; '' is none" },
		{ "--scope", "'A B'", "what to ask for; '' is none" },
		{ "--store", "PLACE", "where to keep the secret", KIND_WORD, "keyring|file" },
		{ "--ca-file", "FILE", "as in ccred.config(5)" },
		{ "--allow-http-loopback", NULL, "as in ccred.config(5)" },
		{ "--replace", NULL, "put it in the place of the profile of this name" },
		{ "--yes", NULL, "ask nothing: an answer that is missing is an error" }),
	.examples = "  ccred setup https://api.example.com/v1\n"
		    "  ccred setup --preset cadasto --tenant acme\n",
	.run = run,
};
