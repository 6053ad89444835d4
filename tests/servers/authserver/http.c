/* Reads requests from libmicrohttpd and delivers replies, at once, late, slowly, or not at all. */
#include "http.h"
#include "timer.h"
#include "util.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <microhttpd.h>

#define MAX_BODY (1 << 20)
#define MAX_CONTROL_BODY (32 << 20)
#define MAX_CONNECTIONS 8192
#define STALL_CHECK_MS 250

struct listener {
	struct server *server;
	struct MHD_Daemon *daemon;
	bool tls, mutual;
	unsigned port;
};

enum stage {
	STAGE_START,
	STAGE_BODY,
	STAGE_LATE, /* answered; the latency is running */
	STAGE_READY,
	STAGE_STALLED,
};

struct exchange {
	struct request request;
	struct reply reply;
	enum stage stage;
	unsigned latency_ms;
	size_t cap; /* of request.body */
	char *date;
};

/* The body of a reply that does not come at once. */
struct drip {
	struct MHD_Connection *connection;
	char *body;
	size_t len;
	uint64_t rested; /* the position that the last sleep was for */
	enum delivery delivery;
	unsigned delay_ms;
};

static void *begin(void *cls, const char *uri, struct MHD_Connection *connection)
{
	struct exchange *x = must_alloc(sizeof(*x));

	(void)cls;
	(void)connection;
	x->request.target = must_dup(uri);
	x->request.path = must_copy(uri, strcspn(uri, "?"));
	return x;
}

static void end(void *cls, struct MHD_Connection *connection, void **con_cls,
		enum MHD_RequestTerminationCode code)
{
	struct exchange *x = *con_cls;

	(void)cls;
	(void)connection;
	(void)code;
	if (x == NULL)
		return;
	free(x->request.target);
	free(x->request.path);
	free(x->request.method);
	free(x->request.origin);
	free(x->request.body);
	free(x->date);
	headers_free(&x->request.headers);
	peer_free(&x->request.peer);
	reply_free(&x->reply);
	free(x);
	*con_cls = NULL;
}

static enum MHD_Result keep_header(void *cls, enum MHD_ValueKind kind, const char *name,
				   const char *value)
{
	(void)kind;
	headers_add(cls, name, value ? value : "");
	return MHD_YES;
}

/*
 * The origin that the client used: its Host, if that is a name of this machine with this port, as
 * the certificate has them, or one that the server was given; else the address.
 */
static char *find_origin(const struct listener *listener, const struct request *request)
{
	const char *scheme = listener->tls ? "https" : "http";
	const char *host = request_header(request, "Host");
	char *port = must_printf(":%u", listener->port), *origin;
	static const char local[] = "localhost";
	size_t len = host ? strlen(host) : 0, tail = strlen(port), name;

	if (len > tail && strcmp(host + len - tail, port) == 0) {
		name = len - tail;
		if ((name == strlen(local) ||
		     (name > strlen(local) && host[name - strlen(local) - 1] == '.')) &&
		    strncmp(host + name - strlen(local), local, strlen(local)) == 0 &&
		    strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789.-") == name) {
			free(port);
			return must_printf("%s://%s", scheme, host);
		}
	}
	for (size_t i = 0; host != NULL && i < listener->server->nnames; i++)
		if (strcmp(host, listener->server->names[i]) == 0) {
			free(port);
			return must_printf("%s://%s", scheme, host);
		}
	origin = must_printf("%s://127.0.0.1%s", scheme, port);
	free(port);
	return origin;
}

static void take_body(struct exchange *x, const char *data, size_t len)
{
	struct request *r = &x->request;
	bool control = strcmp(r->path, "/_control") == 0;
	size_t max = control ? MAX_CONTROL_BODY : MAX_BODY;

	if (r->too_large || len > max - r->len) {
		r->too_large = true;
		return;
	}
	if (r->len + len > x->cap) {
		x->cap = 2 * (r->len + len);
		r->body = realloc(r->body, x->cap);
		if (r->body == NULL)
			die("out of memory");
	}
	memcpy(r->body + r->len, data, len);
	r->len += len;
}

static bool is_own(const struct request *request)
{
	return request->path[0] == '/' && request->path[1] == '_';
}

static void answer(struct listener *listener, struct exchange *x)
{
	struct server *server = listener->server;

	x->request.origin = find_origin(listener, &x->request);
	pthread_mutex_lock(&server->lock);
	server_answer(server, &x->request, &x->reply);
	x->latency_ms = is_own(&x->request) ? 0 : server->now.latency_ms;
	if (!server->now.no_date) {
		time_t at = time(NULL) + server->now.date_offset;
		struct tm tm;
		char text[64];

		gmtime_r(&at, &tm);
		strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &tm);
		x->date = must_dup(text);
	}
	pthread_mutex_unlock(&server->lock);
}

static ssize_t drip_read(void *cls, uint64_t pos, char *buf, size_t max)
{
	struct drip *drip = cls;
	size_t n;

	switch (drip->delivery) {
	case DELIVER_SLOW:
		if (pos > 0 && drip->rested != pos) {
			drip->rested = pos;
			if (timer_sleep(drip->connection, drip->delay_ms))
				return 0;
			return MHD_CONTENT_READER_END_WITH_ERROR;
		}
		n = 1;
		break;
	case DELIVER_CUT:
		n = drip->len / 2 - (size_t)pos;
		if (n == 0)
			return MHD_CONTENT_READER_END_WITH_ERROR;
		break;
	default: /* DELIVER_HUGE; body is the start of the JSON text */
		if (pos >= drip->len) {
			memset(buf, 'A', max);
			return (ssize_t)max;
		}
		n = drip->len - (size_t)pos;
		break;
	}
	if (n > max)
		n = max;
	memcpy(buf, drip->body + pos, n);
	return (ssize_t)n;
}

