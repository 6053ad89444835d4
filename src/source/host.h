/* The host's side of the plugin ABI: the functions of struct ccred_host, and what one call
 * gathered. */
#pragma once

#include <stdatomic.h>

#include "base/credential.h"
#include "base/err.h"
#include "base/limits.h"
#include "ccred-plugin.h"

#define HOST_TEXT_MAX 512
#define HOST_LOG_MAX 4096
/* Answers to hidden prompts that are taken out of what the plugin says. */
#define HOST_TYPED_MAX 8

/* Room for a whole secret behind the place where a text is cut, so that host_hide sees all of
 * it. */
#define HOST_ROOM(max) ((max) + LIMIT_CLIENT_SECRET + 1)

/* The process's call of the plugin: one get, store or erase, and the signatures after it. */
struct ccred_call {
	/* The socket to the outer process. */
	int talk_fd;
	/* The description offers it, and the request allows it. */
	bool can_prompt;
	/* The items that set takes now. */
	unsigned settable;
	/* clock_ms, without the time in which a prompt is open. prompt_ms: since when one is; 0:
	 * none is. */
	_Atomic int64_t until_ms, prompt_ms;
	/* The client id known so far, and what is to be stored. */
	struct credential given;

	struct credential set;
	/* The result of the first set that failed; CCRED_SUCCESS: none did. */
	int failed_set;
	/* Of the last item that was not valid: credential_item_fault; NULL: each was. */
	int faulty;
	const char *fault;
	/* What the plugin said last, and the lines of its log. */
	struct {
		uint32_t severity;
		char reason[LIMIT_REASON + 1];
		char text[HOST_ROOM(HOST_TEXT_MAX)], fix[HOST_ROOM(HOST_TEXT_MAX)],
			location[HOST_ROOM(HOST_TEXT_MAX)];
		char log[HOST_ROOM(HOST_LOG_MAX)];
	} said;
	struct secret *typed[HOST_TYPED_MAX];
	size_t ntyped;
	/* The path of the program that runs. */
	const char *program;
	/* Of the last run: where last_line points to. */
	char last_line[HOST_ROOM(HOST_TEXT_MAX)];
};

extern const struct ccred_host host_table;

/* Begins another verb of the call: nothing is set, and nothing is said. */
void host_begin(struct ccred_call *call, unsigned settable);

/* Says an error of the host's own, of the program that runs if one does, and returns the result; or
 * hands one on with its reason and fix. */
__attribute__((format(printf, 4, 5))) int host_say(struct ccred_call *call, int result,
						   enum reason reason, const char *fmt, ...);
void host_say_err(struct ccred_call *call, const struct err *err);

/* Adds what is wrong with an item to what is said. */
void host_say_fault(struct ccred_call *call);

/* Takes the secrets that the call knows out of a text in place. Returns true if there was one. */
bool host_hide(const struct ccred_call *call, char *text);

/* Takes them out of everything that the plugin said, and cuts it. Returns true if there was one. */
bool host_hide_said(struct ccred_call *call);

/* The functions of the table that have files of their own. */
int host_run(struct ccred_call *call, const struct ccred_run *run,
	     struct ccred_run_answer *ret_answer);
int64_t host_time_left(struct ccred_call *call);

/* Frees what the call gathered. */
void host_clear(struct ccred_call *call);
