/* The request to ccred-source, taken apart; its form is in stack/wire.h. */
#pragma once

#include "base/argument.h"
#include "base/buf.h"
#include "base/credential.h"
#include "base/err.h"
#include "base/kv.h"
#include "ccred-plugin.h"

enum verb {
	VERB_GET,
	VERB_STORE,
	VERB_ERASE,
	VERB_LOAD,
	VERB_CHECK,
	N_VERBS,
};

/* Strings point into the text, which is wiped with the request. */
struct source_request {
	struct buf text;
	struct kv kv;
	enum verb verb;
	/* The path of the plugin's description. */
	const char *plugin;
	/* The arguments of the line, for the description and for the plugin. */
	struct argument *arguments;
	size_t narguments;
	struct ccred_arg *arg_list;
	const struct ccred_arg **args;
	/* Where the lists of the request lie, each with a NULL behind it. */
	const char **strings;
	/* The client id known so far; for store the secret too. */
	struct credential given;
	struct ccred_request request;
	int64_t until_ms;
	bool stay;
};

/*
 * Takes text (wire.h) over and apart, also in case of failure. The variables of the line become
 * this process's own: they come by pipe, and were never in the block that /proc shows. Returns 0,
 * EXIT_DATA or EXIT_OS.
 */
int source_request_parse(struct buf *text, struct source_request *ret_request, struct err *err);

/* When a call that is killed at deadline_ms should be over: a tenth of the time before, at most 250
 * ms. */
int64_t source_until(int64_t deadline_ms);

/* Wipes the text: all that is left of a secret comes from the plugin then. The strings are empty
 * afterwards. */
void source_request_wipe(struct source_request *request);

void source_request_clear(struct source_request *request);
