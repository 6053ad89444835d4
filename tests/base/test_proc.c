/* Starting helpers and getting rid of them: real processes, small sh scripts as helpers. */
#include "base/clock.h"
#include "base/proc.h"
#include "lib/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static char script[64];

/* A helper that runs the given sh text, and answers on its descriptor 0. */
static void write_script(const char *text)
{
	FILE *f;

	snprintf(script, sizeof(script), "/tmp/ccred-test-proc-XXXXXX");
	int fd = mkstemp(script);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fchmod(fd, 0700), 0);
	ck_assert_ptr_nonnull(f = fdopen(fd, "w"));
	fprintf(f, "#!/bin/sh\nexec >&0\n%s\n", text);
	ck_assert_int_eq(fclose(f), 0);
}

/* Sends the request, waits for the end, and reads what came until then. */
static enum proc_end talk(struct proc_spec *spec, const char *text, const char *request, int ms,
			  struct buf *answer, int *status)
{
	struct err e = { 0 };
	struct proc p = PROC_INIT;
	ssize_t n;

	write_script(text);
	spec->path = script;
	ck_assert_msg(proc_start(spec, &p, &e) == 0, "%s", e.text);
	int fd = dup(p.in);
	(void)send(fd, request, strlen(request), MSG_NOSIGNAL);
	ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
	enum proc_end end = proc_wait(&p, clock_ms() + ms, status);
	while ((n = read(fd, buf_reserve(answer, 4096), 4096)) > 0)
		answer->len += (size_t)n;
	close(fd);
	unlink(script);
	ck_assert_int_eq(p.pid, 0);
	ck_assert_int_eq(p.in, -1);
	return end;
}

START_TEST(answers)
{
	struct proc_spec spec = { 0 };
	struct buf b = BUF_INIT;
	int status;

	ck_assert_int_eq(talk(&spec, "cat; exit 3", "hello\n", 5000, &b, &status), PROC_EXITED);
	ck_assert_int_eq(status, 3);
	ck_assert_str_eq(buf_str(&b), "hello\n");
	buf_reset(&b);
	/* It need not read what it is told. */
	ck_assert_int_eq(talk(&spec, "echo deaf", "hello\n", 5000, &b, &status), PROC_EXITED);
	ck_assert_str_eq(buf_str(&b), "deaf\n");
	buf_reset(&b);
	ck_assert_int_eq(talk(&spec, "kill -SEGV $$", "", 5000, &b, &status), PROC_SIGNALED);
	ck_assert_int_eq(status, SIGSEGV);
	buf_free(&b);
}
END_TEST

START_TEST(deadline)
{
	struct proc_spec spec = { .own_group = true };
	struct buf b = BUF_INIT;
	int status;
	int64_t begin = clock_ms();

	ck_assert_int_eq(talk(&spec, "sleep 60 & echo $!; wait", "", 300, &b, &status),
			 PROC_TIMEOUT);
	ck_assert_int_lt(clock_ms() - begin, 5000);
	/* The whole group is gone. */
	pid_t grandchild = (pid_t)strtol(buf_str(&b), NULL, 10);
	ck_assert_int_gt(grandchild, 1);
	for (int i = 0; i < 100 && kill(grandchild, 0) == 0; i++)
		clock_sleep(10);
	/* Reaped by init, or still a zombie of it; never running. */
	char path[64], state = 'Z';
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)grandchild);
	FILE *f = fopen(path, "re");
	if (f != NULL) {
		ck_assert_int_eq(fscanf(f, "%*d %*s %c", &state), 1);
		fclose(f);
	}
	ck_assert_int_eq(state, 'Z');
	/* Nor is one that has shut its output waited for any longer. */
	begin = clock_ms();
	ck_assert_int_eq(talk(&spec, "exec <&- >&-; sleep 60", "", 200, &b, &status), PROC_TIMEOUT);
	ck_assert_int_lt(clock_ms() - begin, 5000);
	buf_free(&b);
}
END_TEST

static void on_alarm(int number)
{
	(void)number;
	proc_stop = 1;
}

/* Whoever has to end waits for nobody, now or later. */
START_TEST(stopped)
{
	struct proc_spec spec = { .own_group = true };
	struct buf b = BUF_INIT;
	int status;

	signal(SIGALRM, on_alarm);
	alarm(1);
	ck_assert_int_eq(talk(&spec, "sleep 60", "", 600000, &b, &status), PROC_TIMEOUT);
	ck_assert_int_eq(talk(&spec, "sleep 60", "", 600000, &b, &status), PROC_TIMEOUT);
	proc_stop = 0;
	ck_assert_int_eq(talk(&spec, "exit 4", "", 600000, &b, &status), PROC_EXITED);
	buf_free(&b);
}
END_TEST

/* A grandchild that keeps the socket open must not keep us. */
START_TEST(grandchild)
{
	struct proc_spec spec = { .own_group = true };
	struct buf b = BUF_INIT;
	int status;
	int64_t begin = clock_ms();

	ck_assert_int_eq(talk(&spec, "sleep 60 & echo done", "", 20000, &b, &status), PROC_EXITED);
	ck_assert_int_lt(clock_ms() - begin, 5000);
	ck_assert_str_eq(buf_str(&b), "done\n");
	buf_free(&b);
}
END_TEST

