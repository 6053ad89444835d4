/* The dialect of docker, docker-credential-helpers: docker, podman, skopeo and what else reads config.json. */
#include "helpers/helper.h"
#include "base/json_in.h"
#include "base/json_out.h"
#include "base/log.h"

#include "config.h"

#include <string.h>

/* Docker goes on without credentials if it reads exactly these words. */
#define NOT_FOUND "credentials not found in native keychain\n"
#define NO_SERVER "no credentials server URL\n"

/* Reads the server from stdin, a URL or HOST[:PORT], and finds its profile. */
static int find(struct helper *h, struct buf *server, struct err *err)
{
	int r;

	if ((r = helper_read_line(server, err)) != 0)
		return r;
	while (server->len > 0 && strchr(" \t\r", server->data[server->len - 1]) != NULL)
		server->data[--server->len] = '\0';
	if (server->len == 0) {
		buf_puts(&h->out, NO_SERVER);
		return err_set(err, REASON_MALFORMED_MESSAGE,
			       "the request names no server: send a URL or HOST[:PORT]");
	}
	return helper_find_server(h, buf_str(server), err);
}

static int get(struct helper *h, struct err *err)
{
	struct buf server = BUF_SECRET(0);
	struct obtained token = { 0 };
	int r;

	if ((r = find(h, &server, err)) != 0)
		goto out;
	if (h->profile == NULL) {
		buf_puts(&h->out, NOT_FOUND);
		h->status = 1;
		goto out;
	}
	if ((r = helper_obtain(h, NULL, &token, err)) != 0)
		goto out;
	json_begin(&h->out, NULL, '{');
	json_all(&h->out, "ServerURL", buf_str(&server));
	json_text(&h->out, "Username", h->profile->username);
	json_all(&h->out, "Secret", token.token->data);
	buf_puts(&h->out, "}\n");
	obtained_clear(&token);
out:
	buf_free(&server);
	return r;
}

static int erase(struct helper *h, struct err *err)
{
	struct buf server = BUF_SECRET(0);
	int r = find(h, &server, err);

	if (r == 0 && h->profile != NULL)
		r = helper_take_back(h, NULL, err);
	buf_free(&server);
	return r;
}

/*
 * docker login stores the password that the registry has taken, and also the one that it got from us.
 * A registry with a profile needs neither.
 */
static int store(struct helper *h, struct err *err)
{
	struct buf line = BUF_SECRET(0), server = BUF_INIT;
	int r;

	if ((r = helper_read_line(&line, err)) != 0)
		goto out;
	r = json_in_text(buf_str(&line), line.len, "ServerURL", &server, err);
	if (r < 0) {
		buf_puts(&h->out, NO_SERVER);
		r = err_set(err, REASON_MALFORMED_MESSAGE, "the request has no ServerURL");
	} else if (r != 0) {
		err_prefix(err, "the request");
	} else if ((r = helper_find_server(h, buf_str(&server), err)) == 0) {
		if (h->profile == NULL)
			r = err_set(err, REASON_USAGE,
				    "no profile has this server, and ccred stores no passwords");
		else
			log_warning(h->profile->name,
				    "no password is stored: the profile gets the tokens");
	}
out:
	buf_free(&server);
	buf_free(&line);
	return r;
}

/* Docker shows stdout to a person, and not every one of its kind shows stderr. */
static void put_failure(struct helper *h, const struct err *err)
{
	char line[ERR_LINE_MAX];

	if (h->out.len > 0)
		return;
	if (h->profile != NULL && h->profile->on_failure_next)
		buf_puts(&h->out, NOT_FOUND);
	else
		buf_printf(&h->out, "ccred: %s\n", err_line(err, line, sizeof(line)));
}

static int run(struct helper *h, struct err *err)
{
	const char *verb = h->argc == 1 ? h->argv[0] : "";
	int r = 0;

	if (strcmp(verb, "get") == 0)
		r = get(h, err);
	else if (strcmp(verb, "erase") == 0)
		r = erase(h, err);
	else if (strcmp(verb, "store") == 0)
		r = store(h, err);
	else if (strcmp(verb, "list") == 0)
		/* Docker would ask for a token of each server in this list, and need only one. */
		buf_puts(&h->out, "{}\n");
	else if (strcmp(verb, "version") == 0)
		buf_puts(&h->out, "docker-credential-ccred (ccred) " PACKAGE_VERSION "\n");
	else
		r = helper_usage(&dialect_docker,
				 "docker starts this program with get, store, erase, list or "
				 "version",
				 err);
	if (r != 0)
		put_failure(h, err);
	return r;
}

static void configure(const struct helper_subject *s, struct buf *b)
{
	buf_printf(b,
		   "# in ~/.docker/config.json; podman and skopeo: ~/.config/containers/auth.json\n"
		   "{ \"credHelpers\": { \"%s\": \"ccred\" } }\n",
		   s->host);
}

const struct dialect dialect_docker = {
	.name = "docker",
	.program = "docker-credential-ccred",
	.tools = "docker, podman, buildah, skopeo, and others that read config.json",
	.run = run,
	.configure = configure,
};
