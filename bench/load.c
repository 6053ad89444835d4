/*
 * Calls a program over and over from several processes: load WORKERS CALLS FILE PROGRAM ARGUMENT...
 * FILE is its stdin. Prints calls a second of all together, and the largest peak memory of one in KiB.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void call(const char *input, char **argv)
{
	int in = open(input, O_RDONLY), out = open("/dev/null", O_WRONLY);

	if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0)
		_exit(126);
	close(in);
	close(out);
	execv(argv[0], argv);
	_exit(127);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	long workers = argc > 4 ? strtol(argv[1], NULL, 10) : 0, running = 0, left;
	long calls = left = argc > 4 ? strtol(argv[2], NULL, 10) : 0;
	double begin = now();
	struct rusage usage;
	long peak = 0;
	int status;

	while (left > 0 || running > 0) {
		if (left > 0 && running < workers) {
			pid_t pid = fork();
			if (pid == 0)
				call(argv[3], argv + 4);
			left--;
			running++;
			continue;
		}
		if (wait4(-1, &status, 0, &usage) < 0 || status != 0)
			return 1;
		running--;
		if (usage.ru_maxrss > peak)
			peak = usage.ru_maxrss;
	}
	printf("%.0f %ld\n", (double)calls / (now() - begin), peak);
	return 0;
}
