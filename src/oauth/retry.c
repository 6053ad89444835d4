/* Tries of one request: how long one may take, and how long to wait before the next. */
#include "oauth/retry.h"
#include "base/clock.h"
#include "base/trace.h"

#include <sys/random.h>

#define TRIES 3
#define BACKOFF_MS 250

/* Left over at the end, so that the answer still reaches the caller in time. */
#define RESERVE_MS 200

/* Backoff doubles. Up to half of it is added by chance, so that many callers do not come back at
 * once. */
static int64_t backoff(int try)
{
	int64_t base = (int64_t)BACKOFF_MS << try;
	uint16_t chance = 0;

	/* Without random bytes the wait is the shortest, which is good enough. */
	if (getrandom(&chance, sizeof(chance), GRND_NONBLOCK) != (ssize_t)sizeof(chance))
		chance = 0;
	return base + base * chance / (2 * UINT16_MAX);
}

/* A server that hangs must not use up the time of the tries that follow. */
static int64_t try_timeout(int64_t deadline_ms, int try)
{
	int64_t left = clock_left(deadline_ms) - RESERVE_MS;

	return try + 1 < TRIES && left > 2000 ? left / 2 : left;
}

static bool passing_error(int r)
{
	return r == EXIT_UNAVAILABLE || r == EXIT_TEMPFAIL || r == EXIT_NOHOST;
}

static bool passing_status(const struct http_reply *reply)
{
	return reply->status == 429 || (reply->status >= 500 && reply->status <= 599);
}

int retry_send(struct http_request *request, retry_make_fn make, void *arg, int64_t deadline_ms,
	       struct http_reply *ret_reply, struct oauth_problem *ret_problem, struct err *err)
{
	bool sent = false;
	int r = 0;

	for (int try = 0; try < TRIES; try++) {
		int64_t wait;
		http_reply_clear(ret_reply);
		*ret_reply = (struct http_reply)HTTP_REPLY_INIT;
		if (make != NULL && (r = make(arg, err)) != 0) {
			sent = false;
			break;
		}
		request->timeout_ms = try_timeout(deadline_ms, try);
		/* Without time, nothing is sent: that says nothing about the server. */
		sent = request->timeout_ms > 0;
		r = http_send(request, ret_reply, err);
		if (r == 0 ? !passing_status(ret_reply) : !passing_error(r) || ret_reply->untrusted)
			break;
		wait = backoff(try);
		/* A 429 without a time is not asked again: the server has enough requests. */
		if (r == 0 && ret_reply->status == 429 && ret_reply->retry_after_s == 0)
			break;
		if (r == 0 && ret_reply->retry_after_s > 0)
			wait = ret_reply->retry_after_s * 1000;
		if (try + 1 == TRIES || wait + 1000 > clock_left(deadline_ms))
			break;
		trace("http: once more in %lld ms", (long long)wait);
		clock_sleep(wait);
	}
	if (r != 0)
		*ret_problem = (struct oauth_problem){
			.failure = sent && (passing_error(r) || r == EXIT_PROTOCOL)
					   ? OAUTH_FAIL_SERVER
					   : OAUTH_FAIL_LOCAL,
		};
	return r;
}