static void drip_free(void *cls)
{
	struct drip *drip = cls;

	free(drip->body);
	free(drip);
}

static struct MHD_Response *make_response(struct exchange *x, struct MHD_Connection *connection)
{
	static char nothing[1];
	struct reply *reply = &x->reply;
	struct drip *drip;

	if (reply->delivery == DELIVER_WHOLE)
		return MHD_create_response_from_buffer(
			reply->len, reply->body ? reply->body : nothing, MHD_RESPMEM_MUST_COPY);
	drip = must_alloc(sizeof(*drip));
	drip->connection = connection;
	drip->delivery = reply->delivery;
	drip->delay_ms = reply->delay_ms;
	if (reply->delivery == DELIVER_HUGE) {
		drip->body = must_dup("{\"token_type\":\"Bearer\",\"access_token\":\"");
		drip->len = strlen(drip->body);
		return MHD_create_response_from_callback(HUGE_BODY, 65536, drip_read, drip,
							 drip_free);
	}
	drip->body = must_copy(reply->body ? reply->body : "", reply->len);
	drip->len = reply->len;
	return MHD_create_response_from_callback(reply->len, 4096, drip_read, drip, drip_free);
}

static int connection_fd(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

static enum MHD_Result deliver(struct exchange *x, struct MHD_Connection *connection)
{
	struct MHD_Response *response;
	struct sockaddr nobody = { .sa_family = AF_UNSPEC };
	enum MHD_Result r;
	size_t i;

	if (x->reply.delivery == DELIVER_RESET) {
		/* connect(2) to no one ends a TCP connection with a reset. */
		connect(connection_fd(connection), &nobody, sizeof(nobody));
		return MHD_NO;
	}
	response = make_response(x, connection);
	if (response == NULL)
		die("out of memory");
	for (i = 0; i < x->reply.headers.n; i++)
		MHD_add_response_header(response, x->reply.headers.list[i].name,
					x->reply.headers.list[i].value);
	if (x->date != NULL)
		MHD_add_response_header(response, "Date", x->date);
	r = MHD_queue_response(connection, x->reply.status, response);
	MHD_destroy_response(response);
	return r;
}

/* Sleeps on until the client leaves: without a look now and then, its connection would stay. */
static enum MHD_Result stall(struct MHD_Connection *connection)
{
	struct pollfd p = { .fd = connection_fd(connection), .events = POLLRDHUP };

	if (poll(&p, 1, 0) != 0 || !timer_sleep(connection, STALL_CHECK_MS))
		return MHD_NO;
	return MHD_YES;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *url,
			      const char *method, const char *version, const char *data,
			      size_t *size, void **con_cls)
{
	struct listener *listener = cls;
	struct exchange *x = *con_cls;

	(void)url;
	(void)version;
	switch (x->stage) {
	case STAGE_START:
		x->request.method = must_dup(method);
		MHD_get_connection_values(connection, MHD_HEADER_KIND, keep_header,
					  &x->request.headers);
		if (listener->mutual)
			peer_read(MHD_get_connection_info(connection,
							  MHD_CONNECTION_INFO_GNUTLS_SESSION)
					  ->tls_session,
				  &x->request.peer);
		x->stage = STAGE_BODY;
		return MHD_YES;
	case STAGE_BODY:
		if (*size > 0) {
			take_body(x, data, *size);
			*size = 0;
			return MHD_YES;
		}
		answer(listener, x);
		x->stage = x->reply.delivery == DELIVER_STALL ? STAGE_STALLED : STAGE_READY;
		if (x->latency_ms > 0 && x->stage == STAGE_READY)
			return timer_sleep(connection, x->latency_ms) ? MHD_YES : MHD_NO;
		break;
	default:
		break;
	}
	return x->stage == STAGE_STALLED ? stall(connection) : deliver(x, connection);
}

struct listener *listener_start(struct server *server, const struct identity *identity,
				const char *clients, long port, unsigned threads)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				       .sin_port = htons((uint16_t)port) };
	struct listener *listener = must_alloc(sizeof(*listener));
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
			 MHD_USE_SUPPRESS_DATE_NO_CLOCK | (identity ? MHD_USE_TLS : 0);
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, identity ? identity->cert : NULL },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, identity ? identity->key : NULL },
		{ clients ? MHD_OPTION_HTTPS_MEM_TRUST : MHD_OPTION_END, 0,
		  (char *)(uintptr_t)clients },
		{ MHD_OPTION_END, 0, NULL },
	};

	listener->server = server;
	listener->tls = identity != NULL;
	listener->mutual = clients != NULL;
	listener->daemon = MHD_start_daemon(
		flags, 0, NULL, NULL, handle, listener, MHD_OPTION_SOCK_ADDR, &address,
		MHD_OPTION_URI_LOG_CALLBACK, begin, NULL, MHD_OPTION_NOTIFY_COMPLETED, end, NULL,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)MAX_CONNECTIONS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)128 << 10,
		MHD_OPTION_CONNECTION_TIMEOUT, 120u, MHD_OPTION_LISTEN_BACKLOG_SIZE, 4096u,
		MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_ARRAY, identity ? tls : tls + 2,
		MHD_OPTION_END);
	if (listener->daemon == NULL)
		die("cannot listen on 127.0.0.1, port %ld", port);
	listener->port = MHD_get_daemon_info(listener->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
	return listener;
}

unsigned listener_port(const struct listener *listener)
{
	return listener->port;
}

void listener_stop(struct listener *listener)
{
	MHD_stop_daemon(listener->daemon);
	free(listener);
}
