/* The tries of a request: which end is tried again, how long one may take, and whose fault the end
 * is. */
#include "base/clock.h"
#include "oauth/retry.h"
#include "lib/unit.h"

#include <check.h>
#include <string.h>

#define TRIES_MOST 4

/* What a try ends with. */
struct
try {
	/* 0: a reply with this status. */
	int code;
	long status;
	int64_t retry_after_s;
	bool sent, lasting;
	/* -1: all that it may; -2: all that connecting may. */
	int64_t takes_ms;
};

static const struct try *script;
static unsigned n;
static int64_t now_ms;
static struct http_request asked[TRIES_MOST];

int64_t __wrap_clock_ms(void);
int64_t __wrap_clock_ms(void)
{
	return now_ms;
}

int __wrap_clock_left(int64_t deadline_ms);
int __wrap_clock_left(int64_t deadline_ms)
{
	return deadline_ms > now_ms ? (int)(deadline_ms - now_ms) : 0;
}

void __wrap_clock_sleep(int64_t ms);
void __wrap_clock_sleep(int64_t ms)
{
	now_ms += ms;
}

int __wrap_http_send(const struct http_request *rq, struct http_reply *reply, struct err *err);
int __wrap_http_send(const struct http_request *rq, struct http_reply *reply, struct err *err)
{
	const struct try *t = &script[n];

	ck_assert_uint_lt(n, TRIES_MOST);
	asked[n++] = *rq;
	now_ms += t->takes_ms == -1   ? rq->timeout_ms
		  : t->takes_ms == -2 ? rq->connect_ms > 0 ? rq->connect_ms : rq->timeout_ms
				      : t->takes_ms;
	reply->status = t->status;
	reply->retry_after_s = t->retry_after_s;
	reply->sent = t->sent;
	reply->lasting = t->lasting;
	return t->code == 0 ? 0 : err_set(err, t->code, "failed");
}

static int make(void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	return 0;
}

/* Sends with 10 s, of which before_ms are gone. */
static int send(const struct try *tries, retry_make_fn fn, int64_t before_ms,
		enum oauth_failure *ret_failure)
{
	const struct oauth_config config = { .timeout_s = 10 };
	struct http_request request = { .url = "https://as.example/token" };
	struct http_reply reply = HTTP_REPLY_INIT;
	struct oauth_problem problem = { 0 };
	struct err err = { 0 };

	script = tries;
	n = 0;
	now_ms = 1000 + before_ms;
	int r = retry_send(&config, &request, fn, NULL, 11000, &reply, &problem, &err);
	*ret_failure = problem.failure;
	http_reply_clear(&reply);
	return r;
}

static const struct {
	struct try tries[TRIES_MOST];
	/* With a credential in it, and without. */
	unsigned secret, open;
} ends[] = {
	{ { { .status = 200 } }, 1, 1 },
	{ { { .status = 400 } }, 1, 1 },
	{ { { .status = 600 } }, 1, 1 },
	{ { { .status = 500 }, { .status = 500 }, { .status = 500 } }, 1, 3 },
	{ { { .status = 501 }, { .status = 200 } }, 1, 2 },
	{ { { .status = 505 }, { .status = 200 } }, 1, 2 },
	{ { { .status = 500, .retry_after_s = 1 },
	    { .status = 500, .retry_after_s = 1 },
	    { .status = 500, .retry_after_s = 1 } },
	  3,
	  3 },
	{ { { .status = 500, .retry_after_s = 10 } }, 1, 1 },
	{ { { .status = 502 }, { .status = 503 }, { .status = 504 } }, 3, 3 },
	{ { { .status = 503 }, { .status = 401 } }, 2, 2 },
	{ { { .status = 429 } }, 1, 1 },
	{ { { .status = 429, .retry_after_s = 1 }, { .status = 200 } }, 2, 2 },
	/* Before a byte was sent, and after. */
	{ { { EXIT_UNAVAILABLE }, { EXIT_NOHOST }, { EXIT_UNAVAILABLE } }, 3, 3 },
	{ { { EXIT_UNAVAILABLE }, { .status = 200 } }, 2, 2 },
	{ { { EXIT_UNAVAILABLE, .sent = true }, { .status = 200 } }, 1, 2 },
	{ { { EXIT_TEMPFAIL, .sent = true }, { .status = 200 } }, 1, 2 },
	{ { { EXIT_UNAVAILABLE, .lasting = true } }, 1, 1 },
	{ { { EXIT_NOHOST, .lasting = true } }, 1, 1 },
	{ { { EXIT_PROTOCOL } }, 1, 1 },
	{ { { EXIT_OS } }, 1, 1 },
};

