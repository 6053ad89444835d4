/* The main of ccred-source: loads one plugin, lets it answer one call, and writes what it set. */
#include "base/banned.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/kv.h"
#include "base/limits.h"
#include "base/proc.h"
#include "source/describe.h"
#include "source/host.h"
#include "source/leak.h"
#include "source/load.h"
#include "plugin/options.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Far from the numbers that a plugin opens, closes or prints to. */
#define ANSWER_FD 200

/* One call, as the request words it. */
struct call {
	struct kv kv;
	struct ccred_arg *args;
	size_t nargs;
	struct ccred_request request;
	struct ccred_tx tx;
	bool refused;
	struct buf *text; /* what kv and args point into */

	/* For describe and check. */
	const struct ccred_plugin *described; /* NULL: no description is wanted */
	bool check;
	char *missing; /* a required option that was not given, so that nothing was called */
	int64_t took_ms;
	bool told; /* the secret was in what it said */
	int leak; /* of leak_find; -1 too if no secret was set */
	char leak_where[LEAK_WHERE_MAX];
};

/*
 * The request and the answer leave descriptors 0 and 1 before foreign code runs: what it reads is
 * nothing, and what it prints goes nowhere.
 */
static int move_descriptors(int *ret_answer, struct err *err)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int answer = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, ANSWER_FD);

	/* RLIMIT_NOFILE may not reach that far. */
	if (answer < 0 && errno == EINVAL)
		answer = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (null < 0 || answer < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
		return err_sys(err, EXIT_OS, errno, "cannot set up descriptors");
	*ret_answer = answer;
	fs_close(&null);
	return 0;
}

/* NAME=VALUE, escaped: cut in two in place. */
static int split(const struct kv_line *line, char **ret_name, char **ret_value)
{
	char *name = (char *)(uintptr_t)line->value; /* our own buffer */
	char *equals = strchr(name, '=');

	if (equals == NULL || kv_unescape(equals + 1) < 0)
		return -1;
	*equals = '\0';
	*ret_name = name;
	*ret_value = equals + 1;
	return 0;
}

static int take_lists(struct call *c, struct err *err)
{
	char *name, *value;

	if ((c->args = calloc(c->kv.n + 1, sizeof(*c->args))) == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < c->kv.n; i++) {
		const struct kv_line *l = &c->kv.lines[i];
		bool arg = strcmp(l->key, "arg") == 0, var = strcmp(l->key, "var") == 0;
		if (!arg && !var)
			continue;
		if (split(l, &name, &value) != 0)
			return err_set(err, EXIT_DATA, "ccred-source was sent a malformed line");
		if (arg) {
			c->args[c->nargs++] = (struct ccred_arg){ name, value };
			continue;
		}
		/* This line's own variables. They were never in the block that /proc shows: they come
		 * by pipe, and end up on the heap. */
#undef setenv
		if (setenv(name, value, 1) != 0)
			return err_nomem(err);
	}
	return 0;
}

static int take_request(struct call *c, struct err *err)
{
	const struct kv *kv = &c->kv;
	const char *id = kv_get(kv, "client_id"), *given = kv_get(kv, "client_secret");

	c->request = (struct ccred_request){
		.size = sizeof(c->request),
		.flags = (uint32_t)kv_get_int(kv, "flags", CCRED_REQ_NONINTERACTIVE),
		.deadline_ms = kv_get_int(kv, "deadline", 0),
		.profile = kv_get(kv, "profile"),
		.issuer = kv_get(kv, "issuer"),
		.token_endpoint = kv_get(kv, "token_endpoint"),
		.origin = kv_get(kv, "origin"),
		.tenant = kv_get(kv, "tenant"),
		.client_id = id,
		.scope = kv_get(kv, "scope"),
	};
	c->tx.deadline_ms = c->request.deadline_ms;
	if ((id != NULL && secret_new(id, strlen(id), &c->tx.known_id) != 0) ||
	    (given != NULL && secret_new(given, strlen(given), &c->tx.given_secret) != 0))
		return err_nomem(err);
	return take_lists(c, err);
}

static int call_verb(const struct ccred_plugin *p, const char *verb, void *self, struct call *c)
{
	bool stores = p->size > offsetof(struct ccred_plugin, erase) &&
		      (p->capabilities & CCRED_CAP_STORE) != 0;

	if (strcmp(verb, "get") == 0)
		return p->get(self, &c->tx, &c->request);
	if (strcmp(verb, "store") == 0 && stores && p->store != NULL)
		return p->store(self, &c->tx, &c->request);
	if (strcmp(verb, "erase") == 0 && stores && p->erase != NULL)
		return p->erase(self, &c->tx, &c->request);
	host_table.fail(&c->tx, 0, "it cannot store");
	return CCRED_UNAVAILABLE;
}

/* What the host itself still has of what it was sent. */
static void wipe_request(struct call *c)
{
	for (char **v = environ; v != NULL && *v != NULL; v++) {
		char *value = strchr(*v, '=');
		if (value != NULL)
			explicit_bzero(value + 1, strlen(value + 1));
	}
	/* All that is behind this point comes from the plugin and from tx. */
	explicit_bzero(c->text->data, c->text->cap);
}

static int call_plugin(const struct ccred_plugin *p, const char *verb, struct call *c)
{
	void *self = NULL;
	int result = p->open(&host_table, &c->tx, c->args, c->nargs, &self);

	if (result != CCRED_SUCCESS) {
		/* Wrong arguments are a fault of the configuration, whatever the control says. */
		c->refused = result == CCRED_INVALID;
		return result;
	}
	result = call_verb(p, verb, self, c);
	if (p->size > offsetof(struct ccred_plugin, close) && p->close != NULL)
		p->close(self);
	return result;
}

