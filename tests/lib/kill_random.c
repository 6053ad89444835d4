/*
 * Kills random processes of ccred in a session, one after the other, at random moments: kill_random
 * SESSION COUNT. Ends when so many were killed; prints how many of each name.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAX_FOUND 256
#define MOMENT_NS 4000000
#define MAX_LOOKS 50

static const char *const names[] = { "ccred", "ccred-acquire", "ccred-source" };
#define N_NAMES (sizeof(names) / sizeof(names[0]))
static unsigned long killed[N_NAMES];

/* The number of the name of a living process of the session, or -1. */
static int look(const char *entry, long session)
{
	char path[64], text[512], name[64], state;
	long its_session;
	int which = -1;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", entry);
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return -1;
	if (fgets(text, sizeof(text), f) != NULL &&
	    sscanf(text, "%*d (%63[^)]) %c %*d %*d %ld", name, &state, &its_session) == 3 &&
	    its_session == session && state != 'Z')
		for (size_t i = 0; i < N_NAMES; i++)
			if (strcmp(name, names[i]) == 0)
				which = (int)i;
	fclose(f);
	return which;
}

/* Kills one process of that name, if there is one. */
static int kill_one(DIR *proc, long session, int kind)
{
	long found[MAX_FOUND];
	size_t n = 0;

	rewinddir(proc);
	for (struct dirent *e = readdir(proc); e != NULL && n < MAX_FOUND; e = readdir(proc))
		if (e->d_name[0] >= '1' && e->d_name[0] <= '9' && look(e->d_name, session) == kind)
			found[n++] = strtol(e->d_name, NULL, 10);
	if (n == 0 || kill((pid_t)found[(size_t)random() % n], SIGKILL) != 0)
		return 0;
	killed[kind]++;
	return 1;
}

int main(int argc, char **argv)
{
	DIR *proc = opendir("/proc");

	if (argc != 3 || proc == NULL) {
		fputs("usage: kill_random SESSION COUNT\n", stderr);
		return 99;
	}
	srandom((unsigned)getpid());
	long session = strtol(argv[1], NULL, 10), count = strtol(argv[2], NULL, 10);
	while (killed[0] + killed[1] + killed[2] < (unsigned long)count) {
		struct timespec moment = { 0, random() % MOMENT_NS };
		int kind = (int)((size_t)random() % N_NAMES);
		nanosleep(&moment, NULL);
		/* A source lives for a moment only: it is watched for, so that each kind has its
		 * turn. */
		for (int looks = 0; looks < MAX_LOOKS && !kill_one(proc, session, kind); looks++)
			;
	}
	closedir(proc);
	for (size_t i = 0; i < N_NAMES; i++)
		printf("%s %lu\n", names[i], killed[i]);
	return 0;
}