START_TEST(again)
{
	enum oauth_failure ignored;

	send(ends[_i].tries, make, 0, &ignored);
	ck_assert_uint_eq(n, ends[_i].secret);
	send(ends[_i].tries, NULL, 0, &ignored);
	ck_assert_uint_eq(n, ends[_i].open);
}
END_TEST

/* A request that was sent has the rest of the time; only connecting has a part of it. */
START_TEST(times)
{
	static const struct try slow[] = { { .status = 200, .sent = true, .takes_ms = 9000 } },
				dead[] = { { EXIT_TEMPFAIL, .takes_ms = -2 },
					   { EXIT_TEMPFAIL, .takes_ms = -2 },
					   { EXIT_TEMPFAIL, .takes_ms = -2 } };
	enum oauth_failure failure;

	ck_assert_int_eq(send(slow, make, 0, &failure), 0);
	ck_assert_int_eq(asked[0].timeout_ms, 9800);
	ck_assert_int_eq(asked[0].connect_ms, 4900);
	ck_assert_int_eq(send(dead, make, 0, &failure), EXIT_TEMPFAIL);
	ck_assert_uint_eq(n, 3);
	ck_assert_int_eq(asked[2].connect_ms, 0);
	ck_assert_int_eq(now_ms, 10800);
	ck_assert_int_eq(failure, OAUTH_FAIL_SERVER);
}
END_TEST

static const struct {
	struct try tries[TRIES_MOST];
	int64_t before_ms;
	enum oauth_failure failure;
} faults[] = {
	{ { { EXIT_UNAVAILABLE, .sent = true } }, 9000, OAUTH_FAIL_SERVER },
	{ { { EXIT_PROTOCOL, .sent = true } }, 9000, OAUTH_FAIL_SERVER },
	{ { { EXIT_NOHOST, .lasting = true } }, 0, OAUTH_FAIL_SERVER },
	{ { { EXIT_OS } }, 0, OAUTH_FAIL_LOCAL },
	/* The server had half of the time, or less. */
	{ { { EXIT_TEMPFAIL, .sent = true, .takes_ms = -1 } }, 0, OAUTH_FAIL_SERVER },
	{ { { EXIT_TEMPFAIL, .sent = true, .takes_ms = -1 } }, 4800, OAUTH_FAIL_SERVER },
	{ { { EXIT_TEMPFAIL, .sent = true, .takes_ms = -1 } }, 4801, OAUTH_FAIL_LOCAL },
	/* It answered for the better part of it. */
	{ { { .status = 503, .takes_ms = 5000 }, { EXIT_TEMPFAIL, .sent = true, .takes_ms = -1 } },
	  0,
	  OAUTH_FAIL_LOCAL },
	/* It had none. */
	{ { { EXIT_TEMPFAIL } }, 10000, OAUTH_FAIL_LOCAL },
};

START_TEST(whose_fault)
{
	enum oauth_failure failure;

	send(faults[_i].tries, make, faults[_i].before_ms, &failure);
	ck_assert_int_eq(failure, faults[_i].failure);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("retry");
	TCase *t = tcase_create("retry");

	tcase_add_loop_test(t, again, 0, sizeof(ends) / sizeof(ends[0]));
	tcase_add_test(t, times);
	tcase_add_loop_test(t, whose_fault, 0, sizeof(faults) / sizeof(faults[0]));
	suite_add_tcase(s, t);
	return unit_main(s);
}
