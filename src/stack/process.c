/* One ccred-source process: starting it, the talk with it, its signatures, its end. */
#include "stack/process.h"
#include "base/clock.h"
#include "base/paths.h"
#include "base/proc.h"
#include "stack/wire.h"

#include <poll.h>
#include <sys/socket.h>

/* The process keeps its deadline by itself, with a better message than ours: it gets this long. */
#define GRACE_MS 2000
/* How long it may take to end, after the plugin has had its time to close. */
#define CLOSE_MS 3000

/*
 * What a plugin finds in its environment; all else stays with the caller. PATH is ours. The last
 * two lead to the session's bus, by which a keyring asks a person.
 */
static const char *const passed[] = {
	"HOME=",
	"USER=",
	"LOGNAME=",
	"LANG=",
	"LC_ALL=",
	"LC_MESSAGES=",
	"TZ=",
	"XDG_CONFIG_HOME=",
	"XDG_RUNTIME_DIR=",
	"DBUS_SESSION_BUS_ADDRESS=",
};
#define N_PASSED (sizeof(passed) / sizeof(passed[0]))

struct source_process {
	/* pid is 0 when it had to be killed. */
	struct proc proc;
	char *plugin;
	source_prompt_fn prompt;
	void *prompt_arg;
};

/* Borrows the strings. */
static void make_environment(char *envp[N_PASSED + 2])
{
	static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
	size_t n = 0;

	for (size_t i = 0; i < N_PASSED; i++) {
		char **v = environ;
		while (*v != NULL && strncmp(*v, passed[i], strlen(passed[i])) != 0)
			v++;
		if (*v != NULL)
			envp[n++] = *v;
	}
	envp[n++] = path;
	envp[n] = NULL;
}

int source_start(const char *plugin, source_prompt_fn prompt, void *prompt_arg,
		 struct source_process **ret_process, struct err *err)
{
	struct source_process *p = malloc(sizeof(*p));
	char *envp[N_PASSED + 2];
	struct proc_spec spec = { .path = path_source, .envp = envp, .own_group = true };
	int r;

	if (p == NULL)
		return err_nomem(err);
	*p = (struct source_process){ .proc = PROC_INIT,
				      .plugin = strdup(plugin),
				      .prompt = prompt,
				      .prompt_arg = prompt_arg };
	make_environment(envp);
	r = p->plugin != NULL ? proc_start(&spec, &p->proc, err) : err_nomem(err);
	if (r == 0)
		*ret_process = p;
	else
		source_close(&p);
	return r;
}

/* Asks the person, and sends the reply. If the process has ended meanwhile, its own answer says
 * why. */
static int pass_prompt(struct source_process *p, int64_t deadline_ms, struct source_answer *a)
{
	struct buf reply = BUF_SECRET(WIRE_MAX);
	int64_t begin = clock_ms();
	int r = 0;

	question_answer(&a->kv, p->plugin, p->prompt, p->prompt_arg, &reply);
	a->paused_ms += clock_ms() - begin;
	if (buf_error(&reply))
		r = err_nomem(&a->err);
	else
		(void)talk_send(p->proc.in, &reply, deadline_ms + a->paused_ms + GRACE_MS);
	buf_free(&reply);
	return r;
}

/* The outer process tells how the plugin ended. If it is gone itself, the plugin has killed it,
 * most likely. */
static void fail(struct source_answer *a, enum talk_end end, int64_t begin_ms)
{
	if (end == TALK_FLOOD && buf_error(&a->text)) {
		a->result = RESULT_INTERNAL;
		(void)err_nomem(&a->err);
		return;
	}
	a->result = end == TALK_TIMEOUT ? RESULT_TIMEOUT : RESULT_CRASHED;
	if (end == TALK_TIMEOUT)
		err_set(&a->err, REASON_PLUGIN_TIMEOUT,
			"no answer within %.1f s: raise source-timeout, or see what it waits for",
			(double)(clock_ms() - begin_ms - a->paused_ms) / 1000);
	else
		err_set(&a->err, REASON_PLUGIN_CRASHED, "%s",
			end == TALK_FLOOD
				? "it answered too much: this is a fault of the plugin"
				: "the process that runs it was killed, by the plugin or by the system");
}