START_TEST(descriptors)
{
	int pipe_fds[2], inherited = open("/dev/null", O_RDONLY); /* not close-on-exec */
	ck_assert_int_eq(pipe(pipe_fds), 0);
	struct proc_spec spec = { .keep = &pipe_fds[1], .nkeep = 1 };
	struct buf b = BUF_INIT;
	char got[8] = "";
	int status;

	ck_assert_int_eq(talk(&spec,
			      "echo kept >&3; echo noise >&2; ls /proc/self/fd | tr '\\n' ' '", "",
			      5000, &b, &status),
			 PROC_EXITED);
	ck_assert_int_eq(read(pipe_fds[0], got, 5), 5);
	ck_assert_str_eq(got, "kept\n");
	/* 0 to 3; sh's own and ls's may come on top, but never what the caller left open. */
	ck_assert(strncmp(buf_str(&b), "0 1 2 3 ", 8) == 0);
	snprintf(got, sizeof(got), " %d ", inherited);
	ck_assert_ptr_null(inherited > 12 ? strstr(buf_str(&b), got) : NULL);
	buf_free(&b);
	close(inherited);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}
END_TEST

START_TEST(environment)
{
	char *envp[] = { (char[]){ "ONLY=this" }, NULL };
	struct proc_spec spec = { .envp = envp };
	struct buf b = BUF_INIT;
	int status;

	ck_assert_int_eq(talk(&spec, "tr '\\0' '\\n' </proc/$$/environ", "", 5000, &b, &status),
			 PROC_EXITED);
	ck_assert_str_eq(buf_str(&b), "ONLY=this\n");
	buf_free(&b);
}
END_TEST

START_TEST(missing)
{
	struct proc_spec spec = { .path = "/nonexistent/helper" };
	struct proc p = PROC_INIT;
	struct err e = { 0 };

	ck_assert_int_eq(proc_start(&spec, &p, &e), EXIT_OS);
	ck_assert_ptr_nonnull(strstr(e.text, "/nonexistent/helper"));
	proc_kill(&p);
}
END_TEST

static bool no_dev_null;

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	if (no_dev_null && strcmp(path, "/dev/null") == 0) {
		errno = ENOENT;
		return -1;
	}
	return __real_open(path, flags, 0600);
}

START_TEST(nowhere)
{
	struct proc_spec spec = { .path = "/bin/true" };
	struct proc p = PROC_INIT;
	struct err e = { 0 };

	no_dev_null = true;
	ck_assert_int_eq(proc_start(&spec, &p, &e), EXIT_OS);
	ck_assert_str_eq(e.text, "cannot open /dev/null: No such file or directory");
	no_dev_null = false;
}
END_TEST

START_TEST(leftovers)
{
	struct proc_spec spec = { .own_group = true };
	struct proc_children kept;
	struct buf b = BUF_INIT;
	int status;

	/* A daemon leaves its group and its session; the subreaper still gets it. */
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	ck_assert_int_eq(talk(&spec, "setsid sh -c 'echo $$; exec sleep 60' & sleep .3", "", 5000,
			      &b, &status),
			 PROC_EXITED);
	pid_t daemon_pid = (pid_t)strtol(buf_str(&b), NULL, 10);
	ck_assert_int_gt(daemon_pid, 1);
	ck_assert_int_eq(kill(daemon_pid, 0), 0);
	proc_list_children(&kept);
	proc_kill_children(PROC_SPARE_NONE, &kept);
	ck_assert_int_eq(kill(daemon_pid, 0), 0);
	proc_kill_children(PROC_SPARE_AGENT, NULL);
	ck_assert_int_eq(kill(daemon_pid, 0), -1);
	ck_assert_int_eq(errno, ESRCH);
	buf_free(&b);
}
END_TEST

START_TEST(hardened)
{
	struct err e = { 0 };

	ck_assert_int_eq(proc_harden(0, 0, &e), EXIT_USAGE);
	close(0);
	ck_assert_int_eq(proc_harden(1, PROC_HELPER, &e), 0);
	ck_assert_int_ge(fcntl(0, F_GETFD), 0);
	ck_assert_int_eq(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
	ck_assert_int_eq(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
	ck_assert_int_eq((int)umask(022), 077);
}
END_TEST

/* Each test has a process of its own. */
START_TEST(restored)
{
	struct rlimit core, now;
	struct err e = { 0 };

	ck_assert_int_eq(getrlimit(RLIMIT_CORE, &core), 0);
	core.rlim_cur = core.rlim_max < 4096 ? core.rlim_max : 4096;
	ck_assert_int_eq(setrlimit(RLIMIT_CORE, &core), 0);
	umask(027);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	signal(SIGCHLD, SIG_IGN);
	close(0);
	ck_assert_int_eq(proc_harden(1, 0, &e), 0);
	proc_restore();
	ck_assert_int_eq(fcntl(0, F_GETFD), -1);
	ck_assert_int_ge(fcntl(1, F_GETFD), 0);
	ck_assert_int_eq(getrlimit(RLIMIT_CORE, &now), 0);
	ck_assert_uint_eq(now.rlim_cur, core.rlim_cur);
	ck_assert_uint_eq(now.rlim_max, core.rlim_max);
	ck_assert_int_eq(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
	ck_assert_int_eq((int)umask(022), 027);
	ck_assert_ptr_eq(signal(SIGPIPE, SIG_DFL), SIG_DFL);
	ck_assert_ptr_eq(signal(SIGXFSZ, SIG_DFL), SIG_DFL);
	ck_assert_ptr_eq(signal(SIGCHLD, SIG_DFL), SIG_IGN);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("proc");
	TCase *t = tcase_create("proc");

	tcase_add_test(t, answers);
	tcase_add_test(t, deadline);
	tcase_add_test(t, stopped);
	tcase_add_test(t, grandchild);
	tcase_add_test(t, descriptors);
	tcase_add_test(t, environment);
	tcase_add_test(t, missing);
	tcase_add_test(t, nowhere);
	tcase_add_test(t, leftovers);
	tcase_add_test(t, hardened);
	tcase_add_test(t, restored);
	suite_add_tcase(s, t);
	return unit_main(s);
}
