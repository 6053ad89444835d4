/* What can be found out about a profile: the steps that doctor, explain and inspect share, and how each went. */
#ifndef CCRED_REPORT_REPORT_H
#define CCRED_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acquire/acquired.h"
#include "acquire/acquisition.h"
#include "http/probe.h"
#include "report/diagnose_api.h"
#include "report/inspection.h"
#include "report/request.h"

/* In their order. */
enum report_step {
	/* Opens the cache and looks for the token. */
	STEP_CACHE,
	/* Reads what the token says of itself. */
	STEP_CLAIMS,
	/* Checks the plugin of each source line. */
	STEP_PLUGINS,
	/* Looks at the way to the server that is asked first. */
	STEP_WAY,
	STEP_DISCOVERY,
	/* Looks at the way to the token endpoint, if that is another server. */
	STEP_ENDPOINT,
	STEP_STACK,
	/* Whether the credential was refused, and must wait. */
	STEP_REFUSAL,
	STEP_TOKEN,
	STEP_API,
	STEP_INTROSPECTION,
	N_STEPS,
};

/* A document of discovery. */
struct report_document {
	char *url, *outcome;
	bool used, kept;
	/* 0: no answer. */
	long status;
	int64_t took_ms;
};

/* The way to a server. */
struct report_way {
	/* The URL is not owned. */
	const char *url;
	char host[256];
	unsigned port;
	struct http_probe probe;
};

/* Set up by report_start. */
struct report {
	const struct report_request *request;
	/* What the acquisition is asked, with the deadline of the part that runs. */
	struct acquire_request acquire;
	struct acquisition a;
	/* A bit for each step that was tried, and why it failed; code 0: it went well. */
	unsigned tried;
	struct err why[N_STEPS];

	/* What the cache has. */
	enum cache_state state;
	struct cache_token cached;
	/* Why there is no cache; empty: there is one. */
	char cache_why[ERR_TEXT_MAX];

	struct report_way ways[2];
	size_t nways;
	struct report_document *documents;
	size_t ndocuments;
	/* Of the answer that came last. */
	struct http_date date;

	/* Of the token request. */
	enum oauth_failure failure;
	int64_t lifetime_s;
	/* The scope that was asked for and not granted; empty: none. */
	char without[1024];
	/* Its token, and warning= lines of acquired_warn. */
	struct acquired got;
	struct api_answer api;

	struct inspection inspection;
};

/* Begins a report about the profile, which it takes over. Returns 0 or EXIT_OS. The caller clears it in both
 * cases. */
int report_start(struct report *r, const struct report_request *request, struct profile **profile,
		 struct err *err);
void report_clear(struct report *r);

/* Runs the steps of the request's command, as far as each one's needs are met. */
void report_run(struct report *r);

/* Why the step failed; NULL: it did not, or was not tried. report_is_good: it was tried and went well. */
const struct err *report_why(const struct report *r, enum report_step step);
bool report_is_good(const struct report *r, enum report_step step);

/* The first failure of all steps; NULL: there is none. */
const struct err *report_failure(const struct report *r);

/* The method of client authentication; NULL: none fits, or it is not known. */
const char *report_method(const struct report *r);

/* The result of the stack as a word; NULL: it did not run. */
const char *report_verdict(const struct report *r);

/* What the stack has, and the lines that supplied it. NULL: it does not have it. */
struct report_supplied {
	const char *id, *id_from, *secret_from;
	char id_line[256], secret_line[256];
};
void report_supplied(const struct report *r, struct report_supplied *ret_supplied);

/* Calls fn for all source lines in the order of the configuration. event is NULL for one that was not reached. */
typedef void (*report_line_fn)(const struct source *line, unsigned depth,
			       const struct stack_event *event, void *arg);
void report_each_line(const struct report *r, report_line_fn fn, void *arg);

/* Steps that lie in files of their own: each returns 0 or the code in *err. */
int report_way(struct report *r, struct err *err);
int report_discover(struct report *r, struct err *err);
int report_endpoint(struct report *r, struct err *err);
int report_token(struct report *r, struct err *err);
int report_api(struct report *r, struct err *err);
int report_claims(struct report *r, struct err *err);
int report_introspect(struct report *r, struct err *err);

#endif
