/* POST /_control, which tests steer the server with, and GET /_status, which they count with. */
#include "server.h"
#include "util.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

void settings_default(struct settings *now)
{
	*now = (struct settings){
		.lifetime = 3600, /* the service's authentication page: "typically 3600" */
		.token_length = 43,
		.basic = BASIC_FORM,
		.post = true,
		.smart = true,
		.oauth = true,
		.oidc = true,
	};
}

void settings_free(struct settings *now)
{
	size_t i;

	free(now->expires_in);
	free(now->token_type);
	free(now->token);
	free(now->issuer);
	free(now->token_endpoint);
	free(now->auth_methods);
	free(now->scopes_supported);
	for (i = 0; i < FAULT_SLOTS; i++)
		fault_free(&now->faults[i]);
}

static bool number(const char *text, long min, long max, long *ret_value)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (end == text || *end || errno || value < min || value > max)
		return false;
	*ret_value = value;
	return true;
}

static bool on_off(const char *text, bool *ret_value)
{
	if (strcmp(text, "on") != 0 && strcmp(text, "off") != 0)
		return false;
	*ret_value = strcmp(text, "on") == 0;
	return true;
}

/* The settings that hold a text; "default" takes the default back. */
static char **text_setting(struct settings *now, const char *name)
{
	struct {
		const char *name;
		char **text;
	} all[] = {
		{ "expires-in", &now->expires_in },
		{ "token-type", &now->token_type },
		{ "token", &now->token },
		{ "issuer", &now->issuer },
		{ "token-endpoint", &now->token_endpoint },
		{ "auth-methods", &now->auth_methods },
		{ "scopes-supported", &now->scopes_supported },
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i].name, name) == 0)
			return all[i].text;
	return NULL;
}

static bool set_basic(struct settings *now, const char *value)
{
	if (strcmp(value, "form") == 0)
		now->basic = BASIC_FORM;
	else if (strcmp(value, "raw") == 0)
		now->basic = BASIC_RAW;
	else if (strcmp(value, "refuse") == 0)
		now->basic = BASIC_REFUSE;
	else
		return false;
	return true;
}

static bool set_date(struct settings *now, const char *value)
{
	now->no_date = strcmp(value, "absent") == 0;
	return now->no_date || number(value, -INT_MAX, INT_MAX, &now->date_offset);
}

static bool set(struct server *server, const struct pair *pair)
{
	struct settings *now = &server->now;
	const char *name = pair->name, *value = pair->value;
	char **text = text_setting(now, name);
	long n;

	if (text != NULL) {
		free(*text);
		*text = strcmp(value, "default") == 0 ? NULL : must_dup(value);
		return true;
	}
	if (strcmp(name, "lifetime") == 0)
		return number(value, 0, INT_MAX, &now->lifetime);
	if (strcmp(name, "token-length") == 0) {
		if (!number(value, 0, 16 << 20, &n))
			return false;
		now->token_length = (size_t)n;
		return true;
	}
	if (strcmp(name, "latency-ms") == 0) {
		if (!number(value, 0, INT_MAX, &n))
			return false;
		now->latency_ms = (unsigned)n;
		return true;
	}
	if (strcmp(name, "basic") == 0)
		return set_basic(now, value);
	if (strcmp(name, "post") == 0)
		return on_off(value, &now->post);
	if (strcmp(name, "smart") == 0)
		return on_off(value, &now->smart);
	if (strcmp(name, "oauth") == 0)
		return on_off(value, &now->oauth);
	if (strcmp(name, "oidc") == 0)
		return on_off(value, &now->oidc);
	if (strcmp(name, "date-offset") == 0)
		return set_date(now, value);
	if (strcmp(name, "client") == 0)
		return store_client_line(&server->store, value, NULL) == 0;
	if (strcmp(name, "revoke") == 0) {
		store_revoke(&server->store, strcmp(value, "all") == 0 ? NULL : value);
		return true;
	}
	return false;
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
	if (!number(value, 400, 599, &status))
		return false;
	fault->kind = FAULT_STATUS;
	fault->status = (unsigned)status;
	return true;
}

static bool set_on(const char *value, enum endpoint *ret_on)
{
	static const char *const names[FAULT_SLOTS] = { "token", "smart",    "oauth",
							"oidc",  "resource", "all" };
	unsigned i;

	for (i = 0; i < FAULT_SLOTS; i++) {
		if (strcmp(names[i], value) == 0) {
			*ret_on = (enum endpoint)i;
			return true;
		}
	}
	return false;
}

/* Whether the pair belongs to a fault; *ret_ok: and has a good value. */
static bool fault_part(struct fault *fault, enum endpoint *on, const struct pair *pair,
		       bool *ret_ok)
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
		*ret_ok = number(value, 1, INT_MAX, &fault->count);
	} else if (strcmp(name, "status") == 0) {
		*ret_ok = number(value, 200, 599, &n);
		if (*ret_ok)
			fault->status = (unsigned)n;
	} else if (strcmp(name, "delay-ms") == 0) {
		*ret_ok = number(value, 1, INT_MAX, &n);
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

/* The name of the field that is wrong, or NULL; all before it has been done. */
static const char *apply(struct server *server, const struct form *form)
{
	struct fault fault = { .count = -1, .delay_ms = 200 };
	enum endpoint on = EP_TOKEN;
	const char *bad = NULL;
	size_t i;
	bool ok;

	for (i = 0; i < form->n && bad == NULL; i++) {
		const struct pair *pair = &form->pairs[i];

		if (strcmp(pair->name, "clear") == 0) {
			size_t slot;

			for (slot = 0; slot < FAULT_SLOTS; slot++)
				fault_free(&server->now.faults[slot]);
		} else if (strcmp(pair->name, "defaults") == 0) {
			settings_free(&server->now);
			settings_default(&server->now);
		} else if (fault_part(&fault, &on, pair, &ok)) {
			bad = ok ? NULL : pair->name;
		} else if (!set(server, pair)) {
			bad = pair->name;
		}
	}
	if (fault.kind == FAULT_REDIRECT && fault.location == NULL)
		bad = "location";
	if (bad == NULL && fault.kind != FAULT_NONE) {
		fault_free(&server->now.faults[on]);
		server->now.faults[on] = fault;
	} else {
		fault_free(&fault);
	}
	return bad;
}

void control_answer(struct server *server, const struct request *request, struct reply *reply)
{
	const char *bad;
	struct form form;

	if (strcmp(request->method, "POST") != 0) {
		reply_text(reply, 405, "text/plain", "Use POST.\n");
		return;
	}
	if (request->too_large ||
	    form_parse(request->body ? request->body : "", request->len, &form) != 0) {
		reply_text(reply, 400, "text/plain",
			   "bad form: encode it (curl --data-urlencode)\n");
		return;
	}
	bad = apply(server, &form);
	if (bad == NULL) {
		reply_text(reply, 200, "text/plain", "ok\n");
	} else {
		char *text = must_printf("bad: %s\n", bad);

		reply_set(reply, 400, "text/plain", text, strlen(text));
	}
	form_free(&form);
}

void status_answer(struct server *server, struct reply *reply)
{
	const struct counters *c = &server->count;
	char *text = must_printf("requests=%" PRIu64 "\ntoken_requests=%" PRIu64
				 "\nmetadata_requests=%" PRIu64 "\nresource_requests=%" PRIu64
				 "\ntokens_issued=%" PRIu64 "\n",
				 c->requests, c->token_requests, c->metadata_requests,
				 c->resource_requests, c->tokens_issued);

	reply_set(reply, 200, "text/plain", text, strlen(text));
}
