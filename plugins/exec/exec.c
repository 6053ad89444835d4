/* The exec plugin: asks a program, in lines of key=value. */
#include "lib/program.h"
#include "lib/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct exec {
	const struct ccred_host *host;
	const char *command; /* of the arguments, which outlive the call */
	int stores;
	size_t argc;
	char **argv; /* its strings are the arguments' */
};

/* What the answer says. The items point into it. */
struct answer {
	const char *id, *secret;
	char *text;
	size_t id_len, secret_len;
	int result; /* -1: none is given */
};

static const char *const results[] = CCRED_EXEC_RESULTS;

static void exec_close(void *state)
{
	struct exec *self = state;

	free(self->argv);
	free(self);
}

static int exec_open(const struct ccred_host *host, struct ccred_tx *tx,
		     const struct ccred_arg *args, size_t nargs, void **ret_self)
{
	struct exec *self = calloc(1, sizeof(*self));

	if (self == NULL || (self->argv = calloc(nargs + 2, sizeof(*self->argv))) == NULL) {
		free(self);
		return CCRED_INTERNAL;
	}
	self->host = host;
	self->argc = 1;
	for (size_t i = 0; i < nargs; i++) {
		const char *name = args[i].name, *value = args[i].value;
		if (strcmp(name, "command") == 0)
			self->command = value;
		else if (strcmp(name, "store") == 0)
			self->stores = strcmp(value, "yes") == 0;
		else if (strspn(name + 3, "0123456789") == strlen(name + 3))
			self->argv[self->argc++] = (char *)(uintptr_t)value;
		else
			goto invalid;
	}
	if (self->command == NULL)
		goto invalid;
	self->argv[0] = (char *)(uintptr_t)self->command;
	*ret_self = self;
	return CCRED_SUCCESS;
invalid:
	host->fail(tx, 0, "it needs command=, and may have arg1=, arg2= and so on");
	exec_close(self);
	return CCRED_INVALID;
}

static int fail(const struct exec *self, struct ccred_tx *tx, int result, int err, const char *what)
{
	char text[800];

	snprintf(text, sizeof(text), "%.300s: %.450s", self->command, what);
	self->host->fail(tx, err, text);
	return result;
}

/* Appends key=value, if there is a value; without room it only counts. */
static void put(char *out, size_t *len, const char *key, const char *value, size_t value_len)
{
	size_t key_len = strlen(key);

	if (value == NULL)
		return;
	if (out != NULL) {
		memcpy(out + *len, key, key_len);
		out[*len + key_len] = '=';
		memcpy(out + *len + key_len + 1, value, value_len);
		out[*len + key_len + 1 + value_len] = '\n';
	}
	*len += key_len + value_len + 2;
}

static void put_text(char *out, size_t *len, const char *key, const char *value)
{
	put(out, len, key, value, value != NULL ? strlen(value) : 0);
}

/* The request as the program reads it; returns its length. It ends with an empty line, as git's does. */
static size_t word(const struct exec *self, struct ccred_tx *tx, const char *verb,
		   const struct ccred_request *q, char *out)
{
	const void *id = q->client_id, *secret = NULL;
	size_t len = 0, id_len = id != NULL ? strlen(id) : 0, secret_len = 0;

	/* What is to be kept; the strings of a request hold no control bytes, and no more do these. */
	if (strcmp(verb, "store") == 0) {
		(void)self->host->get(tx, CCRED_ITEM_CLIENT_ID, &id, &id_len);
		(void)self->host->get(tx, CCRED_ITEM_CLIENT_SECRET, &secret, &secret_len);
	}
	put_text(out, &len, "verb", verb);
	put_text(out, &len, "profile", q->profile);
	put_text(out, &len, "issuer", q->issuer);
	put_text(out, &len, "token_endpoint", q->token_endpoint);
	put_text(out, &len, "origin", q->origin);
	put_text(out, &len, "tenant", q->tenant);
	put(out, &len, "client_id", id, id_len);
	put(out, &len, "client_secret", secret, secret_len);
	put_text(out, &len, "scope", q->scope);
	put_text(out, &len, "interactive",
		 (q->flags & CCRED_REQ_NONINTERACTIVE) != 0 ? "no" : "yes");
	put_text(out, &len, "refresh", (q->flags & CCRED_REQ_REFRESH) != 0 ? "yes" : "no");
	if (out != NULL)
		out[len] = '\n';
	return len + 1;
}

