/* An OAuth 2.0 authorization server and protected resource for tests, on 127.0.0.1 only. */
/*
 * It runs in the foreground until SIGTERM or SIGINT and keeps these files:
 *
 *   DIR/ca.pem           the certificate of the CA that was made at this start
 *   DIR/peer.pem         key and certificate of that CA for another server on 127.0.0.1
 *   DIR/NAME.crt, .key   with --mutual: the certificates of clients: client and expired of that CA,
 *                        foreign of another one, self, which is signed by itself
 *   DIR/ready            written last, removed at the end; lines url=, port=, pid=, url_http=, and
 *                        url_expired=, url_foreign=, url_wrongname=, whose certificates are bad;
 *                        with --mutual url_mutual=, which asks the client for a certificate; the foreign one sends the certificate of its CA, too
 *   DIR/log              a line for each request: NUMBER METHOD TARGET STATUS
 *   DIR/requests/NUMBER  six digits; the request line, the headers, an empty line, the body
 *
 * A request is in both before its answer goes out. control.c says how tests steer the server.
 */
#include "http.h"
#include "timer.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <gnutls/gnutls.h>

static const char usage[] =
	"usage: authserver --dir DIR [--client ID:SECRET]... [--clients FILE] [--audience URL]...\n"
	"                  [--scope S]... [--lifetime SECONDS] [--issuer-path /x]\n"
	"                  [--name HOST]... [--certificate-days N] [--port N] [--mutual]\n"
	"                  [--die-with-parent]\n";

struct options {
	const char *dir;
	bool die_with_parent, mutual;
	long certificate_days; /* until the good ones end */
};

static void add_scope(struct server *server, const char *scope)
{
	char *longer =
		server->scopes ? must_printf("%s %s", server->scopes, scope) : must_dup(scope);

	free(server->scopes);
	server->scopes = longer;
}

