/* The inner process of ccred-source: it loads the plugin, has it answer, and writes what it set. */
#include "base/banned.h"
#include "source/inner.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/talk.h"
#include "config/result.h"
#include "source/host.h"
#include "source/leak.h"
#include "source/module.h"
#include "source/program.h"
#include "source/request.h"
#include "source/target.h"
#include "stack/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

/* Far from the numbers that a plugin opens, closes or prints to. */
#define TALK_FD 200

/* An answer is at most this late: the outer process has its own clock. */
#define SEND_MS 10000

#define BIT(item) (1u << (item))
#define SIGNATURE BIT(ITEM_SIGNATURE)
#define FOUND ((BIT(N_ITEMS) - 1) & ~SIGNATURE & ~1u)
#define SECRETS \
	(BIT(ITEM_CLIENT_SECRET) | BIT(ITEM_ASSERTION) | BIT(ITEM_PRIVATE_KEY) | BIT(ITEM_KEY_URI))

/* The one request of this process, and how it went. */
struct inner {
	struct source_request request;
	struct target target;
	struct ccred_call call;
	const struct ccred_plugin *plugin;
	void *self;
	bool is_open, refused, stays;
	/* Of verb=check. */
	int64_t took_ms;
	bool told, ignored_set, unreasoned;
	/* Of leak_find; -1 too if no secret was set. */
	int leak;
	char leak_where[LEAK_WHERE_MAX];
};

/* Not on the stack, of which leak_find looks at nothing, nor that it would be found twice. */
static struct inner inner = { .leak = -1 };

/* The socket leaves descriptor 0 before foreign code runs: what that reads is nothing, and what it prints goes
 * nowhere. */
