/* A stack whose sources are answers of the test: what the tests of the dispatcher share. */
#pragma once

#include "base/clock.h"
#include "lib/unit.h"
#include "stack/gather.h"
#include "stack/lines.h"
#include "stack/stack.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_ANSWERS 16
#define TEXT(s) ((char *)(uintptr_t)(s))

/* What the fake plugin of one line answers; its number is the line's own. */
struct answer {
	enum result result;
	const char *id, *secret, *text, *reason, *fix, *location;
	bool missing, refused, warning;
	int64_t paused_ms;
};

/* What the fake plugins are told, and saw. */
static struct answer answers[MAX_ANSWERS];
static unsigned calls[MAX_ANSWERS];
static char known_ids[MAX_ANSWERS][32];
static int64_t deadlines[MAX_ANSWERS];

static inline struct secret *secret_of(const char *text)
{
	struct secret *s = NULL;

	if (text != NULL)
		ck_assert_int_eq(secret_new(text, strlen(text), &s), 0);
	return s;
}

static inline void copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text != NULL ? text : "");
}

static inline void fake_run(const struct source *src, const struct stack_request *request,
			    const struct credential *known, int64_t deadline_ms,
			    struct line_result *ret_result)
{
	const struct answer *a = &answers[src->line];

	(void)request;
	calls[src->line]++;
	deadlines[src->line] = deadline_ms;
	if (known->items[ITEM_CLIENT_ID] != NULL)
		snprintf(known_ids[src->line], sizeof(known_ids[0]), "%s",
			 known->items[ITEM_CLIENT_ID]->data);
	ret_result->result = a->result;
	ret_result->missing = a->missing;
	ret_result->refused = a->refused;
	ret_result->paused_ms = a->paused_ms;
	ret_result->said.warning = a->warning;
	copy(ret_result->said.text, sizeof(ret_result->said.text), a->text);
	copy(ret_result->said.reason, sizeof(ret_result->said.reason), a->reason);
	copy(ret_result->said.fix, sizeof(ret_result->said.fix), a->fix);
	copy(ret_result->said.location, sizeof(ret_result->said.location), a->location);
	/* Also on failure, as a careless run function might. */
	ret_result->set.items[ITEM_CLIENT_ID] = secret_of(a->id);
	ret_result->set.items[ITEM_CLIENT_SECRET] = secret_of(a->secret);
}

/* A line of plugin fakeN; line numbers count from 1 in the order that lines are written. */
static inline struct source line_of(unsigned number, const char *control)
{
	return (struct source){
		.file = TEXT("conf"),
		.line = number,
		.control_text = TEXT(control),
		.control = control_of(control),
		.plugin = TEXT("fake"),
	};
}

static inline struct source nested_of(unsigned number, const char *control, struct source *inner,
				      size_t n)
{
	struct source s = line_of(number, control);

	s.plugin = NULL;
	s.stack = TEXT("inner");
	s.inner = inner;
	s.ninner = n;
	return s;
}

static struct stack_outcome outcome;
static struct err err;

/* Lines past the end run, too. */
static bool all;

static inline int run(struct source *lines, size_t n, const char *client_id)
{
	struct profile p = {
		.name = TEXT("test"),
		.sources = lines,
		.nsources = n,
		.source_timeout_s = 5,
		.client_id = TEXT(client_id),
	};
	struct bound bound = { .profile = &p };
	struct stack_request request = {
		.bound = &bound,
		.deadline_ms = clock_ms() + 30000,
		.all = all,
		.complete = gather_has_pair,
	};

	memset(calls, 0, sizeof(calls));
	memset(known_ids, 0, sizeof(known_ids));
	err = (struct err){ 0 };
	return stack_run(&request, fake_run, &outcome, &err);
}

/* The whole line that people read. */
static inline void reads(const char *wanted)
{
	char line[ERR_LINE_MAX];

	ck_assert_str_eq(err_line(&err, line, sizeof(line)), wanted);
}

static inline void says(const char *part)
{
	char line[ERR_LINE_MAX];

	ck_assert_msg(strstr(err_line(&err, line, sizeof(line)), part) != NULL,
		      "\"%s\" is not in: %s", part, line);
}

static inline const char *id(void)
{
	return outcome.credential.items[ITEM_CLIENT_ID] != NULL
		       ? outcome.credential.items[ITEM_CLIENT_ID]->data
		       : "";
}

static inline const char *secret(void)
{
	return outcome.credential.items[ITEM_CLIENT_SECRET] != NULL
		       ? outcome.credential.items[ITEM_CLIENT_SECRET]->data
		       : "";
}

#define FULL(name) \
	{ \
		.id = name, .secret = "s-" name \
	}
#define FAILS(word) \
	{ \
		.result = word \
	}
