/* The listeners: libmicrohttpd on 127.0.0.1, with TLS or without. */
#pragma once

#include "server.h"
#include "tls.h"

struct listener;

/* Listens on that port, or on a free one if it is 0; plain http if identity is NULL. Dies if it cannot. */
struct listener *listener_start(struct server *server, const struct identity *identity, long port,
				unsigned threads);

unsigned listener_port(const struct listener *listener);

/* timer_stop must have been called. */
void listener_stop(struct listener *listener);
