/* ccred setup: from a URL to a profile that works. */
#include "base/banned.h"
#include "cli/cmd.h"
#include "base/interrupt.h"
#include "base/terminal.h"
#include "setup/prompt.h"
#include "setup/secret_input.h"
#include "setup/setup.h"

#include <getopt.h>

const char cmd_setup_usage[] =
	"usage: ccred setup [OPTION...] [URL]\n"
	"Makes a profile from the URL of an API or its authorization server: discovers,\n"
	"asks what is missing, proves id and secret by a real token request, and then\n"
	"keeps the secret and writes the profile. Each answer can be an option:\n"
	"\n"
	"  --preset NAME --tenant NAME   a service that is known, such as cadasto\n"
	"  --profile NAME                the profile's name\n"
	"  --issuer URL --target URL     the authorization server, the API\n"
	"  --client-id ID                the client id\n"
	"  --secret-stdin                the secret in one line, or client_id=ID and\n"
	"                                client_secret=SECRET, a line each\n"
	"  --audience TEXT --scope 'A B' what to ask for; '' is none\n"
	"  --store keyring|file          where to keep the secret\n"
	"  --ca-file FILE --allow-http-loopback   as in ccred.config(5)\n"
	"  --replace                     instead of the profile of this name\n"
	"  --yes                         ask nothing: what is missing is an error\n"
	"\n"
	"examples:\n"
	"  ccred setup https://api.example.com/v1\n"
	"  ccred setup --preset cadasto --tenant acme\n";

/* Failed proofs after which no more is asked. */
#define PROOFS_MAX 3

enum {
	OPT_PRESET = 1,
	OPT_TENANT,
	OPT_PROFILE,
	OPT_ISSUER,
	OPT_TARGET,
	OPT_CLIENT_ID,
	OPT_SECRET_STDIN,
	OPT_AUDIENCE,
	OPT_SCOPE,
	OPT_STORE,
	OPT_CA_FILE,
	OPT_HTTP,
	OPT_REPLACE,
	OPT_YES,
};

static const struct option longs[] = {
	{ "preset", required_argument, NULL, OPT_PRESET },
	{ "tenant", required_argument, NULL, OPT_TENANT },
	{ "profile", required_argument, NULL, OPT_PROFILE },
	{ "issuer", required_argument, NULL, OPT_ISSUER },
	{ "target", required_argument, NULL, OPT_TARGET },
	{ "client-id", required_argument, NULL, OPT_CLIENT_ID },
	{ "secret-stdin", no_argument, NULL, OPT_SECRET_STDIN },
	{ "audience", required_argument, NULL, OPT_AUDIENCE },
	{ "scope", required_argument, NULL, OPT_SCOPE },
	{ "store", required_argument, NULL, OPT_STORE },
	{ "ca-file", required_argument, NULL, OPT_CA_FILE },
	{ "allow-http-loopback", no_argument, NULL, OPT_HTTP },
	{ "replace", no_argument, NULL, OPT_REPLACE },
	{ "yes", no_argument, NULL, OPT_YES },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* Where the text of an option goes; NULL: it has none. */
static char **text_of(struct setup *s, int option)
{
	switch (option) {
	case OPT_PRESET:
		return &s->preset;
	case OPT_TENANT:
		return &s->tenant;
	case OPT_PROFILE:
		return &s->name;
	case OPT_ISSUER:
		return &s->issuer;
	case OPT_TARGET:
		return &s->target;
	case OPT_CLIENT_ID:
		return &s->client_id;
	case OPT_AUDIENCE:
		return &s->audience;
	case OPT_SCOPE:
		return &s->scope;
	case OPT_CA_FILE:
		return &s->ca_file;
	default:
		return NULL;
	}
}

static int take_text(char **to, const char *text, struct err *err)
{
	free(*to);
	return (*to = strdup(text)) != NULL ? 0 : err_nomem(err);
}

static int take_store(struct setup *s, const char *word, struct err *err)
{
	if (strcmp(word, "keyring") == 0)
		s->store = SETUP_STORE_KEYRING;
	else if (strcmp(word, "file") == 0)
		s->store = SETUP_STORE_FILE;
	else
		return err_set(err, EXIT_USAGE, "unknown --store %s: keyring or file", word);
	return 0;
}

static int take_option(struct setup *s, char **argv, int option, struct err *err)
{
	char **text = text_of(s, option);

	if (text != NULL)
		return take_text(text, optarg, err);
	switch (option) {
	case OPT_STORE:
		return take_store(s, optarg, err);
	case OPT_SECRET_STDIN:
		s->secret_stdin = true;
		return 0;
	case OPT_HTTP:
		s->http = true;
		return 0;
	case OPT_REPLACE:
		s->replace = true;
		return 0;
	case OPT_YES:
		s->yes = true;
		return 0;
	default:
		return cmd_bad_option(argv, option, err);
	}
}

/* Returns 0, an error, or -1 when the help was asked for. */
static int parse(int argc, char **argv, struct setup *s, struct err *err)
{
	int option, r;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		if (option == 'h')
			return -1;
		if ((r = take_option(s, argv, option, err)) != 0)
			return r;
	}
	if (optind + 1 < argc)
		return cmd_usage(argv, err, "one URL, please");
	if (optind < argc && s->issuer != NULL && s->target != NULL)
		return cmd_usage(argv, err, "with --issuer and --target the URL is one too many");
	return optind < argc ? take_text(&s->url, argv[optind], err) : 0;
}

