/*
 * Runs programs side by side and prints how long they take, against the first:
 *
 *	measure [-p COMMAND] [-w WORKERS] RUNS NAME INPUT [VAR=VALUE...] PROGRAM ARGUMENT... [-- NAME ...]
 *
 * INPUT is a file for stdin; stdout goes nowhere. The programs take turns, so that whatever else
 * the machine does meets all of them; nothing stands between us and them, so that the ratios are
 * theirs alone. With -p, a shell command goes before each call, untimed; with -w, that many calls
 * run at once and calls a second are printed.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_CONTENDERS 16
#define MAX_ENVIRON 256

struct contender {
	char *name, *input, **variables, **argv;
	double *ms;
	long peak_kib;
};

static struct contender contenders[MAX_CONTENDERS];
static int ncontenders;

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "measure: %s\n", what);
	exit(70);
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static pid_t start(const struct contender *c)
{
	static char *env[MAX_ENVIRON];
	posix_spawn_file_actions_t files;
	size_t n = 0;
	pid_t pid;

	/* The first of a name is the one that getenv finds. */
	for (char **v = c->variables; v < c->argv; v++)
		env[n++] = *v;
	for (char **v = environ; *v != NULL && n < MAX_ENVIRON - 1; v++)
		env[n++] = *v;
	env[n] = NULL;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, c->input, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	if (posix_spawn(&pid, c->argv[0], &files, NULL, c->argv, env) != 0)
		fail(c->argv[0]);
	posix_spawn_file_actions_destroy(&files);
	return pid;
}

static void wait_for(const struct contender *c)
{
	int status;

	if (wait(&status) < 0 || status != 0)
		fail(c->name);
}

/* posix_spawn shares our memory until exec, and the peak counts that: here a fork is right. */
static void measure_peak(struct contender *c)
{
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int in = open(c->input, O_RDONLY), out = open("/dev/null", O_WRONLY);
		if (dup2(in, 0) < 0 || dup2(out, 1) < 0)
			_exit(126);
		for (char **v = c->variables; v < c->argv; v++)
			putenv(*v);
		execv(c->argv[0], c->argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0 || status != 0)
		fail(c->name);
	c->peak_kib = usage.ru_maxrss;
}

static void do_before(const char *prepare)
{
	if (prepare != NULL && system(prepare) != 0)
		fail(prepare);
}

static void take_turns(long runs, const char *prepare)
{
	long warmups = runs / 10 + 1;

	for (long i = -warmups; i < runs; i++)
		for (struct contender *c = contenders; c < contenders + ncontenders; c++) {
			do_before(prepare);
			double begin = now_ms();
			start(c);
			wait_for(c);
			if (i >= 0)
				c->ms[i] = now_ms() - begin;
			if (i == runs - 1) {
				do_before(prepare);
				measure_peak(c);
			}
		}
}

/* Calls a second with so many at once. */
static double rate(struct contender *c, long workers, long calls)
{
	long left = calls, running = 0;
	double begin = now_ms();

	while (left > 0 || running > 0) {
		if (left > 0 && running < workers) {
			start(c);
			left--;
			running++;
		} else {
			wait_for(c);
			running--;
		}
	}
	return (double)calls / (now_ms() - begin) * 1e3;
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void print_times(long runs)
{
	printf("%-30s %9s %7s %7s %7s %9s %7s\n", "", "median ms", "5 %", "95 %", "ratio",
	       "peak KiB", "ratio");
	for (struct contender *c = contenders; c < contenders + ncontenders; c++) {
		qsort(c->ms, (size_t)runs, sizeof(*c->ms), compare);
		printf("%-30s %9.2f %7.2f %7.2f %7.2f %9ld %7.2f\n", c->name, c->ms[runs / 2],
		       c->ms[runs / 20], c->ms[runs - 1 - runs / 20],
		       c->ms[runs / 2] / contenders[0].ms[runs / 2], c->peak_kib,
		       (double)c->peak_kib / (double)contenders[0].peak_kib);
	}
}

static void read_contenders(char **argv, long runs)
{
	while (*argv != NULL) {
		struct contender *c = &contenders[ncontenders++];
		if (ncontenders > MAX_CONTENDERS || argv[1] == NULL)
			fail("too many contenders, or an incomplete one");
		*c = (struct contender){ .name = argv[0], .input = argv[1], .variables = argv + 2 };
		for (argv += 2; *argv != NULL && strchr(*argv, '=') != NULL; argv++)
			;
		c->argv = argv;
		if ((c->ms = calloc((size_t)runs, sizeof(*c->ms))) == NULL)
			fail("out of memory");
		while (*argv != NULL && strcmp(*argv, "--") != 0)
			argv++;
		if (argv == c->argv)
			fail("a contender without a program");
		if (*argv != NULL)
			*argv++ = NULL;
	}
}

int main(int argc, char **argv)
{
	const char *prepare = NULL;
	long workers = 0, runs;
	int option;

	while ((option = getopt(argc, argv, "+p:w:")) != -1) {
		if (option == 'p')
			prepare = optarg;
		else if (option == 'w')
			workers = strtol(optarg, NULL, 10);
		else
			return 64;
	}
	if (argc - optind < 4 || (runs = strtol(argv[optind], NULL, 10)) < 1)
		fail("usage: measure [-p COMMAND] [-w WORKERS] RUNS NAME INPUT PROGRAM... [-- ...]");
	read_contenders(argv + optind + 1, runs);
	if (workers == 0) {
		take_turns(runs, prepare);
		print_times(runs);
		return 0;
	}
	printf("%-30s %9s %7s\n", "", "calls/s", "ratio");
	double first = 0;
	for (struct contender *c = contenders; c < contenders + ncontenders; c++) {
		double r = rate(c, workers, runs);
		first = c == contenders ? r : first;
		printf("%-30s %9.0f %7.2f\n", c->name, r, r / first);
	}
	return 0;
}
