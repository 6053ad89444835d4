/* host->run: a program run to its end, or talked with while it runs. */
#include "source/program.h"
#include "base/fs.h"
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* How often time_left is looked at, and without a pidfd also whether the program has ended. */
#define STEP_MS 200
#define STEP_NO_PIDFD_MS 20

/* What is shown of the last line of stderr. */
#define LAST_LINE_MAX 400

/* The pipes of a program. */
#define IN 0
#define OUT 1
#define ERR 2
#define N_PIPES 3

struct running {
	struct ccred_call *call;
	const struct ccred_run *run;
	bool prompts;
	/* How much of its output was looked at for prompts. */
	size_t at;
	struct ccred_run_answer *answer;
	pid_t pid;
	int pidfd;
	/* To its stdin, from its stdout and stderr: the reading end of each first. */
	int pipes[N_PIPES][2];
	/* What is still to be written to its stdin. */
	struct buf input;
	size_t line_len;
	/* The next byte on stderr begins another line. */
	bool line_ended;
};

/* The path of the program without links. The caller frees it, also after a failure. */
static int find_program(struct ccred_call *call, const char *path, char **ret_program)
{
	struct err err = { 0 };
	struct stat st;
	int r = fs_check_path(path, ret_program, &err);

	if (r == 0 && stat(*ret_program, &st) != 0) {
		r = err_sys(&err, REASON_SYSTEM, errno, "cannot examine %s", path);
	} else if (r == 0 && !S_ISREG(st.st_mode)) {
		r = err_set(&err, REASON_FILE_TYPE, "%s is not a program", path);
	} else if (r == 0 && (st.st_mode & 0111) == 0) {
		r = err_set(&err, REASON_FILE_MODE, "%s is not executable", path);
		if (st.st_uid == geteuid())
			(void)err_fix_path(&err, r, "chmod u+x", path);
	}
	if (r == 0)
		return CCRED_SUCCESS;
	host_say_err(call, &err);
	return r == EXIT_DENIED ? CCRED_DENIED : CCRED_UNAVAILABLE;
}

static bool names_one_of(const char *entry, const char *const *env)
{
	size_t len = strcspn(entry, "=");

	for (; env != NULL && *env != NULL; env++)
		if (strncmp(entry, *env, len) == 0 && (*env)[len] == '=')
			return true;
	return false;
}

/* The environment of the line with the run's own variables: an array to free; its strings are
 * borrowed. */
static const char **make_environment(const char *const *env)
{
	size_t n = 0, added = 0;
	const char **envp;

	while (environ[n] != NULL)
		n++;
	while (env != NULL && env[added] != NULL)
		added++;
	if ((envp = calloc(n + added + 1, sizeof(*envp))) == NULL)
		return NULL;
	n = 0;
	for (char **v = environ; *v != NULL; v++)
		if (!names_one_of(*v, env))
			envp[n++] = *v;
	for (size_t i = 0; i < added; i++)
		envp[n++] = env[i];
	return envp;
}

/* Returns 0, or an errno value. */
static int start(struct running *g, const char *program, const char **envp)
{
	struct proc_spec spec = { .path = program,
				  .argv = g->run->argv,
				  .envp = (char *const *)(uintptr_t)envp,
				  .dir = "/",
				  .die_with_parent = true };
	int why;

	for (int i = 0; i < N_PIPES; i++)
		if (pipe2(g->pipes[i], O_CLOEXEC) != 0)
			return errno;
	why = proc_spawn(&spec,
			 (const int[]){ g->pipes[IN][0], g->pipes[OUT][1], g->pipes[ERR][1] },
			 &g->pid);
	if (why != 0)
		return why;
	/* The reading end of its stdin stays open here too, so that a program that does not read
	 * raises no SIGPIPE. */
	fs_close(&g->pipes[OUT][1]);
	fs_close(&g->pipes[ERR][1]);
	if (fcntl(g->pipes[IN][1], F_SETFL, O_NONBLOCK) != 0 ||
	    fcntl(g->pipes[OUT][0], F_SETFL, O_NONBLOCK) != 0 ||
	    fcntl(g->pipes[ERR][0], F_SETFL, O_NONBLOCK) != 0)
		return errno;
	g->pidfd = (int)syscall(SYS_pidfd_open, g->pid, 0);
	return 0;
}

