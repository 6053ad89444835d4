/* A resolver for LD_PRELOAD: DNS servers that do not answer cannot be had on loopback alone. It
 * knows that gone.example does not exist, has no answer for again.example, and hangs otherwise.
 * ccred's helpers get nothing of LD_PRELOAD, so the library hands itself on. */
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_VARIABLES 200

__attribute__((visibility("default"))) int getaddrinfo(const char *node, const char *service,
						       const struct addrinfo *hints,
						       struct addrinfo **res)
{
	(void)service;
	(void)hints;
	(void)res;
	if (strcmp(node, "gone.example") == 0)
		return EAI_NONAME;
	if (strcmp(node, "again.example") != 0)
		sleep(30);
	return EAI_AGAIN;
}

/* Between fork and exec: nothing is allocated. */
__attribute__((visibility("default"))) int execve(const char *path, char *const argv[],
						  char *const envp[])
{
	int (*real)(const char *, char *const[], char *const[]) = NULL;
	char *with[MAX_VARIABLES + 2], *own = getenv("LD_PRELOAD");
	size_t n = 0;

	*(void **)&real = dlsym(RTLD_NEXT, "execve");
	for (; envp[n] != NULL && n < MAX_VARIABLES; n++)
		with[n] = envp[n];
	if (own != NULL)
		with[n++] = own - strlen("LD_PRELOAD=");
	with[n] = NULL;
	return real(path, argv, with);
}
