/* ccred exec: becomes a command that finds the token in two files of its own; or stays beside it,
 * and keeps them fresh. */
#include "base/fs.h"
#include "base/limits.h"
#include "base/proc.h"
#include "base/text.h"
#include "base/trace.h"
#include "client/environment.h"
#include "client/present.h"
#include "cli/exec_refresh.h"
#include "cli/operand.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Since Linux 6.3. Where vm.memfd_noexec is 2, memfd_create fails without it. */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x8u
#endif

/* Scripts number their own descriptors from 3 to 9, and systemd hands some over from 3 on. */
#define FIRST_FD 10

/*
 * Whether the loader, the C library, shells, interpreters or ccred read the variable: with a
 * token in it the command would not run as it should.
 */
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
	/* A longer name is cut short and then has no blank behind it. */
	snprintf(word, sizeof(word), " %s ", name);
	return strstr(names, word) != NULL;
}

static int check_env(const char *name, struct err *err)
{
	if (!text_is_variable(name))
		return err_set(err, REASON_USAGE,
			       "--env %.64s: a name has letters, digits and _, and no digit first",
			       name);
	if (is_taken(name))
		return err_set(err, REASON_USAGE,
			       "--env %s: that variable says how programs run: choose another name",
			       name);
	return 0;
}

/*
 * A file without a name, in memory, that nobody can change. A program that opens /dev/fd/N gets a
 * description of its own, at the beginning of the file. The mode lets a command read the file after
 * it has changed its user. Other processes cannot open it: that takes the right to trace this
 * process.
 *
 * exec does not close *ret_fd.
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
		r = err_sys(err, REASON_SYSTEM, errno,
			    "cannot make a file in memory for the token");
		goto out;
	}
	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	if ((reader = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		r = err_sys(err, REASON_SYSTEM, errno,
			    "cannot open %s, as the command would: is /proc mounted?", path);
	else if ((*ret_fd = fcntl(reader, F_DUPFD, FIRST_FD)) < 0)
		r = err_sys(err, REASON_SYSTEM, errno, "no descriptor is left for the token");
out:
	fs_close(&reader);
	fs_close(&fd);
	return r;
}

/* What the command gets: two open files, and the variables with their paths as NAME=VALUE. */
struct given {
	char *header_file, *curl_config;
	/* Empty: no variable has the token. */
	struct buf env;
};

static int give(const char *name, const char *variable, const struct profile *profile,
		const struct obtained *token, enum token_format format, char out[64],
		struct err *err)
{
	struct buf content = BUF_SECRET(LIMIT_ANSWER);
	int fd = -1, r;

	r = present_token(profile, token, format, &content, err);
	buf_putc(&content, '\n');
	if (r == 0 && (r = make_file(name, &content, &fd, err)) == 0)
		snprintf(out, 64, "%s=/dev/fd/%d", variable, fd);
	buf_free(&content);
	return r;
}

/* Returns only if the command cannot be run. */
static int become(const struct args *args, struct given *g, struct err *err)
{
	char **command = args->becomes;
	char *vars[] = { g->header_file, g->curl_config, g->env.data };
	/* A secret that was for this call, and not for the command. */
	const char *without[] = { AD_HOC_SECRET, args_value(args, "--secret-env"), NULL };
	char **envp = environment_for_command(vars, g->env.len > 0 ? 3 : 2, without);

	if (envp == NULL || buf_error(&g->env)) {
		free(envp);
		return err_nomem(err);
	}
	trace("command: becomes %s", command[0]);
	proc_restore();
	execvpe(command[0], command, envp);
	int why = errno;
	/* The error must be printed, also into a closed pipe. */
	signal(SIGPIPE, SIG_IGN);
	free(envp);
	return err_sys(err, why == ENOENT ? REASON_COMMAND_NOT_FOUND : REASON_CANNOT_RUN, why,
		       "cannot run %s", command[0]);
}

/* A proof is for one request alone: the command would have to ask for each. */
static int check_binding(const struct obtained *token, struct err *err)
{
	return token->binding == TOKEN_OF_PROOF ? obtained_check_bearer(token, err) : 0;
}

/* Becomes the command with files that are kept fresh; arg: the command line. */
static int become_fresh(void *arg, char *header_file, char *curl_config, struct err *err)
{
	struct given given = { header_file, curl_config, BUF_INIT };

	return become(arg, &given, err);
}

