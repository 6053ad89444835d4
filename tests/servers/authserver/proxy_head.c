/* Connects to the server that a request to the proxy names, and rewrites the request for it. */
#include "proxy_head.h"
#include "util.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_ROUTES 8

static struct route {
	char name[256];
	long port;
} routes[MAX_ROUTES];
static size_t nroutes;

int proxy_route(const char *text)
{
	const char *equals = strchr(text, '=');
	struct route *route = &routes[nroutes];

	if (equals == NULL || nroutes == MAX_ROUTES ||
	    (size_t)(equals - text) >= sizeof(route->name) ||
	    !parse_number(equals + 1, 1, 65535, &route->port))
		return -1;
	memcpy(route->name, text, (size_t)(equals - text));
	nroutes++;
	return 0;
}

static long routed(const char *name, long port)
{
	size_t i;

	for (i = 0; i < nroutes; i++)
		if (strcasecmp(routes[i].name, name) == 0)
			return routes[i].port;
	return port;
}

int proxy_connect(const char *host, size_t len)
{
	const char *colon = memrchr(host, ':', len);
	size_t name_len = colon ? (size_t)(colon - host) : 0;
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char name[256], port_text[8];
	struct in_addr address;
	long port;
	int fd;

	if (name_len == 0 || name_len >= sizeof(name) || len - name_len - 1 >= sizeof(port_text))
		return -1;
	memcpy(name, host, name_len);
	name[name_len] = '\0';
	memcpy(port_text, colon + 1, len - name_len - 1);
	port_text[len - name_len - 1] = '\0';
	if (!parse_number(port_text, 1, 65535, &port))
		return -1;
	if (name[0] == '[' || (inet_aton(name, &address) && address.s_addr != to.sin_addr.s_addr))
		return -1;
	to.sin_port = htons((uint16_t)routed(name, port));
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool is_header(const char *line, const char *name)
{
	size_t len = strlen(name);

	return strncasecmp(line, name, len) == 0 && line[len] == ':';
}

char *proxy_rewrite(const char *head, const char *target, const char *path, const char *version,
		    size_t head_len)
{
	char *whole;
	const char *line = strstr(head, "\r\n") + 2, *end = head + head_len - 2;
	char *out =
		must_printf("%.*s%.*s %.*s\r\n", (int)(target - head), head,
			    (int)(version - 1 - path), path, (int)strcspn(version, "\r"), version);

	while (line < end) {
		const char *next = strstr(line, "\r\n") + 2;

		if (!is_header(line, "Connection") && !is_header(line, "Proxy-Connection") &&
		    !is_header(line, "Keep-Alive") && !is_header(line, "Proxy-Authorization")) {
			char *longer = must_printf("%s%.*s", out, (int)(next - line), line);

			free(out);
			out = longer;
		}
		line = next;
	}
	whole = must_printf("%sConnection: close\r\n\r\n", out);
	free(out);
	return whole;
}
