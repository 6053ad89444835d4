/* What the recording proxy does with the head of a request. */
#pragma once

#include <stddef.h>

/* NAME=PORT: whatever the port that is asked for on that host, it is this one. Returns 0 or -1. */
int proxy_route(const char *text);

/*
 * Connects to HOST:PORT of that length. Every name leads to 127.0.0.1, so that a test can give its
 * server any name and none asks the DNS; of the addresses only that one. Returns a connected,
 * non-blocking socket, or -1.
 */
int proxy_connect(const char *host, size_t len);

/*
 * The head of a request in absolute form as its server should see it (RFC 9112, 3.2.1): the target
 * in origin form, without what is for the proxy, and one request a connection, because the next may
 * be for another server. target, path and version point into head, which is head_len bytes with the
 * empty line. The caller frees.
 */
char *proxy_rewrite(const char *head, const char *target, const char *path, const char *version,
		    size_t head_len);
