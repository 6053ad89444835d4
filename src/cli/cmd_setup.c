/* ccred setup: its command line. The work is in src/setup. */
#include "cli/args.h"
#include "cli/person.h"
#include "setup/setup.h"

/* Copies each text that the command line has. */
static int take_texts(const struct args *args, struct setup *s, struct err *err)
{
	const char *value;
	int r = 0;

	for (int i = 0; i < N_SETUP_OPTIONS && r == 0; i++) {
		const char *name = setup_options[i].name;
		if (!setup_options[i].many && (value = args_value(args, name)) != NULL)
			r = setup_take(s, (enum setup_text)i, value, err);
		for (size_t at = 0; setup_options[i].many && r == 0 &&
				    (value = args_next(args, name, &at)) != NULL;)
			r = setup_take(s, (enum setup_text)i, value, err);
	}
	for (size_t at = 0; r == 0 && (value = args_next(args, "--source", &at)) != NULL;)
		r = setup_take_source(s, value, err);
	return r == 0 && args->nwords > 0 ? setup_take(s, SETUP_URL, args->words[0], err) : r;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct client client = person_asked();
	struct setup s = {
		.client = &client,
		.secret_stdin = args_value(args, "--secret-stdin") != NULL,
		.http = args_value(args, "--allow-http-loopback") != NULL,
		.replace = args_value(args, "--replace") != NULL,
		.yes = args_value(args, "--yes") != NULL,
		.dry_run = args_value(args, "--dry-run") != NULL,
	};
	int r;

	(void)context;
	if ((r = take_texts(args, &s, err)) == 0 && s.url != NULL && s.target != NULL &&
	    (s.issuer != NULL || setup_said(s.token_endpoint)))
		r = args_usage(args, err, "with %s and --target the URL is one too many",
			       s.issuer != NULL ? "--issuer" : "--token-endpoint");
	if (r == 0 && s.sources.len > 0 &&
	    (s.store_word != NULL || s.key != NULL || s.secret_stdin))
		r = args_usage(args, err, "with --source, leave out %s",
			       s.store_word != NULL ? "--store"
			       : s.key != NULL      ? "--key"
						    : "--secret-stdin");
	if (s.store_word != NULL)
		s.store = setup_store_of(s.store_word);
	if (r == 0)
		r = setup_run(&s, err);
	setup_clear(&s);
	return r;
}

const struct command command_setup = {
	.name = "setup",
	.brief = "make a profile: discover, ask, prove, write",
	.about = "Makes a profile: asks, proves it by a token request, then keeps it. - is none.\n"
		 "See ccred.config(5) for --audience, --ca-file, --param, --resource, --source,\n"
		 "--allow-origin, --client-auth, --basic-encoding, --allow-http-loopback.\n",
	.elsewhere = "login|signin|init|auth|configure|config|add|create|new",
	.forms = FORMS({
		.arguments = { { "URL", .optional = true } },
	}),
	.options = OPTIONS(
		{ "--preset", "NAME", "a service that is known, such as cadasto" },
		{ "--tenant", "NAME", "the tenant of that service" },
		{ "--answers", "'N=VALUE ...'", "what else its preset asks for" },
		{ "--profile", "NAME", "the profile's name", KIND_PROFILE },
		{ "--issuer", "URL", "the authorization server" },
		{ "--token-endpoint", "URL", "its token endpoint, if it publishes no metadata" },
		{ "--target", "URL", "the API" }, { "--client-id", "ID", "the client id" },
		{ "--secret-stdin", NULL, "the secret, or client_id=ID and client_secret=SECRET" },
		{ "--key", "new|FILE", "a private key in place of a secret; new makes it" },
		{ "--source", "'PLUGIN ARG...'" }, { "--audience", "TEXT" },
		{ "--scope", "'A B'", "what to ask for" },
		{ "--store", "PLACE", "place of the secret", KIND_WORD,
		  "keyring|file|env|systemd" },
		{ "--replace", NULL, "put it in the place of the profile of this name" },
		{ "--dry-run", NULL, "print what would be written, and change nothing" },
		{ "--yes", NULL, "ask nothing: an answer that is missing is an error" },
		{ "--ca-file", "FILE" }, { "--allow-origin", "URL" }, { "--resource", "URI" },
		{ "--param", "NAME=VALUE" },
		{ "--client-auth", "METHOD", NULL, KIND_WORD,
		  "auto|basic|post|raw|client_secret_basic|client_secret_post|client_secret_jwt|"
		  "private_key_jwt|tls_client_auth|self_signed_tls_client_auth|assertion|-" },
		{ "--basic-encoding", "WORD", NULL, KIND_WORD, "form|raw|-" },
		{ "--allow-http-loopback", NULL }),
	.examples = "  ccred setup https://api.example.com/v1\n"
		    "  ccred setup --preset cadasto --tenant acme\n",
	.run = run,
};
