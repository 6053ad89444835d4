/* An HTTP proxy for tests, on 127.0.0.1 only, that records every byte which passes it. */
#include "proxy_head.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER 65536
#define MAX_CONNECTIONS 512

/* One direction. */
struct flow {
	char buf[BUFFER];
	size_t start, end; /* what is still to be sent */
	bool eof; /* nothing more will be read */
	bool shut; /* and the other side was told so */
};

struct conn {
	int client, server; /* server is -1 until the head of the request is whole */
	struct flow up, down;
};

static struct conn *conns[MAX_CONNECTIONS];
static size_t nconns;
static int recorded = -1;
static volatile sig_atomic_t ended;

static void on_signal(int sig)
{
	(void)sig;
	ended = 1;
}

static void conn_free(struct conn *c)
{
	close(c->client);
	if (c->server >= 0)
		close(c->server);
	free(c);
}

/* Ends the request here: nothing goes up, text goes down. */
static void answer(struct conn *c, const char *text)
{
	c->up.start = c->up.end = 0;
	c->up.eof = c->up.shut = true;
	c->down.start = 0;
	c->down.end = strlen(text);
	memcpy(c->down.buf, text, c->down.end);
	c->down.eof = true;
}

/* What the client said so far holds a whole head: connect, and make it the server's. */
static void begin(struct conn *c, size_t head_len)
{
	static const char established[] = "HTTP/1.1 200 Connection established\r\n\r\n";
	char *head = must_copy(c->up.buf, head_len), *new_head = NULL;
	char *target = strchr(head, ' '), *version = NULL, *host, *path;
	size_t rest = c->up.end - head_len, new_len;

	if (target != NULL)
		version = strchr(++target, ' ');
	if (version == NULL || version > strstr(head, "\r\n")) {
		answer(c, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
		goto out;
	}
	version++;
	if (strncmp(head, "CONNECT ", 8) == 0) {
		c->server = proxy_connect(target, strcspn(target, " "));
	} else if (strncmp(target, "http://", 7) == 0) {
		host = target + 7;
		path = host + strcspn(host, "/ ");
		c->server = proxy_connect(host, (size_t)(path - host));
		if (*path != '/') {
			answer(c, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
			goto out;
		}
		new_head = proxy_rewrite(head, target, path, version, head_len);
	}
	if (c->server < 0) {
		answer(c, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
		goto out;
	}
	new_len = new_head ? strlen(new_head) : 0;
	if (new_len + rest > BUFFER) {
		answer(c, "HTTP/1.1 431 Request Header Fields Too Large\r\n\r\n");
		goto out;
	}
	memmove(c->up.buf + new_len, c->up.buf + head_len, rest);
	if (new_head != NULL) {
		memcpy(c->up.buf, new_head, new_len);
	} else {
		memcpy(c->down.buf, established, sizeof(established) - 1);
		c->down.end = sizeof(established) - 1;
	}
	c->up.end = new_len + rest;
out:
	free(new_head);
	free(head);
}

/* Reads what fits; false: the connection broke. */
static bool take(struct flow *flow, int fd)
{
	ssize_t n = read(fd, flow->buf + flow->end, BUFFER - flow->end);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n == 0) {
		flow->eof = true;
		return true;
	}
	if (write_all(recorded, flow->buf + flow->end, (size_t)n) != 0)
		die("cannot write the record: %s", strerror(errno));
	flow->end += (size_t)n;
	return true;
}

static bool give(struct flow *flow, int fd)
{
	if (flow->start < flow->end) {
		ssize_t n =
			send(fd, flow->buf + flow->start, flow->end - flow->start, MSG_NOSIGNAL);

		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		flow->start += (size_t)n;
	}
	if (flow->start == flow->end)
		flow->start = flow->end = 0;
	if (flow->eof && flow->end == 0 && !flow->shut) {
		shutdown(fd, SHUT_WR);
		flow->shut = true;
	}
	return true;
}

static bool wants_to_read(const struct flow *flow)
{
	return !flow->eof && flow->end < BUFFER;
}

static bool step(struct conn *c, short client_events, short server_events)
{
	const short in = POLLIN | POLLHUP | POLLERR;

	if ((client_events & in) && wants_to_read(&c->up) && !take(&c->up, c->client))
		return false;
	if (c->server < 0 && !c->down.eof) {
		char *end = memmem(c->up.buf, c->up.end, "\r\n\r\n", 4);

		if (end != NULL && memchr(c->up.buf, '\0', (size_t)(end - c->up.buf)) == NULL)
			begin(c, (size_t)(end - c->up.buf) + 4);
		else if (c->up.eof || c->up.end == BUFFER || end != NULL)
			return false;
		else
			return true;
	}
	if (c->server >= 0 && (server_events & in) && wants_to_read(&c->down) &&
	    !take(&c->down, c->server))
		return false;
	if ((c->server >= 0 && !give(&c->up, c->server)) || !give(&c->down, c->client))
		return false;
	/* When the server has ended and all of it has arrived, the client has nothing to wait
	 * for. */
	return !c->down.shut;
}

static void accept_one(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return;
	conns[nconns] = must_alloc(sizeof(struct conn));
	conns[nconns]->client = fd;
	conns[nconns++]->server = -1;
}

static void serve(int listener, const sigset_t *unblocked)
{
	static struct pollfd polls[2 * MAX_CONNECTIONS + 1];
	size_t i, kept, n;

	while (!ended) {
		for (i = 0; i < nconns; i++) {
			struct conn *c = conns[i];

			polls[2 * i] = (struct pollfd){
				c->client,
				(short)((wants_to_read(&c->up) ? POLLIN : 0) |
					(c->down.start < c->down.end ? POLLOUT : 0)),
				0
			};
			polls[2 * i + 1] =
				(struct pollfd){ c->server,
						 (short)((wants_to_read(&c->down) ? POLLIN : 0) |
							 (c->up.start < c->up.end ? POLLOUT : 0)),
						 0 };
			/* poll reports a hangup even when asked for nothing, and would spin. */
			if (polls[2 * i].events == 0)
				polls[2 * i].fd = -1;
			if (polls[2 * i + 1].events == 0)
				polls[2 * i + 1].fd = -1;
		}
		n = nconns;
		polls[2 * n] = (struct pollfd){ n < MAX_CONNECTIONS ? listener : -1, POLLIN, 0 };
		if (ppoll(polls, 2 * n + 1, NULL, unblocked) < 0) {
			if (errno == EINTR)
				continue;
			die("poll: %s", strerror(errno));
		}
		for (i = kept = 0; i < n; i++) {
			if (step(conns[i], polls[2 * i].revents, polls[2 * i + 1].revents))
				conns[kept++] = conns[i];
			else
				conn_free(conns[i]);
		}
		nconns = kept;
		if (polls[2 * n].revents & POLLIN)
			accept_one(listener);
	}
}

static int listen_on_loopback(unsigned *ret_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) != 0 || listen(fd, 1024) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &len) != 0)
		die("cannot listen on 127.0.0.1: %s", strerror(errno));
	*ret_port = ntohs(address.sin_port);
	return fd;
}

