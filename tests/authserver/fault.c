/* Turns the faults that tests ask for into replies. */
#include "server.h"
#include "util.h"

#include <stdio.h>
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