/* What the command line says is looked at before anything else happens, as the answers are. */
static int check_options(struct setup *s, struct err *err)
{
	const struct {
		const char *key, *name;
		char *const *value;
	} options[] = {
		{ "issuer", "URL", &s->url },
		{ "issuer", "--issuer", &s->issuer },
		{ "target", "--target", &s->target },
		{ "client-id", "--client-id", &s->client_id },
		{ "audience", "--audience", &s->audience },
		{ "scope", "--scope", &s->scope },
		{ "ca-file", "--ca-file", &s->ca_file },
	};
	int r;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		struct setup_check check = { s, options[i].key };
		const char *value = *options[i].value;
		if (value == NULL ||
		    (value[0] == '\0' && options[i].value != &s->client_id &&
		     options[i].value != &s->url && options[i].value != &s->issuer))
			continue;
		if ((r = setup_check_value(value, &check, err)) != 0) {
			err_prefix(err, "%s", options[i].name);
			return r == EXIT_OS ? r : (err->code = EXIT_USAGE);
		}
	}
	return s->name != NULL ? setup_check_name(s->name, s, err) : 0;
}

static int read_secret(struct setup *s, struct err *err)
{
	struct setup_check check = { s, "client-id" };
	struct bundle b = { 0 };
	int r;

	if (!s->secret_stdin)
		return 0;
	if ((r = secret_input_read(true, &b, err)) != 0)
		goto out;
	if (!bundle_item_valid(CCRED_ITEM_CLIENT_SECRET, b.client_secret->data,
			       b.client_secret->len))
		r = err_set(
			err, EXIT_DATA,
			"the secret on stdin is too long, or holds a control byte or bytes that "
			"are not UTF-8");
	else if (b.client_id != NULL && s->client_id != NULL &&
		 strcmp(b.client_id->data, s->client_id) != 0)
		r = err_set(err, EXIT_USAGE, "stdin has another client_id than --client-id");
	else if (b.client_id != NULL &&
		 (r = setup_check_value(b.client_id->data, &check, err)) == 0)
		r = take_text(&s->client_id, b.client_id->data, err);
	if (r == 0) {
		s->secret = b.client_secret;
		b.client_secret = NULL;
	}
out:
	bundle_clear(&b);
	return r;
}

/* At a terminal the answers may be wrong, and are asked for once more. */
static int prove(struct setup *s, struct err *err)
{
	int r;

	for (int i = 1;; i++) {
		if (s->asking)
			terminal_say("Asking for a token ...\n");
		r = setup_prove(s, err);
		if (r == 0 || !s->asking || i == PROOFS_MAX || r == EXIT_CONFIG || r == EXIT_OS ||
		    r == EXIT_SOFTWARE || interrupt_came())
			return r;
		prompt_say_error(err);
		*err = (struct err){ 0 };
		if ((r = setup_ask_again(s, err)) != 0)
			return r;
	}
}

static int run(struct setup *s, char **ret_said, struct err *err)
{
	int r;

	if ((r = setup_file_open(&s->file, err)) != 0 || (r = check_options(s, err)) != 0 ||
	    (r = read_secret(s, err)) != 0)
		return r;
	s->asking = !s->yes && terminal_possible();
	if ((r = setup_preset(s, err)) != 0 || (r = setup_discover(s, err)) != 0 ||
	    (r = setup_ask(s, err)) != 0 || (r = prove(s, err)) != 0)
		return r;
	return setup_finish(s, ret_said, err);
}

static void clear(struct setup *s)
{
	char **const texts[] = { &s->url,       &s->preset,  &s->tenant,   &s->name,
				 &s->issuer,    &s->target,  &s->audience, &s->scope,
				 &s->client_id, &s->ca_file, &s->document, &s->endpoint,
				 &s->methods,   &s->scopes,  &s->unused };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(*texts[i]);
	buf_free(&s->more);
	buf_free(&s->missing);
	secret_free(&s->secret);
}

int cmd_setup(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	struct setup s = { .file = { .dirfd = -1, .draft_fd = -1, .lock_fd = -1 } };
	char *said = NULL;
	int r;

	if ((r = parse(argc, argv, &s, err)) != 0) {
		clear(&s);
		return r < 0 ? cmd_help(context, err) : r;
	}
	interrupt_catch();
	r = run(&s, &said, err);
	setup_file_close(&s.file, r == 0);
	interrupt_release();
	if (r == 0)
		r = setup_use(&s, said, err);
	free(said);
	clear(&s);
	return r;
}