static void send_input(struct running *g)
{
	while (g->pipes[IN][1] >= 0 && g->input.len > 0) {
		ssize_t n = write(g->pipes[IN][1], g->input.data, g->input.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		buf_drop(&g->input, (size_t)n);
	}
	if (!g->prompts) {
		fs_close(&g->pipes[IN][0]);
		fs_close(&g->pipes[IN][1]);
	}
}

/* Reads one byte more than there is room for, to see that there is more. */
static int take_output(struct running *g)
{
	struct ccred_run_answer *a = g->answer;
	size_t before = a->output_len;
	char more;

	while (g->pipes[OUT][0] >= 0) {
		size_t room = g->run->output_size - a->output_len;
		ssize_t n = read(g->pipes[OUT][0],
				 room > 0 ? (char *)g->run->output + a->output_len : &more,
				 room > 0 ? room : 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0) {
			fs_close(&g->pipes[OUT][0]);
			break;
		}
		if (room == 0)
			return host_say(g->call, CCRED_INVALID, REASON_PROGRAM_ANSWER,
					"it answered more than %zu bytes", g->run->output_size);
		a->output_len += (size_t)n;
	}
	if (!g->prompts || a->output_len == before)
		return CCRED_SUCCESS;
	return program_answer_prompts(g->call, g->run->output, a->output_len, &g->at, &g->input);
}

/* Keeps the last line that is not empty. */
static void keep_line(struct running *g, const char *data, size_t len)
{
	char *line = g->call->last_line;

	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\n' || data[i] == '\0') {
			g->line_ended = true;
			continue;
		}
		if (g->line_ended) {
			g->line_ended = false;
			g->line_len = 0;
		}
		if (g->line_len < sizeof(g->call->last_line) - 1)
			line[g->line_len++] = data[i];
	}
	line[g->line_len] = '\0';
}

static void keep_errors(struct running *g, const char *data, size_t len)
{
	struct ccred_run_answer *a = g->answer;
	size_t room = g->run->errors_size > 0 ? g->run->errors_size - 1 - a->errors_len : 0;

	if (len > room)
		len = room;
	if (len == 0)
		return;
	memcpy(g->run->errors + a->errors_len, data, len);
	a->errors_len += len;
	g->run->errors[a->errors_len] = '\0';
}

/* One bufferful a turn, so that a flood does not keep us from the clock. Returns false if there was
 * none. */
static bool take_errors(struct running *g)
{
	char data[4096];
	ssize_t n;

	if (g->pipes[ERR][0] < 0)
		return false;
	n = read(g->pipes[ERR][0], data, sizeof(data));
	if (n > 0) {
		keep_line(g, data, (size_t)n);
		keep_errors(g, data, (size_t)n);
	} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
		fs_close(&g->pipes[ERR][0]);
	}
	explicit_bzero(data, sizeof(data));
	return n > 0;
}

static void wait_for_news(const struct running *g)
{
	struct pollfd fds[] = { { .fd = g->pidfd, .events = POLLIN },
				{ .fd = g->pipes[OUT][0], .events = POLLIN },
				{ .fd = g->pipes[ERR][0], .events = POLLIN },
				{ .fd = g->input.len > 0 ? g->pipes[IN][1] : -1,
				  .events = POLLOUT } };
	int64_t left = host_time_left(g->call), step = g->pidfd >= 0 ? STEP_MS : STEP_NO_PIDFD_MS;

	(void)poll(fds, 4, (int)(left < step ? left : step));
}

