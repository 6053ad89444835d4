/* A resolver that hangs, for LD_PRELOAD: DNS servers that do not answer cannot be had on loopback
 * alone. */
#include <netdb.h>
#include <unistd.h>

__attribute__((visibility("default"))) int getaddrinfo(const char *node, const char *service,
						       const struct addrinfo *hints,
						       struct addrinfo **res)
{
	(void)node;
	(void)service;
	(void)hints;
	(void)res;
	sleep(30);
	return EAI_AGAIN;
}
