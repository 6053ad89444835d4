/* The inner process of ccred-source: it loads the plugin, has it answer, and writes what it set. */
#include "source/inner.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/talk.h"
#include "config/result.h"
#include "source/leak.h"
#include "source/program.h"
#include "source/request.h"
#include "source/runnable.h"
#include "stack/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Far from the numbers that a plugin opens, closes or prints to. */
#define TALK_FD 200

/* An answer is at most this late: the outer process has its own clock. */
#define SEND_MS 10000

/* The items that get may set. */
#define FOUND ((ITEM_BIT(N_ITEMS) - 1) & ~ITEM_BIT(ITEM_SIGNATURE) & ~1u)

/* The one request of this process, and how it went. */
struct inner {
	struct source_request request;
	struct runnable runnable;
	struct ccred_call call;
	/* Of the module. */
	void *self;
	bool is_open, refused, stays;
	/* Of verb=check. */
	int64_t took_ms;
	bool told, ignored_set;
	/* Of leak_find; -1 too if no secret was set. */
	int leak;
	char leak_where[LEAK_WHERE_MAX];
};

/* Not on the stack, of which leak_find looks at nothing, nor that it would be found twice. */
static struct inner inner = { .leak = -1 };

/* The socket leaves descriptor 0 before foreign code runs: what that reads is nothing, and what it
 * prints goes nowhere. */
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

static void set_up_call(struct inner *i, int talk_fd)
{
	struct source_request *q = &i->request;
	struct ccred_call *c = &i->call;

	c->talk_fd = talk_fd;
	c->can_prompt = (i->runnable.offers & OFFER_PROMPT) != 0 &&
			(q->request.flags & CCRED_REQ_TERMINAL) != 0;
	if (!c->can_prompt)
		q->request.flags &= ~CCRED_REQ_TERMINAL;
	atomic_store(&c->until_ms, q->until_ms);
	c->given = q->given;
	q->given = (struct credential){ 0 };
}

/* signing is NULL unless a signature is wanted. */
static int call_verb(struct inner *i, const struct ccred_signing *signing)
{
	const struct ccred_request *q = &i->request.request;
	const struct ccred_plugin *p = i->runnable.module;
	bool store = i->request.verb == VERB_STORE, erase = i->request.verb == VERB_ERASE;
	const char *verb = store ? "store" : erase ? "erase" : signing != NULL ? "sign" : "get";

	if ((store && (i->runnable.offers & OFFER_STORE) == 0) ||
	    (erase && (i->runnable.offers & OFFER_ERASE) == 0))
		return host_say(&i->call, CCRED_UNAVAILABLE, REASON_NOT_OFFERED, "it cannot %s",
				verb);
	if (p == NULL)
		return program_call(&i->call, &i->runnable, i->request.args, verb, q, signing);
	if (signing != NULL)
		return p->sign(i->self, &i->call, q, signing);
	return (store ? p->store : erase ? p->erase : p->get)(i->self, &i->call, q);
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
	if (i->is_open && i->runnable.module->close != NULL)
		i->runnable.module->close(i->self);
	i->is_open = false;
}

static enum result call_plugin(struct inner *i)
{
	struct ccred_call *c = &i->call;
	bool finds = i->request.verb == VERB_GET || i->request.verb == VERB_CHECK;
	int r = CCRED_SUCCESS;

	host_begin(c, 0);
	if (i->runnable.module != NULL)
		r = i->runnable.module->open(&host_table, c, i->request.args, &i->self);
	if (r != CCRED_SUCCESS) {
		/* Wrong arguments are a fault of the configuration, whatever the control says. */
		i->refused = r == CCRED_INVALID;
		return result_of(c, r);
	}
	i->is_open = i->runnable.module != NULL;
	host_begin(c, finds ? FOUND : 0);
	r = call_verb(i, NULL);
	i->ignored_set = r == CCRED_SUCCESS && c->failed_set != CCRED_SUCCESS;
	if (result_of(c, r) == RESULT_INVALID)
		host_say_fault(c);
	return result_of(c, r);
}

/* Whether the plugin holds a key of which it has set no secret part. */
static bool can_sign(const struct inner *i, enum result result)
{
	const struct credential *set = &i->call.set;

	return i->request.stay && result == RESULT_SUCCESS &&
	       (i->runnable.offers & OFFER_SIGN) != 0 && set->items[ITEM_ALGORITHM] != NULL &&
	       (credential_items(set) & (ITEMS_SECRET | ITEM_BIT(ITEM_KEY_URI))) == 0;
}

/* Whether a failure has no reason. An error that the plugin overcame needs none. */
static bool lacks_reason(const struct ccred_call *call, enum result result)
{
	return call->said.reason[0] == '\0' && result != RESULT_SUCCESS && result != RESULT_IGNORE;
}

/* Loads the plugin and calls it. What it answers is a result and no error of ours. */
static enum result run(struct inner *i, int talk_fd)
{
	const struct source_request *q = &i->request;
	int64_t begin = clock_ms();
	struct err err = { 0 };
	enum result result;

