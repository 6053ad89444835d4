/* The listeners: libmicrohttpd on 127.0.0.1, with TLS or without. */
#pragma once

#include "server.h"
#include "tls.h"

struct listener;

/* Listens on a free port; plain http if identity is NULL. Dies if it cannot. */
struct listener *listener_start(struct server *server, const struct identity *identity,
				unsigned threads);

unsigned listener_port(const struct listener *listener);

/* timer_stop must have been called. */
void listener_stop(struct listener *listener);
