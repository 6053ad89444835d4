/* A resolver for LD_PRELOAD: DNS servers that do not answer cannot be had on loopback alone. It
 * knows that gone.example does not exist, has no answer for again.example, and hangs otherwise. */
#include <netdb.h>
#include <string.h>
#include <unistd.h>

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
