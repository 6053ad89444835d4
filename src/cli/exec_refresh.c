/* Keeping the files of a running command fresh. */
#include "cli/exec_refresh.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/limits.h"
#include "base/log.h"
#include "cache/cache.h"
#include "cli/follow.h"
#include "client/present.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	const char *name, *variable;
	enum token_format format;
} files[] = {
	{ "header", "CCRED_HEADER_FILE", TOKEN_FORMAT_HEADER },
	{ "curl", "CCRED_CURL_CONFIG", TOKEN_FORMAT_CURL },
};
#define N_FILES (sizeof(files) / sizeof(files[0]))

/* Nobody else sends it: what a process group or a unit is sent is for the command. */
#define END_SIGNAL (SIGRTMIN + 1)

/* Signals that are handed on. */
static const int handed_on[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2 };
#define N_HANDED_ON (sizeof(handed_on) / sizeof(handed_on[0]))

/* Where they are; for the signal handler, too. */
static char directory[PATH_MAX];
static int directory_fd = -1;

/* Async-signal-safe. Two processes may do it. */
static void remove_files(void)
{
	for (size_t i = 0; i < N_FILES && directory_fd >= 0; i++)
		(void)unlinkat(directory_fd, files[i].name, 0);
	if (directory_fd >= 0)
		(void)rmdir(directory);
}

/* Makes a directory below the first place that will do. */
static int make_directory(struct err *err)
{
	const char *runtime = NULL;
	(void)fs_user_dir("XDG_RUNTIME_DIR", &runtime, NULL);
	const char *const places[] = { runtime, getenv("TMPDIR"), "/dev/shm", "/tmp" };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (places[i] == NULL || places[i][0] != '/' ||
		    snprintf(directory, sizeof(directory), "%s/ccred-exec-XXXXXX", places[i]) >=
			    (int)sizeof(directory) ||
		    mkdtemp(directory) == NULL)
			continue;
		if (fs_check_path(directory, NULL, err) == 0 &&
		    fs_open_private_dir(AT_FDCWD, directory, false, &directory_fd, err) == 0)
			return 0;
		(void)rmdir(directory);
	}
	return err_set(err, REASON_SYSTEM,
		       "no directory can be made for the files of the command: let TMPDIR name a "
		       "directory of yours");
}

static int write_files(const struct refresh *x, const struct obtained *token, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < N_FILES && r == 0; i++) {
		struct buf content = BUF_SECRET(LIMIT_ANSWER);
		r = present_token(x->profile, token, files[i].format, &content, err);
		buf_putc(&content, '\n');
		if (r == 0)
			r = buf_error(&content)
				    ? err_nomem(err)
				    : fs_replace(directory_fd, files[i].name, content.data,
						 content.len, false, NULL, err);
		buf_free(&content);
	}
	return r;
}

/* A round of follow_run: the one item is looked at when it is due, since without a cache each look
 * is a request. */
static void look_again(struct follow *follow, void *arg)
{
	const struct refresh *x = arg;
	const struct renew_options options = { .wanted = true, .instead = x->instead };
	struct follow_item *item = follow_item(follow, x->profile->name);
	const struct client client = { 0 };
	struct renewed done = { 0 };
	struct err err = { 0 };
	sigset_t held, before;
	int r;

	if (item == NULL || clock_ms() < item->next_ms)
		return;
	r = renew_ahead(&client, x->profile, &options, &done, &err);
	/* Without the end in between, no temporary file is left behind. */
	sigemptyset(&held);
	sigaddset(&held, END_SIGNAL);
	sigprocmask(SIG_BLOCK, &held, &before);
	if (r == 0 && done.now.token != NULL)
		r = write_files(x, &done.now, &err);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (r == 0)
		follow_good(item, done.left_s, done.due_s);
	else
		follow_bad(item, &err);
	obtained_clear(&done.now);
}

/* The process beside the command. It ends with its parent, and before it. */
static _Noreturn void stay_beside(const struct refresh *x, pid_t parent)
{
	struct follow follow = { .round = look_again,
				 .arg = (void *)(uintptr_t)x,
				 .end_signal = END_SIGNAL,
				 .end = remove_files };
	struct follow_item *item = follow_item(&follow, x->profile->name);
	struct clock_now now;

	(void)signal(END_SIGNAL, SIG_DFL);
	(void)prctl(PR_SET_PDEATHSIG, END_SIGNAL, 0, 0, 0);
	if (item == NULL || getppid() != parent)
		_exit(EXIT_OS);
	/* SIGHUP is another look, as for renew --follow. */
	for (size_t i = 0; i < N_HANDED_ON; i++)
		if (handed_on[i] != SIGHUP)
			(void)signal(handed_on[i], SIG_IGN);
	clock_now(&now);
	int64_t left_s = x->first->expires_s - now.wall_s;
	item->good = true;
	item->next_ms =
		clock_ms() + (left_s - cache_margin(left_s, x->profile->renew_margin_s)) * 1000;
	follow_run(&follow);
}

/* The command, in its process. */
static _Noreturn void start(const struct refresh *x, const sigset_t *mask)
{
	char paths[N_FILES][REFRESH_VARIABLE_SIZE];
	struct err err = { 0 };

	for (size_t i = 0; i < N_FILES; i++)
		snprintf(paths[i], sizeof(paths[i]), "%s=%s/%s", files[i].variable, directory,
			 files[i].name);
	sigprocmask(SIG_SETMASK, mask, NULL);
	int r = x->become(x->arg, paths[0], paths[1], &err);
	log_error(NULL, &err);
	_exit(r);
}

/* Waits for the end of the command. What the terminal sends has reached it already, for it is in
 * the same process group. */
static int wait_for(pid_t command, const sigset_t *set)
{
	siginfo_t info;
	int status;

	for (;;) {
		int number = sigwaitinfo(set, &info);
		if (number > 0 && number != SIGCHLD && info.si_code <= 0)
			(void)kill(command, number);
		if (number == SIGCHLD && waitpid(command, &status, WNOHANG) == command)
			return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	}
}

int exec_refresh(const struct refresh *x, int *ret_status, struct err *err)
{
	pid_t parent = getpid(), beside = -1, command = -1;
	sigset_t set, end, before;
	int r;

	sigemptyset(&end);
	sigaddset(&end, END_SIGNAL);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (size_t i = 0; i < N_HANDED_ON; i++)
		sigaddset(&set, handed_on[i]);
	sigprocmask(SIG_BLOCK, &set, &before);
	sigprocmask(SIG_BLOCK, &end, NULL);
	if ((r = make_directory(err)) != 0 || (r = write_files(x, x->first, err)) != 0)
		goto out;
	if ((beside = fork()) == 0)
		stay_beside(x, parent);
	if (beside > 0 && (command = fork()) == 0)
		start(x, &before);
	if (command > 0)
		*ret_status = wait_for(command, &set);
	else
		r = err_sys(err, REASON_SYSTEM, errno, "cannot start a process");
	if (beside > 0) {
		(void)kill(beside, END_SIGNAL);
		while (waitpid(beside, NULL, 0) < 0 && errno == EINTR)
			;
	}
out:
	remove_files();
	fs_close(&directory_fd);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return r;
}
