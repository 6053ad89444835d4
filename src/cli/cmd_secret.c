/* ccred secret: puts a client secret where a source of the profile finds it, replaces it, takes it away. */
#include "base/banned.h"
#include "cli/cmd.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "client/environment.h"
#include "setup/prompt.h"
#include "setup/secret_input.h"
#include "setup/secret_line.h"
#include "client/spawn.h"

#include <getopt.h>

const char cmd_secret_usage[] =
	"usage: ccred secret set [--stdin] [--tenant NAME] [--source N] PROFILE\n"
	"       ccred secret rotate [--stdin] [--tenant NAME] [--source N] PROFILE\n"
	"       ccred secret delete [--tenant NAME] [--source N] PROFILE\n"
	"Stores the client secret through the first source of the profile that can store\n"
	"one, such as keyring, or takes it away. Asks at the terminal, without echo.\n"
	"rotate replaces it only after the server has granted a token for the new one.\n"
	"\n"
	"  --stdin              read client_id=ID and client_secret=SECRET, a line each\n"
	"  --tenant NAME        what {tenant} stands for in the profile\n"
	"  --source N           the Nth source line of the profile, and no other\n"
	"\n"
	"examples:\n"
	"  ccred secret set cadasto\n"
	"  ccred secret rotate cadasto\n"
	"  pass cadasto | sed 's/^/client_secret=/' | ccred secret set --stdin cadasto\n";

enum verb {
	VERB_SET,
	VERB_ROTATE,
	VERB_DELETE,
	N_VERBS,
};
static const char *const verbs[] = {
	[VERB_SET] = "set",
	[VERB_ROTATE] = "rotate",
	[VERB_DELETE] = "delete",
};

struct secret_options {
	enum verb verb;
	bool from_stdin;
	const char *tenant;
	unsigned long source; /* the line that is wanted, from 1; 0: the first that can */
	const char *what;
};