/* A word that is no result is a fault of the plugin, too. */
static void take_result(struct source_answer *a, const char *word)
{
	int result = result_find(word);

	a->result = result < 0 ? RESULT_INTERNAL : (enum result)result;
	err_kv_get(&a->kv, 0, &a->err);
}

void source_ask(struct source_process *p, struct buf *request, int64_t deadline_ms,
		struct source_answer *ret_answer)
{
	struct source_answer *a = ret_answer;
	int64_t begin = clock_ms();
	const char *word;
	enum talk_end end;

	*a = (struct source_answer){ .text = BUF_SECRET(WIRE_MAX + 1) };
	end = talk_send(p->proc.in, request, deadline_ms + GRACE_MS);
	while (end == TALK_MESSAGE) {
		end = talk_receive(p->proc.in, WIRE_MAX, deadline_ms + a->paused_ms + GRACE_MS,
				   &a->text);
		if (end != TALK_MESSAGE)
			break;
		if (talk_parse(&a->text, &a->kv, &a->err) != 0) {
			a->result = RESULT_CRASHED;
			return;
		}
		if (kv_get(&a->kv, "prompt") == NULL)
			break;
		if (pass_prompt(p, deadline_ms, a) != 0) {
			a->result = RESULT_INTERNAL;
			return;
		}
		kv_free(&a->kv);
		buf_reset(&a->text);
	}
	if (end == TALK_TIMEOUT)
		proc_kill(&p->proc);
	word = kv_get(&a->kv, "result");
	if (end != TALK_MESSAGE || word == NULL)
		fail(a, end == TALK_MESSAGE ? TALK_FLOOD : end, begin);
	else
		take_result(a, word);
}

void source_answer_clear(struct source_answer *a)
{
	kv_free(&a->kv);
	buf_free(&a->text);
}

/* Takes the signature out of an answer. */
static int take_signature(const struct kv *kv, struct secret **ret_signature, struct err *err)
{
	struct credential set = { 0 };
	int r = wire_take_items(kv, &set, err);

	if (r == 0 && set.items[ITEM_SIGNATURE] == NULL)
		r = EXIT_DATA;
	if (r == EXIT_DATA)
		r = err_set(err, REASON_PLUGIN_BROKEN, "it answered no signature");
	if (r == 0) {
		*ret_signature = set.items[ITEM_SIGNATURE];
		set.items[ITEM_SIGNATURE] = NULL;
	}
	credential_clear(&set);
	return r;
}

int source_sign(struct source_process *process, const char *algorithm, const void *data, size_t len,
		int64_t deadline_ms, struct secret **ret_signature, int64_t *ret_paused_ms,
		struct err *err)
{
	struct buf request = BUF_SECRET(WIRE_MAX);
	struct source_answer a;
	int r;

	talk_begin(&request);
	kv_put_text(&request, "verb", "sign");
	kv_put_text(&request, "algorithm", algorithm);
	kv_put_escaped(&request, "data", data, len);
	kv_put_int(&request, "deadline", deadline_ms);
	source_ask(process, &request, deadline_ms, &a);
	buf_free(&request);
	if (ret_paused_ms != NULL)
		*ret_paused_ms = a.paused_ms;
	r = a.result == RESULT_SUCCESS ? take_signature(&a.kv, ret_signature, &a.err)
				       : err_recode(&a.err, result_exit((int)a.result));
	if (r != 0)
		err_prefix(&a.err, "%s", process->plugin);
	if (r != 0 && err != NULL)
		*err = a.err;
	source_answer_clear(&a);
	return r;
}

/* The process closes its end when it, and everything that it started, is gone. */
static void wait_for_end(const struct proc *proc)
{
	struct pollfd in = { .fd = proc->in, .events = POLLIN };
	int64_t end_ms = clock_ms() + CLOSE_MS;
	char rest[64];

	(void)shutdown(proc->in, SHUT_WR);
	while (clock_left(end_ms) > 0 && poll(&in, 1, clock_left(end_ms)) > 0 &&
	       recv(proc->in, rest, sizeof(rest), MSG_DONTWAIT) > 0)
		;
}

void source_close(struct source_process **process)
{
	struct source_process *p = *process;

	if (p == NULL)
		return;
	if (p->proc.pid > 0)
		wait_for_end(&p->proc);
	proc_kill(&p->proc);
	free(p->plugin);
	free(p);
	*process = NULL;
}
