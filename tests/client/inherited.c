/* Writes into FILE what this process was given by whoever started it, but for what ccred exec
 * adds. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static void die(const char *what)
{
	fprintf(stderr, "inherited: %s: %s\n", what, strerror(errno));
	exit(99);
}

/* The lines of a file that begin with one of these; all, if there are none. */
static void copy(FILE *out, const char *path, const char *const *wanted)
{
	FILE *in = fopen(path, "re");
	char line[1024];

	if (in == NULL)
		die(path);
	while (fgets(line, sizeof(line), in) != NULL) {
		size_t i = 0;
		while (wanted != NULL && wanted[i] != NULL &&
		       strncmp(line, wanted[i], strlen(wanted[i])) != 0)
			i++;
		if (wanted == NULL || wanted[i] != NULL)
			fprintf(out, "%s: %s", path, line);
	}
	fclose(in);
}

static void put_descriptors(FILE *out)
{
	for (int fd = 0; fd < 1024; fd++) {
		char path[64], target[1024];
		int flags = fcntl(fd, F_GETFD);
		if (flags < 0)
			continue;
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		ssize_t n = readlink(path, target, sizeof(target) - 1);
		target[n > 0 ? n : 0] = '\0';
		if (strncmp(target, "/memfd:ccred-", 13) != 0)
			fprintf(out, "descriptor %d: %s, flags %#x, %#x\n", fd, target, flags,
				fcntl(fd, F_GETFL));
	}
}

int main(int argc, char **argv)
{
	static const char *const status[] = { "SigPnd",  "SigBlk", "SigIgn",     "SigCgt",
					      "Shd",     "Cap",    "NoNewPrivs", "Seccomp",
					      "Groups:", "Uid",    "Gid",        NULL };
	char *text = NULL, here[4096];
	size_t len = 0;
	FILE *out = open_memstream(&text, &len), *file;
	int death = 0, reaper = 0;

	if (argc < 2 || out == NULL)
		die("usage");
	/* Before anything is opened here. */
	put_descriptors(out);
	for (int i = 2; i < argc; i++)
		fprintf(out, "argument: %s\n", argv[i]);
	for (char **e = environ; *e != NULL; e++)
		if (strncmp(*e, "CCRED_HEADER_FILE=", 18) != 0 &&
		    strncmp(*e, "CCRED_CURL_CONFIG=", 18) != 0)
			fprintf(out, "environment: %s\n", *e);
	mode_t mask = umask(077);
	prctl(PR_GET_PDEATHSIG, &death, 0, 0, 0);
	prctl(PR_GET_CHILD_SUBREAPER, &reaper, 0, 0, 0);
	fprintf(out, "umask %04o, dumpable %d, death signal %d, subreaper %d, nice %d\n",
		(unsigned)mask, prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), death, reaper, nice(0));
	fprintf(out, "parent %d, session %d, group %d, directory %s\n", (int)getppid(),
		(int)getsid(0), getpgrp() == getpid() ? 0 : (int)getpgrp(),
		getcwd(here, sizeof(here)));
	copy(out, "/proc/self/status", status);
	copy(out, "/proc/self/limits", NULL);
	copy(out, "/proc/thread-self/children", NULL);
	fclose(out);
	if ((file = fopen(argv[1], "we")) == NULL || fputs(text, file) < 0 || fclose(file) != 0)
		die(argv[1]);
	free(text);
	return 0;
}
