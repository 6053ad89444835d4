/* The debug plugin: answers what its arguments say, and misbehaves on request, as pam_debug(8) does. */
#include "debug.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

struct debug {
	const struct ccred_host *host;
	const char *id, *secret, *refresh_secret, *text, *count_file, *act, *keep,
		*log; /* of the arguments */
	int result, open, store, erase;
	long sleep_ms;
};

static int result_of(const char *word)
{
	static const char *const words[] = {
		[CCRED_SUCCESS] = "success",     [CCRED_IGNORE] = "ignore",
		[CCRED_NOT_FOUND] = "not_found", [CCRED_UNAVAILABLE] = "unavailable",
		[CCRED_LOCKED] = "locked",       [CCRED_TRY_AGAIN] = "try_again",
		[CCRED_TIMEOUT] = "timeout",     [CCRED_DENIED] = "denied",
		[CCRED_INVALID] = "invalid",     [CCRED_CONFLICT] = "conflict",
		[CCRED_INTERNAL] = "internal",   [CCRED_CRASHED] = "crashed",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(word, words[i]) == 0)
			return (int)i;
	return (int)strtol(word, NULL, 10);
}

static void sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		;
}

static int debug_open(const struct ccred_host *host, struct ccred_tx *tx,
		      const struct ccred_arg *args, size_t nargs, void **ret_self)
{
	struct debug *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return CCRED_INTERNAL;
	self->host = host;
	for (size_t i = 0; i < nargs; i++) {
		const char *name = args[i].name, *value = args[i].value;
		if (strcmp(name, "result") == 0)
			self->result = result_of(value);
		else if (strcmp(name, "open") == 0)
			self->open = result_of(value);
		else if (strcmp(name, "store") == 0)
			self->store = result_of(value);
		else if (strcmp(name, "erase") == 0)
			self->erase = result_of(value);
		else if (strcmp(name, "keep") == 0)
			self->keep = value;
		else if (strcmp(name, "id") == 0)
			self->id = value;
		else if (strcmp(name, "secret") == 0)
			self->secret = value;
		else if (strcmp(name, "refresh-secret") == 0)
			self->refresh_secret = value;
		else if (strcmp(name, "text") == 0)
			self->text = value;
		else if (strcmp(name, "log") == 0)
			self->log = value;
		else if (strcmp(name, "count-file") == 0)
			self->count_file = value;
		else if (strcmp(name, "do") == 0)
			self->act = value;
		else if (strcmp(name, "sleep-ms") == 0)
			self->sleep_ms = strtol(value, NULL, 10);
	}
	if (self->open != CCRED_SUCCESS) {
		int r = self->open;
		if (self->text != NULL)
			host->fail(tx, 0, self->text);
		free(self);
		return r;
	}
	*ret_self = self;
	return CCRED_SUCCESS;
}

