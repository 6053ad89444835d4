/* A plugin with children: one of its constructor, and one in a session of its own. Each writes its
 * number to a file. */
#include "ccred-plugin.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Longer than any test, and short enough that a leak does not stay for ever. */
#define LONG_S 120

static const struct ccred_host *host;
static const char *dir, *act = "hang";
static pid_t of_constructor;

static pid_t have_child(void)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	(void)setsid();
	sleep(LONG_S);
	_exit(0);
}

__attribute__((constructor)) static void begin(void)
{
	of_constructor = have_child();
}

static void note(const char *name, pid_t pid)
{
	char path[512], whole[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/.%s", dir, name);
	snprintf(whole, sizeof(whole), "%s/%s", dir, name);
	if ((f = fopen(path, "we")) == NULL)
		return;
	fprintf(f, "%ld\n", (long)pid);
	fclose(f);
	(void)rename(path, whole);
}

static int offspring_open(const struct ccred_host *h, struct ccred_call *call,
			  const struct ccred_arg *const *args, void **ret_self)
{
	(void)call;
	(void)ret_self;
	host = h;
	for (; *args != NULL; args++) {
		if (strcmp((*args)->name, "dir") == 0)
			dir = (*args)->value;
		else if (strcmp((*args)->name, "do") == 0)
			act = (*args)->value;
	}
	return dir != NULL ? CCRED_SUCCESS : CCRED_INVALID;
}

static void note_all(void)
{
	note("constructor", of_constructor);
	note("session", have_child());
	note("hangs", getpid());
}

static int offspring_store(void *self, struct ccred_call *call, const struct ccred_request *request)
{
	(void)self;
	(void)call;
	(void)request;
	note_all();
	return CCRED_SUCCESS;
}

static int offspring_get(void *self, struct ccred_call *call, const struct ccred_request *request)
{
	(void)self;
	(void)request;
	note_all();
	if (strcmp(act, "crash") == 0) {
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
	}
	while (strcmp(act, "hang") == 0)
		pause();
	return host->set(call, CCRED_ITEM_CLIENT_SECRET, "s", 1);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "offspring",
	.open = offspring_open,
	.get = offspring_get,
	.store = offspring_store,
};
