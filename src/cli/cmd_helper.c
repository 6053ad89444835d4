/* ccred helper: answers other tools in their dialects, and prints how to configure them. */
#include "base/log.h"
#include "base/proc.h"
#include "base/text.h"
#include "cli/operand.h"
#include "helpers/helper.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

/* Stands for the server if neither a profile nor a URL is given. */
#define EXAMPLE_URL "https://api.example.com"

static void put_list(struct buf *b)
{
	struct buf lines = BUF_INIT;

	for (size_t i = 0; dialects[i] != NULL; i++)
		buf_printf(&lines, "%s\t%s\n", dialects[i]->name, dialects[i]->tools);
	command_put_columns(&lines, "", b);
}

/* The words behind --configure. */
struct wanted {
	const char *word;
	bool write;
};

static int read_wanted(const struct args *args, struct wanted *wanted, struct err *err)
{
	for (size_t i = 2; i < args->nwords; i++) {
		if (strcmp(args->words[i], "--write") == 0)
			wanted->write = true;
		else if (args->words[i][0] == '-')
			return args_unknown(args, args->words[i], err);
		else if (wanted->word != NULL)
			return args_usage(args, err, "too many arguments");
		else
			wanted->word = args->words[i];
	}
	if (wanted->write && wanted->word == NULL)
		return args_usage(args, err, "--write needs the profile or the URL");
	return 0;
}

static char *without_slash(const char *url)
{
	size_t len = strlen(url);

	while (len > 0 && url[len - 1] == '/')
		len--;
	return strndup(url, len);
}

/* Shows the command, and becomes it. Returns only if that fails. */
static int write_it(const struct dialect *d, const struct helper_subject *subject, struct err *err)
{
	struct buf words = BUF_INIT, shown = BUF_INIT;
	char *argv[16], quoted[1024];
	size_t n = 0;
	int r;

	d->command(subject, &words);
	for (char *word = words.data; !buf_error(&words) && word < words.data + words.len &&
				      n < sizeof(argv) / sizeof(argv[0]) - 1;
	     word += strlen(word) + 1) {
		argv[n++] = word;
		buf_printf(&shown, " %s", text_shell_word(word, quoted, sizeof(quoted)));
	}
	argv[n] = NULL;
	if (n == 0 || buf_error(&shown)) {
		r = err_nomem(err);
		goto out;
	}
	fprintf(stderr, "ccred runs:%s\n", buf_str(&shown));
	proc_restore();
	execvp(argv[0], argv);
	int why = errno;
	signal(SIGPIPE, SIG_IGN);
	r = err_sys(err, why == ENOENT ? REASON_COMMAND_NOT_FOUND : REASON_CANNOT_RUN, why,
		    "cannot run %s", argv[0]);
out:
	buf_free(&words);
	buf_free(&shown);
	return r;
}

static int configure(const struct args *args, const struct dialect *d,
		     struct command_context *context, struct err *err)
{
	struct helper_subject subject = { 0 };
	struct wanted wanted = { 0 };
	struct profile *profile = NULL;
	char ccred[4096], *url = NULL, *host = NULL;
	const char *target = EXAMPLE_URL;
	ssize_t len;
	int r;

	if ((r = read_wanted(args, &wanted, err)) != 0)
		return r;
	if (wanted.write && d->command == NULL)
		return args_usage(args, err,
				  "%s has no command that configures it: paste what is printed "
				  "without --write",
				  d->name);
	if (wanted.word != NULL) {
		if ((r = config_find_word(wanted.word, NULL, NULL, &profile, err)) != 0)
			goto out;
		snprintf(context->about, sizeof(context->about), "%s", profile->name);
		if (profile->dpop) {
			r = err_set(err, REASON_TOKEN_BOUND,
				    "the profile has dpop yes, and no tool sends the proofs: use "
				    "another profile for it");
			goto out;
		}
		bool is_url = strstr(wanted.word, "://") != NULL;
		subject.profile = is_url ? NULL : profile->name;
		if (is_url)
			target = wanted.word;
		else if (profile->ntargets > 0)
			target = profile->targets[0];
	}
	len = readlink("/proc/self/exe", ccred, sizeof(ccred) - 1);
	ccred[len > 0 ? len : 0] = '\0';
	subject.ccred = len > 0 ? ccred : "ccred";
	const char *server = strstr(target, "://") + 3;
	if ((url = without_slash(target)) == NULL ||
	    (host = strndup(server, strcspn(server, "/?#"))) == NULL) {
		r = err_nomem(err);
		goto out;
	}
	subject.url = url;
	subject.host = host;
	if (wanted.write)
		r = write_it(d, &subject, err);
	else
		d->configure(&subject, &context->out);
out:
	free(host);
	free(url);
	profile_free(&profile);
	return r;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const struct dialect *d;
	const char *name = args->words[0];

	if (strcmp(name, "--list") == 0) {
		put_list(&context->out);
		return 0;
	}
	if ((d = dialect_find(name)) == NULL) {
		int r = err_set(err, REASON_USAGE, "no dialect has the name %.64s", name);
		err_fix(err, "ccred helper --list");
		return r;
	}
	if (args->nwords > 1 && strcmp(args->words[1], "--configure") == 0)
		return configure(args, d, context, err);
	int r = helper_run(d, args->words + 1, context->about, sizeof(context->about), err);
	context->told = r != 0 && err->code == 0;
	return r;
}

const struct command command_helper = {
	.name = "helper",
	.brief = "answer another tool in its dialect",
	.about = "Reads what the tool says in its words, arguments, environment and stdin, and\n"
		 "answers with a token. With --configure it prints what to paste where.\n",
	.elsewhere = "configure|docker|kubectl|cargo",
	.forms = FORMS({
		.arguments = { { "NAME", KIND_TEXT }, { "WORD", KIND_TEXT, true, true } },
		.raw = true,
	}),
	.options = OPTIONS({ "--list", NULL, "the dialects, and the tools that speak them" },
			   { "--configure", "[PROFILE|URL]", "what to paste where" },
			   { "--write", NULL, "run the tool's own command that does it" }),
	.examples = "  ccred helper --list\n"
		    "  ccred helper git --configure acme\n",
	.run = run,
};