int main(int argc, char **argv)
{
	static const struct option all[] = {
		{ "dir", required_argument, NULL, 'd' },
		{ "route", required_argument, NULL, 'r' },
		{ "die-with-parent", no_argument, NULL, 'p' },
		{ 0 },
	};
	struct sigaction end = { .sa_handler = on_signal };
	sigset_t blocked, unblocked;
	const char *path = NULL;
	pid_t parent = getppid();
	unsigned port;
	char *text;
	int c, dir, listener;

	while ((c = getopt_long(argc, argv, "", all, NULL)) != -1) {
		if (c == 'd')
			path = optarg;
		else if (c == 'r' && proxy_route(optarg) == 0)
			continue;
		else if (c == 'p')
			prctl(PR_SET_PDEATHSIG, SIGTERM);
		else
			path = NULL, optind = argc + 1;
	}
	if (path == NULL || optind != argc) {
		fputs("usage: proxy --dir DIR [--route NAME=PORT]... [--die-with-parent]\n",
		      stderr);
		return 2;
	}
	if (getppid() != parent)
		return 1;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGINT);
	sigprocmask(SIG_BLOCK, &blocked, &unblocked);
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGINT, &end, NULL);
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		die("cannot make %s: %s", path, strerror(errno));
	dir = open(path, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
	if (dir < 0)
		die("cannot open %s: %s", path, strerror(errno));
	unlinkat(dir, "ready", 0);
	recorded =
		openat(dir, "recorded", O_WRONLY | O_APPEND | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (recorded < 0)
		die("cannot open %s/recorded: %s", path, strerror(errno));
	listener = listen_on_loopback(&port);
	text = must_printf("url=http://127.0.0.1:%u\nport=%u\npid=%ld\n", port, port,
			   (long)getpid());
	write_whole(dir, "ready", text, strlen(text), 0644);
	free(text);

	serve(listener, &unblocked);
	unlinkat(dir, "ready", 0);
	while (nconns > 0)
		conn_free(conns[--nconns]);
	close(listener);
	close(recorded);
	close(dir);
	return 0;
}