static int talk(struct running *g)
{
	int r;

	for (;;) {
		/* Looked at before reading: what a dead process wrote is all there. A daemon that
		 * it left may hold the pipes open, so their end is not waited for. */
		bool ended = proc_has_ended(g->pid);

		send_input(g);
		/* At the end, no more than a pipe holds. */
		for (int turns = ended ? 16 : 0; take_errors(g) && turns > 0; turns--)
			;
		if ((r = take_output(g)) != CCRED_SUCCESS || ended)
			return r;
		if (host_time_left(g->call) == 0)
			return host_say(g->call, CCRED_TRY_AGAIN, REASON_PROGRAM_TIMEOUT,
					"no answer in time: raise source-timeout, or see what it "
					"waits for");
		wait_for_news(g);
	}
}

static int start_and_talk(struct running *g, const char *program, const char **envp)
{
	int why = start(g, program, envp);

	if (why == 0)
		return talk(g);
	return host_say(g->call, why == EACCES ? CCRED_DENIED : CCRED_UNAVAILABLE,
			REASON_PROGRAM_START, "it cannot be started: %s", strerror(why));
}

/* Reaps the program; it is killed if it has not ended by itself. Its children go with it. */
static void end(struct running *g, int result, const struct proc_children *kept)
{
	int status = 0;

	if (g->pid <= 0)
		return;
	if (result != CCRED_SUCCESS)
		kill(g->pid, SIGKILL);
	while (waitpid(g->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		g->answer->signal = WTERMSIG(status);
	else
		g->answer->status = WEXITSTATUS(status);
	/* With too many children to tell apart, the outer process ends them all. */
	if (kept->n < PROC_CHILDREN_MAX)
		proc_kill_children(PROC_SPARE_AGENT, kept);
}

int run_program(struct ccred_call *call, const struct ccred_run *run, bool prompts,
		struct ccred_run_answer *ret_answer)
{
	struct running g = { .call = call,
			     .run = run,
			     .prompts = prompts,
			     .answer = ret_answer,
			     .pid = -1,
			     .pidfd = -1,
			     .pipes = { { -1, -1 }, { -1, -1 }, { -1, -1 } },
			     .input = BUF_SECRET(0) };
	const char **envp = NULL;
	char *program = NULL;
	struct proc_children kept;
	int r;

	*ret_answer = (struct ccred_run_answer){ .size = sizeof(*ret_answer),
						 .last_line = call->last_line };
	explicit_bzero(call->last_line, sizeof(call->last_line));
	if (run->errors_size > 0)
		run->errors[0] = '\0';
	proc_list_children(&kept);
	buf_put(&g.input, run->input, run->input_len);
	r = find_program(call, run->program, &program);
	if (r == CCRED_SUCCESS &&
	    (buf_error(&g.input) || (envp = make_environment(run->env)) == NULL))
		r = host_say(call, CCRED_INTERNAL, REASON_NO_MEMORY, "out of memory");
	if (r == CCRED_SUCCESS)
		r = start_and_talk(&g, program, envp);
	end(&g, r, &kept);
	host_hide(call, call->last_line);
	call->last_line[LAST_LINE_MAX] = '\0';
	if (run->errors_size > 0) {
		host_hide(call, run->errors);
		ret_answer->errors_len = strlen(run->errors);
	}
	buf_free(&g.input);
	free(envp);
	free(program);
	fs_close(&g.pidfd);
	for (int i = 0; i < N_PIPES; i++) {
		fs_close(&g.pipes[i][0]);
		fs_close(&g.pipes[i][1]);
	}
	return r;
}

int host_run(struct ccred_call *call, const struct ccred_run *run,
	     struct ccred_run_answer *ret_answer)
{
	int r;

	if (run == NULL || run->size < sizeof(struct ccred_run) || ret_answer == NULL ||
	    ret_answer->size < sizeof(struct ccred_run_answer) || run->program == NULL ||
	    run->argv == NULL || (run->input == NULL && run->input_len > 0) ||
	    (run->output == NULL && run->output_size > 0) ||
	    (run->errors == NULL && run->errors_size > 0))
		return CCRED_INTERNAL;
	call->program = run->program;
	r = run_program(call, run, false, ret_answer);
	call->program = NULL;
	return r;
}
