/* One talk with ccred-acquire, from its start to its end. */
#include "client/converse.h"
#include "base/clock.h"
#include "base/trace.h"

/* ccred-acquire ends at its deadline by itself, with a better message than ours: it gets this
 * long. */
#define GRACE_MS 500

/* Has the person answer a prompt, and sends the answer. Returns TALK_MESSAGE, or how the talk
 * ended. */
static enum talk_end answer_prompt(const struct client *client, int fd, struct buf *question)
{
	struct buf reply = BUF_SECRET(WIRE_MESSAGE_MAX);
	enum talk_end end = TALK_FLOOD;
	struct kv kv = KV_INIT;
	int r = talk_parse(question, &kv, NULL);

	if (r == EXIT_OS) {
		end = TALK_NO_MEMORY;
	} else if (r == 0) {
		question_answer(&kv, NULL, client->prompt, client->arg, &reply);
		end = talk_send(fd, &reply, clock_ms() + GRACE_MS);
	}
	kv_free(&kv);
	buf_free(&reply);
	return end;
}

/* Sends the request and receives the answer. */
static enum talk_end talk(const struct client *client, int fd, struct buf *request,
			  int64_t *deadline_ms, struct buf *answer)
{
	enum talk_end end = talk_send(fd, request, *deadline_ms);

	while (end == TALK_MESSAGE) {
		end = talk_receive(fd, WIRE_MESSAGE_MAX, *deadline_ms + GRACE_MS, answer);
		if (end != TALK_MESSAGE || talk_peek(answer, "prompt") == NULL)
			break;
		int64_t begin_ms = clock_ms();
		end = answer_prompt(client, fd, answer);
		*deadline_ms += clock_ms() - begin_ms;
		buf_reset(answer);
	}
	return end;
}

/* How the dynamic loader ends a program that misses a library. It says so on /dev/null. */
#define UNLOADABLE 127

/* Waits for the end of the process. Whatever ended the talk, its end may say why. */
static int finish(struct proc *proc, const char *path, enum talk_end end, int64_t deadline_ms,
		  struct err *err)
{
	int status = 0;

	if (end == TALK_FLOOD || end == TALK_NO_MEMORY) {
		proc_kill(proc);
		return end == TALK_NO_MEMORY ? err_nomem(err)
					     : err_set(err, REASON_ACQUIRE_ANSWER,
						       "ccred-acquire answered too much");
	}
	enum proc_end how = proc_wait(proc, deadline_ms + GRACE_MS, &status);
	if (end != TALK_MESSAGE && how == PROC_EXITED && status == UNLOADABLE)
		return err_set(err, REASON_LIBRARY_MISSING,
			       "ccred-acquire cannot load its libraries: install what ldd %s does "
			       "not find",
			       path);
	if (end == TALK_MESSAGE || how == PROC_EXITED)
		return 0;
	if (how == PROC_SIGNALED)
		return err_set(err, REASON_ACQUIRE_DIED, "ccred-acquire died of signal %d (%s)",
			       status, strsignal(status));
	return err_set(err, REASON_CLIENT_TIMEOUT, "ccred-acquire did not end in time");
}

int converse(const struct client *client, const struct proc_spec *spec, struct buf *request,
	     int64_t deadline_ms, struct buf *answer, struct err *err)
{
	struct proc proc = PROC_INIT;
	int64_t begin_ms = clock_ms();
	enum talk_end end;
	int r;

	trace("acquire: starting %s", spec->path);
	if ((r = proc_start(spec, &proc, err)) != 0)
		return r;
	end = talk(client, proc.in, request, &deadline_ms, answer);
	r = finish(&proc, spec->path, end, deadline_ms, err);
	if (r != 0 || end != TALK_MESSAGE)
		buf_reset(answer);
	trace("acquire: ended after %lld ms: %s", (long long)(clock_ms() - begin_ms),
	      r != 0                ? err->text
	      : end == TALK_MESSAGE ? "it has answered"
				    : "there is no answer");
	return r;
}