static int result_of(const char *text)
{
	for (int i = 0; results[i] != NULL; i++)
		if (results[i][0] != '\0' && strcmp(results[i], text) == 0)
			return i;
	return -1;
}

/* One line, with a NUL at its end; what is not known is passed over, as in git's protocol. */
static const char *take_line(struct answer *a, char *line, size_t len)
{
	char *equals = memchr(line, '=', len);
	size_t value_len;

	if (memchr(line, '\0', len) != NULL)
		return "it answered a NUL byte";
	if (equals == NULL)
		return "it answered a line that is not key=value";
	*equals++ = '\0';
	value_len = len - (size_t)(equals - line);
	if (strcmp(line, "client_id") == 0) {
		if (a->id != NULL)
			return "it answered client_id= twice";
		a->id = equals;
		a->id_len = value_len;
	} else if (strcmp(line, "client_secret") == 0) {
		if (a->secret != NULL)
			return "it answered client_secret= twice";
		a->secret = equals;
		a->secret_len = value_len;
	} else if (strcmp(line, "text") == 0) {
		a->text = equals;
	} else if (strcmp(line, "result") == 0) {
		if (a->result >= 0)
			return "it answered result= twice";
		if ((a->result = result_of(equals)) < 0)
			return "it answered a result= that there is not: see ccred_exec(8)";
	}
	return NULL;
}

/* Takes the answer apart, in place; data has room for a NUL. Returns NULL, or what is wrong with it. */
static const char *parse(char *data, size_t len, struct answer *a)
{
	const char *why = NULL;

	*a = (struct answer){ .result = -1 };
	for (size_t at = 0; at < len && why == NULL;) {
		char *newline = memchr(data + at, '\n', len - at);
		size_t line_len = newline != NULL ? (size_t)(newline - data) - at : len - at;
		if (line_len == 0)
			break;
		data[at + line_len] = '\0';
		why = take_line(a, data + at, line_len);
		at += line_len + 1;
	}
	return why;
}

static int set(const struct exec *self, struct ccred_tx *tx, const struct answer *a)
{
	int r = CCRED_SUCCESS;

	if (a->id != NULL)
		r = self->host->set(tx, CCRED_ITEM_CLIENT_ID, a->id, a->id_len);
	if (r == CCRED_SUCCESS && a->secret != NULL)
		r = self->host->set(tx, CCRED_ITEM_CLIENT_SECRET, a->secret, a->secret_len);
	if (r == CCRED_CONFLICT)
		return fail(self, tx, r, 0,
			    "its client_id= is not that of the profile or of an earlier line: make "
			    "them equal, or leave one out");
	if (r != CCRED_SUCCESS)
		return fail(
			self, tx, r, 0,
			"its client_id= or client_secret= is empty, too long, or holds a control "
			"byte or bytes that are not UTF-8");
	return r;
}