	if (runnable_load(q->plugin, q->arguments, q->narguments, &i->runnable, &err) == 0 &&
	    i->runnable.path == NULL && q->verb != VERB_LOAD)
		err_set(&err, REASON_PLUGIN_ARGUMENT, "the line does not name the program");
	if (err.code != 0) {
		host_say_err(&i->call, &err);
		/* What the system refused is no fault of the plugin. */
		return err.code == EXIT_OS ? RESULT_INTERNAL : RESULT_BROKEN;
	}
	set_up_call(i, talk_fd);
	if (q->verb == VERB_LOAD)
		return RESULT_SUCCESS;
	result = call_plugin(i);
	i->took_ms = clock_ms() - begin;
	i->stays = can_sign(i, result);
	if (!i->stays)
		close_plugin(i);
	i->told = host_hide_said(&i->call);
	return result;
}

/* What is left of the secrets in memory. The host's own copies are wiped before. */
static void look_for_leak(struct inner *i)
{
	source_request_wipe(&i->request);
	for (int item = 1; item < N_ITEMS && i->leak <= 0; item++)
		if ((ITEMS_SECRET & ITEM_BIT(item)) != 0 && i->call.set.items[item] != NULL)
			i->leak = leak_find(i->call.set.items[item], i->leak_where);
}

static void put_check(const struct inner *i, enum result result, struct buf *b)
{
	kv_put_int(b, "took", i->took_ms);
	kv_put_int(b, "sets", credential_items(&i->call.set));
	kv_put_flag(b, "told", i->told);
	kv_put_flag(b, "ignored_set", i->ignored_set);
	kv_put_flag(b, "unreasoned", lacks_reason(&i->call, result));
	kv_put_flag(b, "wiped", i->leak == 0);
	if (i->leak > 0)
		kv_put_text(b, "left", i->leak_where);
}

/* A failure always has a reason. */
static void put_said(const struct ccred_call *call, enum result result, struct buf *b)
{
	if (result != RESULT_SUCCESS || call->said.severity != CCRED_ERROR) {
		kv_put_int(b, "severity", call->said.severity);
		kv_put_filled(b, "reason",
			      lacks_reason(call, result) ? result_name((int)result)
							 : call->said.reason);
		kv_put_filled(b, "text", call->said.text);
		kv_put_filled(b, "fix", call->said.fix);
	}
	kv_put_filled(b, "location", call->said.location);
	kv_put_filled(b, "log", call->said.log);
}

/* Returns true if it was sent. */
static bool answer(int fd, const struct inner *i, enum result result)
{
	struct buf b = BUF_SECRET(WIRE_MAX);
	enum verb verb = i->request.verb;
	bool sent;

	talk_begin(&b);
	if (verb == VERB_CHECK)
		put_check(i, result, &b);
	else if (result == RESULT_SUCCESS)
		wire_put_items(&b, &i->call.set, ~0u);
	put_said(&i->call, result, &b);
	kv_put_flag(&b, "refused", i->refused);
	kv_put_flag(&b, "stays", i->stays);
	kv_put_text(&b, "result", result_name((int)result));
	sent = talk_send(fd, buf_error(&b) ? &WIRE_NO_MEMORY : &b, clock_ms() + SEND_MS) ==
	       TALK_MESSAGE;
	buf_free(&b);
	return sent;
}

/* Serves one verb=sign. Returns false if there is no answer to send. */
static bool sign(int fd, struct inner *i, struct buf *text)
{
	struct kv kv = KV_INIT;
	struct ccred_signing signing = { .size = sizeof(signing) };
	enum result result;
	bool answered = false;

	if (talk_parse(text, &kv, NULL) != 0)
		return false;
	for (size_t k = 0; k < kv.n; k++) {
		if (strcmp(kv.lines[k].key, "data") == 0) {
			signing.data = kv.lines[k].value;
			signing.len = kv.lines[k].len;
		}
	}
	signing.algorithm = kv_get(&kv, "algorithm");
	if (signing.data == NULL || signing.algorithm == NULL)
		goto out;
	atomic_store(&i->call.until_ms, source_until(kv_get_int(&kv, "deadline", 0)));
	host_begin(&i->call, ITEM_BIT(ITEM_SIGNATURE));
	result = result_of(&i->call, call_verb(i, &signing));
	if (result == RESULT_SUCCESS && i->call.set.items[ITEM_SIGNATURE] == NULL)
		result = (enum result)host_say(&i->call, CCRED_INTERNAL, REASON_PLUGIN_BROKEN,
					       "it answered success, and set no signature");
	(void)host_hide_said(&i->call);
	answered = answer(fd, i, result);
out:
	kv_free(&kv);
	return answered;
}

/* As long as signatures are asked for. */
static void stay(int fd, struct inner *i)
{
	struct buf text = BUF_SECRET(WIRE_MAX + 1);

	while (talk_receive(fd, WIRE_MAX, INT64_MAX, &text) == TALK_MESSAGE && sign(fd, i, &text))
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
	if (answer(fd, i, result) && i->stays)
		stay(fd, i);
	host_clear(&i->call);
	source_request_clear(&i->request);
	/* A plugin's atexit handlers and threads get no say any more. */
	_exit(0);
}
