/* A server that sends whatever bytes a test wants, for answers that no HTTP library would make. */
/*
 * raw DIR: listens on 127.0.0.1 until its parent dies, and writes DIR/ready (url=) when it does.
 * Each request is read, counted by a byte in DIR/log, and answered with the bytes of DIR/answer;
 * then with those of DIR/again, if that exists, over and over while the client takes them. With
 * DIR/hold the connection stays open until the client leaves.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#define REQUEST_MAX 65536
#define ANSWER_MAX (4u << 20)

/* A client that takes all of this has no limit. */
#define AGAIN_MAX ((size_t)1 << 30)

static void die(const char *what)
{
	fprintf(stderr, "raw: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* The bytes of a file, or NULL if it does not exist. */
static char *read_file(const char *name, size_t *ret_len)
{
	FILE *f = fopen(name, "re");
	char *data;

	if (f == NULL)
		return NULL;
	if ((data = malloc(ANSWER_MAX)) == NULL)
		die("malloc");
	*ret_len = fread(data, 1, ANSWER_MAX, f);
	fclose(f);
	return data;
}

static bool send_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

/* Where the body starts, or NULL while the head is not whole. */
static const char *head_end(const char *request, size_t len)
{
	const char *blank = memmem(request, len, "\r\n\r\n", 4);

	return blank != NULL ? blank + 4 : NULL;
}

static size_t body_length(const char *request)
{
	static const char name[] = "\r\nContent-Length:";
	const char *at = strcasestr(request, name);

	return at != NULL ? strtoul(at + sizeof(name) - 1, NULL, 10) : 0;
}

/* Whether a whole request came. */
static bool read_request(int fd)
{
	static char request[REQUEST_MAX];
	size_t len = 0;

	for (;;) {
		ssize_t n = recv(fd, request + len, sizeof(request) - 1 - len, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		len += (size_t)n;
		request[len] = '\0';
		const char *body = head_end(request, len);
		if (body != NULL && len - (size_t)(body - request) >= body_length(request))
			return true;
	}
}

static void count(void)
{
	int fd = open("log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, ".", 1) != 1)
		die("log");
	close(fd);
}

static void serve(int fd)
{
	size_t len = 0, again_len = 0;
	char byte;

	if (!read_request(fd))
		return;
	count();
	char *answer = read_file("answer", &len);
	char *again = read_file("again", &again_len);
	bool there = answer == NULL || send_all(fd, answer, len);
	for (size_t sent = 0; there && again_len > 0 && sent < AGAIN_MAX; sent += again_len)
		there = send_all(fd, again, again_len);
	if (there && access("hold", F_OK) == 0)
		while (recv(fd, &byte, 1, 0) > 0)
			;
	free(answer);
	free(again);
}

static void announce(int listener)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);
	FILE *f = fopen("ready.new", "we");

	if (f == NULL || getsockname(listener, (struct sockaddr *)&address, &size) != 0)
		die("ready");
	fprintf(f, "url=http://127.0.0.1:%u\n", ntohs(address.sin_port));
	if (fclose(f) != 0 || rename("ready.new", "ready") != 0)
		die("ready");
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	pid_t parent = getppid();

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		return 1;
	if (argc != 2 || chdir(argv[1]) != 0) {
		fputs("usage: raw DIR\n", stderr);
		return 2;
	}
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(listener, 16) != 0)
		die("listen");
	announce(listener);
	for (;;) {
		int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			continue;
		serve(fd);
		close(fd);
	}
}
