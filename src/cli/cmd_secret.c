/* ccred secret: puts a client secret where a source of the profile finds it, or takes it away. */
#include "base/banned.h"
#include "cli/cmd.h"
#include "base/clock.h"
#include "base/kv.h"
#include "base/limits.h"
#include "base/text.h"
#include "cache/cache.h"
#include "cli/environment.h"
#include "cli/output.h"
#include "cli/prompt.h"
#include "stack/run.h"
#include "stack/verdict.h"

#include <getopt.h>
#include <unistd.h>

const char cmd_secret_usage[] =
	"usage: ccred secret set [--stdin] [--tenant NAME] [--source N] PROFILE\n"
	"       ccred secret delete [--tenant NAME] [--source N] PROFILE\n"
	"Stores the client secret through the first source of the profile that can store\n"
	"one, such as keyring, or takes it away. Asks at the terminal, without echo.\n"
	"\n"
	"  --stdin              read client_id=ID and client_secret=SECRET, a line each\n"
	"  --tenant NAME        what {tenant} stands for in the profile\n"
	"  --source N           the Nth source line of the profile, and no other\n"
	"\n"
	"examples:\n"
	"  ccred secret set cadasto\n"
	"  pass cadasto | sed 's/^/client_secret=/' | ccred secret set --stdin cadasto\n";

/* Both lines, with their keys. */
#define LIMIT_STDIN (LIMIT_CLIENT_ID + LIMIT_CLIENT_SECRET + 1024u)

struct secret_options {
	bool store; /* set; else delete */
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
		return cmd_usage(argv, err, "set or delete, and the name of one profile, please");
	o->store = strcmp(argv[optind], "set") == 0;
	if (!o->store && strcmp(argv[optind], "delete") != 0)
		return cmd_usage(argv, err, "set or delete, please");
	if (!o->store && o->from_stdin)
		return cmd_usage(argv, err, "--stdin goes with set");
	o->what = argv[optind + 1];
	return 0;
}

/* Looking for the line, those of nested stacks counted in their place. */
struct search {
	const struct profile *profile;
	unsigned long wanted, n;
	const struct source *found;
};

static int search_lines(struct search *s, const struct source *lines, size_t n, struct err *err)
{
	bool stores = false;
	int r = 0;

	for (size_t i = 0; i < n && r == 0 && s->found == NULL; i++) {
		if (lines[i].stack != NULL) {
			r = search_lines(s, lines[i].inner, lines[i].ninner, err);
			continue;
		}
		s->n++;
		if (s->wanted != 0 && s->n != s->wanted)
			continue;
		if ((r = run_stores(s->profile, &lines[i], &stores, err)) == 0 && stores)
			s->found = &lines[i];
		else if (r == 0 && s->wanted != 0)
			r = err_set(err, EXIT_CONFIG,
				    "%s:%u: %s cannot store a secret: choose another --source",
				    lines[i].file, lines[i].line, lines[i].plugin);
	}
	return r;
}

static int find_line(const struct profile *p, const struct secret_options *o,
		     const struct source **ret_line, struct err *err)
{
	struct search s = { .profile = p, .wanted = o->source };
	int r = search_lines(&s, p->sources, p->nsources, err);

	if (r != 0)
		return r;
	if (s.found == NULL && o->source != 0)
		return err_set(err, EXIT_CONFIG, "--source %lu: the profile has %lu source lines",
			       o->source, s.n);
	if (s.found == NULL)
		return err_set(err, EXIT_CONFIG,
			       "no source of the profile can store a secret: add a line to it at "
			       "%s:%u: source sufficient keyring",
			       p->file, p->line);
	*ret_line = s.found;
	return 0;
}

static int read_stdin(struct bundle *b, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_STDIN + 1);
	struct kv kv = KV_INIT;
	const char *id, *secret;
	int r;

	if ((r = kv_read(STDIN_FILENO, LIMIT_STDIN, "stdin", &text, err)) != 0 ||
	    (r = kv_parse(&text, &kv, err)) != 0)
		goto out;
	id = kv_get(&kv, "client_id");
	secret = kv_get(&kv, "client_secret");
	if (secret == NULL || secret[0] == '\0')
		r = err_set(
			err, EXIT_DATA,
			"stdin has no client_secret=: write client_id=ID and client_secret=SECRET, a line each");
	else if (secret_new(secret, strlen(secret), &b->client_secret) != 0 ||
		 (id != NULL && id[0] != '\0' && secret_new(id, strlen(id), &b->client_id) != 0))
		r = err_nomem(err);
out:
	kv_free(&kv);
	buf_free(&text);
	return r;
}

/* What is to be stored: the profile's client id beats asking, and must not be contradicted. */
static int gather(const struct profile *p, const struct secret_options *o, struct bundle *b,
		  struct err *err)
{
	int r = o->from_stdin ? read_stdin(b, err) : 0;

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
			    : prompt("Client id: ", true, LIMIT_CLIENT_ID, &b->client_id, err);
	if (r == 0 && b->client_secret == NULL)
		r = prompt("Client secret (not shown): ", false, LIMIT_CLIENT_SECRET,
			   &b->client_secret, err);
	return r;
}

/* Tokens of the old secret would go on being handed out. */
static int forget(const struct profile *p, struct err *err)
{
	struct cache *cache = NULL;
	size_t count;
	int r = cache_open(p->cache_dir, &cache, err);

	if (r == EXIT_UNAVAILABLE)
		return 0;
	if (r == 0)
		r = cache_forget_profile(cache, p->name, p->tenant, &count, err);
	cache_close(&cache);
	return r;
}

/* Has the line do it, and says what it said. */
static int call_line(const struct source *line, const struct profile *p, bool store,
		     const struct bundle *b, struct err *err)
{
	struct line_result result = { 0 };
	struct run_context context = { 0 };
	struct stack_request request = {
		.profile = p,
		.token_endpoint = p->token_endpoint,
		.deadline_ms = clock_ms() + (int64_t)p->timeout_s * 1000,
		.interactive = p->interactive || isatty(STDERR_FILENO),
		.arg = &context,
	};
	struct buf said = BUF_INIT;
	int r;

	if ((r = environment_vars(p, &context.vars, &context.nvars, err)) != 0)
		goto out;
	(store ? run_store : run_erase)(line, &request, b, request.deadline_ms, &result);
	if (result.result != CCRED_SUCCESS) {
		r = err_set(err, result.refused ? EXIT_CONFIG : result_exit(result.result),
			    "%s:%u: %s: %s", line->file, line->line, line->plugin,
			    result.text[0] != '\0' ? result.text : result_name(result.result));
	} else if ((r = forget(p, err)) == 0) {
		buf_printf(&said, "%s: %s: %s\n", p->name, line->plugin, result.text);
		r = output_write(&said, err);
	}
out:
	buf_free(&said);
	environment_vars_free(context.vars, context.nvars);
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
	    (r = find_line(profile, &o, &line, err)) != 0)
		goto out;
	if (o.store)
		r = gather(profile, &o, &b, err);
	else if (profile->client_id != NULL &&
		 secret_new(profile->client_id, strlen(profile->client_id), &b.client_id) != 0)
		r = err_nomem(err);
	if (r == 0)
		r = call_line(line, profile, o.store, &b, err);
out:
	bundle_clear(&b);
	profile_free(&profile);
	return r;
}
