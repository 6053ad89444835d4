/* The host's side of the plugin ABI: what a plugin may ask of us. */
#include "source/host.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/text.h"
#include "stack/question.h"

#include <stdarg.h>
#include <fcntl.h>
#include <sys/stat.h>

/* The outer process answers a prompt before. */
#define LAST_MS (PROMPT_TIMEOUT_MS + 10000)

/* Shorter ones would take every word apart, and are no secrets. */
#define HIDE_MIN 4

static bool can_set(const struct ccred_call *call, int item)
{
	return item > 0 && item < N_ITEMS && (call->settable & ITEM_BIT(item)) != 0;
}

static int put(struct ccred_call *call, int item, const void *data, size_t len)
{
	const struct secret *known = call->given.items[ITEM_CLIENT_ID];
	struct secret *copy = NULL;
	const char *fault;

	if (!can_set(call, item))
		return CCRED_INVALID;
	if ((fault = credential_item_fault(item, data, len)) != NULL) {
		call->faulty = item;
		call->fault = fault;
		return CCRED_INVALID;
	}
	if (secret_new(data, len, &copy) != 0)
		return CCRED_INTERNAL;
	if ((call->set.items[item] != NULL && !secret_equal(call->set.items[item], copy)) ||
	    (item == ITEM_CLIENT_ID && known != NULL && !secret_equal(known, copy))) {
		secret_free(&copy);
		return CCRED_CONFLICT;
	}
	secret_free(&call->set.items[item]);
	call->set.items[item] = copy;
	return CCRED_SUCCESS;
}

static int host_set(struct ccred_call *call, int item, const void *data, size_t len)
{
	int r = put(call, item, data, len);

	if (r != CCRED_SUCCESS && call->failed_set == CCRED_SUCCESS)
		call->failed_set = r;
	return r;
}

static int host_get(struct ccred_call *call, int item, const void **ret_data, size_t *ret_len)
{
	const struct secret *s = item > 0 && item < N_ITEMS ? call->given.items[item] : NULL;

	if (s == NULL)
		return CCRED_NOT_FOUND;
	*ret_data = s->data;
	*ret_len = s->len;
	return CCRED_SUCCESS;
}

static void keep(char *to, size_t size, const char *from)
{
	explicit_bzero(to, size);
	snprintf(to, size, "%s", from != NULL ? from : "");
}

static void host_say_message(struct ccred_call *call, const struct ccred_message *m)
{
	if (m == NULL || m->size < sizeof(struct ccred_message))
		return;
	call->said.severity = m->severity <= CCRED_INFO ? m->severity : CCRED_ERROR;
	keep(call->said.reason, sizeof(call->said.reason),
	     m->reason != NULL && text_is_reason(m->reason) ? m->reason : NULL);
	keep(call->said.text, sizeof(call->said.text), m->text);
	keep(call->said.fix, sizeof(call->said.fix), m->fix);
	keep(call->said.location, sizeof(call->said.location), m->location);
}

void host_say_fault(struct ccred_call *call)
{
	size_t n = strlen(call->said.text);

	if (call->fault != NULL && n < HOST_TEXT_MAX)
		snprintf(call->said.text + n, sizeof(call->said.text) - n, "%sthe %s %s",
			 n > 0 ? ": " : "", credential_item_words(call->faulty), call->fault);
}

int host_say(struct ccred_call *call, int result, enum reason reason, const char *fmt, ...)
{
	struct err err = { 0 };
	size_t n = 0;
	va_list ap;

	if (call->program != NULL)
		n = (size_t)snprintf(err.text, sizeof(err.text), "%.300s: ", call->program);
	va_start(ap, fmt);
	vsnprintf(err.text + n, sizeof(err.text) - n, fmt, ap);
	va_end(ap);
	err_reason(&err, reason_word(reason));
	host_say_err(call, &err);
	return result;
}

void host_say_err(struct ccred_call *call, const struct err *err)
{
	host_say_message(call, &(struct ccred_message){ .size = sizeof(struct ccred_message),
							.severity = CCRED_ERROR,
							.reason = err->reason,
							.text = err->text,
							.fix = err->fix });
}

static void host_log(struct ccred_call *call, const char *text)
{
	size_t used = strlen(call->said.log), room = sizeof(call->said.log) - used;

	if (text != NULL && room > 1)
		snprintf(call->said.log + used, room, "%s\n", text);
}

static int host_expires(struct ccred_call *call, int item, int64_t unix_s)
{
	if (!can_set(call, item) || unix_s <= 0)
		return CCRED_INVALID;
	call->set.expires_s[item] = unix_s;
	return CCRED_SUCCESS;
}

/* Keeps a typed answer, so that later messages of the plugin can be searched for it. */
static void remember(struct ccred_call *call, const char *data, size_t len)
{
	if (call->ntyped < HOST_TYPED_MAX && secret_new(data, len, &call->typed[call->ntyped]) == 0)
		call->ntyped++;
}

