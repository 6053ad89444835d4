/* The listeners: libmicrohttpd on 127.0.0.1, with TLS or without. */
#pragma once

#include "server.h"
#include "tls.h"

struct listener;

/*
 * Listens on that port, or on a free one if it is 0; plain http if identity is NULL. clients is the
 * certificate of the CA of clients, who are asked for theirs, as PEM; NULL: they are not. Dies if
 * it cannot.
 */
struct listener *listener_start(struct server *server, const struct identity *identity,
				const char *clients, long port, unsigned threads);

unsigned listener_port(const struct listener *listener);

/* timer_stop must have been called. */
void listener_stop(struct listener *listener);
