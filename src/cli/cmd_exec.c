/* ccred exec: becomes a command that finds the token in two files of its own. */
#include "base/banned.h"
#include "base/fs.h"
#include "base/limits.h"
#include "base/proc.h"
#include "base/text.h"
#include "base/trace.h"
#include "client/environment.h"
#include "base/output.h"
#include "cli/token_args.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const char cmd_exec_usage[] =
	"usage: ccred exec [OPTION...] PROFILE|URL -- COMMAND [ARGUMENT...]\n"
	"Gets a token and becomes the command, which finds it in two files that only it\n"
	"and what it starts can read. Their paths are in its environment:\n"
	"\n"
	"  CCRED_HEADER_FILE    a header line, for curl -H @FILE\n"
	"  CCRED_CURL_CONFIG    a curl configuration, for curl -K FILE\n"
	"\n"
	"  --env NAME           the token itself in this environment variable, too\n"
	"  --tenant NAME        what {tenant} stands for in the profile\n"
	"  --min-valid SECONDS  valid for that long at least; else exit code 73\n"
	"  --renew              never from the cache: a new token, or the error\n"
	"\n"
	"The exit code is the command's; 127: it is not found, 126: it cannot be run.\n"
	"\n"
	"examples:\n"
	"  ccred exec cadasto -- sh -c 'curl -K \"$CCRED_CURL_CONFIG\" https://api.example'\n"
	"  ccred exec --min-valid 3600 cadasto -- ./nightly-import\n";

/* Since Linux 6.3; where vm.memfd_noexec is 2, there is none without it. */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x8u
#endif

/* Scripts number their own from 3 to 9, and so do those who were handed some by systemd. */
#define FIRST_FD 10

#define HEADER_FILE "CCRED_HEADER_FILE"
#define CURL_CONFIG "CCRED_CURL_CONFIG"

struct exec_options {
	struct wanted wanted;
	const char *env; /* the name of a variable; NULL: none */
	char **command; /* NULL-terminated */
};

/* Whether the loader, the C library, shells, interpreters or ccred go by the variable: the command would
 * not run as it should. */
static bool is_taken(const char *name)
{
	static const char *const prefixes[] = { "BASH_", "CCRED_",  "GLIBC_", "LC_",
						"LD_",   "MALLOC_", "XDG_" };
	static const char names[] =
		" BASHOPTS CDPATH ENV GCONV_PATH GETCONF_DIR HOME HOSTALIASES IFS"
		" JAVA_TOOL_OPTIONS LANG LOCALDOMAIN LOCPATH LOGNAME NIS_PATH NLSPATH NODE_OPTIONS"
		" OLDPWD PATH PERL5LIB PERL5OPT PS1 PS2 PS4 PWD PYTHONHOME PYTHONPATH PYTHONSTARTUP"
		" RESOLV_HOST_CONF RES_OPTIONS RUBYLIB RUBYOPT SHELL SHELLOPTS TERM TMPDIR TZ TZDIR"
		" USER ";
	char word[32];

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	/* Cut short, a longer name has no blank behind it. */
	snprintf(word, sizeof(word), " %s ", name);
	return strstr(names, word) != NULL;
}

static int take_env(const char *name, struct exec_options *o, struct err *err)
{
	if (o->env != NULL)
		return err_set(err, EXIT_USAGE, "--env %s: one variable, please", name);
	if (!text_is_variable(name))
		return err_set(err, EXIT_USAGE,
			       "--env %.64s: a name has letters, digits and _, and no digit first",
			       name);
	if (is_taken(name))
		return err_set(err, EXIT_USAGE,
			       "--env %s: that variable says how programs run: choose another name",
			       name);
	o->env = name;
	return 0;
}

/* Returns 0, an error, or -1 when the help was asked for. */
static int parse(int argc, char **argv, struct exec_options *o, struct err *err)
{
	static const struct option longs[] = {
		WANTED_OPTIONS,
		{ "env", required_argument, NULL, 'e' },
		{ NULL, 0, NULL, 0 },
	};
	int ours = 1, option, r;

	/* What stands behind it is the command's, and getopt must not see it. */
	while (ours < argc && strcmp(argv[ours], "--") != 0)
		ours++;
	opterr = 0;
	while ((option = getopt_long(ours, argv, ":h", longs, NULL)) != -1) {
		r = option == 'e' ? take_env(optarg, o, err)
				  : wanted_option(argv, option, &o->wanted, err);
		if (r != 0)
			return r;
	}
	if (ours == argc)
		return cmd_usage(argv, err, "-- and a command behind the profile are missing");
	if ((r = wanted_word(ours, argv, &o->wanted, err)) != 0)
		return r;
	if (ours + 1 == argc)
		return cmd_usage(argv, err, "a command behind -- is missing");
	o->command = argv + ours + 1;
	return 0;
}

