/* The debug plugin: answers what its arguments say, and misbehaves on request, as pam_debug(8)
 * does. */
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
	/* Of the arguments. */
	const char *id, *secret, *refresh_secret, *text, *reason, *fix, *location, *count_file,
		*act, *keep, *log, *ask;
	int result, open, store, erase, warn;
	long sleep_ms, expires;
};

static int result_of(const char *word)
{
	static const char *const words[] = {
		[CCRED_SUCCESS] = "success",
		[CCRED_IGNORE] = "ignore",
		[CCRED_NOT_FOUND] = "not_found",
		[CCRED_UNAVAILABLE] = "unavailable",
		[CCRED_LOCKED] = "locked",
		[CCRED_TRY_AGAIN] = "try_again",
		[CCRED_DENIED] = "denied",
		[CCRED_INVALID] = "invalid",
		[CCRED_CONFLICT] = "conflict",
		[CCRED_INTERNAL] = "internal",
		/* The host's own, which are no plugin's to give. */
		[CCRED_INTERNAL + 1] = "timeout",
		[CCRED_INTERNAL + 2] = "crashed",
		[CCRED_INTERNAL + 3] = "broken",
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

static void say(const struct debug *self, struct ccred_call *call, uint32_t severity,
		const char *text)
{
	const struct ccred_message m = { .size = sizeof(m),
					 .severity = severity,
					 .reason = self->reason,
					 .text = text,
					 .fix = self->fix,
					 .location = self->location };

	self->host->say(call, &m);
}

/* Where an argument goes that is a text; NULL: it is none of these. */
static const char **place_of(struct debug *self, const char *name)
{
	const struct {
		const char *name, **place;
	} places[] = {
		{ "id", &self->id },
		{ "secret", &self->secret },
		{ "refresh-secret", &self->refresh_secret },
		{ "text", &self->text },
		{ "reason", &self->reason },
		{ "fix", &self->fix },
		{ "location", &self->location },
		{ "log", &self->log },
		{ "count-file", &self->count_file },
		{ "keep", &self->keep },
		{ "do", &self->act },
		{ "ask", &self->ask },
	};

	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (strcmp(places[i].name, name) == 0)
			return places[i].place;
	return NULL;
}

static int debug_open(const struct ccred_host *host, struct ccred_call *call,
		      const struct ccred_arg *const *args, void **ret_self)
{
	struct debug *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return CCRED_INTERNAL;
	self->host = host;
	for (; *args != NULL; args++) {
		const char *name = (*args)->name, *value = (*args)->value;
		const char **place = place_of(self, name);
		if (place != NULL)
			*place = value;
		else if (strcmp(name, "result") == 0)
			self->result = result_of(value);
		else if (strcmp(name, "open") == 0)
			self->open = result_of(value);
		else if (strcmp(name, "store") == 0)
			self->store = result_of(value);
		else if (strcmp(name, "erase") == 0)
			self->erase = result_of(value);
		else if (strcmp(name, "warn") == 0)
			self->warn = strcmp(value, "yes") == 0;
		else if (strcmp(name, "expires") == 0)
			self->expires = strtol(value, NULL, 10);
		else if (strcmp(name, "sleep-ms") == 0)
			self->sleep_ms = strtol(value, NULL, 10);
	}
	if (self->open != CCRED_SUCCESS) {
		int r = self->open;
		if (self->text != NULL)
			say(self, call, CCRED_ERROR, self->text);
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
static int begin(struct debug *self, struct ccred_call *call, const char *verb,
		 const struct ccred_request *request)
{
	if (self->count_file != NULL && count_call(self, verb, request) != 0) {
		say(self, call, CCRED_ERROR, "count-file= cannot be written");
		return CCRED_INTERNAL;
	}
	if (self->log != NULL)
		self->host->log(call, self->log);
	if (self->sleep_ms > 0)
		sleep_ms(self->sleep_ms);
	return CCRED_SUCCESS;
}

/* Sets what an earlier store left in keep=, if it did. */
static int take_kept(struct debug *self, struct ccred_call *call)
{
	char id[1100], secret[17000];
	FILE *f = fopen(self->keep, "re");
	int r = CCRED_NOT_FOUND;

	if (f == NULL)
		return errno == ENOENT ? CCRED_NOT_FOUND : CCRED_INTERNAL;
	if (fgets(id, sizeof(id), f) != NULL && fgets(secret, sizeof(secret), f) != NULL) {
		r = self->host->set(call, CCRED_ITEM_CLIENT_ID, id, strcspn(id, "\n"));
		if (r == CCRED_SUCCESS)
			r = self->host->set(call, CCRED_ITEM_CLIENT_SECRET, secret,
					    strcspn(secret, "\n"));
	}
	fclose(f);
	return r;
}

/* "hidden" and "visible" ask: what a person types is the secret of get. "info" and "error" are
 * shown. */
static int ask(struct debug *self, struct ccred_call *call, int gets)
{
	static char typed[1024];
	int style = strcmp(self->ask, "hidden") == 0    ? CCRED_PROMPT_HIDDEN
		    : strcmp(self->ask, "visible") == 0 ? CCRED_PROMPT_VISIBLE
		    : strcmp(self->ask, "info") == 0    ? CCRED_PROMPT_INFO
							: CCRED_PROMPT_ERROR;
	size_t len = 0;
	int r = self->host->prompt(call, style, "PIN: ", typed, sizeof(typed), &len);

	if (r != CCRED_SUCCESS)
		say(self, call, CCRED_ERROR, "the prompt failed");
	else if (gets && style <= CCRED_PROMPT_VISIBLE)
		r = self->host->set(call, CCRED_ITEM_CLIENT_SECRET, typed, len);
	self->host->wipe(typed, sizeof(typed));
	return r;
}

static int debug_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct debug *self = state;
	const char *secret = self->secret;
	int r;

	if ((r = begin(self, call, "get", request)) != CCRED_SUCCESS)
		return r;
	if ((request->flags & CCRED_REQ_REFRESH) != 0 && self->refresh_secret != NULL)
		secret = self->refresh_secret;
	if (self->text != NULL || self->location != NULL)
		say(self, call,
		    self->warn                      ? CCRED_WARNING
		    : self->result == CCRED_SUCCESS ? CCRED_INFO
						    : CCRED_ERROR,
		    self->text);
	if (self->expires > 0)
		(void)self->host->expires(call, CCRED_ITEM_CLIENT_SECRET, self->expires);
	if (self->ask != NULL && (r = ask(self, call, 1)) != CCRED_SUCCESS)
		return r;
	if (self->id != NULL && (r = self->host->set(call, CCRED_ITEM_CLIENT_ID, self->id,
						     strlen(self->id))) != CCRED_SUCCESS)
		return r;
	if (secret != NULL && (r = self->host->set(call, CCRED_ITEM_CLIENT_SECRET, secret,
						   strlen(secret))) != CCRED_SUCCESS)
		return r;
	if (self->act != NULL && debug_act(self->host, call, self->act) != 0)
		return CCRED_INTERNAL;
	if (self->keep != NULL && self->result == CCRED_SUCCESS)
		return take_kept(self, call);
	return self->result;
}

static int debug_store(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct debug *self = state;
	const void *id, *secret;
	size_t id_len, secret_len;
	FILE *f;
	int r;

	if ((r = begin(self, call, "store", request)) != CCRED_SUCCESS)
		return r;
	if (self->host->get(call, CCRED_ITEM_CLIENT_ID, &id, &id_len) != CCRED_SUCCESS ||
	    self->host->get(call, CCRED_ITEM_CLIENT_SECRET, &secret, &secret_len) != CCRED_SUCCESS)
		return CCRED_INTERNAL;
	if (self->ask != NULL && (r = ask(self, call, 0)) != CCRED_SUCCESS)
		return r;
	say(self, call, CCRED_INFO, self->text != NULL ? self->text : "kept");
	if (self->act != NULL && debug_act(self->host, call, self->act) != 0)
		return CCRED_INTERNAL;
	if (self->store != CCRED_SUCCESS || self->keep == NULL)
		return self->store;
	if ((f = fopen(self->keep, "we")) == NULL)
		return CCRED_INTERNAL;
	fprintf(f, "%.*s\n%.*s\n", (int)id_len, (const char *)id, (int)secret_len,
		(const char *)secret);
	return fclose(f) == 0 ? CCRED_SUCCESS : CCRED_INTERNAL;
}

static int debug_erase(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct debug *self = state;
	int r;

	if ((r = begin(self, call, "erase", request)) != CCRED_SUCCESS)
		return r;
	say(self, call, CCRED_INFO, self->text != NULL ? self->text : "dropped");
	if (self->act != NULL && debug_act(self->host, call, self->act) != 0)
		return CCRED_INTERNAL;
	if (self->erase == CCRED_SUCCESS && self->keep != NULL && unlink(self->keep) != 0)
		return CCRED_NOT_FOUND;
	return self->erase;
}

static void debug_close(void *self)
{
	free(self);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "debug",
	.open = debug_open,
	.get = debug_get,
	.store = debug_store,
	.erase = debug_erase,
	.close = debug_close,
};
