/* Tries of one request: how long one may take, and how long to wait before the next. */
#include "oauth/retry.h"
#include "base/clock.h"
#include "base/layout.h"
#include "base/trace.h"

#include <sys/random.h>
#include <time.h>

#define TRIES 3
#define BACKOFF_MS 250

/* Left over at the end, so that the answer still reaches the caller in time. */
#define RESERVE_MS 200

char *retry_words(int64_t retry_after_s, char out[RETRY_WORDS_SIZE])
{
	char at[LAYOUT_TIME_SIZE];

	if (retry_after_s > 0)
		snprintf(out, RETRY_WORDS_SIZE, "Retry-After %lld s: try again at %s",
			 (long long)retry_after_s, layout_clock(time(NULL) + retry_after_s, at));
	else
		snprintf(out, RETRY_WORDS_SIZE, "call again later");
	return out;
}

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

/* A request that was sent waits for its answer as long as there is time. An address that does not
 * connect must not use up the time of the tries that follow. */
static void set_times(struct http_request *request, int64_t deadline_ms, int try)
{
	int64_t left = clock_left(deadline_ms) - RESERVE_MS;

	request->again = try > 0;
	request->timeout_ms = left;
	request->connect_ms = try + 1 < TRIES && left > 2000 ? left / 2 : 0;
}

static bool passing_error(int r)
{
	return r == EXIT_UNAVAILABLE || r == EXIT_TEMPFAIL || r == EXIT_NOHOST;
}

/*
 * Whether a try, which ended with r, may be made once more. secret: there is a credential in it. A
 * server that cuts the connection or answers 500 may have refused it, in a way of its own.
 */
static bool may_repeat(int r, const struct http_reply *reply, bool secret)
{
	if (r != 0)
		return passing_error(r) && !reply->lasting && !(secret && reply->sent);
	/* Without a time it is not asked again: the server has enough requests. */
	if (reply->status == 429)
		return reply->retry_after_s > 0;
	if (reply->status < 500 || reply->status > 599)
		return false;
	return !secret || reply->retry_after_s > 0 ||
	       (reply->status >= 502 && reply->status <= 504);
}

/* Whether the server is at fault. A server that was given little time to answer is not. */
static bool servers_fault(const struct oauth_config *config, int r, int64_t waited_ms)
{
	if (r == EXIT_TEMPFAIL)
		return 2 * waited_ms >= (int64_t)config->timeout_s * 1000;
	return passing_error(r) || r == EXIT_PROTOCOL;
}

int retry_send(const struct oauth_config *config, struct http_request *request, retry_make_fn make,
	       void *arg, int64_t deadline_ms, struct http_reply *ret_reply,
	       struct oauth_problem *ret_problem, struct err *err)
{
	/* How long tries lasted that got no answer. */
	int64_t waited_ms = 0;
	bool asked = false;
	int r = 0;

	request->ca_file = config->ca_file;
	request->allow_http_loopback = config->allow_http_loopback;
	for (int try = 0; try < TRIES; try++) {
		int64_t wait, begin = clock_ms();
		http_reply_clear(ret_reply);
		*ret_reply = (struct http_reply)HTTP_REPLY_INIT;
		if (make != NULL && (r = make(arg, err)) != 0) {
			asked = false;
			break;
		}
		set_times(request, deadline_ms, try);
		/* Without time, nothing is sent: that says nothing about the server. */
		asked = request->timeout_ms > 0;
		r = http_send(request, ret_reply, err);
		if (r == EXIT_TEMPFAIL)
			waited_ms += clock_ms() - begin;
		if (!may_repeat(r, ret_reply, make != NULL))
			break;
		wait = r == 0 && ret_reply->retry_after_s > 0 ? ret_reply->retry_after_s * 1000
							      : backoff(try);
		if (try + 1 == TRIES || wait + 1000 > clock_left(deadline_ms))
			break;
		trace("http: once more in %lld ms", (long long)wait);
		clock_sleep(wait);
	}
	if (r != 0)
		*ret_problem = (struct oauth_problem){
			.failure = asked && ret_reply->client_refused ? OAUTH_FAIL_REFUSED
				   : asked && servers_fault(config, r, waited_ms)
					   ? OAUTH_FAIL_SERVER
					   : OAUTH_FAIL_LOCAL,
		};
	return r;
}