/*
 * A file without a name, in memory, that nobody can change. Whoever opens /dev/fd/N gets a description of
 * his own, at the beginning. The mode lets a command read it that has changed its user: nobody else comes
 * near it, for to open another's descriptors takes the right to trace him.
 *
 * *ret_fd is not closed by exec.
 */
static int make_file(const char *name, const struct buf *content, int *ret_fd, struct err *err)
{
	const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int fd, reader = -1, r = 0;
	char path[32];

	if (buf_error(content))
		return err_nomem(err);
	fd = memfd_create(name, flags | MFD_NOEXEC_SEAL);
	if (fd < 0 && errno == EINVAL)
		fd = memfd_create(name, flags);
	if (fd < 0 || fs_write_all(fd, content->data, content->len) != 0 || fchmod(fd, 0444) != 0 ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0) {
		r = err_sys(err, EXIT_OS, errno, "cannot make a file in memory for the token");
		goto out;
	}
	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	if ((reader = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		r = err_sys(err, EXIT_OS, errno,
			    "cannot open %s, as the command would: is /proc mounted?", path);
	else if ((*ret_fd = fcntl(reader, F_DUPFD, FIRST_FD)) < 0)
		r = err_sys(err, EXIT_OS, errno, "no descriptor is left for the token");
out:
	fs_close(&reader);
	fs_close(&fd);
	return r;
}

/* What the command gets: two open files, and the variables that say so, NAME=VALUE. */
struct given {
	char header_file[64], curl_config[64];
	struct buf env; /* empty: none */
};

static int give(const struct exec_options *o, const struct secret *token, struct given *g,
		struct err *err)
{
	struct buf header = BUF_SECRET(LIMIT_ANSWER), curl = BUF_SECRET(LIMIT_ANSWER);
	int header_fd, curl_fd, r;

	token_header(&header, token);
	token_curl(&curl, token);
	if (o->env != NULL) {
		buf_puts(&g->env, o->env);
		buf_putc(&g->env, '=');
		buf_put(&g->env, token->data, token->len);
	}
	if ((r = make_file("ccred-header", &header, &header_fd, err)) != 0 ||
	    (r = make_file("ccred-curl", &curl, &curl_fd, err)) != 0)
		goto out;
	snprintf(g->header_file, sizeof(g->header_file), HEADER_FILE "=/dev/fd/%d", header_fd);
	snprintf(g->curl_config, sizeof(g->curl_config), CURL_CONFIG "=/dev/fd/%d", curl_fd);
out:
	buf_free(&header);
	buf_free(&curl);
	return r;
}

/* Returns only if there is no such command. */
static int become(char **command, struct given *g, struct err *err)
{
	char *vars[] = { g->header_file, g->curl_config, g->env.data };
	char **envp = environment_with(vars, g->env.len > 0 ? 3 : 2);

	if (envp == NULL || buf_error(&g->env)) {
		free(envp);
		return err_nomem(err);
	}
	trace("command: becomes %s", command[0]);
	proc_restore();
	execvpe(command[0], command, envp);
	int why = errno;
	/* Saying so must not end us. */
	signal(SIGPIPE, SIG_IGN);
	free(envp);
	return err_sys(err, why == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN, why, "cannot run %s",
		       command[0]);
}

int cmd_exec(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	/* The command keeps its token for as long as it runs, so one about to be renewed is not good
	 * enough; and a renewal in the background could become a child of the command. */
	struct exec_options o = { .wanted.obtain.wait = true };
	struct given given = { .env = BUF_SECRET(LIMIT_ANSWER) };
	struct obtained token = { 0 };
	int r;

	if ((r = parse(argc, argv, &o, err)) != 0)
		return r < 0 ? cmd_help(context, err) : r;
	if ((r = wanted_obtain(argv, &o.wanted, context, &token, err)) != 0)
		goto out;
	r = give(&o, token.token, &given, err);
	obtained_clear(&token);
	if (r != 0)
		goto out;
	/* What goes wrong from here on is not about the profile. */
	context->about[0] = '\0';
	r = become(o.command, &given, err);
out:
	buf_free(&given.env);
	return r;
}
