/* What can be found out about a profile: the steps that doctor, explain and inspect share, and how
 * each went. */
#pragma once

#include "acquire/acquisition.h"
#include "base/json_out.h"
#include "http/probe.h"
#include "oauth/claims.h"
#include "oauth/dpop.h"
#include "oauth/resource.h"

#define N_INSPECTION_PARTS (OAUTH_PART_SERVER + 1)

/*
 * The message that ccred hands to ccred-report, on descriptor 0: a request of acquire/wire.h:
 *	operation=doctor|explain|inspect
 *	profile=PROFILE|URL	missing: all profiles, for the doctor alone
 *	tenant=LABEL		optional
 *	url=URL			the doctor calls it with the token; optional
 *	trace=N var=NAME=VALUE	as for ccred-acquire
 * and these lines:
 *	all=1			explain runs the sources after the one that decides, too
 *	json=1
 */
enum report_command {
	REPORT_DOCTOR,
	REPORT_EXPLAIN,
	REPORT_INSPECT,
	N_REPORT_COMMANDS
};

/* Strings point into the message. Set up with { 0 }. */
struct report_request {
	enum report_command command;
	bool all, json;
	struct kv kv;
	/* Has the variables, and is what an acquisition takes; profile is the word of the command
	 * line. */
	struct acquire_request acquire;
};

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
	/* Whether the credential was refused, and must wait; and whether the request can be
	 * made. */
	STEP_REFUSAL,
	STEP_TOKEN,
	STEP_API,
	STEP_INTROSPECTION,
	N_STEPS,
};

/* The way to a server. */
struct report_way {
	/* The URL is not owned. */
	const char *url;
	char host[256];
	unsigned port;
	struct http_probe probe;
};

/* What a protected API says of a token (RFC 6750, 3). */
struct api_answer {
	long status;
	/* A known one of RFC 6750, 3.1, or RFC 9449; NULL: not said. */
	const char *error;
	/* The scope that it wants, without control bytes; empty: not said. */
	char scope[512];
};

/* What is known of the cached token, or of the assertion that proves the client. */
struct inspection {
	/* The claims, by enum oauth_part. */
	struct inspection_part {
		/* Of each its name and what is shown of it, with a NUL behind both. */
		struct buf text;
		/* Of the longest name. */
		int width;
		/* Members of a JSON object: the claims that have a value in JSON. */
		struct buf json;
	} parts[N_INSPECTION_PARTS];
	/* Elements of a JSON list: the other claims. */
	struct buf omitted;
	/* The number of further claims, which are not kept. */
	size_t more;
	bool jwt;
	/* Of an assertion; 0: it does not say it. */
	int64_t issued_s, expires_s;
	/* When it was sent. */
	int64_t sent_s;
	/* The server has answered, and how. */
	bool asked, active;
};

/* Set up by report_start. */
struct report {
	const struct report_request *request;
	/* There was no memory for all that was seen. */
	bool failed;
	/* What the acquisition is asked, with the deadline of the part that runs. */
	struct acquire_request acquire;
	struct acquisition a;
	/* A bit for each step that went well, and the errors of the others. Code 0: it did not
	 * fail, or was not tried. */
	unsigned good;
	struct err why[N_STEPS];

	/* What the cache has. The text of why[STEP_CACHE] says why there is none, in a step that
	 * went well, too. */
	enum cache_state state;
	struct cache_token cached;
	/* The thumbprint of the key that it is bound to; empty: it is not. */
	char bound_to[DPOP_THUMBPRINT_SIZE];

	struct report_way ways[2];
	size_t nways;
	/* The documents of discovery: for a person, as elements of a JSON list, and the URL of the
	 * last one. */
	struct buf documents, documents_json, document_url;
	/* Of the answer that came last. */
	struct http_date date;

	/* Of the token request. */
	enum oauth_failure failure;
	int64_t lifetime_s;
	/* The scope that was asked for and not granted; empty: none. */
	char without[1024];
	/* Its token, and warnings; a token that is bound to a certificate comes with that. */
	struct acquired got;
	/* The key of the token; NULL: it is not bound to one. */
	struct secret *proof_key;
	struct api_answer api;
	/* If the API refused the token: which servers it says it takes tokens of, or the error of
	 * that. */
	struct resource_metadata api_says;
	struct err api_silent;

	struct inspection inspection;
	/* The assertion, without its signature; NULL: none. */
	struct secret *sent;
	/* It was only made, and not sent. */
	bool rehearsed;
};

/* What is printed. Set up with { 0 }. */
struct report_output {
	struct buf text;
	/* The exit code. */
	int code;
	/* The profile that it is about; empty: none. */
	char about[80];
};

/* Finds the profile of the request, and begins a report about it. Returns as config_find_word, and
 * leaves a.profile NULL if that failed. The caller clears the report in all cases. */
int report_start(struct report *r, const struct report_request *request, struct report_output *out,
		 struct err *err);
void report_clear(struct report *r);

/* Runs the steps of the request's command, as far as each one's needs are met. */
void report_run(struct report *r);

/* The error of the step; NULL: it did not fail, or was not tried. report_is_good: it was tried and
 * went well. */
const struct err *report_why(const struct report *r, enum report_step step);
bool report_is_good(const struct report *r, enum report_step step);

/* Where a token request goes, by the method of client authentication; NULL: it is not known. */
const char *report_endpoint(const struct report *r);

/* Steps that lie in files of their own: each returns 0 or the code in *err. */
int report_token(struct report *r, struct err *err);
int report_api(struct report *r, struct err *err);
int report_claims(struct report *r, struct err *err);
/* Makes the token request, and does not send it. */
int report_rehearse(struct report *r, struct err *err);
int report_introspect(struct report *r, struct err *err);

/* Each finds out, and makes its report. Return 0, or an exit code if there is no report. Explain is
 * the doctor without what asks for a token or changes anything. */
int run_doctor(const struct report_request *request, struct report_output *out, struct err *err);
/* An oauth_claim_fn that fills in struct inspection. */
bool inspect_claim(const struct oauth_claim *c, void *arg);
int run_inspect(const struct report_request *request, struct report_output *out, struct err *err);