static int move_descriptors(int socket)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int talk = fcntl(socket, F_DUPFD_CLOEXEC, TALK_FD);

	/* RLIMIT_NOFILE may not reach that far. */
	if (talk < 0 && errno == EINVAL)
		talk = fcntl(socket, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (null < 0 || talk < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
		return -1;
	fs_close(&socket);
	fs_close(&null);
	return talk;
}

/* The functions that the description offers must be there. */
static int check_offers(const struct ccred_plugin *p, unsigned offers, struct err *err)
{
	const char *lacks = NULL;

	if ((offers & OFFER_STORE) != 0 && p->store == NULL)
		lacks = "store";
	else if ((offers & OFFER_ERASE) != 0 && p->erase == NULL)
		lacks = "erase";
	else if ((offers & OFFER_SIGN) != 0 && p->sign == NULL)
		lacks = "sign";
	return lacks == NULL
		       ? 0
		       : err_set(err, REASON_PLUGIN_MODULE,
				 "its description offers %s, and it has no such function", lacks);
}

static int load(struct inner *i, struct err *err)
{
	const struct source_request *q = &i->request;
	struct target *t = &i->target;
	int r;

	if ((r = target_read(q->plugin, q->arguments, q->narguments, t, err)) != 0)
		return r;
	if (t->path == NULL && q->verb != VERB_LOAD)
		return err_set(err, REASON_PLUGIN_ARGUMENT, "the line does not name the program");
	if (t->description->module == NULL) {
		i->plugin = program_plugin(t->description->name, t->path, t->words,
					   (t->offers & OFFER_PROMPT) != 0);
		return 0;
	}
	if ((r = module_load(t->path, t->description->name, &i->plugin, err)) != 0)
		return r;
	return check_offers(i->plugin, t->offers, err);
}

static void set_up_call(struct inner *i, int talk_fd)
{
	struct source_request *q = &i->request;
	struct ccred_call *c = &i->call;
	unsigned offers = i->target.offers;

	c->talk_fd = talk_fd;
	c->offers_store = (offers & OFFER_STORE) != 0;
	c->offers_erase = (offers & OFFER_ERASE) != 0;
	c->offers_sign = (offers & OFFER_SIGN) != 0;
	c->can_prompt =
		(offers & OFFER_PROMPT) != 0 && (q->request.flags & CCRED_REQ_TERMINAL) != 0;
	if (!c->can_prompt)
		q->request.flags &= ~CCRED_REQ_TERMINAL;
	atomic_store(&c->until_ms, q->until_ms);
	for (int item = 1; item < N_ITEMS; item++)
		if (q->given.items[item] != NULL)
			credential_move(&c->given, &q->given, item);
}

static int not_offered(struct ccred_call *call, const char *verb)
{
	host_say(call, REASON_NOT_OFFERED, "it cannot %s", verb);
	return CCRED_UNAVAILABLE;
}

static int call_verb(struct inner *i)
{
	const struct ccred_plugin *p = i->plugin;
	struct ccred_call *c = &i->call;

	switch (i->request.verb) {
	case VERB_STORE:
		return c->offers_store ? p->store(i->self, c, &i->request.request)
				       : not_offered(c, "store");
	case VERB_ERASE:
		return c->offers_erase ? p->erase(i->self, c, &i->request.request)
				       : not_offered(c, "erase");
	default:
		return p->get(i->self, c, &i->request.request);
	}
}

/* A set that failed is the result of a call that takes no notice of it. */
static enum result result_of(const struct ccred_call *call, int result)
{
	if (result == CCRED_SUCCESS && call->failed_set != CCRED_SUCCESS)
		result = call->failed_set;
	return result < CCRED_SUCCESS || result > CCRED_INTERNAL ? RESULT_INTERNAL
								 : (enum result)result;
}

static void close_plugin(struct inner *i)
{
	if (i->is_open && i->plugin->close != NULL)
		i->plugin->close(i->self);
	i->is_open = false;
}

static enum result call_plugin(struct inner *i)
{
	struct ccred_call *c = &i->call;
	bool finds = i->request.verb == VERB_GET || i->request.verb == VERB_CHECK;
	int r;

	host_begin(c, 0);
	r = i->plugin->open(&host_table, c, i->request.args, &i->self);
	if (r != CCRED_SUCCESS) {
		/* Wrong arguments are a fault of the configuration, whatever the control says. */
		i->refused = r == CCRED_INVALID;
		return result_of(c, r);
	}
	i->is_open = true;
	host_begin(c, finds ? FOUND : 0);
	r = call_verb(i);
	i->ignored_set = r == CCRED_SUCCESS && c->failed_set != CCRED_SUCCESS;
	return result_of(c, r);
}

/* Whether the plugin holds a key of which it has set no secret part. */
static bool can_sign(const struct inner *i, enum result result)
{
	const struct credential *set = &i->call.set;

	if (!i->request.stay || result != RESULT_SUCCESS || !i->call.offers_sign ||
	    set->items[ITEM_ALGORITHM] == NULL)
		return false;
	for (int item = 1; item < N_ITEMS; item++)
		if ((SECRETS & BIT(item)) != 0 && set->items[item] != NULL)
			return false;
	return true;
}

/* Loads the plugin and calls it. What it answers is a result and no error of ours. */
static enum result run(struct inner *i, int talk_fd)
{
	int64_t begin = clock_ms();
	struct err err = { 0 };
	enum result result;

	if (load(i, &err) != 0) {
		host_say_err(&i->call, &err);
		return RESULT_BROKEN;
	}
	set_up_call(i, talk_fd);
	if (i->request.verb == VERB_LOAD)
		return RESULT_SUCCESS;
	result = call_plugin(i);
	i->took_ms = clock_ms() - begin;
	i->unreasoned =
		i->call.reason[0] == '\0' && result != RESULT_SUCCESS && result != RESULT_IGNORE;
	i->stays = can_sign(i, result);
	if (!i->stays)
		close_plugin(i);
	i->told = host_hide_said(&i->call);
	return result;
}

/* What is left of the secrets in memory. The host's own copies are wiped before. */
static void look_for_leak(struct inner *i)
{
	static const int secrets[] = { ITEM_CLIENT_SECRET, ITEM_ASSERTION, ITEM_PRIVATE_KEY };

	source_request_wipe(&i->request);
	for (size_t k = 0; k < sizeof(secrets) / sizeof(secrets[0]) && i->leak <= 0; k++)
		if (i->call.set.items[secrets[k]] != NULL)
			i->leak = leak_find(i->call.set.items[secrets[k]], i->leak_where);
}

static void put_items(const struct credential *set, struct buf *b)
{
	for (int item = 1; item < N_ITEMS; item++) {
		const struct secret *s = set->items[item];
		if (s == NULL)
			continue;
		kv_put_escaped(b, credential_item_name(item), s->data, s->len);
		if (set->expires_s[item] == 0)
			continue;
		buf_printf(b, "expires=%s:%lld\n", credential_item_name(item),
			   (long long)set->expires_s[item]);
	}
}

static void put_check(const struct inner *i, struct buf *b)
{
	kv_put_int(b, "took", i->took_ms);
	for (int item = 1; item < N_ITEMS; item++)
		if (i->call.set.items[item] != NULL)
			kv_put_text(b, "set", credential_item_name(item));
	if (i->told)
		kv_put_int(b, "told", 1);
	if (i->ignored_set)
		kv_put_int(b, "ignored_set", 1);
	if (i->unreasoned)
		kv_put_int(b, "unreasoned", 1);
	if (i->leak == 0)
		kv_put_int(b, "wiped", 1);
	if (i->leak > 0)
		kv_put_text(b, "left", i->leak_where);
}

static void put_filled(struct buf *b, const char *key, const char *value)
{
	if (value[0] != '\0')
		kv_put_text(b, key, value);
}

/* An error that is overcome is not worth a word; a failure always has a reason. */
static void put_said(const struct ccred_call *call, enum result result, struct buf *b)
{
	const char *reason = call->reason;

	if (reason[0] == '\0' && result != RESULT_SUCCESS && result != RESULT_IGNORE)
		reason = result_name((int)result);
	if (result != RESULT_SUCCESS || call->severity != CCRED_ERROR) {
		kv_put_int(b, "severity", call->severity);
		put_filled(b, "reason", reason);
		put_filled(b, "text", call->text);
		put_filled(b, "fix", call->fix);
	}
	put_filled(b, "location", call->location);
	put_filled(b, "log", call->log);
}

static int answer(int fd, const struct inner *i, enum result result)
{
	struct buf b = BUF_SECRET(WIRE_MAX);
	enum verb verb = i->request.verb;
	int r = -1;

	talk_begin(&b);
	if (verb == VERB_CHECK)
		put_check(i, &b);
	else if (result == RESULT_SUCCESS)
		put_items(&i->call.set, &b);
	if (verb == VERB_LOAD && result == RESULT_SUCCESS) {
		kv_put_text(&b, "name", i->plugin->name);
		kv_put_int(&b, "minor", i->plugin->abi_minor);
	}
	put_said(&i->call, result, &b);
	if (i->refused)
		kv_put_int(&b, "refused", 1);
	if (i->stays)
		kv_put_int(&b, "stays", 1);
	kv_put_text(&b, "result", result_name((int)result));
	if (talk_send(fd, &b, clock_ms() + SEND_MS) == TALK_MESSAGE)
		r = 0;
	buf_free(&b);
	return r;
}

/* One verb=sign. Returns -1 when there is no answer to be given. */
static int sign(int fd, struct inner *i, struct buf *text)
{
	struct kv kv = KV_INIT;
	struct ccred_signing signing = { .size = sizeof(signing) };
	const struct kv_line *data = NULL;
	enum result result;
	int r = -1;

	if (talk_parse(text, &kv, NULL) != 0)
		return -1;
	for (size_t k = 0; k < kv.n; k++)
		if (strcmp(kv.lines[k].key, "data") == 0)
			data = &kv.lines[k];
	signing.algorithm = kv_get(&kv, "algorithm");
	if (data == NULL || signing.algorithm == NULL)
		goto out;
	signing.data = data->value;
	signing.len = data->len;
	atomic_store(&i->call.until_ms, source_until(kv_get_int(&kv, "deadline", 0)));
	host_begin(&i->call, SIGNATURE);
	result = result_of(&i->call,
			   i->plugin->sign(i->self, &i->call, &i->request.request, &signing));
	if (result == RESULT_SUCCESS && i->call.set.items[ITEM_SIGNATURE] == NULL) {
		host_say(&i->call, REASON_PLUGIN_BROKEN,
			 "it answered success, and set no signature");
		result = RESULT_INTERNAL;
	}
	(void)host_hide_said(&i->call);
	r = answer(fd, i, result);
out:
	kv_free(&kv);
	return r;
}

/* As long as signatures are asked for. */
static void stay(int fd, struct inner *i)
{
	struct buf text = BUF_SECRET(WIRE_MAX + 1);

	while (talk_receive(fd, WIRE_MAX, INT64_MAX, &text) == TALK_MESSAGE &&
	       sign(fd, i, &text) == 0)
		buf_reset(&text);
	buf_free(&text);
	close_plugin(i);
}

void inner_run(int socket)
{
	struct buf text = BUF_SECRET(WIRE_MAX + 1);
	struct inner *i = &inner;
	struct err err = { 0 };
	enum result result;
	int fd = move_descriptors(socket);

	if (fd < 0 || talk_receive(fd, WIRE_MAX, INT64_MAX, &text) != TALK_MESSAGE)
		_exit(EXIT_OS);
	if (source_request_parse(&text, &i->request, &err) != 0) {
		host_say_err(&i->call, &err);
		result = RESULT_INTERNAL;
	} else {
		result = run(i, fd);
	}
	if (i->request.verb == VERB_CHECK)
		look_for_leak(i);
	if (answer(fd, i, result) == 0 && i->stays)
		stay(fd, i);
	host_clear(&i->call);
	source_request_clear(&i->request);
	/* A plugin's atexit handlers and threads get no say any more. */
	_exit(0);
}