static void read_options(int argc, char **argv, struct server *server, struct options *options)
{
	static const struct option all[] = {
		{ "dir", required_argument, NULL, 'd' },
		{ "client", required_argument, NULL, 'c' },
		{ "clients", required_argument, NULL, 'f' },
		{ "audience", required_argument, NULL, 'a' },
		{ "scope", required_argument, NULL, 's' },
		{ "lifetime", required_argument, NULL, 'l' },
		{ "issuer-path", required_argument, NULL, 'i' },
		{ "certificate-days", required_argument, NULL, 'n' },
		{ "port", required_argument, NULL, 't' },
		{ "name", required_argument, NULL, 'h' },
		{ "mutual", no_argument, NULL, 'm' },
		{ "die-with-parent", no_argument, NULL, 'p' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", all, NULL)) != -1) {
		if (c == 'd') {
			options->dir = optarg;
		} else if (c == 'c') {
			if (store_client_line(&server->store, optarg, NULL) != 0)
				die("--client: ID:SECRET is wanted");
		} else if (c == 'f') {
			store_client_file(&server->store, optarg);
		} else if (c == 'a') {
			server->audiences = must_grow(server->audiences, server->naudiences,
						      sizeof(*server->audiences));
			server->audiences[server->naudiences++] = must_dup(optarg);
		} else if (c == 's') {
			add_scope(server, optarg);
		} else if (c == 'l') {
			if (!parse_number(optarg, 0, INT_MAX, &server->lifetime))
				die("--lifetime: a number of seconds is wanted");
		} else if (c == 'i') {
			if (!server_set_issuer_path(server, optarg))
				die("--issuer-path: start with a slash and end without one");
		} else if (c == 'n') {
			if (!parse_number(optarg, 1, 399, &options->certificate_days))
				die("--certificate-days: a number of days from 1 to 399");
		} else if (c == 't') {
			if (!parse_number(optarg, 1, 65535, &server->port))
				die("--port: a number from 1 to 65535 is wanted");
		} else if (c == 'h') {
			server->names =
				must_grow(server->names, server->nnames, sizeof(*server->names));
			server->names[server->nnames++] = must_dup(optarg);
		} else if (c == 'm') {
			options->mutual = true;
		} else if (c == 'p') {
			options->die_with_parent = true;
		} else {
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (options->dir == NULL || optind != argc) {
		fputs(usage, stderr);
		exit(2);
	}
	if (server->scopes == NULL) /* the service's authentication page, "Service discovery" */
		server->scopes = must_dup("api.read api.write");
}

static int open_dir(struct server *server, const char *path)
{
	int fd;

	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		die("cannot make %s: %s", path, strerror(errno));
	fd = open(path, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die("cannot open %s: %s", path, strerror(errno));
	/* What an earlier run left must not be taken for this one's. */
	unlinkat(fd, "ready", 0);
	if (mkdirat(fd, "requests", 0700) != 0 && errno != EEXIST)
		die("cannot make %s/requests: %s", path, strerror(errno));
	server->requests_fd = openat(fd, "requests", O_DIRECTORY | O_RDONLY | O_CLOEXEC);
	server->log_fd =
		openat(fd, "log", O_WRONLY | O_APPEND | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (server->requests_fd < 0 || server->log_fd < 0)
		die("cannot open the log in %s: %s", path, strerror(errno));
	return fd;
}

static void die_with_parent(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent) /* it died before */
		exit(1);
}

static void raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

enum {
	GOOD,
	EXPIRED,
	FOREIGN,
	WRONGNAME,
	PLAIN,
	MUTUAL,
	LISTENERS
};

/* Has a listener send the certificate of its CA, too. */
static void add_authority(const struct ca *ca, struct identity *identity)
{
	char *pem = ca_pem(ca), *chain = must_printf("%s%s", identity->cert, pem);

	free(pem);
	free(identity->cert);
	identity->cert = chain;
}

static void write_client(int dir, const char *name, const struct ca *ca, long days)
{
	char *cn = must_printf("ccred test %s", name), *file = must_printf("%s.crt", name);
	struct identity identity;

	ca_issue_client(ca, cn, days, &identity);
	write_whole(dir, file, identity.cert, strlen(identity.cert), 0644);
	free(file);
	file = must_printf("%s.key", name);
	write_whole(dir, file, identity.key, strlen(identity.key), 0600);
	free(file);
	free(cn);
	identity_free(&identity);
}

static void start_all(struct server *server, int dir, const struct options *options,
		      struct listener **listeners)
{
	struct ca *ca = ca_new("ccred test CA"), *foreign = ca_new("ccred foreign test CA");
	struct identity identity;
	long days = options->certificate_days;
	char *pem = ca_pem(ca), *peer;
	int i;

	for (i = 0; i < LISTENERS; i++) {
		if (i == PLAIN) {
			listeners[i] = listener_start(server, NULL, NULL, 0, 2);
			continue;
		}
		if (i == MUTUAL && !options->mutual) {
			listeners[i] = NULL;
			continue;
		}
		ca_issue(i == FOREIGN ? foreign : ca,
			 i == EXPIRED     ? CERT_EXPIRED
			 : i == WRONGNAME ? CERT_WRONGNAME
					  : CERT_GOOD,
			 days, server->names, server->nnames, &identity);
		if (i == FOREIGN)
			add_authority(foreign, &identity);
		listeners[i] = listener_start(server, &identity, i == MUTUAL ? pem : NULL,
					      i == GOOD ? server->port : 0, 2);
		identity_free(&identity);
	}
	if (options->mutual) {
		server->mutual_port = listener_port(listeners[MUTUAL]);
		write_client(dir, "client", ca, days);
		write_client(dir, "expired", ca, -1);
		write_client(dir, "foreign", foreign, days);
		write_client(dir, "self", NULL, days);
	}
	write_whole(dir, "ca.pem", pem, strlen(pem), 0644);
	free(pem);
	ca_issue(ca, CERT_GOOD, days, NULL, 0, &identity);
	peer = must_printf("%s%s", identity.key, identity.cert);
	write_whole(dir, "peer.pem", peer, strlen(peer), 0600);
	free(peer);
	identity_free(&identity);
	ca_free(ca);
	ca_free(foreign);
}

static void announce(int dir, struct listener **listeners)
{
	char *text = must_printf(
		"url=https://127.0.0.1:%u\nport=%u\npid=%ld\n"
		"url_expired=https://127.0.0.1:%u\nurl_foreign=https://127.0.0.1:%u\n"
		"url_wrongname=https://127.0.0.1:%u\nurl_http=http://127.0.0.1:%u\n",
		listener_port(listeners[GOOD]), listener_port(listeners[GOOD]), (long)getpid(),
		listener_port(listeners[EXPIRED]), listener_port(listeners[FOREIGN]),
		listener_port(listeners[WRONGNAME]), listener_port(listeners[PLAIN]));

	if (listeners[MUTUAL] != NULL) {
		char *more = must_printf("%surl_mutual=https://127.0.0.1:%u\n", text,
					 listener_port(listeners[MUTUAL]));

		free(text);
		text = more;
	}
	write_whole(dir, "ready", text, strlen(text), 0644);
	free(text);
}

static void server_free(struct server *server)
{
	size_t i;

	store_free(&server->store);
	settings_free(&server->now);
	for (i = 0; i < server->naudiences; i++)
		free(server->audiences[i]);
	free(server->audiences);
	for (i = 0; i < server->nnames; i++)
		free(server->names[i]);
	free(server->names);
	free(server->scopes);
	free(server->issuer_path);
	free(server->dpop_nonce);
	close(server->log_fd);
	close(server->requests_fd);
}

int main(int argc, char **argv)
{
	struct server server = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct listener *listeners[LISTENERS];
	struct options options = { .certificate_days = 30 };
	pid_t parent = getppid();
	sigset_t ends;
	int dir, i, sig;

	server.issuer_path = must_dup("");
	server.lifetime = 3600; /* the service's authentication page: "typically 3600" */
	read_options(argc, argv, &server, &options);
	settings_default(&server.now, server.lifetime);
	/* Blocked before the first thread, so that only sigwait below takes them. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (options.die_with_parent)
		die_with_parent(parent);
	raise_descriptors();
	dir = open_dir(&server, options.dir);
	timer_start();
	start_all(&server, dir, &options, listeners);
	announce(dir, listeners);

	sigwait(&ends, &sig);
	unlinkat(dir, "ready", 0);
	timer_stop();
	for (i = 0; i < LISTENERS; i++)
		if (listeners[i] != NULL)
			listener_stop(listeners[i]);
	server_free(&server);
	close(dir);
	return 0;
}