/* Stays beside the command. */
static int run_fresh(const struct args *args, struct command_context *context, struct err *err)
{
	struct obtained token = { 0 };
	struct profile *profile = NULL;
	struct ad_hoc ad_hoc = { 0 };
	int r = service_obtain(args, true, context, &ad_hoc, &profile, &token, err), status = 0;
	const struct refresh refresh = {
		.profile = profile,
		.instead = ad_hoc.read != NULL ? &ad_hoc.secret : NULL,
		.first = &token,
		.become = become_fresh,
		.arg = (void *)(uintptr_t)args,
	};

	if (r == 0)
		r = check_binding(&token, err);
	if (r == 0 && token.expires_s == 0)
		r = err_set(
			err, REASON_LIFETIME_SHORT,
			"the server does not say how long the token lives: leave out --refresh");
	if (r == 0) {
		context->about[0] = '\0';
		r = exec_refresh(&refresh, &status, err);
		context->told = r == 0;
		r = r == 0 ? status : r;
	}
	obtained_clear(&token);
	profile_free(&profile);
	ad_hoc_clear(&ad_hoc);
	return r;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const char *variable = args_value(args, "--env");
	char header_file[64], curl_config[64];
	struct given given = { header_file, curl_config, BUF_SECRET(LIMIT_ANSWER) };
	struct obtained token = { 0 };
	struct profile *profile = NULL;
	struct ad_hoc ad_hoc = { 0 };
	int r;

	if (variable != NULL && (r = check_env(variable, err)) != 0)
		return r;
	if (args_value(args, "--refresh") != NULL)
		return variable == NULL ? run_fresh(args, context, err)
					: args_usage(args, err,
						     "a variable cannot be refreshed: leave out "
						     "--env or --refresh");
	/* The command keeps its token for as long as it runs, so a token that is about to be
	 * renewed is not good enough. And a renewal in the background could become a child of the
	 * command. */
	if ((r = service_obtain(args, true, context, &ad_hoc, &profile, &token, err)) != 0 ||
	    (r = check_binding(&token, err)) != 0)
		goto out;
	if (variable != NULL) {
		buf_printf(&given.env, "%s=", variable);
		buf_put(&given.env, token.token->data, token.token->len);
	}
	if ((r = give("ccred-header", "CCRED_HEADER_FILE", profile, &token, TOKEN_FORMAT_HEADER,
		      given.header_file, err)) != 0 ||
	    (r = give("ccred-curl", "CCRED_CURL_CONFIG", profile, &token, TOKEN_FORMAT_CURL,
		      given.curl_config, err)) != 0)
		goto out;
	obtained_clear(&token);
	/* Errors from here on are not about the profile. */
	context->about[0] = '\0';
	r = become(args, &given, err);
out:
	obtained_clear(&token);
	profile_free(&profile);
	ad_hoc_clear(&ad_hoc);
	buf_free(&given.env);
	return r;
}

const struct command command_exec = {
	.name = "exec",
	.brief = "run a command that has a token in a file",
	.about =
		"Gets a token and becomes the command. The command finds the token in two files\n"
		"that only it and the programs it starts can read. Their paths are in its\n"
		"environment: CCRED_HEADER_FILE is a header line, for curl -H @FILE, and\n"
		"CCRED_CURL_CONFIG is a configuration of curl, for curl -K FILE.\n"
		"The exit code is the command's; 127: it is not found, 126: it cannot be run.\n" AD_HOC_ABOUT,
	.elsewhere = "run",
	.forms = FORMS({ .arguments = { ARGUMENT_SERVICE }, .becomes = true }),
	.options = OPTIONS({ "--env", "NAME", "the token itself in this environment variable, too",
			     .once = true },
			   { "--refresh", NULL, "stay, and replace the files with each new token" },
			   { OPTION_TENANT }, { OPTION_MIN_VALID }, { OPTION_RENEW },
			   OPTIONS_AD_HOC(AD_HOC_SHORT)),
	.examples =
		"  ccred exec acme -- sh -c 'curl -K \"$CCRED_CURL_CONFIG\" https://api.example'\n"
		"  ccred exec --min-valid 3600 acme -- ./nightly-import\n",
	.run = run,
};