/* One write, so that lines of several processes do not mix. */
static int count_call(const struct debug *self, const char *verb,
		      const struct ccred_request *request)
{
	char line[512];
	int fd = open(self->count_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int n = snprintf(line, sizeof(line), "%s profile=%s tenant=%s client_id=%s flags=%u\n",
			 verb, request->profile != NULL ? request->profile : "",
			 request->tenant != NULL ? request->tenant : "",
			 request->client_id != NULL ? request->client_id : "",
			 (unsigned)request->flags);

	if (n >= (int)sizeof(line)) {
		n = sizeof(line);
		line[n - 1] = '\n';
	}
	int r = fd >= 0 && write(fd, line, (size_t)n) == n ? 0 : -1;
	if (fd >= 0)
		close(fd);
	return r;
}

/* What every call starts with. */
static int begin(struct debug *self, struct ccred_tx *tx, const char *verb,
		 const struct ccred_request *request)
{
	if (self->count_file != NULL && count_call(self, verb, request) != 0) {
		self->host->fail(tx, errno, "count-file= cannot be written");
		return CCRED_INTERNAL;
	}
	if (self->log != NULL)
		self->host->log(tx, self->log);
	if (self->sleep_ms > 0)
		sleep_ms(self->sleep_ms);
	return CCRED_SUCCESS;
}

/* Sets what an earlier store left in keep=, if it did. */
static int take_kept(struct debug *self, struct ccred_tx *tx)
{
	char id[1100], secret[17000];
	FILE *f = fopen(self->keep, "re");
	int r = CCRED_NOT_FOUND;

	if (f == NULL)
		return errno == ENOENT ? CCRED_NOT_FOUND : CCRED_INTERNAL;
	if (fgets(id, sizeof(id), f) != NULL && fgets(secret, sizeof(secret), f) != NULL) {
		r = self->host->set(tx, CCRED_ITEM_CLIENT_ID, id, strcspn(id, "\n"));
		if (r == CCRED_SUCCESS)
			r = self->host->set(tx, CCRED_ITEM_CLIENT_SECRET, secret,
					    strcspn(secret, "\n"));
	}
	fclose(f);
	return r;
}

static int debug_get(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct debug *self = state;
	const char *secret = self->secret;
	int r;

	if ((r = begin(self, tx, "get", request)) != CCRED_SUCCESS)
		return r;
	if ((request->flags & CCRED_REQ_REFRESH) != 0 && self->refresh_secret != NULL)
		secret = self->refresh_secret;
	if (self->text != NULL)
		self->host->fail(tx, 0, self->text);
	if (self->id != NULL && (r = self->host->set(tx, CCRED_ITEM_CLIENT_ID, self->id,
						     strlen(self->id))) != CCRED_SUCCESS)
		return r;
	if (secret != NULL && (r = self->host->set(tx, CCRED_ITEM_CLIENT_SECRET, secret,
						   strlen(secret))) != CCRED_SUCCESS)
		return r;
	if (self->act != NULL && debug_act(self->host, tx, self->act) != 0)
		return CCRED_INTERNAL;
	if (self->keep != NULL && self->result == CCRED_SUCCESS)
		return take_kept(self, tx);
	return self->result;
}

static int debug_store(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct debug *self = state;
	const void *id, *secret;
	size_t id_len, secret_len;
	FILE *f;
	int r;

	if ((r = begin(self, tx, "store", request)) != CCRED_SUCCESS)
		return r;
	if (self->host->get(tx, CCRED_ITEM_CLIENT_ID, &id, &id_len) != CCRED_SUCCESS ||
	    self->host->get(tx, CCRED_ITEM_CLIENT_SECRET, &secret, &secret_len) != CCRED_SUCCESS)
		return CCRED_INTERNAL;
	self->host->fail(tx, 0, self->text != NULL ? self->text : "kept");
	if (self->act != NULL && debug_act(self->host, tx, self->act) != 0)
		return CCRED_INTERNAL;
	if (self->store != CCRED_SUCCESS || self->keep == NULL)
		return self->store;
	if ((f = fopen(self->keep, "we")) == NULL)
		return CCRED_INTERNAL;
	fprintf(f, "%.*s\n%.*s\n", (int)id_len, (const char *)id, (int)secret_len,
		(const char *)secret);
	return fclose(f) == 0 ? CCRED_SUCCESS : CCRED_INTERNAL;
}

static int debug_erase(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct debug *self = state;
	int r;

	if ((r = begin(self, tx, "erase", request)) != CCRED_SUCCESS)
		return r;
	self->host->fail(tx, 0, self->text != NULL ? self->text : "dropped");
	if (self->act != NULL && debug_act(self->host, tx, self->act) != 0)
		return CCRED_INTERNAL;
	if (self->erase == CCRED_SUCCESS && self->keep != NULL && unlink(self->keep) != 0)
		return CCRED_NOT_FOUND;
	return self->erase;
}

static void debug_close(void *self)
{
	free(self);
}

static const struct ccred_option debug_options[] = {
	{ "result", CCRED_OPT_STRING, 0, "what get answers: a word or a number" },
	{ "open", CCRED_OPT_STRING, 0, "what open answers" },
	{ "store", CCRED_OPT_STRING, 0, "what store answers" },
	{ "erase", CCRED_OPT_STRING, 0, "what erase answers" },
	{ "keep", CCRED_OPT_PATH, 0, "store writes it, get reads it, erase removes it" },
	{ "id", CCRED_OPT_STRING, 0, "the client id that get sets" },
	{ "secret", CCRED_OPT_STRING, 0, "the secret that get sets" },
	{ "refresh-secret", CCRED_OPT_STRING, 0, "the secret after a refusal" },
	{ "text", CCRED_OPT_STRING, 0, "what it says" },
	{ "log", CCRED_OPT_STRING, 0, "what it says for the trace" },
	{ "sleep-ms", CCRED_OPT_INTEGER, 0, "how long each call takes" },
	{ "count-file", CCRED_OPT_PATH, 0, "gets one line a call" },
	{ "do", CCRED_OPT_STRING, 0, "how it misbehaves, or what it reports" },
	{ NULL, 0, 0, NULL },
};

__attribute__((visibility("default"))) const struct ccred_plugin ccred_plugin_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.capabilities = CCRED_CAP_STORE,
	.name = "debug",
	.version = "1",
	.summary = "answers what its arguments say",
	.options = debug_options,
	.open = debug_open,
	.get = debug_get,
	.close = debug_close,
	.store = debug_store,
	.erase = debug_erase,
};