static int host_prompt(struct ccred_call *call, int style, const char *text, char *buffer,
		       size_t size, size_t *ret_len)
{
	bool reads = style == CCRED_PROMPT_HIDDEN || style == CCRED_PROMPT_VISIBLE;
	int64_t begin = clock_ms();
	size_t len = 0;
	int r;

	if (style < CCRED_PROMPT_HIDDEN || style > CCRED_PROMPT_ERROR || text == NULL ||
	    (reads && (buffer == NULL || size == 0)))
		return CCRED_INTERNAL;
	if (!call->can_prompt)
		return CCRED_LOCKED;
	atomic_store(&call->prompt_ms, begin);
	r = (int)question_ask(call->talk_fd, &(struct question){ style, text, reads ? size : 0 },
			      begin + LAST_MS, buffer, &len);
	/* In this order: a thread that looks in between sees the call as over too late, never too
	 * early. */
	atomic_fetch_add(&call->until_ms, clock_ms() - begin);
	atomic_store(&call->prompt_ms, 0);
	if (r != CCRED_SUCCESS || !reads)
		return r;
	buffer[len] = '\0';
	if (ret_len != NULL)
		*ret_len = len;
	if (style == CCRED_PROMPT_HIDDEN)
		remember(call, buffer, len);
	return CCRED_SUCCESS;
}

int64_t host_time_left(struct ccred_call *call)
{
	int64_t since = atomic_load(&call->prompt_ms);
	int64_t left = atomic_load(&call->until_ms) - (since != 0 ? since : clock_ms());

	return left > 0 ? left : 0;
}

static int refuse(struct ccred_call *call, const struct err *err)
{
	host_say_err(call, err);
	return err->code == EXIT_NOINPUT  ? CCRED_NOT_FOUND
	       : err->code == EXIT_DENIED ? CCRED_DENIED
					  : CCRED_UNAVAILABLE;
}

static int open_checked(struct ccred_call *call, const char *path, uint32_t flags, int *ret_fd)
{
	enum fs_rule rule = (flags & CCRED_OPEN_SHARED_MODE) != 0 ? FS_SECRET_SHARED : FS_SECRET;
	struct err err = { 0 };

	return fs_open(AT_FDCWD, path, rule, ret_fd, NULL, &err) == 0 ? CCRED_SUCCESS
								      : refuse(call, &err);
}

static int host_check_file(struct ccred_call *call, const char *path, uint32_t flags)
{
	struct err err = { 0 };
	struct stat st;
	int fd = -1, r;

	if (fs_check_path(path, NULL, &err) != 0)
		return refuse(call, &err);
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return CCRED_SUCCESS;
	r = open_checked(call, path, flags, &fd);
	fs_close(&fd);
	return r;
}

const struct ccred_host host_table = {
	.size = sizeof(struct ccred_host),
	.abi_minor = CCRED_ABI_MINOR,
	.set = host_set,
	.get = host_get,
	.say = host_say_message,
	.log = host_log,
	.prompt = host_prompt,
	.expires = host_expires,
	.time_left = host_time_left,
	.open_file = open_checked,
	.check_file = host_check_file,
	.run = host_run,
	.secret_alloc = secret_alloc,
	.secret_free = secret_release,
	.wipe = explicit_bzero,
};

/* Returns true if it stood there. */
static bool hide(char *text, const struct secret *secret)
{
	static const char hidden[] = "***";
	size_t size = strlen(text);
	bool found = false;

	if (secret == NULL || secret->len < HIDE_MIN)
		return false;
	for (char *p = text; (p = strstr(p, secret->data)) != NULL; found = true) {
		const char *rest = p + secret->len;
		memcpy(p, hidden, sizeof(hidden) - 1);
		p += sizeof(hidden) - 1;
		memmove(p, rest, strlen(rest) + 1);
	}
	/* The end of the text has moved to the front. */
	if (found)
		explicit_bzero(text + strlen(text), size - strlen(text));
	return found;
}

bool host_hide(const struct ccred_call *call, char *text)
{
	bool found = false;

	for (int item = 1; item < N_ITEMS; item++) {
		if ((ITEMS_SECRET & ITEM_BIT(item)) == 0)
			continue;
		found |= hide(text, call->set.items[item]);
		found |= hide(text, call->given.items[item]);
	}
	for (size_t i = 0; i < call->ntyped; i++)
		found |= hide(text, call->typed[i]);
	return found;
}

bool host_hide_said(struct ccred_call *call)
{
	const struct {
		char *text;
		size_t max;
	} said[] = {
		{ call->said.text, HOST_TEXT_MAX },
		{ call->said.fix, HOST_TEXT_MAX },
		{ call->said.location, HOST_TEXT_MAX },
		{ call->said.log, HOST_LOG_MAX },
	};
	bool found = false;

	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		size_t len = strlen(said[i].text);
		found |= host_hide(call, said[i].text);
		if (len > said[i].max)
			explicit_bzero(said[i].text + said[i].max, len - said[i].max);
	}
	/* A command that is cut would do something else. */
	if (strlen(call->said.fix) >= HOST_TEXT_MAX)
		call->said.fix[0] = '\0';
	return found;
}

void host_begin(struct ccred_call *call, unsigned settable)
{
	credential_clear(&call->set);
	call->settable = settable;
	call->failed_set = CCRED_SUCCESS;
	call->fault = NULL;
	explicit_bzero(&call->said, sizeof(call->said));
	call->said.severity = CCRED_ERROR;
}

void host_clear(struct ccred_call *call)
{
	host_begin(call, 0);
	credential_clear(&call->given);
	for (size_t i = 0; i < call->ntyped; i++)
		secret_free(&call->typed[i]);
	call->ntyped = 0;
	explicit_bzero(call->last_line, sizeof(call->last_line));
}