/* What the answer and the way it ended come to. */
static int judge(const struct exec *self, struct ccred_tx *tx, int gets, char *data,
		 const struct program_end *end)
{
	struct answer a;
	const char *why, *said;
	char text[64];

	if (end->result != CCRED_SUCCESS)
		return fail(self, tx, end->result, end->err, end->why);
	if (end->signal != 0) {
		snprintf(text, sizeof(text), "it was killed by signal %d (%s)", end->signal,
			 strsignal(end->signal));
		return fail(self, tx, CCRED_INTERNAL, 0, text);
	}
	why = parse(data, end->len, &a);
	if (a.text != NULL)
		program_hide(self->host, tx, a.text);
	/* A program that fails is not asked for good manners. */
	if (end->status != 0 && (why != NULL || a.result <= CCRED_SUCCESS)) {
		snprintf(text, sizeof(text), "it ended with exit code %d", end->status);
		return fail(self, tx, CCRED_UNAVAILABLE, 0,
			    end->said[0] != '\0' ? end->said : text);
	}
	if (why != NULL)
		return fail(self, tx, CCRED_INVALID, 0, why);
	said = a.text != NULL ? a.text : end->said[0] != '\0' ? end->said : NULL;
	if (a.result > CCRED_SUCCESS)
		return fail(self, tx, a.result, 0,
			    said != NULL ? said : "it gave no reason (text=)");
	if (!gets) {
		fail(self, tx, CCRED_SUCCESS, 0, said != NULL ? said : "done");
		return CCRED_SUCCESS;
	}
	if (a.id != NULL || a.secret != NULL)
		return set(self, tx, &a);
	if (a.result == CCRED_SUCCESS)
		return fail(self, tx, CCRED_INVALID, 0,
			    "it answered success, and neither client_id= nor client_secret=");
	return fail(self, tx, CCRED_NOT_FOUND, 0,
		    said != NULL ? said : "it answered neither client_id= nor client_secret=");
}

static int ask(struct exec *self, struct ccred_tx *tx, const char *verb,
	       const struct ccred_request *q)
{
	const struct ccred_host *host = self->host;
	size_t size = word(self, tx, verb, q, NULL);
	char *program = NULL, *request = NULL, *answer = NULL;
	struct program_end end;
	char text[512];
	int r;

	if ((r = program_check(self->command, &program, text, sizeof(text))) != CCRED_SUCCESS) {
		host->fail(tx, 0, text);
		return r;
	}
	request = host->secret_alloc(size);
	answer = host->secret_alloc(PROGRAM_MAX_ANSWER + 1);
	if (request == NULL || answer == NULL) {
		r = fail(self, tx, CCRED_INTERNAL, 0, "no memory");
		goto out;
	}
	struct program_call call = { .host = host,
				     .tx = tx,
				     .program = program,
				     .argv = self->argv,
				     .request = request,
				     .request_len = size,
				     .answer = answer };
	(void)word(self, tx, verb, q, request);
	program_talk(&call, &end);
	r = judge(self, tx, strcmp(verb, "get") == 0, answer, &end);
out:
	host->secret_free(answer, PROGRAM_MAX_ANSWER + 1);
	host->secret_free(request, size);
	free(program);
	return r;
}

static int exec_get(void *self, struct ccred_tx *tx, const struct ccred_request *q)
{
	return ask(self, tx, "get", q);
}

static int keeps(struct exec *self, struct ccred_tx *tx, const char *verb,
		 const struct ccred_request *q)
{
	if (!self->stores)
		return fail(self, tx, CCRED_UNAVAILABLE, 0,
			    "this line is for reading: add store=yes if the program can store and "
			    "erase, or name another line with --source");
	return ask(self, tx, verb, q);
}

static int exec_store(void *self, struct ccred_tx *tx, const struct ccred_request *q)
{
	return keeps(self, tx, "store", q);
}

static int exec_erase(void *self, struct ccred_tx *tx, const struct ccred_request *q)
{
	return keeps(self, tx, "erase", q);
}

static const struct ccred_option exec_options[] = CCRED_EXEC_OPTIONS;

/* No CCRED_CAP_TENANT: whether the program heeds tenant= is not for us to promise. */
__attribute__((visibility("default"))) const struct ccred_plugin ccred_plugin_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.capabilities = CCRED_CAP_STORE | CCRED_CAP_PROMPT,
	.name = "exec",
	.version = "1",
	.summary = "client id and secret from a program",
	.options = exec_options,
	.open = exec_open,
	.get = exec_get,
	.close = exec_close,
	.store = exec_store,
	.erase = exec_erase,
};