/* Returns 0, an error, or -1 when the help was asked for. */
static int parse(int argc, char **argv, struct secret_options *o, struct err *err)
{
	static const struct option longs[] = {
		{ "stdin", no_argument, NULL, 'i' },
		{ "tenant", required_argument, NULL, 't' },
		{ "source", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	uint64_t n;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		switch (option) {
		case 'i':
			o->from_stdin = true;
			break;
		case 't':
			o->tenant = optarg;
			break;
		case 's':
			if (text_to_u64(optarg, LIMIT_STACK_LINES, &n) != 0 || n == 0)
				return err_set(err, EXIT_USAGE,
					       "--source %s: the number of a source line, from 1",
					       optarg);
			o->source = (unsigned long)n;
			break;
		case 'h':
			return -1;
		default:
			return cmd_bad_option(argv, option, err);
		}
	}
	if (optind + 2 != argc)
		return cmd_usage(argv, err,
				 "set, rotate or delete, and the name of one profile, please");
	while (o->verb < N_VERBS && strcmp(argv[optind], verbs[o->verb]) != 0)
		o->verb++;
	if (o->verb == N_VERBS)
		return cmd_usage(argv, err, "set, rotate or delete, please");
	if (o->verb == VERB_DELETE && o->from_stdin)
		return cmd_usage(argv, err, "--stdin goes with set and rotate");
	o->what = argv[optind + 1];
	return 0;
}

/* What is to be stored: the profile's client id beats asking, and must not be contradicted. */
static int gather(const struct profile *p, const struct secret_options *o, struct bundle *b,
		  struct err *err)
{
	int r = o->from_stdin ? secret_input_read(false, b, err) : 0;

	if (r == 0 && p->client_id != NULL) {
		if (b->client_id != NULL && strcmp(b->client_id->data, p->client_id) != 0)
			return err_set(err, EXIT_DENIED,
				       "stdin has another client_id than the profile: %s:%u",
				       p->file, p->line);
		secret_free(&b->client_id);
		r = secret_new(p->client_id, strlen(p->client_id), &b->client_id) != 0
			    ? err_nomem(err)
			    : 0;
	}
	if (r == 0 && b->client_id == NULL)
		r = o->from_stdin
			    ? err_set(err, EXIT_DATA,
				      "the client id is not known: write client_id=ID before client_secret=")
			    : prompt_secret("Client id: ", true, LIMIT_CLIENT_ID, "--stdin",
					    &b->client_id, err);
	if (r == 0 && b->client_secret == NULL)
		r = prompt_secret(o->verb == VERB_ROTATE ? "New client secret (not shown): "
							 : "Client secret (not shown): ",
				  false, LIMIT_CLIENT_SECRET, "--stdin", &b->client_secret, err);
	return r;
}

static bool storable(const struct bundle *b)
{
	return bundle_item_valid(CCRED_ITEM_CLIENT_ID, b->client_id->data, b->client_id->len) &&
	       bundle_item_valid(CCRED_ITEM_CLIENT_SECRET, b->client_secret->data,
				 b->client_secret->len);
}

/* Whether the server grants a token for what was entered; if not, err says what became of the old one. */
static int prove(const struct profile *p, const struct bundle *b, struct err *err)
{
	struct capture capture = { 0 };
	struct obtained granted = { 0 };
	struct spawn s = {
		.profile = p,
		.capture = &capture,
		.lock_fd = -1,
		.deadline_ms = clock_ms() + (int64_t)p->timeout_s * 1000,
	};
	int r = environment_capture(p, &capture, err);

	if (r == 0)
		r = spawn_prove(&s, b, &granted, err);
	if (r != 0)
		err_prefix(err, "the old secret is kept");
	obtained_clear(&granted);
	capture_clear(&capture);
	return r;
}

/* The server takes the new secret, and the line failed to keep it: what calls get now? */
static void hint_state(const struct source *line, const struct profile *p, const struct bundle *b,
		       struct err *err)
{
	char where[ERR_TEXT_MAX];

	switch (secret_line_seen(line, p, b, where)) {
	case SECRET_NEW:
		err_hint(err,
			 "the new secret is kept all the same: ccred forget %s drops the tokens of "
			 "the old one",
			 p->name);
		break;
	case SECRET_OLD:
		err_hint(err, "the old secret is kept, and calls get it");
		break;
	case SECRET_ELSEWHERE:
		err_hint(err, "calls get the secret of %s", where);
		break;
	default:
		err_hint(err, "calls get no secret now: %s", where);
		break;
	}
}

/* A line before this one may supply a secret of its own, or fail the stack: then calls see no change. */
static void warn_unused(const struct source *line, const struct profile *p, const struct bundle *b)
{
	char where[ERR_TEXT_MAX], text[2 * ERR_TEXT_MAX];
	enum secret_seen seen = secret_line_seen(line, p, b, where);

	if (seen == SECRET_NEW)
		return;
	snprintf(text, sizeof(text),
		 seen == SECRET_NONE
			 ? "calls do not get the new secret: %s"
			 : "calls do not get the new secret, but that of %s: replace it there",
		 where);
	log_warning(p->name, text);
}

static int rotate(const struct source *line, const struct profile *p, const struct bundle *b,
		  struct err *err)
{
	int r;

	if ((r = prove(p, b, err)) != 0)
		return r;
	if ((r = secret_line_call(line, p, true, b, err)) != 0)
		hint_state(line, p, b, err);
	else
		warn_unused(line, p, b);
	return r;
}

int cmd_secret(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	struct secret_options o = { 0 };
	struct profile *profile = NULL;
	const struct source *line;
	struct bundle b = { 0 };
	int r;

	if ((r = parse(argc, argv, &o, err)) != 0)
		return r < 0 ? cmd_help(context, err) : r;
	if ((r = cmd_find(argv, o.what, o.tenant, context, &profile, err)) != 0 ||
	    (r = secret_line_find(profile, o.source, &line, err)) != 0)
		goto out;
	if (o.verb != VERB_DELETE)
		r = gather(profile, &o, &b, err);
	else if (profile->client_id != NULL &&
		 secret_new(profile->client_id, strlen(profile->client_id), &b.client_id) != 0)
		r = err_nomem(err);
	/* What no line may store is not sent to the server either: storing it says why. */
	if (r == 0 && o.verb == VERB_ROTATE && storable(&b))
		r = rotate(line, profile, &b, err);
	else if (r == 0)
		r = secret_line_call(line, profile, o.verb != VERB_DELETE, &b, err);
out:
	bundle_clear(&b);
	profile_free(&profile);
	return r;
}