/* A get whose items stay here, and what is left of them in memory. */
static int check_plugin(const struct ccred_plugin *p, struct call *c)
{
	int64_t begin = clock_ms();
	int result = call_plugin(p, "get", c);

	c->took_ms = clock_ms() - begin;
	c->told = host_tx_hide(&c->tx);
	wipe_request(c);
	if (c->tx.client_secret != NULL)
		c->leak = leak_find(c->tx.client_secret, c->leak_where);
	return result;
}

/* Whether the line's arguments suit the plugin; for check, those that are missing are no fault. */
static int check_arguments(const struct ccred_plugin *p, struct call *c, struct err *err)
{
	const struct ccred_option *missing = options_missing(p->options, c->args, c->nargs);

	if (!c->check || missing == NULL)
		return options_check(p->options, c->args, c->nargs, err);
	if ((c->missing = strdup(missing->name)) == NULL)
		return err_nomem(err);
	return options_check_given(p->options, c->args, c->nargs, err);
}

/* Runs the plugin. What it answers is a result and no error of ours. */
static int run(struct call *c)
{
	const char *path = kv_get(&c->kv, "plugin"), *verb = kv_get(&c->kv, "verb");
	const struct ccred_plugin *p = NULL;
	struct err err = { 0 };
	char line[ERR_LINE_MAX];
	bool describe = verb != NULL && strcmp(verb, "describe") == 0;

	c->check = verb != NULL && strcmp(verb, "check") == 0;
	if (path == NULL || verb == NULL || load_plugin(path, &p, &err) != 0)
		goto refused;
	if (describe || c->check)
		c->described = p;
	if (describe)
		return CCRED_SUCCESS;
	if (check_arguments(p, c, &err) != 0)
		goto refused;
	if (c->missing != NULL)
		return CCRED_SUCCESS;
	return c->check ? check_plugin(p, c) : call_plugin(p, verb, c);
refused:
	c->refused = true;
	host_table.fail(&c->tx, 0, err_line(&err, line, sizeof(line)));
	return CCRED_INVALID;
}

static int known_result(int result)
{
	/* The host's own results are not a plugin's to give. */
	if (result < 0 || result > CCRED_INTERNAL || result == CCRED_TIMEOUT)
		return CCRED_INTERNAL;
	return result;
}

static void put_checked(const struct call *c, struct buf *b)
{
	const struct ccred_tx *tx = &c->tx;

	if (c->missing != NULL) {
		kv_put_escaped(b, "missing", c->missing, strlen(c->missing));
		return;
	}
	kv_put_int(b, "took", c->took_ms);
	if (tx->client_id != NULL)
		kv_put_int(b, "sets_id", 1);
	if (tx->client_secret != NULL)
		kv_put_int(b, "sets_secret", 1);
	if (c->told)
		kv_put_int(b, "told", 1);
	if (c->leak == 0)
		kv_put_int(b, "wiped", 1);
	if (c->leak > 0)
		kv_put(b, "left", c->leak_where);
}

static void put_items(const struct ccred_tx *tx, struct buf *b)
{
	if (tx->client_id != NULL)
		kv_put_escaped(b, "client_id", tx->client_id->data, tx->client_id->len);
	if (tx->client_secret != NULL)
		kv_put_escaped(b, "client_secret", tx->client_secret->data, tx->client_secret->len);
}

static int answer(int fd, const struct call *c, int result)
{
	struct buf b = BUF_SECRET(LIMIT_ANSWER);
	const struct ccred_tx *tx = &c->tx;
	int r;

	if (c->described != NULL)
		describe_plugin(c->described, &b);
	if (c->check)
		put_checked(c, &b);
	else if (result == CCRED_SUCCESS)
		put_items(tx, &b);
	if (tx->text[0] != '\0')
		kv_put_escaped(&b, "text", tx->text, strlen(tx->text));
	if (tx->log[0] != '\0')
		kv_put_escaped(&b, "log", tx->log, strlen(tx->log));
	if (c->refused)
		kv_put_int(&b, "refused", 1);
	kv_put_int(&b, "result", known_result(result));
	r = buf_error(&b) || fs_write_all(fd, b.data, b.len) != 0 ? EXIT_SOFTWARE : 0;
	buf_free(&b);
	return r;
}

int main(int argc, char **argv)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER);
	struct call c = { .text = &text, .leak = -1 };
	struct err err = { 0 };
	int fd = -1, r;

	(void)argv;
	if ((r = proc_harden(argc, PROC_HELPER, &err)) != 0 ||
	    (r = fs_read_all(STDIN_FILENO, LIMIT_ANSWER - 1, "the request", &text, &err)) != 0 ||
	    (r = kv_parse(&text, &c.kv, &err)) != 0 || (r = take_request(&c, &err)) != 0 ||
	    (r = move_descriptors(&fd, &err)) != 0)
		goto out;
	r = run(&c);
	(void)host_tx_hide(&c.tx);
	r = answer(fd, &c, r);
out:
	host_tx_clear(&c.tx);
	free(c.args);
	free(c.missing);
	kv_free(&c.kv);
	buf_free(&text);
	/* A plugin's atexit handlers and threads get no say any more. */
	_exit(r);
}
