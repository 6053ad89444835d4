/* Reads the faults that tests ask for, and turns them into replies. */
#include "server.h"
#include "util.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

void fault_free(struct fault *fault)
{
	free(fault->location);
	free(fault->retry_after);
	free(fault->error);
	free(fault->content_type);
	free(fault->description);
	free(fault->body);
	*fault = (struct fault){ 0 };
}

static bool set_fault_kind(struct fault *fault, const char *value)
{
	static const struct {
		const char *name;
		enum fault_kind kind;
	} kinds[] = {
		{ "stall", FAULT_STALL },       { "slow", FAULT_SLOW },
		{ "cut", FAULT_CUT },           { "huge", FAULT_HUGE },
		{ "garbage", FAULT_GARBAGE },   { "html", FAULT_HTML },
		{ "redirect", FAULT_REDIRECT }, { "error", FAULT_ERROR },
		{ "body", FAULT_BODY },         { "same-token", FAULT_SAME_TOKEN },
		{ "reset", FAULT_RESET },
	};
	size_t i;
	long status;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, value) == 0) {
			fault->kind = kinds[i].kind;
			return true;
		}
	}
	if (!parse_number(value, 400, 599, &status))
		return false;
	fault->kind = FAULT_STATUS;
	fault->status = (unsigned)status;
	return true;
}

static bool set_on(const char *value, enum endpoint *ret_on)
{
	static const char *const names[FAULT_SLOTS] = { "token",      "smart",        "oauth",
							"oidc",       "resource",     "revoke",
							"introspect", "api-metadata", "all" };
	unsigned i;

	for (i = 0; i < FAULT_SLOTS; i++) {
		if (strcmp(names[i], value) == 0) {
			*ret_on = (enum endpoint)i;
			return true;
		}
	}
	return false;
}

bool fault_part(struct fault *fault, enum endpoint *on, const struct pair *pair, bool *ret_ok)
{
	const char *name = pair->name, *value = pair->value;
	char **text = NULL;
	long n;

	*ret_ok = true;
	if (strcmp(name, "fault") == 0) {
		*ret_ok = set_fault_kind(fault, value);
	} else if (strcmp(name, "on") == 0) {
		*ret_ok = set_on(value, on);
	} else if (strcmp(name, "count") == 0) {
		*ret_ok = parse_number(value, 1, INT_MAX, &fault->count);
	} else if (strcmp(name, "status") == 0) {
		*ret_ok = parse_number(value, 200, 599, &n);
		if (*ret_ok)
			fault->status = (unsigned)n;
	} else if (strcmp(name, "delay-ms") == 0) {
		*ret_ok = parse_number(value, 1, INT_MAX, &n);
		if (*ret_ok)
			fault->delay_ms = (unsigned)n;
	} else if (strcmp(name, "empty") == 0) {
		fault->empty = strcmp(value, "0") != 0;
	} else if (strcmp(name, "location") == 0) {
		text = &fault->location;
	} else if (strcmp(name, "retry-after") == 0) {
		text = &fault->retry_after;
	} else if (strcmp(name, "error") == 0) {
		text = &fault->error;
	} else if (strcmp(name, "content-type") == 0) {
		text = &fault->content_type;
	} else if (strcmp(name, "description") == 0) {
		text = &fault->description;
		fault->description_len = pair->len;
	} else if (strcmp(name, "body") == 0) {
		text = &fault->body;
		fault->body_len = pair->len;
	} else {
		return false;
	}
	if (text != NULL) {
		free(*text);
		*text = must_copy(value, pair->len);
	}
	return true;
}

static void plain_status(const struct fault *fault, enum endpoint on, struct reply *reply)
{
	char *text;

	if (fault->empty) {
		reply_set(reply, fault->status, NULL, must_dup(""), 0);
	} else {
		text = must_printf("The server answers %u because a test wants it.\n",
				   fault->status);
		reply_set(reply, fault->status, "text/plain", text, strlen(text));
	}
	/* RFC 9110, 15.5.2: a 401 carries a challenge. */
	if (fault->status == 401)
		headers_add(&reply->headers, "WWW-Authenticate",
			    on == EP_RESOURCE ? "Bearer realm=\"openehr\""
					      : "Basic realm=\"oauth\"");
}

static void answer_error(const struct fault *fault, struct reply *reply)
{
	const char *error = fault->error ? fault->error : "server_error";
	const char *text = fault->description ? fault->description : "A test wants this error.";
	size_t len = fault->description ? fault->description_len : strlen(text);
	unsigned status = fault->status;

	if (status == 0)
		status = strcmp(error, "invalid_client") == 0 ? 401 : 400;
	oauth_error(reply, status, error, text, len);
}

void fault_answer(const struct fault *fault, enum endpoint on, struct reply *reply)
{
	static const char garbage[] = "{\"access_token\": \"abc\x00\xff\xfe def\n}}]\x1b[31m%%%";
	static const char html[] = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>"
				   "<body><h1>Sign in</h1></body></html>\n";
	const char *type = fault->content_type ? fault->content_type : "application/json";
	unsigned status = fault->status ? fault->status : 200;

	switch (fault->kind) {
	case FAULT_NONE:
	case FAULT_SAME_TOKEN:
		return;
	case FAULT_STALL:
		reply->delivery = DELIVER_STALL;
		return;
	case FAULT_RESET:
		reply->delivery = DELIVER_RESET;
		return;
	case FAULT_SLOW:
		reply->delivery = DELIVER_SLOW;
		reply->delay_ms = fault->delay_ms;
		return;
	case FAULT_CUT:
		reply->delivery = DELIVER_CUT;
		return;
	case FAULT_HUGE:
		reply_set(reply, status, "application/json", must_dup(""), 0);
		reply->delivery = DELIVER_HUGE;
		break;
	case FAULT_GARBAGE:
		reply_set(reply, status, type, must_copy(garbage, sizeof(garbage) - 1),
			  sizeof(garbage) - 1);
		break;
	case FAULT_HTML:
		reply_text(reply, status, "text/html; charset=utf-8", html);
		break;
	case FAULT_REDIRECT:
		reply_set(reply, fault->status ? fault->status : 302, NULL, must_dup(""), 0);
		headers_add(&reply->headers, "Location", fault->location);
		break;
	case FAULT_STATUS:
		plain_status(fault, on, reply);
		break;
	case FAULT_ERROR:
		answer_error(fault, reply);
		break;
	case FAULT_BODY:
		reply_set(reply, status, type,
			  must_copy(fault->body ? fault->body : "", fault->body_len),
			  fault->body_len);
		break;
	}
	if (fault->retry_after != NULL)
		headers_add(&reply->headers, "Retry-After", fault->retry_after);
}
